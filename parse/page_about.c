#include "parse/page_about.h"

#include <string.h>

#include "base/time.h"
#include "parse/date.h"
#include "parse/page_hint.h"
#include "parse/url.h"

#define STUB 2000         /* characters: behind a paywall fewer are a part of the article */
#define NEXT_MORE 16      /* bytes that the next page's address has more */
#define BYLINE_MAX 100    /* characters of a byline that a page shows */
#define ANCHOR_BYTES 60   /* of the summary, letters and digits alone */
#define ANCHOR_LEAST 25   /* fewer are in any page */

static const char *
line(const struct page_about *p, const char *v)
{
	const struct content_source from = { v, v != NULL ? strlen(v) : 0, CONTENT_GUESS, NULL };

	return v != NULL ? content_line(p->work, p->strings, &from, WF_TITLE_MAX) : NULL;
}

static const char *
meta(const struct page_about *p, enum page_meta_field f)
{
	return line(p, page_meta_get(&p->blocks->tree->meta, f));
}

static const char *
resolve(const struct page_about *p, const char *v)
{
	const char *u = v != NULL ? content_url(p->work, p->strings, v, strlen(v), p->base) : NULL;

	return u != NULL && url_is_http(u) ? u : NULL;
}

static const char *
url(const struct page_about *p, enum page_meta_field f)
{
	return resolve(p, page_meta_get(&p->blocks->tree->meta, f));
}

static int64_t
date(const struct page_about *p, enum page_meta_field f)
{
	const char *v = page_meta_get(&p->blocks->tree->meta, f);

	return v != NULL ? date_read(v, strlen(v)) : TIME_NONE;
}

/* The title without the site's name behind it. One that only <title> gave is cut at the
 * last mark that parts, if enough is left. */
static const char *
title(const struct page_about *p, const char *site)
{
	static const char *const marks[] = { " | ", " - ", " \342\200\223 ", " \342\200\224 ", " :: ", " \302\273 ", " \302\253 " };
	const struct page_meta *m = &p->blocks->tree->meta;
	const char *t = meta(p, PAGE_META_TITLE), *at, *last = NULL;
	int guess = page_meta_get(m, PAGE_META_TITLE) == m->value[PAGE_META_TITLE][PAGE_META_MARKUP];
	size_t i, mark = 0;

	for (i = 0; t != NULL && i < sizeof(marks) / sizeof(marks[0]); i++)
		for (at = t; (at = strstr(at + 1, marks[i])) != NULL;)
			if (last == NULL || at > last) {
				last = at;
				mark = strlen(marks[i]);
			}
	if (last == NULL)
		return t;
	if ((site != NULL && strcasecmp(last + mark, site) == 0) || (guess && last - t >= 20 && strlen(last) < 40))
		return arena_strn(p->strings, t, (size_t)(last - t));
	return t;
}

/* Where the number of a page begins that is itself a later one (2 to 50), or n. */
static size_t
before_number(const char *page, size_t n)
{
	size_t at = n;

	while (at > 0 && page[at - 1] >= '0' && page[at - 1] <= '9')
		at--;
	if (at == n || n - at > 2 || page[at] == '0' || (n - at == 1 && page[at] == '1') || (n - at == 2 && page[at] > '4'))
		return n;
	return at > 0 && strchr("/-_.,", page[at - 1]) != NULL ? at - 1 : n;
}

/* Is `next` the article's next page, not the next article: the same address and a number? */
static int
is_next(const char *page, const char *next)
{
	size_t n = page != NULL ? strcspn(page, "?#") : 0, k;

	if (n > 5 && strncmp(page + n - 5, ".html", 5) == 0)
		n -= 5;
	while (n > 0 && page[n - 1] == '/')
		n--;
	n = before_number(page, n);
	if (n < 12 || strncmp(page, next, n) != 0)
		return 0;
	k = strlen(next + n);
	return k > 0 && k <= NEXT_MORE && strpbrk(next + n, "23456789") != NULL && strchr("/?-_.,&", next[n]) != NULL;
}

