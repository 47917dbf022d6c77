/* page_filter: which blocks of the chosen element are the article's text. */
#ifndef PARSE_PAGE_FILTER_H
#define PARSE_PAGE_FILTER_H

#include "parse/page_block.h"
#include "parse/page_score.h"

/* What page_block.keep becomes. */
enum { PAGE_DROP, PAGE_KEEP, PAGE_KEEP_HTML /* a caption: not in the text */ };

/* Sets `keep` of all blocks. `title` may be NULL. */
void page_filter_run(struct page_blocks *b, const struct page_choice *c, const char *title);

#endif
