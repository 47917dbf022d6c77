/* words_wide: plain words taken from text 64 bytes at a time, by AVX2. */
#ifndef DEDUPE_WORDS_WIDE_H
#define DEDUPE_WORDS_WIDE_H

#include "dedupe/words.h"

/* Has the processor what words_wide needs? Where it has not, words_wide takes nothing. */
int words_wide_can(void);

/* Appends the words from r->p on, as words_next would make them, and moves r->p behind them,
 * up to the first that is not plain: up to fifteen ASCII letters between blanks, punctuation
 * or the end. 0, or -1 when out of memory. */
int words_wide(struct words *w, struct words_reader *r);

#endif
