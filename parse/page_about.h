/* page_about: what is known of an article besides its text. */
#ifndef PARSE_PAGE_ABOUT_H
#define PARSE_PAGE_ABOUT_H

#include "parse/content.h"
#include "parse/page_block.h"
#include "parse/page_score.h"
#include "wirefold.h"

struct page_about {
	const struct page_blocks *blocks;
	struct content_work *work;
	struct arena *strings;     /* of what is put into an article */
	const char *url;           /* of the page, or NULL */
	const char *base;          /* what links resolve against, or NULL; set by page_about_meta */
};

/* Fills in what the page's metadata say. */
void page_about_meta(struct page_about *p, struct wf_article *a);

/* And, when the element and the text are known, what the page shows: picture and byline
 * where the metadata named none, the paywall, how sure all is. */
void page_about_shown(struct page_about *p, const struct page_choice *c, struct wf_article *a);

/* The block that holds the first words of the feed's summary; PAGE_NO_ANCHOR. */
uint32_t page_about_anchor(const struct page_blocks *b, const char *summary);

#endif
