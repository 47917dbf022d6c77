#include "parse/emit.h"

#include <string.h>

#include "base/frame.h"
#include "base/time.h"
#include "base/utf8.h"

#define FLUSH ((size_t)64 * 1024)       /* bytes gathered before they are handed on */
#define FRAME_LIMIT ((size_t)24 << 20)  /* one entry: text, HTML and both summaries at their ceilings */

void
emit_init(struct emit *e, uint32_t id, emit_put *put, void *arg)
{
	e->put = put;
	e->arg = arg;
	e->id = id;
	buf_init(&e->out, FRAME_LIMIT);
	e->bytes = 0;
	e->items = 0;
	e->failed = 0;
}

void
emit_clear(struct emit *e)
{
	buf_clear(&e->out);
}

static int
flush(struct emit *e)
{
	if (e->out.failed || (e->out.n > 0 && e->put(e->arg, e->out.p, e->out.n) != 0))
		e->failed = 1;
	if (e->out.cap > FLUSH * 8)
		buf_clear(&e->out); /* one huge entry shall not weigh on */
	buf_reset(&e->out);
	return e->failed ? -1 : 0;
}

static void
put_int(struct buf *b, uint16_t tag, int64_t v, int64_t none)
{
	if (v != none)
		(void)frame_int(b, tag, v);
}

static void
put_people(struct buf *b, const struct wf_person *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		(void)frame_put(b, WF_TAG_AUTHOR_START, "", 0);
		(void)frame_str(b, WF_TAG_AUTHOR_NAME, p[i].name);
		(void)frame_str(b, WF_TAG_AUTHOR_URL, p[i].url);
		(void)frame_str(b, WF_TAG_AUTHOR_EMAIL, p[i].email);
		(void)frame_str(b, WF_TAG_AUTHOR_AVATAR, p[i].avatar);
	}
}

static void
put_extras(struct buf *b, const struct wf_pair *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		(void)frame_str(b, WF_TAG_EXTRA_NAME, p[i].name);
		(void)frame_str(b, WF_TAG_EXTRA_VALUE, p[i].value);
	}
}

static void
put_attachments(struct buf *b, const struct wf_attachment *a, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		(void)frame_put(b, WF_TAG_ATTACHMENT_START, "", 0);
		(void)frame_str(b, WF_TAG_ATTACHMENT_URL, a[i].url);
		(void)frame_str(b, WF_TAG_ATTACHMENT_MIME, a[i].mime);
		(void)frame_str(b, WF_TAG_ATTACHMENT_TITLE, a[i].title);
		put_int(b, WF_TAG_ATTACHMENT_SIZE, a[i].size, -1);
		put_int(b, WF_TAG_ATTACHMENT_DURATION, a[i].duration, -1);
	}
}

static int
end(struct emit *e, size_t at)
{
	if (frame_end(&e->out, at) != 0) {
		e->failed = 1;
		return -1;
	}
	e->bytes += e->out.n - at;
	return e->out.n >= FLUSH ? flush(e) : 0;
}

/* The END frame, and everything buffered. */
static int
put_end(struct emit *e)
{
	size_t at;

	(void)frame_start(&e->out, WF_FRAME_END, e->id, &at);
	(void)frame_int(&e->out, WF_TAG_COUNT, (int64_t)e->items);
	(void)frame_int(&e->out, WF_TAG_BYTES, (int64_t)e->bytes);
	if (frame_end(&e->out, at) != 0)
		e->failed = 1;
	return flush(e);
}

int
emit_item(struct emit *e, const struct wf_entry *x)
{
	struct buf *b = &e->out;
	size_t at, i;

	(void)frame_start(b, WF_FRAME_ITEM, e->id, &at);
	(void)frame_str(b, WF_TAG_GUID, x->guid);
	(void)frame_str(b, WF_TAG_URL, x->url);
	(void)frame_str(b, WF_TAG_EXTERNAL_URL, x->external_url);
	(void)frame_str(b, WF_TAG_TITLE, x->title);
	(void)frame_str(b, WF_TAG_TEXT, x->text);
	(void)frame_str(b, WF_TAG_HTML, x->html);
	(void)frame_str(b, WF_TAG_SUMMARY, x->summary);
	(void)frame_str(b, WF_TAG_SUMMARY_HTML, x->summary_html);
	(void)frame_str(b, WF_TAG_DATE_RAW, x->date_raw);
	(void)frame_str(b, WF_TAG_LANGUAGE, x->language);
	(void)frame_str(b, WF_TAG_IMAGE, x->image);
	(void)frame_str(b, WF_TAG_SOURCE, x->source);
	(void)frame_str(b, WF_TAG_CREDIT, x->credit);
	(void)frame_str(b, WF_TAG_RIGHTS, x->rights);
	put_int(b, WF_TAG_PUBLISHED, x->published, TIME_NONE);
	put_int(b, WF_TAG_MODIFIED, x->modified, TIME_NONE);
	put_int(b, WF_TAG_EXCERPT, x->excerpt, 0);
	put_int(b, WF_TAG_LEFTOVERS, x->leftovers, 0);
	for (i = 0; i < x->n_tags; i++)
		(void)frame_str(b, WF_TAG_TAG, x->tags[i]);
	put_people(b, x->authors, x->n_authors);
	put_attachments(b, x->attachments, x->n_attachments);
	put_extras(b, x->extras, x->n_extras);
	e->items++;
	return end(e, at);
}

