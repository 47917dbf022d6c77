/* near_base: the older fingerprints of near.c, packed. Each is filed under either of its halves:
 * of two fingerprints within distance 3, one half differs in one bit at most. A file is a row of
 * four bytes a fingerprint (the entry's number, and the bits of the half that its bucket does not
 * say), bucket by bucket without a gap, by those bits and by age within a bucket; there are as many buckets as there is room for entries. */
#ifndef DEDUPE_NEAR_BASE_H
#define DEDUPE_NEAR_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

/* All fingerprints, by entry: a row of FOLD_WINDOWS at its number modulo the room. */
struct near_rows {
	uint64_t *value;
	uint8_t *n;               /* how many of a row there are */
	uint32_t cap, first, end; /* room, a power of two; live numbers: first <= n < end */
};

struct near_file {
	uint32_t *bucket;         /* where each starts in `ref`, and the end */
	uint32_t *ref;
	size_t cap;               /* of ref */
};

struct near_base {
	struct near_file half[2];
	unsigned bits;            /* of a number, and of a bucket; 0: it is empty */
	uint32_t end;             /* entries from here on are not in it */
};

/* A fingerprint that was found. */
struct near_hit {
	uint32_t number, window;
	uint64_t differs;         /* bits */
};

void near_base_clear(struct near_base *b);

/* Takes in what came since, and lets go what has left. 0, or -1 when out of memory: then it is
 * good for near_base_clear only. */
int near_base_take(struct near_base *b, const struct near_rows *rows);

/* What is near q, newest first, at most max; returns how many. Of more it gives some. */
size_t near_base_find(const struct near_base *b, const struct near_rows *rows, uint64_t q,
    struct near_hit *to, size_t max);

/* Fetches what finding q needs: where the buckets are (0), then the buckets (1). */
void near_base_expect(const struct near_base *b, uint64_t q, int step);

#endif
