/* page_rule: what a person says about the pages of a site, where no guess is good enough.
 *
 * Lines of `keep` or `strip` and an element: its tag, `.class` or `#id`, or a tag with one of
 * them (`div.story`). Empty lines and lines that start with `#` say nothing.
 */
#ifndef PARSE_PAGE_RULE_H
#define PARSE_PAGE_RULE_H

#include <stddef.h>

#include "base/why.h"

#define PAGE_RULES 128  /* lines of rules at most */

enum { PAGE_RULE_KEEP = 1, PAGE_RULE_STRIP = 2 };

/* The pointers are into the text that was read. */
struct page_rule {
	int says;
	const char *tag, *name; /* tag_n bytes of tag (0: any), n of class or id */
	size_t tag_n, n;
	char kind;              /* '.', '#', or NUL: the tag alone */
};

struct page_rules {
	struct page_rule rule[PAGE_RULES];
	int n;
};

/* Reads the text, which is lent for as long as the rules are. 0, or -1 and `why`. */
int page_rule_read(struct page_rules *r, const char *text, struct why *why);

/* What they say of an element: `attrs` are name, value, ..., NULL. */
int page_rule_match(const struct page_rules *r, const char *tag, const char **attrs);

#endif
