/* explain: two texts compared in the open, and a feed's paragraphs listed, for people. Enters
 * the front by fold.h. Decides nothing. */
#ifndef DEDUPE_EXPLAIN_H
#define DEDUPE_EXPLAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "wirefold.h"

#define EXPLAIN_SHOWN 3 /* sentences of one text alone that are listed */

struct explain_sentence {
	const char *p;     /* in the text that was given; not ended by a NUL */
	size_t n;
};

struct explain_text {
	size_t words;      /* that count: without furniture, byline, sign-off, legal texts */
	size_t windows, sentences;
	size_t alone;      /* sentences that the other text does not have */
	struct explain_sentence shown[EXPLAIN_SHOWN];
	size_t n_shown;
	double head;       /* of its beginning, the share that stands in the other text; < 0 unknown */
	int dense;         /* full of numbers */
};

struct explain {
	struct explain_text text[2];
	int windows_near;      /* windows of the second that are near one of the first */
	int closest;           /* bits in which the closest two differ; -1 without windows */
	double containment, jaccard; /* shorter in longer; of all */
	int distance;          /* of the whole texts, bits; -1 for short ones */
	size_t numbers, numbers_common; /* of the text with fewer, with the word before */
	int titles_agree, same_url;
	int64_t apart, window; /* seconds */
	int match;             /* would the second be folded under the first? */
	const char *rule;      /* that says so */
	const char *against;   /* or what speaks against it: time containment weak numbers heads ... */
};

/* Compares two entry lines; what their `furniture` lists is left out. The sentences point into
 * their texts. `window` 0: 72 h. 0, or -1 and `why`. */
int explain_pair(const struct wf_line *a, const struct wf_line *b, int64_t window,
    struct explain *x, struct why *why);

struct explain_paragraph {
	uint64_t key;
	size_t seen;           /* entries of the last 30 days that hold it, 16 at most */
	int hashed, shown;     /* does it count, is it shown */
	int rule;              /* an editor's: 1 drop, -1 keep */
	char entry[WF_ID_HEX + 1]; /* a live one that holds it, "" for none, and where in its text */
	size_t at;
};
typedef int explain_paragraph_fn(void *ctx, const struct explain_paragraph *p);

struct fold;
/* The paragraphs of a feed that stood in several entries, that a page left, or that are ruled, newest
 * first, until the callback returns non-zero. */
void explain_feed(const struct fold *f, const char *feed, explain_paragraph_fn *fn, void *ctx);

#endif
