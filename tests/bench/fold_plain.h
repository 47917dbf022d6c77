/* fold_plain: words, windows and sketch as one would write them first: a character at a time, 64
 * counters a fingerprint, all shingles sorted. What the fast versions are held against. */
#ifndef TESTS_BENCH_FOLD_PLAIN_H
#define TESTS_BENCH_FOLD_PLAIN_H

#include <stddef.h>

#include "dedupe/fold.h"

/* Fills words, windows, sketch, body. 0, or -1 when out of memory. */
int plain_features(const char *p, size_t n, struct fold_record *r);

#endif
