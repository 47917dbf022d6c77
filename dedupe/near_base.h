/* near_base: the files of near.c. Of two fingerprints within distance 3, one half differs in one bit
 * at most, and so one quarter of that half is equal. There is a file for each quarter: it sorts by that
 * quarter, then by the other of its half. A file is a table of buckets, by the first bits; a bucket
 * holds four bytes a fingerprint (the entry's number, and the bits of the half that the bucket does not
 * say), sorted by those bits, then by age, with a little room. What has left is thrown out when a bucket is full. */
#ifndef DEDUPE_NEAR_BASE_H
#define DEDUPE_NEAR_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

#define NEAR_FILES 4

struct near_bucket;

/* All fingerprints, by entry: a row of FOLD_WINDOWS at its number modulo the room, in chunks of
 * 2 MB, a large page each. In a row all low halves come first, a line of the cache, then the high ones. */
#define NEAR_CHUNK 16384u
#define NEAR_ROW (2 * FOLD_WINDOWS)
struct near_rows {
	uint32_t **chunk;
	uint8_t *n;               /* how many of a row there are */
	uint32_t cap, first, end; /* room, a power of two; live numbers: first <= n < end */
	uint32_t chunks;          /* some may not be there yet */
};

static inline uint32_t *
near_row(const struct near_rows *r, uint32_t number)
{
	const uint32_t at = number & (r->cap - 1);

	return r->chunk[at / NEAR_CHUNK] + (size_t)(at % NEAR_CHUNK) * NEAR_ROW;
}

static inline uint64_t
near_of(const uint32_t *row, uint32_t window)
{
	return row[window] | (uint64_t)row[FOLD_WINDOWS + window] << 32;
}

struct near_base {
	struct near_bucket *file[NEAR_FILES];
	uint32_t buckets[NEAR_FILES];
	unsigned bits;            /* of a number; 0: it is empty */
};

/* A fingerprint that was found. */
struct near_hit {
	uint32_t number, window;
	uint64_t differs;         /* bits */
};

void near_base_clear(struct near_base *b);

/* Files the row of entry rows->end, which is behind the live ones still. 0, or -1 when out of
 * memory: then it is good for near_base_clear only. */
int near_base_put(struct near_base *b, const struct near_rows *rows);

/* What is near each of some fingerprints, newest first. Of more than there is room for it holds some. */
#define NEAR_HITS 2048u
struct near_found {
	struct near_hit hit[FOLD_WINDOWS][NEAR_HITS];
	size_t n[FOLD_WINDOWS];
};
void near_base_find(const struct near_base *b, const struct near_rows *rows, const uint64_t *q, size_t n,
    struct near_found *to);

/* Fetches what finding q needs: where the buckets are (0), then the buckets (1). */
void near_base_expect(const struct near_base *b, uint64_t q, int step);

#endif
