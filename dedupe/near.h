/* near: all fingerprints within Hamming distance 3, found exactly by parts that are equal or
 * nearly (Manku, Jain, Das Sarma 2007): of two such fingerprints one of four bands of 16 bits is
 * equal (so the youngest are found), and one half differs in one bit at most (near_base.c finds
 * the others so). Entries are numbered in order of arrival and leave in that order. */
#ifndef DEDUPE_NEAR_H
#define DEDUPE_NEAR_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

#define NEAR_DISTANCE 3

struct near;

struct near *near_new(void);
void near_free(struct near *x);

/* Adds the n (<= FOLD_WINDOWS) fingerprints of entry `number`, which is one more
 * than the entry before. 0, or -1 when out of memory: then it is good for near_free only. */
int near_put(struct near *x, uint32_t number, const uint64_t *window, size_t n);

/* Entries below `number` are gone. */
void near_drop(struct near *x, uint32_t number);

/* Searches for n fingerprints (<= FOLD_WINDOWS) at once. */
void near_search(struct near *x, const uint64_t *q, size_t n);

/* Of the last search, the numbers of entries that hold a fingerprint near the i-th, newest first
 * within a band; one may stand in it up to four times. At most max; returns how many. */
size_t near_found(const struct near *x, size_t i, uint32_t *out, size_t max);

/* Fetches what searching for these will look at, so that it comes at once and not one behind the
 * other; in steps, 0 and 1, which are for other work in between. */
void near_expect(const struct near *x, const uint64_t *q, size_t n, int step);

#endif
