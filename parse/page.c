#include "parse/page.h"

#include <stdlib.h>
#include <string.h>

#include "parse/content.h"
#include "parse/html.h"
#include "parse/html_clean.h"
#include "parse/page_about.h"
#include "parse/page_attrs.h"
#include "parse/page_block.h"
#include "parse/page_filter.h"
#include "parse/page_score.h"
#include "parse/page_stream.h"
#include "parse/page_tree.h"
#include "parse/page_write.h"
#include "parse/url.h"

#define PAGE_MAX ((size_t)64 << 20)
#define SHORT 25       /* characters: less is no article */
#define BODY_LEAST 200 /* bytes of JSON-LD articleBody that may be the article */
#define BODY_MORE 3    /* so many times the text that the page shows */

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
	struct page_about about;
	struct wf_article article;
};

/* The page as UTF-8, in one piece. */
static int
gather(struct page *p, struct buf *all)
{
	struct charset_stream s;
	struct buf joined;
	const char *piece;
	ptrdiff_t n;
	int rc;

	charset_stream_init(&s, &p->charset, &p->source);
	while ((n = charset_stream_next(&s, &piece)) > 0)
		(void)buf_put(all, piece, (size_t)n);
	charset_stream_clear(&s);
	if (n < 0 || all->failed)
		return -1;
	buf_init(&joined, PAGE_MAX);
	rc = page_stream_join(&joined, all);
	if (rc > 0) {
		buf_clear(all);
		*all = joined;
	} else {
		buf_clear(&joined);
	}
	page_attrs_cut(all->p, all->n);
	return rc < 0 ? -1 : 0;
}

/* The article as the page's own words for machines have it: plain text or HTML. */
static int
take_body(struct page *p)
{
	const struct buf *body = &p->tree.meta.body;
	struct content got = { NULL, NULL };
	struct content_source from = { NULL, 0, CONTENT_HTML, p->about.base };
	const char *s = buf_get(body), *end = s + body->n, *eol;
	struct buf html;
	int rc;

	buf_init(&html, PAGE_MAX);
	if (html_looks_so(s, body->n)) {
		(void)buf_put(&html, s, body->n);
	} else {
		for (; s < end; s = eol + 1) {
			eol = memchr(s, '\n', (size_t)(end - s));
			eol = eol != NULL ? eol : end;
			if (eol == s)
				continue;
			(void)buf_str(&html, "<p>");
			html_clean_escape(&html, s, (size_t)(eol - s));
			(void)buf_str(&html, "</p>");
		}
	}
	from.p = buf_get(&html);
	from.n = html.n;
	rc = html.failed ? -1 : content_read(&got, &p->work, &p->strings, &from);
	buf_clear(&html);
	if (got.text != NULL) {
		p->article.text = got.text;
		p->article.html = got.html;
	}
	return rc;
}

static int
find(struct page *p)
{
	struct content got = { NULL, NULL };
	struct content_source from = { NULL, 0, CONTENT_HTML, NULL };
	struct buf all;
	int rc;

	page_blocks_init(&p->blocks, &p->tree, p->about.url);
	if (page_blocks_find(&p->blocks) != 0 ||
	    page_score_choose(&p->choice, &p->blocks, page_about_anchor(&p->blocks, p->job->summary)) != 0)
		return -1;
	page_about_meta(&p->about, &p->article);
	page_filter_run(&p->blocks, &p->choice, p->article.title);
	buf_init(&all, PAGE_MAX);
	rc = page_write(&all, &p->blocks, &p->choice);
	from.p = buf_get(&all);
	from.n = all.n;
	from.base = p->about.base;
	if (rc == 0)
		rc = content_read(&got, &p->work, &p->strings, &from);
	buf_clear(&all);
	p->article.text = got.text != NULL ? got.text : "";
	p->article.html = got.html;
	/* A page that a script fills has its text nowhere else. */
	if (rc == 0 && p->tree.meta.body.n > BODY_LEAST &&
	    page_blocks_length(p->article.text, strlen(p->article.text)) * BODY_MORE <
	    page_blocks_length(buf_get(&p->tree.meta.body), p->tree.meta.body.n))
		rc = take_body(p);
	page_about_shown(&p->about, &p->choice, &p->article);
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
	struct why why = { "" };
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
	p->about.blocks = &p->blocks;
	p->about.work = &p->work;
	p->about.strings = &p->strings;
	p->about.url = o->base != NULL && url_is_http(o->base) ? o->base : NULL;
	buf_init(&all, PAGE_MAX);
	charset_choose_page(&p->charset, &p->source, o->content_type, set);
	if (p->charset.want >= 0)
		rc = DOCUMENT_WANTS + p->charset.want;
	else if (o->rule != NULL && page_rule_read(&p->tree.rules, o->rule, &why) != 0)
		rc = emit_why(&p->emit, why.text) == 0 ? 1 : 3;
	else if (gather(p, &all) != 0)
		rc = DOCUMENT_NO_MEMORY;
	else if (all.n == 0)
		rc = emit_why(&p->emit, "no article found: empty document") == 0 ? 1 : 3;
	else if (page_tree_read(&p->tree, buf_get(&all), all.n) == 0 && find(p) == 0)
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
