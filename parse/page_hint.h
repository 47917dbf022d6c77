/* page_hint: what the class, id and other attributes of an element say about it.
 *
 * Words of class and id count (camelCase is split), not substrings; classes of the kind
 * that only style (`md:hidden`, `has-sidebar`, `tag-news`) count for nothing.
 */
#ifndef PARSE_PAGE_HINT_H
#define PARSE_PAGE_HINT_H

#include "parse/page_tag.h"

enum {
	PAGE_HINT_STRONG = 1,   /* comments, related articles, sign-up boxes, share bars ... */
	PAGE_HINT_WEAK = 2,     /* mostly no part of an article */
	PAGE_HINT_CAPTION = 4,  /* of a picture, or its credit */
	PAGE_HINT_BODY = 8,     /* itemprop=articleBody */
	PAGE_HINT_LABEL = 16,   /* a class like article-body */
	PAGE_HINT_HIDDEN = 32,
	PAGE_HINT_WALL = 64,    /* a paywall */
	PAGE_HINT_BYLINE = 128,
	PAGE_HINT_EMBED = 256,  /* a post or player of another site */
	PAGE_HINT_KEEP = 512,   /* a site's rules (page_rule.h) say so */
	PAGE_HINT_STRIP = 1024
};

struct page_hint {
	unsigned flags;
	const char *class;      /* as it stands, lent; or NULL */
};

/* `attrs`: name, value, ..., NULL; a value may be NULL. */
struct page_hint page_hint_read(const struct page_tag *tag, const char **attrs);

#endif
