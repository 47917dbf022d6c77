#include "front/story_file.h"

#include <string.h>

/* The next field of that name at or behind `at`, which is the start of a line. */
static const char *
next_field(const char *at, const char *name, const char **value, size_t *n)
{
	size_t len = strlen(name);
	const char *nl;

	for (; *at != '\0' && *at != '\n'; at = nl + 1) {
		nl = strchr(at, '\n');
		if (nl == NULL)
			return NULL;
		if (strncmp(at, name, len) == 0 && at[len] == ':' && at[len + 1] == ' ') {
			*value = at + len + 2;
			*n = (size_t)(nl - *value);
			return nl + 1;
		}
	}
	return NULL;
}

const char *
story_file_field(const char *file, const char *name, size_t *n)
{
	const char *value;

	return next_field(file, name, &value, n) != NULL ? value : NULL;
}

int
story_file_has(const char *file, const char *name, const char *want)
{
	const char *value;
	size_t n;

	while ((file = next_field(file, name, &value, &n)) != NULL)
		if (strlen(want) == n && memcmp(value, want, n) == 0)
			return 1;
	return 0;
}

void
story_file_copy(const char *file, const char *name, char *to, size_t room)
{
	size_t n;
	const char *value = story_file_field(file, name, &n);

	if (value == NULL)
		n = 0;
	if (value != NULL && n >= room) {
		n = room - 1;
		while (n > 0 && ((unsigned char)value[n] & 0xc0) == 0x80)
			n--;
	}
	if (value != NULL && n > 0)
		memcpy(to, value, n);
	to[n] = '\0';
}
