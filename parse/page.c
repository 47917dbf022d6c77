#include "parse/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "parse/content.h"
#include "parse/date.h"
#include "parse/page_block.h"
#include "parse/page_filter.h"
#include "parse/page_score.h"
#include "parse/page_tree.h"
#include "parse/page_write.h"
#include "parse/url.h"

#define PAGE_MAX ((size_t)64 << 20)
#define TITLE_MAX WF_TITLE_MAX
#define SHORT 25                    /* characters: less is no article */

struct page {
	const struct document_job *job;
	struct source source;
	struct charset charset;
	struct page_tree tree;
	struct page_blocks blocks;
	struct page_choice choice;
	struct content_work work;
	struct arena strings;
	struct emit emit;
	const char *base;
	struct wf_article article;
};

static const char *
line(struct page *p, enum page_meta_field f)
{
	const char *v = page_meta_get(&p->tree.meta, f);
	const struct content_source from = { v, v != NULL ? strlen(v) : 0, CONTENT_GUESS, NULL };

	return v != NULL ? content_line(&p->work, &p->strings, &from, TITLE_MAX) : NULL;
}

static const char *
url(struct page *p, enum page_meta_field f)
{
	const char *v = page_meta_get(&p->tree.meta, f);
	const char *u = v != NULL ? content_url(&p->work, &p->strings, v, strlen(v), p->base) : NULL;

	return u != NULL && url_is_http(u) ? u : NULL;
}

static int64_t
date(struct page *p, enum page_meta_field f)
{
	const char *v = page_meta_get(&p->tree.meta, f);

	return v != NULL ? date_read(v, strlen(v)) : TIME_NONE;
}

static void
describe(struct page *p)
{
	struct wf_article *a = &p->article;
	const char *base = page_meta_get(&p->tree.meta, PAGE_META_BASE);

	p->base = p->job->base != NULL && url_is_safe(p->job->base) ? p->job->base : NULL;
	if (base != NULL)
		base = content_url(&p->work, &p->strings, base, strlen(base), p->base);
	if (base != NULL && url_is_http(base))
		p->base = base;
	a->title = line(p, PAGE_META_TITLE);
	a->byline = line(p, PAGE_META_BYLINE);
	a->site = line(p, PAGE_META_SITE);
	a->language = line(p, PAGE_META_LANGUAGE);
	a->date_raw = line(p, PAGE_META_PUBLISHED);
	a->published = date(p, PAGE_META_PUBLISHED);
	a->modified = date(p, PAGE_META_MODIFIED);
	a->image = url(p, PAGE_META_IMAGE);
	a->canonical = url(p, PAGE_META_CANONICAL);
	a->amp = url(p, PAGE_META_AMP);
	a->next = url(p, PAGE_META_NEXT);
}

/* The page as UTF-8, in one piece. */
static int
gather(struct page *p, struct buf *all)
{
	struct charset_stream s;
	const char *piece;
	ptrdiff_t n;

	charset_stream_init(&s, &p->charset, &p->source);
	while ((n = charset_stream_next(&s, &piece)) > 0)
		(void)buf_put(all, piece, (size_t)n);
	charset_stream_clear(&s);
	return n < 0 || all->failed ? -1 : 0;
}

static int
find(struct page *p)
{
	struct content got = { NULL, NULL };
	struct content_source from = { NULL, 0, CONTENT_HTML, NULL };
	struct buf all;
	int rc;

	page_blocks_init(&p->blocks, &p->tree, p->job->base);
	if (page_blocks_find(&p->blocks) != 0 || page_score_choose(&p->choice, &p->blocks) != 0)
		return -1;
	describe(p);
	page_filter_run(&p->blocks, &p->choice, p->article.title);
	buf_init(&all, PAGE_MAX);
	rc = page_write(&all, &p->blocks, &p->choice);
	from.p = buf_get(&all);
	from.n = all.n;
	from.base = p->base;
	if (rc == 0)
		rc = content_read(&got, &p->work, &p->strings, &from);
	buf_clear(&all);
	p->article.text = got.text != NULL ? got.text : "";
	p->article.html = got.html;
	p->article.confidence = p->choice.all > 0 ? (int64_t)(100 * p->choice.good / p->choice.all) : 0;
	return rc;
}

static int
finish(struct page *p)
{
	if (page_blocks_length(p->article.text, strlen(p->article.text)) < SHORT)
		return emit_why(&p->emit, "no article found") == 0 ? 1 : 3;
	return emit_article(&p->emit, &p->article) == 0 ? 0 : p->emit.out.failed ? DOCUMENT_NO_MEMORY : 3;
}

int
page_read(const struct document_job *o, const struct charset_set *set)
{
	struct page *p = calloc(1, sizeof(*p));
	struct buf all;
	int rc = DOCUMENT_NO_MEMORY;

	if (p == NULL)
		return DOCUMENT_NO_MEMORY;
	p->job = o;
	p->source.p = o->p;
	p->source.n = o->n;
	p->source.read = o->read;
	p->source.arg = o->arg;
	arena_init(&p->strings, PAGE_MAX);
	content_init(&p->work);
	emit_init(&p->emit, o->id, o->put, o->arg);
	page_tree_init(&p->tree);
	buf_init(&all, PAGE_MAX);
	charset_choose_page(&p->charset, &p->source, o->content_type, set);
	if (p->charset.want >= 0)
		rc = DOCUMENT_WANTS + p->charset.want;
	else if (o->n == 0)
		rc = emit_why(&p->emit, "no article found: empty document") == 0 ? 1 : 3;
	else if (gather(p, &all) == 0 && page_tree_read(&p->tree, buf_get(&all), all.n) == 0 && find(p) == 0)
		rc = finish(p);
	buf_clear(&all);
	page_blocks_clear(&p->blocks);
	page_tree_clear(&p->tree);
	emit_clear(&p->emit);
	content_clear(&p->work);
	arena_clear(&p->strings);
	source_clear(&p->source);
	free(p);
	return rc;
}
