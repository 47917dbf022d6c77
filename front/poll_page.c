/* The way of a page through a run. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "front/poller.h"
#include "front/say.h"

#define PAGE_ARENA ((size_t)64 << 20) /* bytes of one page's strings */
#define RULES_ARENA ((size_t)16 << 20)

struct poll_page *
poll_page_make(struct poller *p, const struct conf_feed *f, const char *url)
{
	struct poll_pages *t = &p->pages;
	size_t cap = t->cap > 0 ? t->cap * 2 : 64;
	struct poll_page *x, **bigger;

	if (t->n == t->cap) {
		bigger = realloc(t->p, cap * sizeof(struct poll_page *));
		if (bigger == NULL)
			return NULL;
		t->p = bigger;
		t->cap = cap;
	}
	x = calloc(1, sizeof(*x));
	if (x == NULL)
		return NULL;
	x->f = f;
	x->url = url; /* may_ask: NULL is none */
	x->until = docs_now() + POLL_PAGE_MS;
	arena_init_small(&x->arena, PAGE_ARENA);
	buf_init(&x->text, WF_FIELD_MAX + 1);
	buf_init(&x->html, WF_FIELD_MAX + 1);
	x->number = (uint32_t)t->n;
	t->p[t->n++] = x;
	t->stirred = t->fresh = 1;
	poll_page_row(p, x);
	return x;
}

void
poll_page_row(struct poller *p, struct poll_page *x)
{
	struct poll_pages *t = &p->pages;

	x->state = PAGE_WAITING;
	x->next = NULL;
	*(t->first != NULL ? &t->last->next : &t->first) = x;
	t->last = x;
}

