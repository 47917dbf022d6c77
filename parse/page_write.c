#include "parse/page_write.h"

#include <stdlib.h>
#include <string.h>

#include "parse/html_clean.h"
#include "parse/page_filter.h"
#include "parse/page_hint.h"

enum { NOTHING, TEXT = 1, PICTURE = 2, OWNS = 4 /* text directly in it */ };

struct open_tag {
	uint32_t end;
	const char *name;
};

struct writer {
	const struct page_blocks *b;
	const struct page_node *node;
	struct buf *to;
	unsigned char *has;      /* of each node */
	struct open_tag open[PAGE_TREE_DEPTH + 1];
	int depth;
	int parted;              /* no text since a break was written, or none yet */
};

/* Which nodes hold something that is kept. Pictures stay from the first kept paragraph to
 * the last. */
static void
mark(struct writer *w, const struct page_choice *c)
{
	const struct page_block *x;
	uint32_t i, k, first = 0, last = 0;

	for (i = 0; i < w->b->n; i++) {
		x = &w->b->block[i];
		if (x->keep == PAGE_DROP)
			continue;
		if (x->keep == PAGE_KEEP && first == 0)
			first = x->first;
		if (x->keep == PAGE_KEEP)
			last = x->last;
		w->has[x->owner] |= OWNS;
		for (k = x->first; k <= x->last; k++)
			if (w->node[k].tag->id == PAGE_TEXT && !(w->b->in[k] & PAGE_IN_GONE))
				w->has[k] = TEXT;
	}
	for (i = w->node[c->root].end; i-- > c->root + 1;) {
		if (w->node[i].tag->id == PAGE_IMG && w->node[i].attrs != NULL && (int)w->b->out[i] <= c->pass && i > first && i < last)
			w->has[i] |= PICTURE;
		w->has[w->node[i].parent] |= w->has[i] & (TEXT | PICTURE);
	}
}

static void
put_attrs(struct buf *to, const char *p)
{
	for (; p != NULL && *p != '\0'; p += strlen(p) + 1) {
		(void)buf_char(to, ' ');
		(void)buf_str(to, p);
		p += strlen(p) + 1;
		(void)buf_str(to, "=\"");
		html_clean_escape(to, p, strlen(p));
		(void)buf_char(to, '"');
	}
}

/* The tag that a node is written as; NULL: none. */
static const char *
name_of(const struct writer *w, uint32_t i)
{
	const struct page_node *x = &w->node[i];

	if (x->tag->flags & PAGE_BLOCK && x->hints & PAGE_HINT_CAPTION)
		return "figcaption";
	if (x->tag->flags & PAGE_MARK)
		return x->tag->name;
	return x->tag->flags & PAGE_BLOCK && w->has[i] & OWNS ? "div" : NULL;
}

static void
pop(struct writer *w)
{
	(void)buf_str(w->to, "</");
	(void)buf_str(w->to, w->open[--w->depth].name);
	(void)buf_char(w->to, '>');
}

/* Node i is left out; the text on its two sides are two paragraphs all the same. */
static void
part(struct writer *w, uint32_t i)
{
	if (w->parted || !(w->node[i].tag->flags & PAGE_BLOCK) || !(w->has[w->node[i].parent] & OWNS))
		return;
	(void)buf_str(w->to, "<br /><br />");
	w->parted = 1;
}

int
page_write(struct buf *to, const struct page_blocks *b, const struct page_choice *c)
{
	struct writer w = { .b = b, .node = b->tree->node, .to = to, .parted = 1 };
	const struct page_node *x;
	const char *name;
	uint32_t i;

	w.has = calloc(b->tree->n, 1);
	if (w.has == NULL)
		return -1;
	mark(&w, c);
	for (i = c->root; i < w.node[c->root].end; i++) {
		while (w.depth > 0 && i >= w.open[w.depth - 1].end)
			pop(&w);
		x = &w.node[i];
		if (x->tag->id == PAGE_TEXT) {
			if (w.has[i] & TEXT) {
				html_clean_escape(to, b->tree->text.p + x->at, x->n);
				w.parted = 0;
			}
			continue;
		}
		if (w.has[i] == 0 && x->tag->id != PAGE_BR) {
			part(&w, i);
			i = x->end > i ? x->end - 1 : i;
			continue;
		}
		name = name_of(&w, i);
		if (name == NULL)
			continue;
		(void)buf_char(to, '<');
		(void)buf_str(to, name);
		put_attrs(to, x->attrs);
		(void)buf_char(to, '>');
		if (x->tag->flags & PAGE_VOID)
			continue;
		w.open[w.depth].end = x->end;
		w.open[w.depth++].name = name;
	}
	while (w.depth > 0)
		pop(&w);
	free(w.has);
	return to->failed ? -1 : 0;
}
