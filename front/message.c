#include "front/message.h"

#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "base/utf8.h"

/* How a field's bytes must look. */
enum rule {
	LINE,   /* text without control characters */
	TEXT,   /* text in which LF may stand, and tab */
	URL,    /* of http(s), or relative where no base was known; another scheme is dropped */
	NUMBER
};

struct field {
	uint16_t tag;
	uint16_t rule;
	size_t offset, max;
};

/* A frame being decoded into `base`. */
struct decoding {
	struct arena *a;
	struct why *why;
	void *base;
	const struct field *fields;
	size_t n_fields;
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
clean(const char *p, size_t n, int lf)
{
	const char *end = p + n, *was;
	uint32_t c;

	while ((was = p = utf8_shown(p, end)) < end) {
		c = utf8_next(&p, end);
		if (c == UTF8_BAD && p - was == 1)
			return 0;
		if (utf8_control(c) && !(lf && (c == '\n' || c == '\t')))
			return 0;
	}
	return 1;
}

/* http, https, or no scheme at all: a relative URL of a document whose base nobody knew. */
static int
is_web(const char *s)
{
	size_t n = strcspn(s, ":/?#");

	return s[n] != ':' || strncasecmp(s, "http:", 5) == 0 || strncasecmp(s, "https:", 6) == 0;
}

/* The string of a field, checked by its rule. A URL of another scheme is "". */
static const char *
string(const struct decoding *d, const struct frame_field *f, int rule, size_t max)
{
	const char *s;

	if (f->n > max) {
		(void)why_set(d->why, "field %u of %zu bytes, limit %zu", (unsigned)f->tag, f->n, max);
		return NULL;
	}
	if (!clean(f->p, f->n, rule == TEXT)) {
		(void)why_set(d->why, "field %u with broken UTF-8 or control characters", (unsigned)f->tag);
		return NULL;
	}
	s = arena_strn(d->a, f->p, f->n);
	if (s == NULL)
		(void)why_set(d->why, "out of memory");
	else if (rule == URL && !is_web(s))
		s = "";
	return s;
}

/* Fields of the table. 1 taken, 0 not in the table, -1. */
static int
take(const struct decoding *d, const struct frame_field *f)
{
	const struct field *k = NULL;
	const char *s;
	size_t i;
	char *at;

	for (i = 0; i < d->n_fields && k == NULL; i++)
		if (d->fields[i].tag == f->tag)
			k = &d->fields[i];
	if (k == NULL)
		return 0;
	at = (char *)d->base + k->offset;
	if (k->rule == NUMBER) {
		if (frame_field_int(f, (int64_t *)(void *)at) != 0)
			return why_set(d->why, "field %u is no number", (unsigned)f->tag);
		return 1;
	}
	s = string(d, f, k->rule, k->max);
	if (s == NULL)
		return -1;
	if (s[0] != '\0' || k->rule == TEXT)
		*(const char **)(void *)at = s;
	return 1;
}

/* One more element at the end of a list in the arena: its address, or NULL and why. */
static void *
more(const struct decoding *d, void *list, size_t *n, size_t size)
{
	void **at = list, *bigger;

	if (*n == WF_LIST_MAX) {
		(void)why_set(d->why, "a list of more than %d", WF_LIST_MAX);
		return NULL;
	}
	if (*n == 0 || (*n >= 4 && (*n & (*n - 1)) == 0)) {
		bigger = arena_array(d->a, *n < 4 ? 4 : *n * 2, size);
		if (bigger == NULL) {
			(void)why_set(d->why, "out of memory");
			return NULL;
		}
		if (*n > 0)
			memcpy(bigger, *at, *n * size);
		*at = bigger;
	}
	return (char *)*at + (*n)++ * size;
}

static int
add_string(const struct decoding *d, const struct frame_field *f, void *list, size_t *n)
{
	const char *s = string(d, f, LINE, WF_TITLE_MAX), **at;

	if (s == NULL)
		return -1;
	if (s[0] == '\0')
		return 1;
	at = more(d, list, n, sizeof(*at));
	if (at == NULL)
		return -1;
	*at = s;
	return 1;
}

/* A string into the last element of a list; nothing if the list is empty. */
static int
set_last(const struct decoding *d, const struct frame_field *f, const char **to, int rule)
{
	const char *s = string(d, f, rule, WF_TITLE_MAX);

	if (s == NULL)
		return -1;
	if (to != NULL && s[0] != '\0')
		*to = s;
	return 1;
}

static int
take_author(const struct decoding *d, const struct frame_field *f, const struct wf_person **list,
    size_t *n)
{
	struct wf_person *p;

	if (f->tag == WF_TAG_AUTHOR_START)
		return more(d, list, n, sizeof(*p)) != NULL ? 1 : -1;
	if (*n == 0)
		return why_set(d->why, "an author's field without an author");
	p = (struct wf_person *)(uintptr_t)&(*list)[*n - 1];
	switch (f->tag) {
	case WF_TAG_AUTHOR_NAME:
		return set_last(d, f, &p->name, LINE);
	case WF_TAG_AUTHOR_URL:
		return set_last(d, f, &p->url, LINE);
	case WF_TAG_AUTHOR_EMAIL:
		return set_last(d, f, &p->email, LINE);
	case WF_TAG_AUTHOR_AVATAR:
		return set_last(d, f, &p->avatar, LINE);
	default:
		return 0;
	}
}

static int
take_attachment(const struct decoding *d, const struct frame_field *f, struct wf_entry *e)
{
	struct wf_attachment *p;

	if (f->tag == WF_TAG_ATTACHMENT_START) {
		p = more(d, &e->attachments, &e->n_attachments, sizeof(*p));
		if (p == NULL)
			return -1;
		p->url = "";
		p->size = p->duration = -1;
		return 1;
	}
	if (e->n_attachments == 0)
		return why_set(d->why, "an attachment's field without an attachment");
	p = (struct wf_attachment *)(uintptr_t)&e->attachments[e->n_attachments - 1];
	switch (f->tag) {
	case WF_TAG_ATTACHMENT_URL:
		return set_last(d, f, &p->url, LINE);
	case WF_TAG_ATTACHMENT_MIME:
		return set_last(d, f, &p->mime, LINE);
	case WF_TAG_ATTACHMENT_TITLE:
		return set_last(d, f, &p->title, LINE);
	case WF_TAG_ATTACHMENT_SIZE:
		return frame_field_int(f, &p->size) == 0 ? 1 : why_set(d->why, "a size that is no number");
	case WF_TAG_ATTACHMENT_DURATION:
		return frame_field_int(f, &p->duration) == 0 ? 1 :
		    why_set(d->why, "a duration that is no number");
	default:
		return 0;
	}
}

static int
take_extra(const struct decoding *d, const struct frame_field *f, const struct wf_pair **list,
    size_t *n)
{
	struct wf_pair *p;
	const char *s = string(d, f, TEXT, WF_FIELD_MAX);

	if (s == NULL)
		return -1;
	if (f->tag == WF_TAG_EXTRA_NAME) {
		p = more(d, list, n, sizeof(*p));
		if (p == NULL)
			return -1;
		p->name = s;
		p->value = "";
		return 1;
	}
	if (*n == 0)
		return why_set(d->why, "an extra value without a name");
	p = (struct wf_pair *)(uintptr_t)&(*list)[*n - 1];
	p->value = s;
	return 1;
}

#define E(tag, rule, field, max) { tag, rule, offsetof(struct wf_entry, field), max }
static const struct field entry_fields[] = {
	E(WF_TAG_GUID, LINE, guid, WF_TITLE_MAX * 4), E(WF_TAG_URL, URL, url, WF_URL_MAX),
	E(WF_TAG_EXTERNAL_URL, URL, external_url, WF_URL_MAX),
	E(WF_TAG_TITLE, LINE, title, WF_TITLE_MAX), E(WF_TAG_TEXT, TEXT, text, WF_FIELD_MAX),
	E(WF_TAG_HTML, TEXT, html, WF_FIELD_MAX), E(WF_TAG_SUMMARY, TEXT, summary, WF_FIELD_MAX),
	E(WF_TAG_SUMMARY_HTML, TEXT, summary_html, WF_FIELD_MAX),
	E(WF_TAG_DATE_RAW, LINE, date_raw, WF_TITLE_MAX),
	E(WF_TAG_LANGUAGE, LINE, language, WF_TITLE_MAX), E(WF_TAG_IMAGE, URL, image, WF_URL_MAX),
	E(WF_TAG_SOURCE, LINE, source, WF_TITLE_MAX), E(WF_TAG_CREDIT, LINE, credit, WF_TITLE_MAX),
	E(WF_TAG_RIGHTS, LINE, rights, WF_FIELD_MAX),
	E(WF_TAG_PUBLISHED, NUMBER, published, 0), E(WF_TAG_MODIFIED, NUMBER, modified, 0),
};
#undef E

static int
entry_field(const struct decoding *d, const struct frame_field *f, struct wf_entry *e)
{
	int64_t v;
	int rc = take(d, f);

	if (rc != 0)
		return rc;
	if (f->tag == WF_TAG_EXCERPT || f->tag == WF_TAG_LEFTOVERS) {
		if (frame_field_int(f, &v) != 0 || v < 0 || v > INT32_MAX)
			return why_set(d->why, "a mark that is no number");
		*(f->tag == WF_TAG_EXCERPT ? &e->excerpt : &e->leftovers) = (int)v;
		return 1;
	}
	if (f->tag == WF_TAG_TAG)
		return add_string(d, f, &e->tags, &e->n_tags);
	if (f->tag >= WF_TAG_AUTHOR_START && f->tag <= WF_TAG_AUTHOR_AVATAR)
		return take_author(d, f, &e->authors, &e->n_authors);
	if (f->tag >= WF_TAG_ATTACHMENT_START && f->tag <= WF_TAG_ATTACHMENT_DURATION)
		return take_attachment(d, f, e);
	if (f->tag == WF_TAG_EXTRA_NAME || f->tag == WF_TAG_EXTRA_VALUE)
		return take_extra(d, f, &e->extras, &e->n_extras);
	return why_set(d->why, "unknown field %u", (unsigned)f->tag);
}

int
message_entry(struct frame *f, struct arena *a, struct wf_entry *e, struct why *why)
{
	const struct decoding d = { a, why, e, entry_fields, COUNT(entry_fields) };
	struct frame_field field;
	int rc;

	memset(e, 0, sizeof(*e));
	e->published = e->modified = e->fetched = TIME_NONE;
	e->rank = 100;
	while ((rc = frame_field(f, &field, why)) == 1)
		if (entry_field(&d, &field, e) < 0)
			return -1;
	if (rc < 0)
		return -1;
	if (e->guid == NULL || e->guid[0] == '\0')
		return why_set(why, "entry without guid");
	if (e->text == NULL)
		e->text = "";
	return 0;
}

#define D(tag, rule, field, max) { tag, rule, offsetof(struct wf_doc, field), max }
static const struct field doc_fields[] = {
	D(WF_TAG_TITLE, LINE, title, WF_TITLE_MAX), D(WF_TAG_HOME, LINE, home, WF_URL_MAX),
	D(WF_TAG_SELF, LINE, self, WF_URL_MAX),
	D(WF_TAG_DESCRIPTION, TEXT, description, WF_FIELD_MAX),
	D(WF_TAG_DESCRIPTION_HTML, TEXT, description_html, WF_FIELD_MAX),
	D(WF_TAG_LANGUAGE, LINE, language, WF_TITLE_MAX), D(WF_TAG_ICON, LINE, icon, WF_URL_MAX),
	D(WF_TAG_FAVICON, LINE, favicon, WF_URL_MAX), D(WF_TAG_FORMAT, LINE, format, 64),
	D(WF_TAG_VERSION, LINE, version, 64), D(WF_TAG_ENCODING, LINE, encoding, 64),
	D(WF_TAG_VERDICT, LINE, verdict, 64), D(WF_TAG_RIGHTS, TEXT, rights, WF_FIELD_MAX),
	D(WF_TAG_GENERATOR, LINE, generator, WF_TITLE_MAX), D(WF_TAG_ID, LINE, id, WF_TITLE_MAX * 4),
	D(WF_TAG_UPDATED, NUMBER, updated, 0), D(WF_TAG_PUBLISHED, NUMBER, published, 0),
	D(WF_TAG_TTL, NUMBER, ttl, 0), D(WF_TAG_PERIOD, NUMBER, period, 0),
};
#undef D

static int
doc_field(const struct decoding *d, const struct frame_field *f, struct wf_doc *doc)
{
	int rc = take(d, f);

	if (rc != 0)
		return rc;
	if (f->tag == WF_TAG_WARNING)
		return add_string(d, f, &doc->warnings, &doc->n_warnings);
	if (f->tag == WF_TAG_SKIP_HOUR)
		return add_string(d, f, &doc->skip_hours, &doc->n_skip_hours);
	if (f->tag == WF_TAG_SKIP_DAY)
		return add_string(d, f, &doc->skip_days, &doc->n_skip_days);
	if (f->tag >= WF_TAG_AUTHOR_START && f->tag <= WF_TAG_AUTHOR_AVATAR)
		return take_author(d, f, &doc->authors, &doc->n_authors);
	if (f->tag == WF_TAG_EXTRA_NAME || f->tag == WF_TAG_EXTRA_VALUE)
		return take_extra(d, f, &doc->extras, &doc->n_extras);
	return why_set(d->why, "unknown field %u", (unsigned)f->tag);
}

int
message_doc(struct frame *f, struct arena *a, struct wf_doc *doc, struct why *why)
{
	const struct decoding d = { a, why, doc, doc_fields, COUNT(doc_fields) };
	struct frame_field field;
	int rc;

	memset(doc, 0, sizeof(*doc));
	doc->updated = doc->published = TIME_NONE;
	while ((rc = frame_field(f, &field, why)) == 1)
		if (doc_field(&d, &field, doc) < 0)
			return -1;
	return rc;
}

/* A frame whose fields are all in a table; others are an error. */
static int
by_table(struct frame *f, const struct decoding *d)
{
	struct frame_field field;
	int rc, got;

	while ((rc = frame_field(f, &field, d->why)) == 1) {
		got = take(d, &field);
		if (got < 0)
			return -1;
		if (got == 0)
			return why_set(d->why, "unknown field %u", (unsigned)field.tag);
	}
	return rc;
}

#define A(tag, rule, field, max) { tag, rule, offsetof(struct wf_article, field), max }
int
message_article(struct frame *f, struct arena *a, struct wf_article *x, struct why *why)
{
	static const struct field fields[] = {
		A(WF_TAG_TITLE, LINE, title, WF_TITLE_MAX), A(WF_TAG_BYLINE, LINE, byline, WF_TITLE_MAX),
		A(WF_TAG_SITE, LINE, site, WF_TITLE_MAX), A(WF_TAG_LANGUAGE, LINE, language, WF_TITLE_MAX),
		A(WF_TAG_DATE_RAW, LINE, date_raw, WF_TITLE_MAX), A(WF_TAG_TEXT, TEXT, text, WF_FIELD_MAX),
		A(WF_TAG_HTML, TEXT, html, WF_FIELD_MAX), A(WF_TAG_IMAGE, URL, image, WF_URL_MAX),
		A(WF_TAG_CANONICAL, URL, canonical, WF_URL_MAX), A(WF_TAG_AMP, URL, amp, WF_URL_MAX),
		A(WF_TAG_NEXT, URL, next, WF_URL_MAX), A(WF_TAG_PUBLISHED, NUMBER, published, 0),
		A(WF_TAG_MODIFIED, NUMBER, modified, 0), A(WF_TAG_CONFIDENCE, NUMBER, confidence, 0),
		A(WF_TAG_PAYWALL, NUMBER, paywall, 0),
	};
	const struct decoding d = { a, why, x, fields, COUNT(fields) };

	memset(x, 0, sizeof(*x));
	x->published = x->modified = TIME_NONE;
	if (by_table(f, &d) != 0)
		return -1;
	if (x->text == NULL)
		x->text = "";
	return 0;
}
#undef A

int
message_end(struct frame *f, struct arena *a, struct message_end *end, struct why *why)
{
	static const struct field fields[] = {
		{ WF_TAG_COUNT, NUMBER, offsetof(struct message_end, count), 0 },
		{ WF_TAG_BYTES, NUMBER, offsetof(struct message_end, bytes), 0 },
		{ WF_TAG_WHY, LINE, offsetof(struct message_end, why_text), WHY_MAX },
	};
	const struct decoding d = { a, why, end, fields, COUNT(fields) };

	memset(end, 0, sizeof(*end));
	end->count = end->bytes = -1;
	return by_table(f, &d);
}

int
message_exit(struct frame *f, struct arena *a, struct message_exit *x, struct why *why)
{
	static const struct field fields[] = {
		{ WF_TAG_STATUS, NUMBER, offsetof(struct message_exit, status), 0 },
		{ WF_TAG_CPU_US, NUMBER, offsetof(struct message_exit, cpu_us), 0 },
		{ WF_TAG_PEAK_KB, NUMBER, offsetof(struct message_exit, peak_kb), 0 },
		{ WF_TAG_WHY, LINE, offsetof(struct message_exit, why_text), WHY_MAX },
	};
	const struct decoding d = { a, why, x, fields, COUNT(fields) };

	memset(x, 0, sizeof(*x));
	x->status = -1;
	return by_table(f, &d);
}

#define R(tag, rule, field, max) { tag, rule, offsetof(struct message_result, field), max }
static const struct field result_fields[] = {
	R(WF_TAG_STATUS, NUMBER, status, 0), R(WF_TAG_WIRE_BYTES, NUMBER, wire_bytes, 0),
	R(WF_TAG_BODY_BYTES, NUMBER, body_bytes, 0), R(WF_TAG_MS, NUMBER, ms, 0),
	R(WF_TAG_NEW_CONNECTION, NUMBER, connections, 0), R(WF_TAG_CAUSE, LINE, cause, 32),
	R(WF_TAG_WHY, TEXT, why_text, WHY_MAX), R(WF_TAG_FINAL_URL, TEXT, final_url, WF_URL_MAX),
	R(WF_TAG_ETAG, TEXT, etag, WF_URL_MAX), R(WF_TAG_LAST_MODIFIED, TEXT, last_modified, WF_URL_MAX),
	R(WF_TAG_CONTENT_TYPE, TEXT, content_type, WF_URL_MAX),
	R(WF_TAG_RETRY_AFTER, TEXT, retry_after, WF_URL_MAX), R(WF_TAG_DATE, TEXT, date, WF_URL_MAX),
	R(WF_TAG_CACHE_CONTROL, TEXT, cache_control, WF_URL_MAX),
	R(WF_TAG_EXPIRES, TEXT, expires, WF_URL_MAX), R(WF_TAG_PEER, LINE, peer, 64),
	R(WF_TAG_CERT_EXPIRES, NUMBER, cert_expires, 0), R(WF_TAG_CERT_KEY, LINE, cert_key, 64),
	R(WF_TAG_CERT_ISSUER, TEXT, cert_issuer, 512),
};
#undef R

int
message_result(struct frame *f, struct arena *a, struct message_result *r, struct why *why)
{
	const struct decoding d = { a, why, r, result_fields, COUNT(result_fields) };
	struct frame_field field;
	const char *s;
	int rc, got;

	memset(r, 0, sizeof(*r));
	r->cert_expires = TIME_NONE;
	while ((rc = frame_field(f, &field, why)) == 1) {
		if (field.tag == WF_TAG_REDIRECT && r->n_redirects < MESSAGE_REDIRECTS) {
			s = string(&d, &field, LINE, WF_URL_MAX + 8);
			if (s == NULL)
				return -1;
			r->redirects[r->n_redirects++] = s;
			continue;
		}
		got = take(&d, &field);
		if (got <= 0)
			return got < 0 ? -1 : why_set(why, "unknown field %u", (unsigned)field.tag);
	}
	return rc;
}
