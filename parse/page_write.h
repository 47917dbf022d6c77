/* page_write: the article's nodes as plain HTML again, for html.h to clean. */
#ifndef PARSE_PAGE_WRITE_H
#define PARSE_PAGE_WRITE_H

#include "base/buf.h"
#include "parse/page_block.h"
#include "parse/page_score.h"

/* Appends to `to` what of the element is kept. 0, or -1 when out of memory. */
int page_write(struct buf *to, const struct page_blocks *b, const struct page_choice *c);

#endif
