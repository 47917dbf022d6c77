#include "parse/page_block.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "parse/page_hint.h"

#define TEXT_MAX ((size_t)32 << 20)
#define GUARD 40     /* percent of the page's text that nothing may take away */
#define GUARD_WEAK 35
#define LINE_OUT 200      /* bytes in a line */
#define LINE_LINKS 3      /* in a line, without a word between them */
#define CARDS 3           /* in a row: fewer are chance */
#define CARD_HEADLINE 20  /* characters of its link */
#define CARD_ITEM 40      /* the same where the words stand behind it, in one paragraph */
#define CARD_TEXT 400     /* characters outside links: more is a text of its own */

/* Tenths of an English character that a UTF-8 character which begins so is worth: Arabic and
 * Hebrew leave vowels out, Chinese, Japanese and Korean write a word in one to three. */
static unsigned
worth(unsigned char c)
{
	if (c < 0x80)
		return 10;
	if (c < 0xc0)
		return 0;
	if (c >= 0xd6 && c <= 0xdb)
		return 13;
	if (c >= 0xe3 && c <= 0xed)
		return 25;
	return c == 0xe0 ? 12 : 10;
}

uint32_t
page_blocks_length(const char *p, size_t n)
{
	const char *end = p + n;
	uint64_t sum = 0;
	int space = 1;

	for (; p < end; p++) {
		if ((unsigned char)*p > ' ')
			sum += worth((unsigned char)*p);
		else if (!space)
			sum += 10;
		space = (unsigned char)*p <= ' ';
	}
	return (uint32_t)(sum / 10);
}

void
page_blocks_init(struct page_blocks *b, const struct page_tree *t, const char *url)
{
	memset(b, 0, sizeof(*b));
	b->tree = t;
	b->url = url;
	buf_init(&b->text, TEXT_MAX);
}

void
page_blocks_clear(struct page_blocks *b)
{
	free(b->block);
	free(b->plain);
	free(b->in);
	free(b->out);
	free(b->owner);
	buf_clear(&b->text);
	page_blocks_init(b, b->tree, NULL);
}

static unsigned
own_place(const struct page_node *x)
{
	unsigned in = 0;

	switch (x->tag->id) {
	case PAGE_A:
		in = PAGE_IN_LINK;
		break;
	case PAGE_LI:
		in = PAGE_IN_ITEM;
		break;
	case PAGE_CAPTION:
		in = PAGE_IN_CAPTION;
		break;
	case PAGE_H1:
		in = PAGE_IN_H1;
		break;
	case PAGE_PRE:
		in = PAGE_IN_PRE;
		break;
	case PAGE_TD:
		in = PAGE_IN_CELL;
		break;
	case PAGE_QUOTE:
		in = PAGE_IN_QUOTE;
		break;
	case PAGE_ARTICLE:
		in = PAGE_IN_ARTICLE;
		break;
	default:
		break;
	}
	if (x->tag->flags & PAGE_HEAD)
		in |= PAGE_IN_HEADING;
	if (x->tag->flags & PAGE_GONE)
		in |= PAGE_IN_GONE;
	if (x->hints & PAGE_HINT_CAPTION)
		in |= PAGE_IN_CAPTION;
	if (x->hints & PAGE_HINT_BYLINE)
		in |= PAGE_IN_BYLINE;
	if (x->hints & (PAGE_HINT_BODY | PAGE_HINT_LABEL))
		in |= PAGE_IN_LABEL;
	if (x->hints & PAGE_HINT_KEEP)
		in |= PAGE_IN_KEPT;
	return in;
}

/* The <header> around a title holds date, byline and subtitle: it is marked for outs(). */
static void
title_header(struct page_blocks *b, uint32_t i)
{
	int level;

	for (level = 0; level < 8 && i > 0 && b->tree->node[i].tag->id != PAGE_HEADER; level++)
		i = b->tree->node[i].parent;
	if (b->tree->node[i].tag->id == PAGE_HEADER)
		b->out[i] = PAGE_OUT_WEAK;
}

/* LINE_LINKS, or how many links node i holds if they are fewer. */
static uint32_t
links_in(const struct page_node *x, uint32_t i)
{
	uint32_t k, links = 0;

	for (k = i + 1; k < x[i].end && links < LINE_LINKS; k++)
		links += x[k].tag->id == PAGE_A;
	return links;
}