void
page_about_meta(struct page_about *p, struct wf_article *a)
{
	const char *base = page_meta_get(&p->blocks->tree->meta, PAGE_META_BASE);

	p->base = p->url;
	if (base != NULL)
		base = resolve(p, base);
	if (base != NULL)
		p->base = base;
	a->site = meta(p, PAGE_META_SITE);
	a->title = title(p, a->site);
	a->byline = meta(p, PAGE_META_BYLINE);
	a->language = meta(p, PAGE_META_LANGUAGE);
	a->date_raw = meta(p, PAGE_META_PUBLISHED);
	a->published = date(p, PAGE_META_PUBLISHED);
	a->modified = date(p, PAGE_META_MODIFIED);
	a->image = url(p, PAGE_META_IMAGE);
	a->canonical = url(p, PAGE_META_CANONICAL);
	a->amp = url(p, PAGE_META_AMP);
	a->next = url(p, PAGE_META_NEXT);
	if (a->next != NULL && !is_next(p->url, a->next))
		a->next = NULL;
}

/* Of an element's kept attributes one, or NULL. */
static const char *
attr(const char *p, const char *name)
{
	for (; p != NULL && *p != '\0'; p += strlen(p) + 1) {
		if (strcmp(p, name) == 0)
			return p + strlen(p) + 1;
		p += strlen(p) + 1;
	}
	return NULL;
}

static const char *
first_image(const struct page_about *p, const struct page_choice *c)
{
	const struct page_tree *t = p->blocks->tree;
	const char *u = NULL, *v;
	uint32_t i;

	for (i = c->root + 1; u == NULL && i < t->node[c->root].end; i++) {
		if (t->node[i].tag->id != PAGE_IMG || (int)p->blocks->out[i] > c->pass)
			continue;
		v = attr(t->node[i].attrs, "width");
		if (v == NULL || strlen(v) > 2)
			u = resolve(p, attr(t->node[i].attrs, "src"));
	}
	return u;
}

static const char *
shown_byline(const struct page_about *p)
{
	const struct page_blocks *b = p->blocks;
	char name[BYLINE_MAX * 4 + 1];
	uint32_t i;
	size_t skip;

	for (i = 0; i < b->n; i++) {
		if (!(b->block[i].in & PAGE_IN_BYLINE) || b->block[i].length > BYLINE_MAX || b->block[i].length < 4 ||
		    b->block[i].n >= sizeof(name))
			continue;
		skip = strncasecmp(b->text.p + b->block[i].at, "by ", 3) == 0 ? 3 : 0;
		memcpy(name, b->text.p + b->block[i].at + skip, b->block[i].n - skip);
		name[b->block[i].n - skip] = '\0';
		return line(p, name);
	}
	return NULL;
}

void
page_about_shown(struct page_about *p, const struct page_choice *c, struct wf_article *a)
{
	const struct page_tree *t = p->blocks->tree;
	uint32_t length = page_blocks_length(a->text, strlen(a->text)), i;
	double share = c->all > 0 ? c->good / c->all : 0;
	int wall = t->meta.closed;

	if (a->image == NULL)
		a->image = first_image(p, c);
	if (a->byline == NULL)
		a->byline = shown_byline(p);
	for (i = 0; i < t->n && !wall; i++)
		wall = (t->node[i].hints & PAGE_HINT_WALL) != 0 && !(t->node[i].tag->flags & PAGE_GONE);
	a->paywall = wall && length < STUB;
	a->confidence = (int64_t)(50 * share) + (length < 1500 ? length / 50 : 30) + (c->pass == 0 ? 10 : 0);
	if (t->node[c->root].tag->id == PAGE_ARTICLE || t->node[c->root].hints & (PAGE_HINT_BODY | PAGE_HINT_LABEL))
		a->confidence += 10;
}

uint32_t
page_about_anchor(const struct page_blocks *b, const char *summary)
{
	char want[ANCHOR_BYTES], got[ANCHOR_BYTES * 8];
	size_t n = summary != NULL ? page_blocks_squeeze(want, sizeof(want), summary, strlen(summary)) : 0, k;
	uint32_t i;

	for (i = 0; n >= ANCHOR_LEAST && i < b->n; i++) {
		if (b->block[i].out == PAGE_OUT || b->block[i].links * 2 > b->block[i].length)
			continue;
		k = page_blocks_squeeze(got, sizeof(got), b->text.p + b->block[i].at, b->block[i].n);
		if (k >= n && memmem(got, k, want, n) != NULL)
			return i;
	}
	return PAGE_NO_ANCHOR;
}
