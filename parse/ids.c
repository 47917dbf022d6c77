#include "parse/ids.h"

#include <string.h>

void
ids_reset(struct ids *s)
{
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

int
ids_take(struct ids *s, const char *id)
{
	uint64_t h = ids_hash(0, id, strlen(id));
	size_t i = (size_t)h % IDS_SLOTS;

	while (s->slot[i] != 0 && s->slot[i] != h)
		i = (i + 1) % IDS_SLOTS;
	if (s->slot[i] == h || s->n >= IDS_SLOTS / 2)
		return 0;
	s->slot[i] = h;
	s->n++;
	return 1;
}
