/* page_block: the paragraphs of a page: runs of text between tags that part them. */
#ifndef PARSE_PAGE_BLOCK_H
#define PARSE_PAGE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "parse/page_tree.h"

/* Where a block stands. */
enum {
	PAGE_IN_LINK = 1, PAGE_IN_GONE = 2, PAGE_IN_ITEM = 4, PAGE_IN_CAPTION = 8, PAGE_IN_HEADING = 16, PAGE_IN_PRE = 32,
	PAGE_IN_CELL = 64, PAGE_IN_QUOTE = 128, PAGE_IN_H1 = 256, PAGE_IN_ARTICLE = 512, PAGE_IN_BYLINE = 1024, PAGE_IN_LABEL = 2048,
	PAGE_LEADS_AWAY = 4096, /* its last link goes to another host */
	PAGE_IN_KEPT = 8192     /* by a site's rules */
};

/* How readily an element and all in it is left out. */
enum { PAGE_STAYS, PAGE_OUT_WEAK, PAGE_OUT_STRONG, PAGE_OUT };

struct page_block {
	uint32_t first, last;   /* TEXT nodes */
	uint32_t owner;         /* the innermost element that parts paragraphs */
	size_t at, n;           /* its text in page_blocks.text, white space collapsed */
	uint32_t length, links; /* in characters of English: all, and in links */
	unsigned short in;
	unsigned char out;
	unsigned char keep;     /* set by who chooses */
};

struct page_blocks {
	const struct page_tree *tree;
	const char *url;        /* of the page, or NULL */
	struct page_block *block;
	uint32_t n, cap;
	struct buf text;
	uint32_t *plain;        /* of each node: visible text outside links in it */
	unsigned short *in;     /* of each node */
	unsigned char *out;
	uint32_t *owner;
};

/* Both are lent. */
void page_blocks_init(struct page_blocks *b, const struct page_tree *t, const char *url);
void page_blocks_clear(struct page_blocks *b);

/* 0, or -1 when out of memory. */
int page_blocks_find(struct page_blocks *b);

/* The length of n bytes in characters of English: a Chinese one says more. */
uint32_t page_blocks_length(const char *p, size_t n);

/* The letters and digits of n bytes alone, lower case, at most `max` of them; how many. For
 * telling whether two texts say the same. */
size_t page_blocks_squeeze(char *to, size_t max, const char *p, size_t n);

#endif
