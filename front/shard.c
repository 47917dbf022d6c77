#include "front/shard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int
shard_read(struct shard *s, const char *text)
{
	char *end;
	long i, n;

	if (*text < '1' || *text > '9')
		return -1;
	i = strtol(text, &end, 10);
	if (*end != '/' || end[1] < '1' || end[1] > '9')
		return -1;
	n = strtol(end + 1, &end, 10);
	if (*end != '\0' || i > n || n > SHARD_MOST)
		return -1;
	s->i = (int)i;
	s->n = (int)n;
	return 0;
}

/* FNV-1a of the host's name, then mixed: its low bits alone are poor. */
int
shard_has(const struct shard *s, const char *url)
{
	const char *p = strstr(url, "://"), *file = strncmp(url, "file:", 5) == 0 ? url : NULL;
	uint64_t h = 14695981039346656037u;
	size_t n;

	if (s->n == 0 || (p == NULL && file == NULL))
		return 1;
	p = file != NULL ? file : p + 3;
	n = file != NULL ? strlen(file) : *p == '[' ? strcspn(p, "]") : strcspn(p, ":/?#");
	for (; n > 0; n--, p++) {
		h ^= (uint64_t)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
		h *= 1099511628211u;
	}
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 33;
	return h % (uint64_t)s->n == (uint64_t)(s->i - 1);
}
