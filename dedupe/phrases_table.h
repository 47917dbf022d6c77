/* phrases_table: the phrases themselves. Whole words, folded like any text;
 * a paragraph that holds one is only a suspect: furniture.c decides. One word
 * alone is listed only where no news paragraph is likely to end a text with it. */
#ifndef DEDUPE_PHRASES_TABLE_H
#define DEDUPE_PHRASES_TABLE_H

#include "dedupe/phrases.h"

struct phrases_entry {
	const char *text;
	unsigned kind;
};

extern const struct phrases_entry phrases_table_entries[];
extern const size_t phrases_table_n;

#endif
