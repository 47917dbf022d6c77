/* text: an entry's text taken apart: paragraphs with their words, key and what
 * they look like; dateline, byline, sign-off and the agencies they name. */
#ifndef DEDUPE_TEXT_H
#define DEDUPE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/phrases.h"
#include "dedupe/wire.h"
#include "dedupe/words.h"
#include "wirefold.h"

#define TEXT_PARAGRAPHS 65536u /* of one text; what is behind belongs to the last */

struct text_paragraph {
	size_t first, n;   /* its words */
	size_t bytes;
	uint64_t key;      /* of its feed and words, numbers masked */
	uint32_t at;       /* RECORD_LONG, _BRIEF, _SUSPECT, _CREDIT, _LEGAL, _LIFTED, _LEFTOVER */
};

struct text {
	struct words words;
	struct text_paragraph *p;
	size_t n, cap;
	size_t own, own_words;     /* paragraphs before the leftovers of a page, and their words */
	uint32_t agencies;
	unsigned kinds;            /* PHRASES_REMOVED if any paragraph says so */
	char place[WIRE_PLACE];
};

/* Allocates nothing. */
void text_init(struct text *t);
void text_clear(struct text *t);

/* Takes the entry's text apart, forgetting the one before. 0, or -1 when out of
 * memory. */
int text_read(struct text *t, const struct phrases *ph, const struct wf_entry *e);

#endif
