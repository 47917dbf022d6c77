#include "parse/page_score.h"

#include <stdlib.h>
#include <string.h>

#include "parse/page_hint.h"

#define LEVELS 30           /* ancestors that a block adds to */
#define BLOCK_MAX 500.0     /* what one block weighs at most */
#define ANCHOR 1500.0       /* and the one that the feed quotes, besides */
#define LONG 80             /* characters from which on a block is text whatever it says */

/* Sums of an element, in one pass. */
struct sum {
	double score;           /* what its blocks near below weigh */
	float good, junk, rest; /* lengths of text, of links, of what is neither, in all of it */
	float label;            /* of text that is labelled as an article's */
	uint32_t blocks;        /* directly in it */
};

struct scoring {
	const struct page_blocks *b;
	const struct page_node *node;
	struct sum *sum;
	int pass;
	uint32_t anchor;
};

static int
is_sentence(const char *p, size_t n)
{
	unsigned char c;

	while (n > 0 && (p[n - 1] == '"' || p[n - 1] == '\'' || p[n - 1] == ')'))
		n--;
	if (n == 0)
		return 0;
	c = (unsigned char)p[n - 1];
	if (c == '.' || c == '!' || c == '?' || c == ':' || c == ';')
		return 1;
	if (n < 3)
		return 0;
	/* Curly quotes, the ellipsis, full stops of Chinese, Japanese, Arabic, Devanagari. */
	p += n - 3;
	return memcmp(p, "\342\200\235", 3) == 0 || memcmp(p, "\342\200\231", 3) == 0 || memcmp(p, "\342\200\246", 3) == 0 ||
	    memcmp(p, "\343\200\202", 3) == 0 || memcmp(p, "\357\274\201", 3) == 0 || memcmp(p, "\357\274\237", 3) == 0 ||
	    memcmp(p, "\343\200\215", 3) == 0 || memcmp(p + 1, "\330\237", 2) == 0 || memcmp(p, "\340\245\244", 3) == 0 ||
	    memcmp(p + 1, "\302\273", 2) == 0;
}

double
page_score_weigh(const struct page_block *x, const char *text)
{
	double density = x->length > 0 ? (double)x->links / x->length : 1;
	double w;

	if (x->in & PAGE_IN_CAPTION)
		return 0;
	if (x->in & PAGE_IN_HEADING)
		return density > 0.5 ? -8 : 5;
	if (density > 1)
		density = 1;
	if (density > 0.6)
		return -25;
	if (x->length >= LONG)
		w = x->length * (1 - density) * (x->in & PAGE_IN_ITEM ? 0.6 : 1);
	else if (x->length >= 15 && is_sentence(text + x->at, x->n))
		w = x->length * (1 - density) * 0.8 * (x->in & PAGE_IN_ITEM ? 0.6 : 1);
	else
		return -8;
	return w > BLOCK_MAX ? BLOCK_MAX : w;
}

/* Where a block's weight goes first: what lies around its paragraph. */
static uint32_t
holder(const struct scoring *s, const struct page_block *x)
{
	const struct page_node *n = &s->node[x->owner];

	if (n->tag->id == PAGE_P || (n->tag->flags & PAGE_HEAD) || n->tag->id == PAGE_LI || n->tag->id == PAGE_PRE)
		return n->parent;
	return s->sum[x->owner].blocks > 1 ? x->owner : n->parent;
}

static void
add_block(struct scoring *s, const struct page_block *x)
{
	double w = page_score_weigh(x, s->b->text.p);
	struct sum *own = &s->sum[x->owner];
	uint32_t i = holder(s, x);
	int level;

	if (s->anchor < s->b->n && x == &s->b->block[s->anchor])
		w += ANCHOR;

	if (w > 0)
		own->good += (float)(x->length > x->links ? x->length - x->links : 0);
	if (w > 0 && x->in & PAGE_IN_LABEL)
		own->label += (float)(x->length > x->links ? x->length - x->links : 0);
	if (w == -25)
		own->junk += (float)x->length;
	else if (w <= 0)
		own->rest += (float)x->length;
	for (level = 0; level < LEVELS; level++, i = s->node[i].parent) {
		s->sum[i].score += level == 0 ? w : level == 1 ? w / 2 : w / (3 * level);
		if (i == 0)
			break;
	}
}

static double
bonus(const struct page_node *n)
{
	if (n->hints & PAGE_HINT_BODY)
		return 1.7;
	if (n->hints & PAGE_HINT_LABEL)
		return 1.4;
	return n->tag->id == PAGE_ARTICLE ? 1.3 : n->tag->id == PAGE_MAIN ? 1.15 : 1;
}

