#include "parse/document.h"

#include <stdlib.h>
#include <string.h>

#include "parse/feed.h"
#include "parse/jsonfeed.h"
#include "parse/lenient.h"
#include "parse/listing.h"
#include "parse/robots.h"
#include "parse/url.h"
#include "parse/xml.h"

#define JSON_MAX ((size_t)128 << 20) /* bytes of a JSON document that is not read where it lies */

struct document {
	struct feed feed;
	struct emit emit;
	struct charset charset;
	struct charset_stream stream;
	struct source source;
	const char *base;
	int recovered;
};

void
document_warm(void)
{
	xml_warm();
}

static void
note_stream(struct document *d)
{
	struct channel *c = &d->feed.channel;

	if (d->charset.guess && d->charset.claim[0] != '\0')
		channel_warn(c, "declared as %s, read as %s", d->charset.claim, d->charset.name);
	else if (d->charset.guess)
		channel_warn(c, "no charset declared, read as %s", d->charset.name);
	if (d->stream.bad > 0)
		channel_warn(c, "line %zu: %zu bytes that are not %s", d->stream.first_bad, d->stream.bad, d->charset.name);
	if (d->stream.controls > 0)
		channel_warn(c, "line %zu: %zu control characters", d->stream.first_control, d->stream.controls);
}

static void
read_xml(struct document *d)
{
	struct why why;

	if (xml_read(&d->feed, &d->stream, &why) == XML_BROKEN) {
		d->recovered = 1;
		charset_stream_clear(&d->stream);
		charset_stream_init(&d->stream, &d->charset, &d->source);
		feed_again(&d->feed, d->base);
		channel_warn(&d->feed.channel, "%s", why.text);
		lenient_read(&d->feed, &d->stream);
	}
	if (d->feed.stop == FEED_REFUSED && d->feed.entries > 0) {
		channel_warn(&d->feed.channel, "%s", d->feed.why.text);
		d->feed.truncated = 1;
		d->feed.stop = FEED_GO;
	}
	if (d->feed.stop == FEED_FULL)
		d->feed.stop = FEED_GO;
	feed_end(&d->feed);
}

/* All of the document, converted or as it is. */
static void
gather(struct document *d, struct buf *all, int converted)
{
	const char *p;
	ptrdiff_t k;
	size_t at, n;

	if (converted) {
		charset_stream_clear(&d->stream);
		charset_stream_init(&d->stream, &d->charset, &d->source);
	}
	while (converted && (k = charset_stream_next(&d->stream, &p)) > 0)
		(void)buf_put(all, p, (size_t)k);
	for (at = d->charset.bom; !converted && (n = SOURCE_WINDOW, p = source_get(&d->source, at, &n)) != NULL && n > 0; at += n)
		(void)buf_put(all, p, n);
}

/* JSON is read where it lies when it is UTF-8 and in memory. */
static int
read_json(struct document *d)
{
	struct buf all;
	const char *piece;
	int rc, converted;

	buf_init(&all, JSON_MAX);
	while (d->charset.cd == NULL && charset_stream_next(&d->stream, &piece) > 0)
		continue; /* is it what it says? */
	converted = d->charset.cd != NULL || d->stream.bad > 0;
	if (converted || d->source.p == NULL)
		gather(d, &all, converted);
	if (converted || d->source.p == NULL)
		rc = jsonfeed_read(&d->feed, buf_get(&all), all.n, &d->feed.why);
	else
		rc = jsonfeed_read(&d->feed, d->source.p + d->charset.bom, d->source.n - d->charset.bom, &d->feed.why);
	buf_clear(&all);
	if (d->feed.stop == FEED_FULL)
		d->feed.stop = FEED_GO;
	return rc;
}

static const char *
verdict(const struct document *d)
{
	if (strcmp(d->feed.root, "html") == 0)
		return "html";
	if (d->feed.truncated)
		return "truncated";
	if (d->feed.entries == 0)
		return "empty";
	if (d->feed.bad_ids)
		return "bad-ids";
	if (d->charset.guess)
		return "encoding-guess";
	return d->recovered || d->feed.channel.doc.n_warnings > 0 ? "recovered" : "ok";
}

/* Does the text look like JSON? Looks through the charset at the first bytes. */
static int
is_json(struct document *d)
{
	struct charset_stream s;
	const char *piece;
	ptrdiff_t k;
	int yes;

	charset_stream_init(&s, &d->charset, &d->source);
	k = charset_stream_next(&s, &piece);
	yes = k > 0 && jsonfeed_looks_so(piece, (size_t)k);
	charset_stream_clear(&s);
	return yes;
}

static int
finish(struct document *d)
{
	struct feed *f = &d->feed;

	if (f->stop == FEED_NO_MEMORY || d->emit.out.failed)
		return DOCUMENT_NO_MEMORY;
	if (f->stop == FEED_NO_READER)
		return 3;
	if (f->stop == FEED_REFUSED || !feed_is_one(f))
		return emit_why(&d->emit, f->why.text) == 0 ? 1 : 3;
	note_stream(d);
	if (f->work.cut > 0)
		channel_warn(&f->channel, "%d texts longer than %zu bytes were cut", f->work.cut, WF_FIELD_MAX);
	if (f->is_atom && url_is_http(f->channel.doc.id))
		channel_home(&f->channel, f->channel.doc.id, 1);
	if (channel_finish(&f->channel, &f->work.raw) != 0)
		return DOCUMENT_NO_MEMORY;
	f->channel.doc.encoding = d->charset.name;
	f->channel.doc.verdict = verdict(d);
	return emit_feed(&d->emit, &f->channel.doc) == 0 ? 0 : 3;
}

int
document_read(const struct document_job *o, const struct charset_set *set)
{
	struct document *d;
	int rc;

	if (o->frame == WF_FRAME_ROBOTS)
		return robots_read(o);
	if (o->frame == WF_FRAME_OUTLINE || o->frame == WF_FRAME_LINKS)
		return listing_read(o, set);
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return DOCUMENT_NO_MEMORY;
	d->source.p = o->p;
	d->source.n = o->n;
	d->source.read = o->read;
	d->source.arg = o->arg;
	d->base = o->base != NULL && url_is_safe(o->base) ? o->base : NULL;
	emit_init(&d->emit, o->id, o->put, o->arg);
	if (o->n == 0) {
		rc = emit_why(&d->emit, "not a feed: empty document") == 0 ? 1 : 3;
		goto out;
	}
	feed_init(&d->feed, &d->emit, d->base);
	charset_choose(&d->charset, &d->source, o->content_type, set);
	charset_stream_init(&d->stream, &d->charset, &d->source);
	if (d->charset.want >= 0) {
		rc = DOCUMENT_WANTS + d->charset.want;
	} else if (is_json(d)) {
		if (read_json(d) != 0)
			rc = emit_why(&d->emit, d->feed.why.text) == 0 ? 1 : 3;
		else
			rc = finish(d);
	} else {
		read_xml(d);
		rc = finish(d);
	}
	charset_stream_clear(&d->stream);
	feed_clear(&d->feed);
out:
	emit_clear(&d->emit);
	source_clear(&d->source);
	free(d);
	return rc;
}
