/* page_attrs: a tag with more attributes than any page has keeps the first of them.
 *
 * libxml2 holds each attribute of a tag against all before it, so that 50,000 on one tag cost
 * seconds. Found are tags where its tokenizer finds them: not in comments, nor in scripts and
 * style sheets.
 */
#ifndef PARSE_PAGE_ATTRS_H
#define PARSE_PAGE_ATTRS_H

#include <stddef.h>

#define PAGE_ATTRS_MAX 256 /* of one tag */

/* Blanks the attributes of n bytes of HTML that are too many for their tags. */
void page_attrs_cut(char *p, size_t n);

#endif
