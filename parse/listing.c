#include "parse/listing.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "parse/entity.h"
#include "parse/run.h"
#include "parse/url.h"

#define TEXT_MAX ((size_t)64 << 20)  /* bytes of a document in UTF-8 */
#define ITEM_ARENA ((size_t)1 << 20)

enum html_kind
listing_next(struct listing *l)
{
	l->line += run_lines(l->counted, l->token.p);
	l->counted = l->token.p;
	return l->failed ? HTML_END : html_token_next(&l->token);
}

const char *
listing_attr(struct listing *l, const char *name, size_t max)
{
	const struct html_attr *a = html_token_attr(&l->token, name);
	struct content_source from = { NULL, 0, CONTENT_TEXT, NULL };

	if (a == NULL || a->p == NULL)
		return NULL;
	buf_reset(&l->value);
	entity_decode(&l->value, a->p, a->n);
	from.p = buf_get(&l->value);
	from.n = l->value.n;
	return content_line(&l->work, &l->arena, &from, max);
}

void
listing_put(struct listing *l, const struct wf_entry *e)
{
	struct wf_pair line = { "line", NULL };
	struct wf_entry out = *e;

	buf_reset(&l->value);
	(void)buf_printf(&l->value, "%zu", l->line);
	line.value = buf_get(&l->value);
	out.url = url_is_http(e->guid) ? e->guid : NULL;
	out.text = "";
	out.published = out.modified = TIME_NONE;
	out.extras = &line;
	out.n_extras = 1;
	l->failed |= emit_item(&l->emit, &out) != 0;
	arena_clear(&l->arena);
}

/* All of it as UTF-8. */
static void
gather(struct charset *c, struct source *s, struct buf *all)
{
	struct charset_stream in;
	const char *p;
	ptrdiff_t k;

	charset_stream_init(&in, c, s);
	while ((k = charset_stream_next(&in, &p)) > 0 && buf_put(all, p, (size_t)k) == 0)
		continue;
	charset_stream_clear(&in);
}

static int
read_text(struct listing *l, const struct document_job *o, const struct buf *text)
{
	struct wf_doc *doc = &l->channel.doc;
	struct why why;
	int rc;

	if (text->failed)
		return emit_why(&l->emit, "larger than 64 MB of text") == 0 ? 1 : 3;
	html_token_init(&l->token, buf_get(text), text->n);
	l->counted = l->token.p;
	l->line = 1;
	rc = o->frame == WF_FRAME_OUTLINE ? listing_outline(l, &why) : listing_links(l, &why);
	if (l->failed)
		return 3;
	if (rc != 0)
		return emit_why(&l->emit, why.text) == 0 ? 1 : 3;
	if (channel_finish(&l->channel, &l->work.raw) != 0)
		return DOCUMENT_NO_MEMORY;
	doc->format = o->frame == WF_FRAME_OUTLINE ? "opml" : "html";
	return emit_feed(&l->emit, doc) == 0 ? 0 : 3;
}

int
listing_read(const struct document_job *o, const struct charset_set *set)
{
	struct source source = { .p = o->p, .n = o->n, .read = o->read, .arg = o->arg };
	struct listing *l = calloc(1, sizeof(*l));
	struct charset c;
	struct buf text;
	int rc;

	if (l == NULL)
		return DOCUMENT_NO_MEMORY;
	memset(&c, 0, sizeof(c));
	emit_init(&l->emit, o->id, o->put, o->arg);
	content_init(&l->work);
	arena_init(&l->arena, ITEM_ARENA);
	channel_init(&l->channel);
	buf_init(&l->value, (size_t)WF_FIELD_MAX);
	buf_init(&text, TEXT_MAX);
	l->base = o->base != NULL && url_is_safe(o->base) ? o->base : NULL;
	charset_choose(&c, &source, o->content_type, set);
	if (c.want >= 0) {
		rc = DOCUMENT_WANTS + c.want;
	} else {
		gather(&c, &source, &text);
		rc = read_text(l, o, &text);
	}
	buf_clear(&text);
	buf_clear(&l->value);
	channel_clear(&l->channel);
	arena_clear(&l->arena);
	content_clear(&l->work);
	emit_clear(&l->emit);
	source_clear(&source);
	free(l);
	return rc;
}
