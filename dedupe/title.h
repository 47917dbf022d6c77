/* title: a title's words without the tags that desks and outlets put on it. */
#ifndef DEDUPE_TITLE_H
#define DEDUPE_TITLE_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

#define TITLE_VERSION 1u /* UPDATE n, Ld-Writethru, CORRECTED, REFILE: a later version */
#define TITLE_REPEAT 2u  /* RPT: the same again */
#define TITLE_OWN 4u     /* WRAPUP, FACTBOX, ANALYSIS ...: a story of its own beside its subject's */
#define TITLE_SUB 8u     /* a substitute for a killed story */

struct title {
	uint64_t slug;              /* all words in order, tags off; 0 for no title */
	unsigned tags;              /* TITLE_* */
	unsigned own;               /* which of the own kinds, 0 none */
	size_t n_all;               /* words, tags off */
	size_t n;                   /* significant words kept */
	uint32_t word[FOLD_TITLE];  /* their hashes, ascending, each once */
};

/* Reads a title (NULL is an empty one). */
void title_read(struct title *t, const char *s);

/* A title as a record keeps it. */
struct title_words {
	uint64_t slug;
	const uint32_t *word;
	size_t n;
};

/* Do the two titles speak of one story: the same words, or at least two significant
 * ones in common and half of the shorter title's? */
int title_agree(const struct title_words *a, const struct title_words *b);

#endif
