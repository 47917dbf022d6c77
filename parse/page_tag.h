/* page_tag: what an HTML element is to a page that is searched for its article. */
#ifndef PARSE_PAGE_TAG_H
#define PARSE_PAGE_TAG_H

enum {
	PAGE_BLOCK = 1,    /* parts paragraphs */
	PAGE_GONE = 2,     /* holds no text of the page: scripts, controls, players */
	PAGE_SKIP = 4,     /* holds no article: navigation, footers, buttons */
	PAGE_VOID = 8,
	PAGE_HEAD = 16,    /* a heading */
	PAGE_MARK = 32,    /* stays as a tag in the article's HTML */
	PAGE_CELL = 64,    /* a closing tag inside closes nothing outside */
	PAGE_INLINE = 128, /* its closing tag closes nothing that parts paragraphs */
	PAGE_WEAK = 256    /* holds no article, most of the time */
};

enum page_id {
	PAGE_TEXT,         /* no element but a run of text */
	PAGE_OTHER, PAGE_A, PAGE_ARTICLE, PAGE_BASE, PAGE_BODY, PAGE_BR, PAGE_CAPTION, PAGE_DIV, PAGE_FIGURE, PAGE_H1,
	PAGE_HEADING, PAGE_HTML, PAGE_IFRAME, PAGE_IMG, PAGE_LI, PAGE_LINK, PAGE_LIST, PAGE_MAIN, PAGE_META, PAGE_P, PAGE_PRE,
	PAGE_QUOTE, PAGE_SCRIPT, PAGE_SECTION, PAGE_SOURCE, PAGE_SVG, PAGE_TABLE, PAGE_TD, PAGE_TIME, PAGE_TITLE, PAGE_TR,
	PAGE_HEADER, PAGE_FORM, PAGE_NOSCRIPT, PAGE_ASIDE
};

struct page_tag {
	const char *name;
	unsigned short id, flags;
};

/* The row of a lower-case tag; never NULL: unknown ones are a row without a name, which is
 * a block when the name has a hyphen, as elements of a page's own have. */
const struct page_tag *page_tag_find(const char *name);

#endif
