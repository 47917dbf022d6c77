/* page_score: which element holds the article. */
#ifndef PARSE_PAGE_SCORE_H
#define PARSE_PAGE_SCORE_H

#include <stdint.h>

#include "parse/page_block.h"

struct page_choice {
	uint32_t root;  /* the element; 0: none */
	int pass;       /* blocks whose `out` is above PAGE_PASS(pass) do not count */
	double good;    /* of the text in it that reads like an article */
	double all;     /* and on the whole page */
};

/* What blocks count in a pass: all hints hold, only the strong ones, none. */
#define PAGE_PASSES 3
#define PAGE_COUNTS(block, pass) ((int)(block)->out <= (pass))

/* `anchor`: a block that is known to be the article's, or PAGE_NO_ANCHOR. 0, or -1 when out
 * of memory. */
#define PAGE_NO_ANCHOR UINT32_MAX
int page_score_choose(struct page_choice *c, const struct page_blocks *b, uint32_t anchor);

/* What a block weighs: above 0 it is text, below 0 it is not. */
double page_score_weigh(const struct page_block *x, const char *text);

#endif