int
emit_feed(struct emit *e, const struct wf_doc *d)
{
	struct buf *b = &e->out;
	size_t at, i;

	(void)frame_start(b, WF_FRAME_FEED, e->id, &at);
	(void)frame_str(b, WF_TAG_FORMAT, d->format);
	(void)frame_str(b, WF_TAG_VERSION, d->version);
	(void)frame_str(b, WF_TAG_ENCODING, d->encoding);
	(void)frame_str(b, WF_TAG_VERDICT, d->verdict);
	(void)frame_str(b, WF_TAG_TITLE, d->title);
	(void)frame_str(b, WF_TAG_HOME, d->home);
	(void)frame_str(b, WF_TAG_SELF, d->self);
	(void)frame_str(b, WF_TAG_DESCRIPTION, d->description);
	(void)frame_str(b, WF_TAG_DESCRIPTION_HTML, d->description_html);
	(void)frame_str(b, WF_TAG_LANGUAGE, d->language);
	(void)frame_str(b, WF_TAG_ICON, d->icon);
	(void)frame_str(b, WF_TAG_FAVICON, d->favicon);
	(void)frame_str(b, WF_TAG_RIGHTS, d->rights);
	(void)frame_str(b, WF_TAG_GENERATOR, d->generator);
	(void)frame_str(b, WF_TAG_ID, d->id);
	put_int(b, WF_TAG_UPDATED, d->updated, TIME_NONE);
	put_int(b, WF_TAG_PUBLISHED, d->published, TIME_NONE);
	put_int(b, WF_TAG_TTL, d->ttl, 0);
	put_int(b, WF_TAG_PERIOD, d->period, 0);
	put_people(b, d->authors, d->n_authors);
	for (i = 0; i < d->n_skip_hours; i++)
		(void)frame_str(b, WF_TAG_SKIP_HOUR, d->skip_hours[i]);
	for (i = 0; i < d->n_skip_days; i++)
		(void)frame_str(b, WF_TAG_SKIP_DAY, d->skip_days[i]);
	for (i = 0; i < d->n_warnings; i++)
		(void)frame_str(b, WF_TAG_WARNING, d->warnings[i]);
	put_extras(b, d->extras, d->n_extras);
	return end(e, at) != 0 ? -1 : put_end(e);
}

int
emit_article(struct emit *e, const struct wf_article *x)
{
	struct buf *b = &e->out;
	size_t at;

	(void)frame_start(b, WF_FRAME_ARTICLE, e->id, &at);
	(void)frame_str(b, WF_TAG_TITLE, x->title);
	(void)frame_str(b, WF_TAG_BYLINE, x->byline);
	(void)frame_str(b, WF_TAG_SITE, x->site);
	(void)frame_str(b, WF_TAG_LANGUAGE, x->language);
	(void)frame_str(b, WF_TAG_DATE_RAW, x->date_raw);
	(void)frame_str(b, WF_TAG_TEXT, x->text);
	(void)frame_str(b, WF_TAG_HTML, x->html);
	(void)frame_str(b, WF_TAG_IMAGE, x->image);
	(void)frame_str(b, WF_TAG_CANONICAL, x->canonical);
	(void)frame_str(b, WF_TAG_AMP, x->amp);
	(void)frame_str(b, WF_TAG_NEXT, x->next);
	put_int(b, WF_TAG_PUBLISHED, x->published, TIME_NONE);
	put_int(b, WF_TAG_MODIFIED, x->modified, TIME_NONE);
	(void)frame_int(b, WF_TAG_CONFIDENCE, x->confidence);
	put_int(b, WF_TAG_PAYWALL, x->paywall, 0);
	return end(e, at) != 0 ? -1 : put_end(e);
}

int
emit_why(struct emit *e, const char *why)
{
	struct buf shown;
	size_t at;

	buf_init(&shown, FLUSH);
	(void)utf8_escape(&shown, why, strlen(why));
	buf_reset(&e->out);
	(void)frame_start(&e->out, WF_FRAME_END, e->id, &at);
	(void)frame_int(&e->out, WF_TAG_COUNT, 0);
	(void)frame_int(&e->out, WF_TAG_BYTES, 0);
	(void)frame_str(&e->out, WF_TAG_WHY, buf_get(&shown));
	buf_clear(&shown);
	if (frame_end(&e->out, at) != 0)
		e->failed = 1;
	return flush(e);
}