/* The card alone, where node i holds first the name, as a link, and then the card. */
static uint32_t
behind_name(const struct page_node *x, uint32_t i)
{
	uint32_t k = i + 1;

	while (k < x[i].end && x[k].tag->id == PAGE_TEXT)
		k++;
	if (k == x[i].end || x[k].tag->id != PAGE_A)
		return i;
	for (k = x[k].end; k < x[i].end && x[k].tag->id == PAGE_TEXT; k++)
		continue;
	return k < x[i].end && x[k].tag->flags & PAGE_INLINE && links_in(x, k) == LINE_LINKS ? k : i;
}

/* A card that a script shows over a name: three and more links in a <span> of a sentence, and nothing
 * else. The sentence goes on behind it. */
static void
line_cards(struct page_blocks *b)
{
	const struct page_node *x = b->tree->node;
	uint32_t i, k, span;

	for (i = 1; i < b->tree->n; i++) {
		span = i;
		if (x[i].tag->id != PAGE_A)
			continue;
		/* Of the outermost of its line that is nothing but links. */
		for (k = x[i].parent; k > 0 && x[k].tag->flags & PAGE_INLINE && b->plain[k] == 0; k = x[k].parent)
			span = k;
		if (span == i)
			continue;
		i = x[span].end - 1;
		if (b->plain[k] == 0 || links_in(x, span) < LINE_LINKS)
			continue;
		span = behind_name(x, span);
		b->out[span] = PAGE_OUT;
		for (k = span; k < x[span].end; k++)
			b->in[k] |= PAGE_IN_GONE;
	}
}

static void
places(struct page_blocks *b)
{
	const struct page_node *x = b->tree->node;
	uint32_t i;

	for (i = 0; i < b->tree->n; i++) {
		b->in[i] = (unsigned short)((i > 0 ? b->in[x[i].parent] : 0) | own_place(&x[i]));
		b->owner[i] = x[i].tag->flags & PAGE_BLOCK || i == 0 ? i : b->owner[x[i].parent];
		if (x[i].tag->id == PAGE_H1)
			title_header(b, i);
		b->plain[i] = x[i].tag->id == PAGE_TEXT && !(b->in[i] & (PAGE_IN_LINK | PAGE_IN_GONE)) ?
		    page_blocks_length(buf_get(&b->tree->text) + x[i].at, x[i].n) : 0;
	}
	for (i = b->tree->n; i-- > 1;)
		b->plain[x[i].parent] += b->plain[i];
	line_cards(b);
}

/* `in`: where what holds it stands. An article in an article is a comment, or another one. */
static unsigned
own_out(const struct page_node *x, unsigned in)
{
	if (x->tag->flags & PAGE_GONE)
		return PAGE_OUT;
	if (x->tag->flags & PAGE_SKIP || x->hints & PAGE_HINT_HIDDEN)
		return PAGE_OUT;
	if (x->hints & PAGE_HINT_STRONG)
		return PAGE_OUT_STRONG;
	return x->hints & PAGE_HINT_WEAK || x->tag->flags & PAGE_WEAK || (x->tag->id == PAGE_ARTICLE && in & PAGE_IN_ARTICLE) ? PAGE_OUT_WEAK : PAGE_STAYS;
}

/* Nothing that holds much of the page is left out: libxml2 and pages put articles into
 * the strangest elements. */
static void
outs(struct page_blocks *b)
{
	const struct page_node *x = b->tree->node;
	uint64_t all = b->plain[0];
	unsigned out;
	uint32_t i;

	for (i = 1; i < b->tree->n; i++) {
		out = own_out(&x[i], b->in[x[i].parent]);
		out = out > b->out[i] ? out : b->out[i];
		if (out != PAGE_STAYS && !(x[i].tag->flags & PAGE_GONE) &&
		    (uint64_t)b->plain[i] * 100 >= all * (out == PAGE_OUT_WEAK ? GUARD_WEAK : GUARD) && b->plain[i] > 100)
			out = PAGE_STAYS;
		if (x[i].hints & PAGE_HINT_STRIP || (b->tree->keep_end > 0 && x[i].tag->id == PAGE_TEXT && !(b->in[i] & PAGE_IN_KEPT)))
			out = PAGE_OUT;
		if (x[i].hints & PAGE_HINT_KEEP) { /* whatever it lies in */
			b->out[i] = PAGE_STAYS;
			continue;
		}
		b->out[i] = b->out[x[i].parent] > out ? b->out[x[i].parent] : (unsigned char)out;
	}
}