static uint32_t
best(const struct scoring *s)
{
	uint32_t i, at = 0, n = s->b->tree->n;
	double v, most = 0, all;

	for (i = 0; i < n; i++) {
		if (s->sum[i].score <= 0)
			continue;
		all = (double)s->sum[i].good + s->sum[i].junk + s->sum[i].rest;
		v = s->sum[i].score * bonus(&s->node[i]) * (all > 0 ? 1 - s->sum[i].junk / all : 1);
		if (v > most) {
			most = v;
			at = i;
		}
	}
	/* A part of something is taken for the whole. */
	while (at > 0 && (s->node[at].tag->id == PAGE_LI || s->node[at].tag->id == PAGE_LIST || s->node[at].tag->id == PAGE_QUOTE ||
	    s->node[at].tag->id == PAGE_P || s->node[at].tag->id == PAGE_TR || s->node[at].tag->flags & PAGE_HEAD ||
	    s->node[at].tag->flags & PAGE_INLINE))
		at = s->node[at].parent;
	return at;
}

/* Are all elements of `i` that have good text of one kind? Then what is beside is like it. */
static int
alike(const struct scoring *s, uint32_t i, uint32_t in)
{
	uint32_t k, kind;
	double same = 0, other = 0;

	/* The child of i on the way to `in`. */
	for (k = in; s->node[k].parent != i; k = s->node[k].parent)
		continue;
	kind = s->node[k].kind;
	for (k = i + 1; k < s->node[i].end; k = s->node[k].end > k ? s->node[k].end : k + 1) {
		if (s->node[k].tag->id == PAGE_TEXT)
			continue;
		if (s->node[k].kind == kind)
			same += s->sum[k].good;
		else
			other += s->sum[k].good;
	}
	return same > 4 * other;
}

/* An ancestor that adds much text and little else is the article's element. */
static uint32_t
climb(const struct scoring *s, uint32_t at)
{
	const struct sum *from, *to;
	double good, junk, rest, more;
	uint32_t i, up = at, below = at;
	int like, label, closed = s->anchor < s->b->n && page_tree_holds(s->b->tree, at, s->b->block[s->anchor].first);

	for (i = s->node[at].parent; at > 0 && i > 0; i = s->node[i].parent) {
		from = &s->sum[up];
		to = &s->sum[i];
		good = (double)to->good - from->good;
		junk = (double)to->junk - from->junk;
		rest = (double)to->rest - from->rest;
		like = good > 0 && alike(s, i, up);
		closed |= s->node[below].tag->id == PAGE_ARTICLE || s->node[below].hints & (PAGE_HINT_BODY | PAGE_HINT_LABEL);
		below = i;
		more = closed && (double)to->label - from->label < 0.7 * good ? 3 : s->node[i].tag->id == PAGE_BODY ? 1 : like ? 0.05 : 0.15;
		label = s->node[i].hints & (PAGE_HINT_BODY | PAGE_HINT_LABEL);
		if (good > more * from->good && good > (label ? 0.5 : like ? 1.5 : 3) * junk && good > (like ? 0.75 : 1.5) * (rest + junk))
			up = i;
	}
	return up;
}

static int
try(struct scoring *s, struct page_choice *c)
{
	const struct page_block *x;
	uint32_t i, n = s->b->tree->n;

	s->sum = calloc(n, sizeof(*s->sum));
	if (s->sum == NULL)
		return -1;
	for (i = 0; i < s->b->n; i++) {
		x = &s->b->block[i];
		if (PAGE_COUNTS(x, s->pass))
			s->sum[x->owner].blocks++;
	}
	for (i = 0; i < s->b->n; i++)
		if (PAGE_COUNTS(&s->b->block[i], s->pass))
			add_block(s, &s->b->block[i]);
	for (i = n; i-- > 1;) {
		s->sum[s->node[i].parent].good += s->sum[i].good;
		s->sum[s->node[i].parent].junk += s->sum[i].junk;
		s->sum[s->node[i].parent].label += s->sum[i].label;
		s->sum[s->node[i].parent].rest += s->sum[i].rest;
	}
	c->root = best(s);
	c->root = climb(s, c->root);
	c->pass = s->pass;
	c->good = s->sum[c->root].good;
	c->all = s->sum[0].good;
	free(s->sum);
	return 0;
}

/* The element that holds all that a site's rules keep. */
static uint32_t
ruled(const struct page_tree *t)
{
	uint32_t i = t->keep_first;

	while (i > 0 && t->node[i].end < t->keep_end)
		i = t->node[i].parent;
	return i;
}

int
page_score_choose(struct page_choice *c, const struct page_blocks *b, uint32_t anchor)
{
	struct scoring s = { b, b->tree->node, NULL, 0, anchor };
	struct page_choice next;

	if (try(&s, c) != 0)
		return -1;
	if (b->tree->keep_end > 0) {
		c->root = ruled(b->tree);
		return 0;
	}
	for (s.pass = 1; s.pass < PAGE_PASSES; s.pass++) {
		if (try(&s, &next) != 0)
			return -1;
		if (next.good > (c->good > 1400 ? 8 : c->good > 600 ? 4 : 2.5) * c->good + (c->good > 0 ? 300 : 0))
			*c = next;
	}
	return 0;
}
