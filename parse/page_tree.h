/* page_tree: an HTML page as a list of nodes in document order.
 *
 * libxml2's HTML parser reads it, by its callbacks; no tree of its own is made. Two of its
 * habits are mended: an element whose end tag it ignores (`<button><div></button>`) ends
 * where the tag stands, and nothing is lost beyond 256 levels. What is open beyond
 * PAGE_TREE_DEPTH holds nothing: its text belongs to the last element above.
 */
#ifndef PARSE_PAGE_TREE_H
#define PARSE_PAGE_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "parse/page_meta.h"
#include "parse/page_rule.h"
#include "parse/page_tag.h"

#define PAGE_TREE_DEPTH 500                 /* elements open at once */
#define PAGE_TREE_NODES ((uint32_t)1 << 20) /* nodes of a page; what is more holds its text only */

struct page_node {
	uint32_t parent, end;        /* the nodes behind this one and before `end` are in it */
	const struct page_tag *tag;
	const char *attrs;           /* of what keeps some: name NUL value NUL ... NUL; or NULL */
	size_t at;                   /* TEXT: its bytes in page_tree.text */
	uint32_t n;
	uint32_t kind;               /* hash of tag and class */
	unsigned hints;              /* page_hint.h */
};

struct page_tree {
	struct page_node *node;      /* [0] is above all */
	uint32_t n, cap;
	struct buf text;             /* of all TEXT nodes */
	struct arena strings;
	struct page_meta meta;
	struct page_rules rules;     /* read before the page */
	uint32_t keep_first, keep_end; /* from the first node that they keep to the end of the last; 0: none */
	int failed;                  /* out of memory */
};

void page_tree_init(struct page_tree *t);
void page_tree_clear(struct page_tree *t);

/* Reads n bytes of valid UTF-8. 0, or -1 when out of memory. */
int page_tree_read(struct page_tree *t, const char *p, size_t n);

/* Does node i (an element) hold node k? */
int page_tree_holds(const struct page_tree *t, uint32_t i, uint32_t k);

#endif
