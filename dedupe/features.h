/* features: what is kept of a text for comparing it (DESIGN 5.3, 5.4).
 *
 * From the row of hashed words: anchored windows, bottom sketch of 3-shingles,
 * numbers, head, shingle map, body SimHash. The scratch struct also holds every
 * shingle of the newest text, so that an old head can be looked up in it exactly.
 */
#ifndef DEDUPE_FEATURES_H
#define DEDUPE_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

#define FEATURES_SHORT 20u /* words; below, texts are compared whole (DESIGN 5.3) */
#define FEATURES_ALERT 8u  /* words; below, a text is no sentence */
#define FEATURES_LEAD 12u  /* words hashed as the lead, for finding excerpts */

struct features {
	uint64_t *word;     /* the hashed words, and which hold digits */
	unsigned char *digit;
	uint64_t *shingle;
	size_t n, cap;
	uint32_t *set;      /* open addressing, 0 empty, twice the words at least */
	size_t mask;
	int have_set;
};

/* Allocates nothing. */
void features_init(struct features *fx);
void features_clear(struct features *fx);

/* Starts a text; adds n words of it. 0, or -1 when out of memory. */
void features_reset(struct features *fx);
int features_put(struct features *fx, const uint64_t *hash, const unsigned char *flag, size_t n);

/* Fills the features of the words put so far into `r` (words, windows, sketch,
 * numbers, head, map, body, lead, exact, prefix). 0, or -1 when out of memory. */
int features_make(struct features *fx, struct fold_record *r);

/* The share of the n shingle hashes at h that the newest text holds; -1 when either
 * is empty. */
double features_share(struct features *fx, const uint32_t *h, size_t n);

/* The share of the newest text's shingles that stand in an old text's map; -1 when the
 * map is too full to tell. */
double features_in_map(const struct features *fx, const uint64_t *map);

/* The hash of the text's first n words, as `exact` is of all; 0 for n beyond it. */
uint64_t features_exact(const struct features *fx, size_t n);

#endif
