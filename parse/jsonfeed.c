#include "parse/jsonfeed.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "parse/date.h"

struct reader {
	struct json json;
	struct feed *feed;
};

int
jsonfeed_looks_so(const char *p, size_t n)
{
	while (n > 0 && (unsigned char)*p <= ' ') {
		p++;
		n--;
	}
	if (n < 2 || *p++ != '{')
		return 0;
	for (n--; n > 0 && (unsigned char)*p <= ' '; n--)
		p++;
	return n > 0 && (*p == '"' || *p == '}');
}

static struct arena *
arena(struct reader *r)
{
	return feed_arena(r->feed);
}

/* The token as a line of text; numbers as written; NULL for the rest. */
static const char *
line(struct reader *r, enum json_token t, size_t max)
{
	struct content_source from;

	if (t == JSON_OBJECT || t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_STRING && t != JSON_NUMBER)
		return NULL;
	from = (struct content_source){ r->json.text, r->json.n, CONTENT_TEXT, NULL };
	return content_line(&r->feed->work, arena(r), &from, max);
}

static const char *
url(struct reader *r, enum json_token t)
{
	if (t == JSON_OBJECT || t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_STRING)
		return NULL;
	return content_url(&r->feed->work, arena(r), r->json.text, r->json.n, feed_base(r->feed));
}

static int64_t
integer(struct reader *r, enum json_token t)
{
	int64_t v;

	if (t == JSON_OBJECT || t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_NUMBER || json_int(&r->json, &v) != 0 || v < 0)
		return -1;
	return v;
}

static int
is(const struct reader *r, const char *key)
{
	return strcmp(r->json.text, key) == 0;
}

static void
author(struct reader *r, enum json_token t)
{
	struct wf_person who;
	enum json_token k;

	memset(&who, 0, sizeof(who));
	if (t == JSON_STRING)
		who.name = line(r, t, WF_TITLE_MAX);
	if (t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t == JSON_OBJECT) {
		while ((k = json_next(&r->json)) == JSON_KEY) {
			if (is(r, "name"))
				who.name = line(r, json_next(&r->json), WF_TITLE_MAX);
			else if (is(r, "url"))
				who.url = url(r, json_next(&r->json));
			else if (is(r, "avatar"))
				who.avatar = url(r, json_next(&r->json));
			else
				(void)json_skip(&r->json, JSON_KEY);
		}
	}
	lists_author(feed_lists(r->feed), &who);
}

static void
attachment(struct reader *r, enum json_token t)
{
	struct wf_attachment a;
	enum json_token k;

	memset(&a, 0, sizeof(a));
	a.size = a.duration = -1;
	if (t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_OBJECT)
		return;
	while ((k = json_next(&r->json)) == JSON_KEY) {
		if (is(r, "url"))
			a.url = url(r, json_next(&r->json));
		else if (is(r, "mime_type"))
			a.mime = line(r, json_next(&r->json), 128);
		else if (is(r, "title"))
			a.title = line(r, json_next(&r->json), WF_TITLE_MAX);
		else if (is(r, "size_in_bytes"))
			a.size = integer(r, json_next(&r->json));
		else if (is(r, "duration_in_seconds"))
			a.duration = integer(r, json_next(&r->json));
		else
			(void)json_skip(&r->json, JSON_KEY);
	}
	if (a.mime == NULL)
		a.mime = "application/octet-stream";
	lists_attachment(feed_lists(r->feed), &a);
}

static void
tag(struct reader *r, enum json_token t)
{
	lists_tag(feed_lists(r->feed), line(r, t, WF_TITLE_MAX), NULL, NULL);
}

/* Calls `one` for each element of an array, or for the lone value. */
static void
each(struct reader *r, void (*one)(struct reader *, enum json_token))
{
	enum json_token t = json_next(&r->json);

	if (t != JSON_ARRAY) {
		one(r, t);
		return;
	}
	while ((t = json_next(&r->json)) != JSON_ARRAY_END && t != JSON_ERROR)
		one(r, t);
}

static void
date(struct reader *r, enum entry_date which)
{
	const char *raw = line(r, json_next(&r->json), WF_TITLE_MAX);

	if (raw != NULL)
		entry_date(&r->feed->entry, which, raw, date_read(raw, strlen(raw)));
}

static void
body(struct reader *r, int rank, enum content_type type)
{
	enum json_token t = json_next(&r->json);
	struct content_source from;
	struct content c;

	if (t == JSON_OBJECT || t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_STRING)
		return;
	from = (struct content_source){ r->json.text, r->json.n, type, feed_base(r->feed) };
	if (content_read(&c, &r->feed->work, arena(r), &from) != 0)
		r->feed->stop = FEED_NO_MEMORY;
	/* cppcheck-suppress arrayIndexOutOfBoundsCond: rank is at most ENTRY_CONTENT by the table */
	else if (rank < ENTRY_CONTENT || c.html != NULL || r->feed->entry.body[rank].text == NULL) {
		if (c.html != NULL)
			r->feed->entry.body[rank].text = NULL; /* HTML says more than text */
		entry_body(&r->feed->entry, &c, rank);
	}
}

