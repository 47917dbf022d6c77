#include "tests/parse/lib_dump.h"

#include <stdlib.h>
#include <string.h>

#include "base/frame.h"
#include "base/time.h"
#include "base/utf8.h"
#include "parse/document.h"
#include "parse/page.h"
#include "wirefold.h"

static const struct {
	int tag;
	const char *name;
	int kind; /* 0 text, 1 number, 2 time, 3 start of a list element */
} tags[] = {
	{ WF_TAG_WHY, "why", 0 }, { WF_TAG_COUNT, "count", 1 }, { WF_TAG_BYTES, "bytes", 1 },
	{ WF_TAG_GUID, "guid", 0 }, { WF_TAG_URL, "url", 0 }, { WF_TAG_EXTERNAL_URL, "external", 0 },
	{ WF_TAG_TITLE, "title", 0 }, { WF_TAG_TEXT, "text", 0 }, { WF_TAG_HTML, "html", 0 },
	{ WF_TAG_SUMMARY, "summary", 0 }, { WF_TAG_SUMMARY_HTML, "summary-html", 0 }, { WF_TAG_DATE_RAW, "date", 0 },
	{ WF_TAG_LANGUAGE, "language", 0 }, { WF_TAG_IMAGE, "image", 0 }, { WF_TAG_SOURCE, "source", 0 },
	{ WF_TAG_CREDIT, "credit", 0 }, { WF_TAG_RIGHTS, "rights", 0 }, { WF_TAG_PUBLISHED, "published", 2 },
	{ WF_TAG_MODIFIED, "modified", 2 }, { WF_TAG_EXCERPT, "excerpt", 1 }, { WF_TAG_TAG, "tag", 0 },
	{ WF_TAG_AUTHOR_START, "author", 3 }, { WF_TAG_AUTHOR_NAME, "  name", 0 }, { WF_TAG_AUTHOR_URL, "  url", 0 },
	{ WF_TAG_AUTHOR_EMAIL, "  email", 0 }, { WF_TAG_AUTHOR_AVATAR, "  avatar", 0 },
	{ WF_TAG_ATTACHMENT_START, "attachment", 3 }, { WF_TAG_ATTACHMENT_URL, "  url", 0 },
	{ WF_TAG_ATTACHMENT_MIME, "  mime", 0 }, { WF_TAG_ATTACHMENT_TITLE, "  title", 0 },
	{ WF_TAG_ATTACHMENT_SIZE, "  size", 1 }, { WF_TAG_ATTACHMENT_DURATION, "  duration", 1 },
	{ WF_TAG_EXTRA_NAME, "extra", 0 }, { WF_TAG_EXTRA_VALUE, "  value", 0 },
	{ WF_TAG_HOME, "home", 0 }, { WF_TAG_SELF, "self", 0 }, { WF_TAG_DESCRIPTION, "description", 0 },
	{ WF_TAG_DESCRIPTION_HTML, "description-html", 0 }, { WF_TAG_ICON, "icon", 0 }, { WF_TAG_FAVICON, "favicon", 0 },
	{ WF_TAG_FORMAT, "format", 0 }, { WF_TAG_VERSION, "version", 0 }, { WF_TAG_ENCODING, "encoding", 0 },
	{ WF_TAG_VERDICT, "verdict", 0 }, { WF_TAG_GENERATOR, "generator", 0 }, { WF_TAG_ID, "id", 0 },
	{ WF_TAG_UPDATED, "updated", 2 }, { WF_TAG_TTL, "ttl", 1 }, { WF_TAG_PERIOD, "period", 1 },
	{ WF_TAG_WARNING, "warning", 0 }, { WF_TAG_SKIP_HOUR, "skip-hour", 0 }, { WF_TAG_SKIP_DAY, "skip-day", 0 },
	{ WF_TAG_BYLINE, "byline", 0 }, { WF_TAG_SITE, "site", 0 }, { WF_TAG_CANONICAL, "canonical", 0 }, { WF_TAG_AMP, "amp", 0 },
	{ WF_TAG_NEXT, "next", 0 }, { WF_TAG_CONFIDENCE, "confidence", 1 }, { WF_TAG_PAYWALL, "paywall", 1 },
};

void
lib_dump_init(struct lib_dump *d)
{
	memset(d, 0, sizeof(*d));
	charset_open(&d->charsets);
	document_warm();
	buf_init(&d->frames, (size_t)128 << 20);
	buf_init(&d->text, (size_t)128 << 20);
}

