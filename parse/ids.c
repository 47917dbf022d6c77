#include "parse/ids.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 256 /* at first: a page's worth of feed */

void
ids_clear(struct ids *s)
{
	free(s->slot);
	memset(s, 0, sizeof(*s));
}

uint64_t
ids_hash(uint64_t seed, const char *p, size_t n)
{
	uint64_t h = seed ^ 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	h ^= h >> 32;
	return h != 0 ? h : 1;
}

/* Where the hash is, or belongs. */
static uint64_t *
find(const struct ids *s, uint64_t h)
{
	size_t i = (size_t)h & (s->cap - 1);

	while (s->slot[i] != 0 && s->slot[i] != h)
		i = (i + 1) & (s->cap - 1);
	return &s->slot[i];
}

static int
grow(struct ids *s)
{
	struct ids more;
	size_t i;

	more.cap = s->cap > 0 ? s->cap * 2 : SLOTS;
	more.n = s->n;
	more.slot = calloc(more.cap, sizeof(*more.slot));
	if (more.slot == NULL)
		return -1;
	for (i = 0; i < s->cap; i++)
		if (s->slot[i] != 0)
			*find(&more, s->slot[i]) = s->slot[i];
	free(s->slot);
	*s = more;
	return 0;
}

int
ids_take(struct ids *s, const char *id)
{
	uint64_t h = ids_hash(0, id, strlen(id)), *at;

	if (s->n * 2 >= s->cap && grow(s) != 0)
		return -1;
	at = find(s, h);
	if (*at == h)
		return 0;
	*at = h;
	s->n++;
	return 1;
}
