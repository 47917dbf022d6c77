/* page_meta: what a page says about its article: <meta>, <link>, JSON-LD, microdata. */
#ifndef PARSE_PAGE_META_H
#define PARSE_PAGE_META_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/* Where a value comes from; the first that has one wins. */
enum page_meta_source { PAGE_META_LD, PAGE_META_OG, PAGE_META_NAMED, PAGE_META_ITEM, PAGE_META_MARKUP, PAGE_META_SOURCES };

enum page_meta_field {
	PAGE_META_TITLE, PAGE_META_BYLINE, PAGE_META_PUBLISHED, PAGE_META_MODIFIED, PAGE_META_SITE, PAGE_META_LANGUAGE, PAGE_META_IMAGE,
	PAGE_META_CANONICAL, PAGE_META_AMP, PAGE_META_NEXT, PAGE_META_SUMMARY, PAGE_META_BASE, PAGE_META_FIELDS
};

/* What the text that comes belongs to. */
enum page_meta_into { PAGE_META_NONE, PAGE_META_INTO_TITLE, PAGE_META_INTO_LD };

struct page_meta {
	struct arena strings;
	const char *value[PAGE_META_FIELDS][PAGE_META_SOURCES]; /* as written, or NULL */
	struct buf body;           /* JSON-LD articleBody */
	int closed;                /* isAccessibleForFree is false, or a metered tier */
	enum page_meta_into into;
	struct buf tmp;
};

void page_meta_init(struct page_meta *m);
void page_meta_clear(struct page_meta *m);

/* An element opens: `id` of page_tag.h, its name and attributes as libxml2 gives them. */
void page_meta_open(struct page_meta *m, int id, const char *name, const char **attrs);

/* Text of the element that set `into`, and its end. */
void page_meta_text(struct page_meta *m, const char *p, size_t n);
void page_meta_end(struct page_meta *m);

/* Keeps n bytes for a field unless that source has said something before. */
void page_meta_put(struct page_meta *m, enum page_meta_field f, enum page_meta_source s, const char *p, size_t n);

/* The best value of a field, or NULL. */
const char *page_meta_get(const struct page_meta *m, enum page_meta_field f);

#endif