static void
item_key(struct reader *r)
{
	struct entry *e = &r->feed->entry;

	if (is(r, "id"))
		e->guid = line(r, json_next(&r->json), WF_URL_MAX);
	else if (is(r, "url"))
		entry_url(e, url(r, json_next(&r->json)), 5);
	else if (is(r, "external_url"))
		e->external = url(r, json_next(&r->json));
	else if (is(r, "title"))
		entry_title(e, line(r, json_next(&r->json), WF_TITLE_MAX), 4);
	else if (is(r, "content_html"))
		body(r, ENTRY_CONTENT, CONTENT_HTML);
	else if (is(r, "content_text"))
		body(r, ENTRY_CONTENT, CONTENT_TEXT);
	else if (is(r, "summary"))
		body(r, ENTRY_SUMMARY, CONTENT_TEXT);
	else if (is(r, "image"))
		entry_image(e, url(r, json_next(&r->json)), 4);
	else if (is(r, "banner_image"))
		entry_image(e, url(r, json_next(&r->json)), 2);
	else if (is(r, "date_published"))
		date(r, ENTRY_PUBLISHED);
	else if (is(r, "date_modified"))
		date(r, ENTRY_UPDATED);
	else if (is(r, "language"))
		e->language = line(r, json_next(&r->json), 64);
	else if (is(r, "author") || is(r, "authors"))
		each(r, author);
	else if (is(r, "tags"))
		each(r, tag);
	else if (is(r, "attachments"))
		each(r, attachment);
	else
		(void)json_skip(&r->json, JSON_KEY);
}

static void
item(struct reader *r, enum json_token t)
{
	enum json_token k;

	if (t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_OBJECT || r->feed->stop != FEED_GO)
		return;
	r->feed->in_entry = 1;
	while ((k = json_next(&r->json)) == JSON_KEY)
		item_key(r);
	r->feed->in_entry = 0;
	if (k == JSON_OBJECT_END)
		feed_entry_done(r->feed);
}

static void
about(struct reader *r)
{
	enum json_token t = json_next(&r->json);
	struct content_source from;
	struct content c;

	if (t == JSON_OBJECT || t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	from = (struct content_source){ r->json.text, r->json.n, CONTENT_TEXT, NULL };
	if (t == JSON_STRING && content_read(&c, &r->feed->work, arena(r), &from) == 0)
		channel_about(&r->feed->channel, &c, 2);
}

static void
hub(struct reader *r, enum json_token t)
{
	enum json_token k;

	if (t == JSON_ARRAY)
		(void)json_skip(&r->json, t);
	if (t != JSON_OBJECT)
		return;
	while ((k = json_next(&r->json)) == JSON_KEY) {
		if (is(r, "url"))
			lists_extra(&r->feed->channel.lists, "hub", url(r, json_next(&r->json)));
		else
			(void)json_skip(&r->json, JSON_KEY);
	}
}

static void
feed_key(struct reader *r)
{
	struct channel *c = &r->feed->channel;

	if (is(r, "title"))
		channel_title(c, line(r, json_next(&r->json), WF_TITLE_MAX), 4);
	else if (is(r, "home_page_url"))
		channel_home(c, url(r, json_next(&r->json)), 5);
	else if (is(r, "feed_url"))
		c->doc.self = url(r, json_next(&r->json));
	else if (is(r, "next_url"))
		lists_extra(&c->lists, "next", url(r, json_next(&r->json)));
	else if (is(r, "description"))
		about(r);
	else if (is(r, "icon"))
		channel_icon(c, url(r, json_next(&r->json)), 4);
	else if (is(r, "favicon"))
		c->doc.favicon = url(r, json_next(&r->json));
	else if (is(r, "language"))
		c->doc.language = line(r, json_next(&r->json), 64);
	else if (is(r, "author") || is(r, "authors"))
		each(r, author);
	else if (is(r, "hubs"))
		each(r, hub);
	else if (is(r, "items"))
		each(r, item);
	else
		(void)json_skip(&r->json, JSON_KEY);
}

/* The version, wherever in the object it stands; NULL when it is no JSON Feed. */
static const char *
find_version(const char *p, size_t n, struct why *why)
{
	static const char mark[] = "jsonfeed.org/version/";
	const char *found = NULL, *at;
	struct json j;

	json_init(&j, p, n);
	if (json_next(&j) == JSON_OBJECT) {
		while (found == NULL && json_next(&j) == JSON_KEY) {
			if (strcmp(j.text, "version") != 0) {
				if (json_skip(&j, JSON_KEY) != 0)
					break;
			} else if (json_next(&j) == JSON_STRING && (at = strstr(j.text, mark)) != NULL) {
				found = strncmp(at + strlen(mark), "1.1", 3) == 0 ? "1.1" : "1.0";
			}
		}
	}
	if (found == NULL && j.failed)
		(void)why_set(why, "not a feed: broken JSON: %s", j.why.text);
	else if (found == NULL)
		(void)why_set(why, "not a feed: JSON, but no JSON Feed");
	json_clear(&j);
	return found;
}

int
jsonfeed_read(struct feed *f, const char *p, size_t n, struct why *why)
{
	const char *version = find_version(p, n, why);
	struct reader r;
	enum json_token t;

	if (version == NULL)
		return -1;
	f->channel.doc.format = "json";
	f->channel.doc.version = version;
	r.feed = f;
	json_init(&r.json, p, n);
	(void)json_next(&r.json);
	while (f->stop == FEED_GO && (t = json_next(&r.json)) == JSON_KEY)
		feed_key(&r);
	if (f->stop == FEED_GO && (r.json.failed || json_next(&r.json) != JSON_END)) {
		channel_warn(&f->channel, "broken JSON: %s", r.json.why.text);
		f->truncated = 1;
		if (f->entries == 0)
			(void)why_set(why, "not a feed: broken JSON: %s", r.json.why.text);
	}
	json_clear(&r.json);
	return f->truncated && f->entries == 0 ? -1 : 0;
}
