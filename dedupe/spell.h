/* spell: British spellings to American ones, so that a sub-editor's house
 * style does not part two copies. A mapping for hashing only: that `wise` becomes
 * `wize` in every text does no harm. */
#ifndef DEDUPE_SPELL_H
#define DEDUPE_SPELL_H

#include <stddef.h>

#define SPELL_LEAST 4 /* letters; a shorter word has one spelling */

/* Does a word of at least SPELL_LEAST letters end as one that may change does? If not, and if it
 * does not hold o, u and r, spell_fold leaves it as it is. */
int spell_ends(const char *word, size_t n);

/* Rewrites the n lower-case ASCII letters at `word` in place (there is room for
 * two more); returns the new length. */
size_t spell_fold(char *word, size_t n);

#endif
