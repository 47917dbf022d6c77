/* ids: the ids of one document, none given twice. */
#ifndef PARSE_IDS_H
#define PARSE_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "wirefold.h"

#define IDS_SLOTS 16384 /* a power of two, over twice WF_ENTRIES_MAX */

struct ids {
	uint64_t slot[IDS_SLOTS]; /* hashes; 0 is free */
	size_t n;
};

void ids_reset(struct ids *s);

/* A 64-bit hash of n bytes, chained by `seed`; never 0. */
uint64_t ids_hash(uint64_t seed, const char *p, size_t n);

/* Takes the id: 1, or 0 when it was taken before. */
int ids_take(struct ids *s, const char *id);

#endif
