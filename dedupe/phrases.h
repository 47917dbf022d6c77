/* phrases: the table of furniture phrases, legal texts, credits and words that
 * speak to the reader, in six languages, found in rows of hashed words. */
#ifndef DEDUPE_PHRASES_H
#define DEDUPE_PHRASES_H

#include <stddef.h>
#include <stdint.h>

#define PHRASES_FURNITURE 1u /* what an outlet says around every text */
#define PHRASES_LEGAL 2u     /* legal boilerplate: never hashed, in no feed */
#define PHRASES_CREDIT 4u    /* who wrote it: never hidden */
#define PHRASES_VOICE 8u     /* speaks to the reader: you, your, our */
#define PHRASES_REMOVED 16u  /* the text is gone: story removed, has been withdrawn */

struct phrases;

/* Builds the table. NULL when out of memory. */
struct phrases *phrases_new(void);
void phrases_free(struct phrases *ph);

/* Which kinds stand as whole words in the n hashes at h: PHRASES_* together. */
unsigned phrases_find(const struct phrases *ph, const uint64_t *h, size_t n);

#endif
