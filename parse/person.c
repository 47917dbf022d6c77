#include "parse/person.h"

#include <string.h>

static int
local_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c != '\0' && strchr("_-.+", c) != NULL);
}

static int
host_char(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.';
}

/* The first address in s: its start, and its length in *n. */
static const char *
find_email(const char *s, size_t *n)
{
	const char *at = s, *from, *to;

	while ((at = strchr(at, '@')) != NULL) {
		for (from = at; from > s && local_char(from[-1]); from--)
			continue;
		for (to = at + 1; host_char(*to); to++)
			continue;
		while (to > at + 1 && (to[-1] == '.' || to[-1] == '-'))
			to--;
		*n = (size_t)(to - from);
		if (from < at && to > at + 1 && memchr(at, '.', (size_t)(to - at)) != NULL) {
			if (strncmp(to, "?subject=", 9) == 0)
				*n += strcspn(to, " \t>");
			return from;
		}
		at++;
	}
	return NULL;
}

int
person_read(struct wf_person *who, struct arena *a, const char *s)
{
	const char *mail, *p, *end;
	char *name;
	size_t n = 0, k = 0, i;

	mail = find_email(s, &n);
	if (mail == NULL) {
		if (who->name == NULL && *s != '\0')
			who->name = arena_str(a, s);
		return who->name != NULL || *s == '\0' ? 0 : -1;
	}
	if (who->email == NULL)
		who->email = arena_strn(a, mail, n);
	name = arena_get(a, strlen(s) + 2);
	if (name == NULL || who->email == NULL)
		return -1;
	for (p = s, end = s + strlen(s); p < end; p++) {
		if (p == mail)
			p += n;
		if (p < end)
			name[k++] = *p;
	}
	/* Brackets that held the address or the name. */
	for (i = 0; i + 1 < k; i++) {
		if ((name[i] == '(' && name[i + 1] == ')') || (name[i] == '<' && name[i + 1] == '>')) {
			memmove(name + i, name + i + 2, k - i - 2);
			k -= 2;
		}
	}
	while (k > 0 && (name[k - 1] == ' ' || name[k - 1] == ')' || name[k - 1] == ','))
		k--;
	name[k] = '\0';
	for (i = 0; name[i] == ' ' || name[i] == '(' || name[i] == ','; i++)
		continue;
	if (memchr(name + i, '(', k > i ? k - i : 0) != NULL && memchr(name + i, ')', k - i) == NULL) {
		name[k++] = ')';
		name[k] = '\0';
	}
	if (strncmp(name + i, "mailto:", 7) == 0)
		i += 7;
	if (who->name == NULL && name[i] != '\0')
		who->name = name + i;
	return 0;
}

int
person_empty(const struct wf_person *who)
{
	return who->name == NULL && who->email == NULL && who->url == NULL && who->avatar == NULL;
}

static int
same(const char *x, const char *y)
{
	return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

int
person_same(const struct wf_person *x, const struct wf_person *y)
{
	return same(x->name, y->name) && same(x->email, y->email) && same(x->url, y->url);
}