void
lib_dump_clear(struct lib_dump *d)
{
	charset_close(&d->charsets);
	buf_clear(&d->frames);
	buf_clear(&d->text);
}

static int
put(void *arg, const char *p, size_t n)
{
	struct lib_dump *d = arg;

	return buf_put(&d->frames, p, n);
}

/* What no field may hold: broken UTF-8, control characters but LF. */
static int
is_clean(const char *p, size_t n)
{
	const char *end = p + n, *was;
	uint32_t c;

	while (p < end) {
		was = p;
		c = utf8_next(&p, end);
		if ((c == UTF8_BAD && p - was == 1) || (c != '\n' && utf8_control(c)))
			return 0;
	}
	return 1;
}

static int
field(struct lib_dump *d, const struct frame_field *f)
{
	char when[TIME_LEN];
	int64_t v = 0;
	size_t i, k;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]) && tags[i].tag != f->tag; i++)
		continue;
	if (i == sizeof(tags) / sizeof(tags[0]))
		return -1;
	if (tags[i].kind == 0 && !is_clean(f->p, f->n))
		return -1;
	if ((tags[i].kind == 1 || tags[i].kind == 2) && frame_field_int(f, &v) != 0)
		return -1;
	if (tags[i].tag == WF_TAG_BYTES)
		return 0;
	(void)buf_printf(&d->text, "%s:", tags[i].name);
	if (tags[i].kind == 1) {
		(void)buf_printf(&d->text, " %lld", (long long)v);
	} else if (tags[i].kind == 2) {
		time_format(v, when);
		(void)buf_printf(&d->text, " %s", when);
	} else if (f->n > 0) {
		(void)buf_char(&d->text, ' ');
		for (k = 0; k < f->n; k++)
			(void)buf_str(&d->text, f->p[k] == '\n' ? "\n\t" : (char[2]){ f->p[k], '\0' });
	}
	if (tags[i].tag == WF_TAG_WHY && f->n < sizeof(d->why))
		memcpy(d->why, f->p, f->n);
	return buf_char(&d->text, '\n');
}

static const char *
frame_name(int type)
{
	return type == WF_FRAME_ITEM ? "item" : type == WF_FRAME_FEED ? "feed" : type == WF_FRAME_END ? "end" :
	    type == WF_FRAME_ARTICLE ? "article" : NULL;
}

int
lib_dump_read(struct lib_dump *d, const char *p, size_t n, const char *base, const char *content_type)
{
	struct document_job job = { .id = 7, .p = p, .n = n, .base = base, .content_type = content_type, .put = put,
		.arg = d, .frame = d->frame };
	struct frame_field f;
	struct frame frame;
	struct why why;
	ptrdiff_t k;
	size_t at = 0;
	int rc;

	buf_reset(&d->frames);
	buf_reset(&d->text);
	memset(d->why, 0, sizeof(d->why));
	d->items = 0;
	job.summary = d->summary;
	job.rule = d->rule;
	d->status = (d->frame == WF_FRAME_PAGE ? page_read : document_read)(&job, &d->charsets);
	while (at < d->frames.n) {
		k = frame_next(d->frames.p + at, d->frames.n - at, (size_t)64 << 20, &frame, &why);
		if (k <= 0 || frame.id != 7 || frame_name(frame.type) == NULL)
			return -1;
		at += (size_t)k;
		d->items += frame.type == WF_FRAME_ITEM;
		(void)buf_printf(&d->text, "== %s\n", frame_name(frame.type));
		while ((rc = frame_field(&frame, &f, &why)) > 0)
			if (field(d, &f) != 0)
				return -1;
		if (rc < 0)
			return -1;
	}
	return 0;
}

struct lib_dump *
lib_dump_new(void)
{
	struct lib_dump *d = calloc(1, sizeof(*d));

	if (d == NULL)
		abort();
	lib_dump_init(d);
	return d;
}

int
lib_dump_each(const struct lib_dump *d, lib_dump_fn *fn)
{
	struct arena a;
	struct frame f;
	struct why why;
	size_t at = 0;
	ptrdiff_t k = 1;

	arena_init(&a, (size_t)64 << 20);
	for (; k > 0 && at < d->frames.n; at += (size_t)k) {
		k = frame_next(d->frames.p + at, d->frames.n - at, WF_DOC_MAX, &f, &why);
		if (k > 0)
			fn(&f, &a);
		arena_clear(&a);
		if (k <= 0)
			return -1;
	}
	return 0;
}
