/* ids: the ids of one document, none given twice. */
#ifndef PARSE_IDS_H
#define PARSE_IDS_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory is an empty one. */
struct ids {
	uint64_t *slot; /* hashes; 0 is free */
	size_t cap, n;  /* slots, a power of two, and those taken */
};

void ids_clear(struct ids *s);

/* A 64-bit hash of n bytes, chained by `seed`; never 0. */
uint64_t ids_hash(uint64_t seed, const char *p, size_t n);

/* Takes the id: 1, or 0 when it was taken before, -1 when out of memory. */
int ids_take(struct ids *s, const char *id);

#endif
