/* spell: British spellings to American ones, so that a sub-editor's house
 * style does not part two copies. A mapping for hashing only: that `wise` becomes
 * `wize` in every text does no harm. */
#ifndef DEDUPE_SPELL_H
#define DEDUPE_SPELL_H

#include <stddef.h>

/* Rewrites the n lower-case ASCII letters at `word` in place (there is room for
 * two more); returns the new length. */
size_t spell_fold(char *word, size_t n);

#endif
