/* credit: who a text says made it: bylines, sign-offs, and what it says it corrects. */
#ifndef DEDUPE_CREDIT_H
#define DEDUPE_CREDIT_H

#include <stddef.h>

#include "dedupe/text.h"
#include "wirefold.h"

#define CREDIT_MAX 12      /* bylines, and credits, of one text */
#define CREDIT_BYTES 2048

struct credit {
	const char *byline[CREDIT_MAX], *credit[CREDIT_MAX];
	size_t n_bylines, n_credits;
	const char *note;  /* what the text says that it corrects; NULL */
	char text[CREDIT_BYTES]; /* of all of them */
	size_t used;
};

/* Reads them from the paragraphs of e that text_read has lifted. */
void credit_read(struct credit *c, const struct text *t, const struct wf_entry *e);

#endif