static int
is_http(const char *url)
{
	return url != NULL && (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
}

static uint32_t *
asked(struct poller *p, const struct conf_feed *f)
{
	return &p->pages.asked[f - p->o->conf->feeds];
}

/* The entry's page comes with a later run. */
static int
put_off(struct poller *p, struct wf_entry *e, int tried)
{
	e->fulltext = WF_FULLTEXT_PENDING;
	p->r->pages_pending++;
	return pages_put(p->o->pages, e, tried, poll_wall(p));
}

/* Does the entry stay? One whose page's text cannot be put in place of the feed's other words does not:
 * an article must not become a teaser. It comes again. */
static int
want_one(struct poller *p, struct poll_feed *x, struct wf_entry *e, const struct store_known *k)
{
	const int has_page = k->found && k->page != 0;
	struct poll_page *page = NULL;

	if (!is_http(e->url) || (k->found && (k->gone || k->text == store_text(e))))
		return 1;
	if (has_page && pages_settled(p->o->pages, e))
		return poll_page_keep(p, e, k, &x->arena) == 0;
	if (k->found)
		pages_drop(p->o->pages, e->id); /* of the words that the feed had before */
	if (!p->closing && *asked(p, x->f) < x->f->fulltext_max)
		page = poll_page_make(p, x->f, e->url);
	if (page == NULL) {
		if (has_page && poll_page_keep(p, e, k, &x->arena) != 0)
			return 0;
		(void)put_off(p, e, 0);
		return 1;
	}
	page->x = x;
	page->e = e;
	page->known = *k;
	x->pages++;
	(*asked(p, x->f))++;
	return 1;
}

int
poll_page_want(struct poller *p, struct poll_feed *x)
{
	struct store_known *known;
	size_t i, n = 0;
	int rc = 0;

	if (!x->f->fulltext || !x->has_doc || x->n == 0)
		return 0;
	known = calloc(x->n, sizeof(*known));
	if (known == NULL)
		return why_set(p->why, "out of memory");
	for (i = 0; i < x->n; i++)
		known[i].id = x->entries[i]->id;
	rc = store_known(p->o->store, known, x->n, p->why);
	for (i = 0; rc == 0 && i < x->n; i++)
		if (want_one(p, x, x->entries[i], &known[i]))
			x->entries[n++] = x->entries[i];
	if (rc == 0)
		x->n = n;
	free(known);
	return rc;
}

static const struct conf_feed *
feed_of(const struct poller *p, const struct pages_entry *x)
{
	const struct conf *c = p->o->conf;
	const struct conf_feed *f = conf_feed(c, x->feed);
	size_t i;

	for (i = 0; f == NULL && i < c->n; i++)
		if (c->feeds[i].was != NULL && strcmp(c->feeds[i].was, x->feed) == 0)
			f = &c->feeds[i];
	return f;
}

/* A page of an earlier run's entry, which still has the text that it had. */
static int
late_one(struct poller *p, size_t i, const struct store_known *k)
{
	const struct pages_entry *w = &p->o->pages->p[i];
	const struct conf_feed *f = feed_of(p, w);
	struct poll_page *page;
	struct wf_line line;

	if (f == NULL || !f->fulltext || !k->found || k->gone ||
	    k->text != strtoull(w->feed_text, NULL, 16)) {
		pages_gone(p->o->pages, i);
		return 0;
	}
	if (p->o->conf->n == 0 || *asked(p, f) >= f->fulltext_max)
		return 0;
	page = poll_page_make(p, f, NULL);
	if (page == NULL)
		return why_set(p->why, "out of memory");
	page->late = i;
	p->pages.busy++;
	(*asked(p, f))++;
	line.entry = NULL;
	if (store_line(p->o->store, k, &page->arena, &line, p->why) != 0 && strstr(p->why->text, "out of memory") != NULL)
		return -1;
	if (line.entry == NULL || (k->page != 0 && line.entry->fulltext != WF_FULLTEXT_PENDING)) {
		page->outcome = WF_FULLTEXT_FAILED; /* it has its page's text by now, or cannot be read */
		poll_page_over(p, page);
		return 0;
	}
	page->e = arena_get(&page->arena, sizeof(*page->e));
	if (page->e == NULL)
		return why_set(p->why, "out of memory");
	*page->e = *line.entry;
	poll_feed_own(f, page->e);
	page->e->fetched = poll_wall(p);
	page->url = page->e->url;
	return 0;
}

static int
late(struct poller *p)
{
	const struct pages *w = p->o->pages;
	struct store_known *known = calloc(w->n + 1, sizeof(*known));
	size_t *at = calloc(w->n + 1, sizeof(*at)), i, n = 0;
	int rc = known == NULL || at == NULL ? why_set(p->why, "out of memory") : 0;

	for (i = 0; rc == 0 && i < w->n; i++)
		if (w->p[i].due && !w->p[i].gone) {
			known[n].id = w->p[i].id;
			at[n++] = i;
		}
	if (rc == 0 && n > 0)
		rc = store_known(p->o->store, known, n, p->why);
	for (i = 0; rc == 0 && i < n; i++)
		rc = late_one(p, at[i], &known[i]);
	free(known);
	free(at);
	return rc;
}

int
poll_page_init(struct poller *p)
{
	size_t i;
	int any = p->o->pages->n > 0;

	arena_init(&p->pages.arena, RULES_ARENA);
	arena_init(&p->pages.robots.arena, 0);
	for (i = 0; !any && i < p->o->n; i++)
		any = p->o->feeds[i]->fulltext;
	if (!any)
		return 0;
	p->pages.asked = calloc(p->o->conf->n + 1, sizeof(*p->pages.asked));
	if (p->pages.asked == NULL)
		return why_set(p->why, "out of memory");
	if (robots_file_load(&p->pages.robots, p->o->store, poll_wall(p), p->why) != 0)
		return -1;
	return late(p);
}

static void
drop(struct poll_page *x)
{
	buf_clear(&x->text);
	buf_clear(&x->html);
	arena_clear(&x->arena);
}

void
poll_page_clear(struct poller *p)
{
	size_t i;

	for (i = 0; i < p->pages.n; i++) {
		drop(p->pages.p[i]);
		free(p->pages.p[i]);
	}
	free(p->pages.p);
	free(p->pages.asked);
	robots_file_clear(&p->pages.robots);
	arena_clear(&p->pages.arena);
}

/* For those who ask why a story has no more than a teaser. */
static void
tell(const struct poller *p, const struct poll_page *x)
{
	if (p->o->verbose && x->e != NULL && x->outcome != WF_FULLTEXT_PAGE)
		say("%s: page %s: %s%s", x->f->name, x->e->url != NULL ? x->e->url : "-", x->why != NULL ? x->why : "no answer in time",
		    x->outcome == WF_FULLTEXT_PENDING ? "; again later" : "");
}

/* The page of an entry that is committed already. */
static void
over_late(struct poller *p, struct poll_page *x)
{
	p->pages.busy--;
	if (x->outcome == WF_FULLTEXT_PAGE && poll_page_put(p, x, &x->arena) != 0) {
		x->outcome = WF_FULLTEXT_PENDING; /* out of memory */
		x->tried = 0;
	}
	if (x->outcome == WF_FULLTEXT_PAGE) {
		p->pages.ready++;
		p->r->pages_late++;
		buf_clear(&x->text);
		buf_clear(&x->html);
		return;
	}
	if (x->outcome != WF_FULLTEXT_PENDING)
		pages_gone(p->o->pages, x->late);
	else
		pages_failed(p->o->pages, x->late, x->tried, poll_wall(p));
	p->r->pages_failed++;
	x->e = NULL;
	drop(x);
}

/* Not in this run: an article must not become a teaser. */
static void
leave_out(struct poll_feed *feed, const struct wf_entry *e)
{
	size_t i, n = 0;

	for (i = 0; i < feed->n; i++)
		if (feed->entries[i] != e)
			feed->entries[n++] = feed->entries[i];
	feed->n = n;
}

void
poll_page_over(struct poller *p, struct poll_page *x)
{
	struct poll_feed *feed = x->x;
	int same;

	if (x->outcome == WF_FULLTEXT_NONE)
		x->outcome = WF_FULLTEXT_PENDING;
	x->state = PAGE_OVER;
	tell(p, x);
	if (feed == NULL) {
		over_late(p, x);
		return;
	}
	if (poll_page_put(p, x, &feed->arena) != 0) {
		x->outcome = WF_FULLTEXT_PENDING; /* out of memory, for its text at least */
		if (x->known.found && x->known.page != 0)
			leave_out(feed, x->e);
	}
	same = x->known.found && x->e->feed_text != NULL && x->known.page == store_page(x->e);
	if (same && x->outcome != WF_FULLTEXT_PENDING)
		(void)pages_settle(p->o->pages, x->e, poll_wall(p));
	else if (!same && x->outcome == WF_FULLTEXT_PENDING)
		(void)put_off(p, x->e, x->tried);
	p->r->pages += x->outcome == WF_FULLTEXT_PAGE;
	p->r->pages_failed += x->outcome != WF_FULLTEXT_PAGE && x->outcome != WF_FULLTEXT_PENDING;
	drop(x);
	x->e = NULL;
	if (--feed->pages == 0 && feed->state == POLL_PAGES)
		poll_ready(p, feed);
}

int
poll_page_turn(struct poller *p)
{
	struct poll_pages *t = &p->pages;
	int64_t now = docs_now();

	/* They were made in the order in which their time is up. */
	for (; t->oldest < t->n && (t->p[t->oldest]->state == PAGE_OVER || t->p[t->oldest]->until <= now); t->oldest++)
		if (t->p[t->oldest]->state != PAGE_OVER)
			poll_page_stop(p, t->p[t->oldest]);
	return t->stirred ? poll_page_send(p) : 0;
}

int64_t
poll_page_wait(const struct poller *p, int64_t now)
{
	const struct poll_pages *t = &p->pages;

	return t->oldest < t->n ? t->p[t->oldest]->until - now : INT64_MAX;
}

void
poll_page_again(struct poller *p)
{
	size_t i;

	for (i = p->pages.oldest; i < p->pages.n; i++)
		if (p->pages.p[i]->state == PAGE_SENT)
			poll_page_row(p, p->pages.p[i]);
	p->pages.sent = 0;
	p->pages.stirred = 1;
}

void
poll_page_close(struct poller *p)
{
	struct poll_page *x;
	size_t i;

	for (i = p->pages.oldest; i < p->pages.n; i++) {
		x = p->pages.p[i];
		if (x->state == PAGE_SENT || x->state == PAGE_WAITING)
			poll_page_stop(p, x);
	}
	p->pages.sent = 0;
	p->pages.first = NULL;
}

size_t
poll_page_late(struct poller *p, struct ingest_entry *to)
{
	const struct poll_page *x;
	size_t i, n = 0;

	for (i = 0; p->pages.ready > 0 && i < p->pages.n; i++) {
		x = p->pages.p[i];
		/* Gone: the feed has brought other words of it meanwhile. */
		if (x->state == PAGE_OVER && x->x == NULL && x->e != NULL && x->outcome == WF_FULLTEXT_PAGE &&
		    !p->o->pages->p[x->late].gone)
			to[n++] = (struct ingest_entry){ x->e, p->o->n, 1 };
	}
	return n;
}

void
poll_page_settle(struct poller *p)
{
	struct poll_page *x;
	size_t i;

	for (i = 0; p->pages.ready > 0 && i < p->pages.n; i++) {
		x = p->pages.p[i];
		if (x->state != PAGE_OVER || x->x != NULL || x->e == NULL || x->outcome != WF_FULLTEXT_PAGE)
			continue;
		pages_gone(p->o->pages, x->late);
		x->e = NULL;
		drop(x);
		p->pages.ready--;
	}
}
