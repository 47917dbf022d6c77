/* word_diff: what has changed between two texts, word by word. */
#ifndef FRONT_WORD_DIFF_H
#define FRONT_WORD_DIFF_H

#include "base/buf.h"

/* Appends `to` with what is gone since `from` as [-...-] and what is new as {+...+}, or in red
 * and green when `colour`. Words are parted by spaces; a paragraph's end is a word. Texts
 * that differ in more than 4,000 words are shown whole, one after the other. How many runs of
 * words differ, or -1 when out of memory. */
int word_diff(struct buf *b, const char *from, const char *to, int colour);

#endif