/* Appends text, white space collapsed. */
static void
put_text(struct buf *to, size_t from, const char *p, size_t n)
{
	const char *end = p + n, *was;

	while (p < end) {
		for (was = p; p < end && (unsigned char)*p > ' ' && (unsigned char)*p != 0xc2; p++)
			continue;
		if (p > was)
			(void)buf_put(to, was, (size_t)(p - was));
		if (p == end)
			break;
		if ((unsigned char)*p == 0xc2 && !(p + 1 < end && (unsigned char)p[1] == 0xa0)) {
			(void)buf_char(to, *p++);
			continue;
		}
		p += (unsigned char)*p == 0xc2 ? 2 : 1;
		if (to->n > from && to->p[to->n - 1] != ' ')
			(void)buf_char(to, ' ');
	}
}

static struct page_block *
open_block(struct page_blocks *b, uint32_t i)
{
	struct page_block *more;
	uint32_t cap;

	if (b->n == b->cap) {
		cap = b->cap == 0 ? 512 : b->cap * 2;
		more = memory_get(b->block, cap * sizeof(*more));
		if (more == NULL)
			return NULL;
		b->block = more;
		b->cap = cap;
	}
	more = &b->block[b->n++];
	memset(more, 0, sizeof(*more));
	more->first = more->last = i;
	more->owner = b->owner[i];
	more->at = b->text.n;
	more->in = b->in[i];
	more->out = b->out[i];
	return more;
}

/* The block is over; one of white space is none. */
static void
close_block(struct page_blocks *b, struct page_block *x)
{
	if (x == NULL)
		return;
	while (b->text.n > x->at && b->text.p[b->text.n - 1] == ' ')
		b->text.n--;
	x->n = b->text.n - x->at;
	x->length = page_blocks_length(buf_get(&b->text) + x->at, x->n);
	if (x->n == 0)
		b->n--;
}

static int
is_white(const char *p, size_t n)
{
	for (; n > 0 && (unsigned char)*p <= ' '; n--)
		p++;
	return n == 0;
}

static int
walk(struct page_blocks *b)
{
	const struct page_tree *t = b->tree;
	struct page_block *x = NULL;
	const struct page_node *k;
	int breaks = 0;
	uint32_t i;

	for (i = 1; i < t->n; i++) {
		k = &t->node[i];
		if (k->tag->id == PAGE_BR)
			breaks++;
		if ((k->tag->flags & PAGE_BLOCK) || breaks > 1) {
			close_block(b, x);
			x = NULL;
		}
		if (k->tag->id != PAGE_TEXT || k->n == 0 || b->in[i] & PAGE_IN_GONE)
			continue;
		if (is_white(t->text.p + k->at, k->n)) {
			if (x != NULL && x->owner == b->owner[i])
				put_text(&b->text, x->at, " ", 1);
			continue;
		}
		/* A few words in a sentence that are none of it do not end it. */
		if (x != NULL && x->owner == b->owner[i] && b->out[i] > x->out && k->n < LINE_OUT) {
			b->in[i] |= PAGE_IN_GONE;
			continue;
		}
		if (x != NULL && (x->owner != b->owner[i] || x->out != b->out[i])) {
			close_block(b, x);
			x = NULL;
		}
		if (breaks > 0 && x != NULL)
			put_text(&b->text, x->at, " ", 1);
		breaks = 0;
		if (x == NULL && (x = open_block(b, i)) == NULL)
			return -1;
		x->last = i;
		x->in &= (unsigned short)(b->in[i] | ~PAGE_IN_LINK);
		put_text(&b->text, x->at, t->text.p + k->at, k->n);
		if (b->in[i] & PAGE_IN_LINK)
			x->links += page_blocks_length(t->text.p + k->at, k->n);
	}
	close_block(b, x);
	return b->text.failed ? -1 : 0;
}

/* How many elements of one kind stand in a row, of each element. */
static void
rows(const struct page_blocks *b, uint32_t *run, uint32_t *last)
{
	const struct page_node *x = b->tree->node;
	uint32_t i, was;

	for (i = 1; i < b->tree->n; i++) {
		if (x[i].tag->id == PAGE_TEXT || !(x[i].tag->flags & PAGE_BLOCK))
			continue;
		was = last[x[i].parent];
		run[i] = was > 0 && x[was].kind == x[i].kind ? run[was] + 1 : 1;
		last[x[i].parent] = i;
	}
	/* All of a row get the length of it. */
	memset(last, 0, b->tree->n * sizeof(*last));
	for (i = b->tree->n; i-- > 1;) {
		if (run[i] == 0)
			continue;
		was = last[x[i].parent];
		if (was > 0 && run[was] > run[i] && x[was].kind == x[i].kind)
			run[i] = run[was];
		last[x[i].parent] = i;
	}
}

