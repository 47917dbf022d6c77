/* page_ld: the article that a page's JSON-LD describes. */
#ifndef PARSE_PAGE_LD_H
#define PARSE_PAGE_LD_H

#include <stddef.h>

#include "parse/page_meta.h"

/* Reads n bytes of a script into m; what is no JSON says nothing. The bytes are changed: raw
 * line breaks in strings, which no JSON has and many pages do, become spaces. */
void page_ld_read(struct page_meta *m, char *p, size_t n);

#endif
