/* search: do words stand in a text? Case does not matter in the Latin, Greek and Cyrillic
 * alphabets; a word stands by itself where its script has spaces between words. */
#ifndef FRONT_SEARCH_H
#define FRONT_SEARCH_H

#include <stddef.h>

#include "base/buf.h"

/* `text` in one case, for search_has. 0, or -1 as the buffer fails. */
int search_fold(struct buf *to, const char *text, size_t n);

/* Does `word`, itself folded, stand in the folded text? Several words in one are a phrase;
 * `*` at its end stands for the rest of a word. */
int search_has(const char *text, const char *word);

#endif