/* The host in an absolute URL, without `www.`; how many bytes, 0 for none. */
static size_t
host(const char *url, const char **at)
{
	const char *p = url != NULL ? strstr(url, "//") : NULL;

	if (p == NULL || p > url + 6)
		return 0;
	p += 2;
	if (strncasecmp(p, "www.", 4) == 0)
		p += 4;
	*at = p;
	return strcspn(p, "/?#:");
}

/* Does the link around text node i lead to another host? */
static int
leads_away(const struct page_blocks *b, uint32_t i)
{
	const char *mine, *other, *href;
	size_t n, k;

	while (i > 0 && b->tree->node[i].tag->id != PAGE_A)
		i = b->tree->node[i].parent;
	href = b->tree->node[i].attrs;
	n = host(b->url, &mine);
	k = href != NULL ? host(href + strlen(href) + 1, &other) : 0;
	return n > 0 && k > 0 && (n != k || strncasecmp(mine, other, n) != 0);
}

static int
may_be_card(const struct page_node *x)
{
	int id = x->tag->id;

	return id == PAGE_DIV || id == PAGE_ARTICLE || id == PAGE_LI || id == PAGE_SECTION || (id == PAGE_OTHER && x->tag->name[0] == '\0');
}

/* Three and more elements of one kind, each a linked headline with few words below it,
 * lead to other articles. */
static int
cards(struct page_blocks *b)
{
	const struct page_node *x = b->tree->node;
	uint32_t n = b->tree->n, i, k, *run = calloc(n, sizeof(*run)), *last = calloc(n, sizeof(*last));
	unsigned char *headline = calloc(n, 1);
	int level, rc = run != NULL && last != NULL && headline != NULL ? 0 : -1;

	if (rc == 0)
		rows(b, run, last);
	for (i = 0; rc == 0 && i < b->n; i++) {
		if (b->block[i].links > 0 && leads_away(b, b->block[i].last))
			b->block[i].in |= PAGE_LEADS_AWAY;
		if (b->block[i].in & PAGE_IN_ITEM && b->in[b->block[i].first] & PAGE_IN_LINK && b->block[i].links >= CARD_ITEM &&
		    !leads_away(b, b->block[i].first))
			headline[b->block[i].owner] = 1;
		if (b->block[i].links < CARD_HEADLINE || b->block[i].links * 10 < b->block[i].length * 6 ||
		    b->block[i].in & PAGE_LEADS_AWAY)
			continue;
		for (level = 0, k = b->block[i].owner; level < 6 && k > 0; level++, k = x[k].parent)
			headline[k] = 1;
	}
	for (i = 1; rc == 0 && i < n; i++) {
		if (run[i] >= CARDS && headline[i] && may_be_card(&x[i]) && b->plain[i] < CARD_TEXT && b->out[i] < PAGE_OUT_WEAK)
			b->out[i] = PAGE_OUT_WEAK;
		if (b->out[x[i].parent] > b->out[i])
			b->out[i] = b->out[x[i].parent];
	}
	for (i = 0; rc == 0 && i < b->n; i++)
		b->block[i].out = b->out[b->block[i].first];
	free(run);
	free(last);
	free(headline);
	return rc;
}

int
page_blocks_find(struct page_blocks *b)
{
	uint32_t n = b->tree->n;

	b->plain = calloc(n, sizeof(*b->plain));
	b->in = calloc(n, sizeof(*b->in));
	b->out = calloc(n, sizeof(*b->out));
	b->owner = calloc(n, sizeof(*b->owner));
	if (b->plain == NULL || b->in == NULL || b->out == NULL || b->owner == NULL)
		return -1;
	places(b);
	outs(b);
	return walk(b) == 0 && cards(b) == 0 ? 0 : -1;
}

size_t
page_blocks_squeeze(char *to, size_t max, const char *p, size_t n)
{
	size_t k = 0;
	unsigned char c;

	for (; n > 0 && k < max; p++, n--) {
		c = (unsigned char)*p;
		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			to[k++] = (char)c;
	}
	return k;
}
