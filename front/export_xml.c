#include "front/export_xml.h"

#include <string.h>

#include "base/time.h"
#include "base/utf8.h"

/* Text for XML 1.0: marked up, without what it may not hold. */
static void
xml_n(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *was;
	uint32_t c;

	while (s < end) {
		was = s;
		c = utf8_next(&s, end);
		switch (c) {
		case '&':
			(void)buf_str(b, "&amp;");
			break;
		case '<':
			(void)buf_str(b, "&lt;");
			break;
		case '>':
			(void)buf_str(b, "&gt;");
			break;
		case '"':
			(void)buf_str(b, "&quot;");
			break;
		case '\n':
			(void)buf_char(b, '\n');
			break;
		default:
			if (c == UTF8_BAD)
				(void)buf_str(b, "\xef\xbf\xbd");
			else if (utf8_control(c))
				(void)buf_char(b, ' ');
			else
				(void)buf_put(b, was, (size_t)(s - was));
			break;
		}
	}
}

static void
xml(struct buf *b, const char *s)
{
	if (s != NULL)
		xml_n(b, s, strlen(s));
}

static void
element(struct buf *b, const char *name, const char *s)
{
	(void)buf_printf(b, "<%s>", name);
	xml(b, s);
	(void)buf_printf(b, "</%s>\n", name);
}

static void
time_element(struct buf *b, const char *name, int64_t t)
{
	char s[TIME_LEN];

	time_format(t, s);
	if (t != TIME_NONE)
		element(b, name, s);
}

void
export_xml_head(struct buf *b, const struct export_head *h)
{
	(void)buf_str(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	(void)buf_printf(b, "<id>urn:wirefold:archive:%s</id>\n<title>wirefold</title>\n", h->id);
	time_element(b, "updated", h->updated);
}

static void
authors(struct buf *b, const struct wf_entry *e)
{
	size_t i;

	for (i = 0; i < e->n_authors; i++) {
		(void)buf_str(b, "<author>");
		element(b, "name", e->authors[i].name != NULL ? e->authors[i].name : e->authors[i].email);
		if (e->authors[i].url != NULL)
			element(b, "uri", e->authors[i].url);
		(void)buf_str(b, "</author>\n");
	}
	/* An entry must have one (RFC 4287, 4.1.2); the feed is the nearest there is. */
	if (e->n_authors == 0) {
		(void)buf_str(b, "<author>");
		element(b, "name", e->feed != NULL ? e->feed : "-");
		(void)buf_str(b, "</author>\n");
	}
}

static void
via(struct buf *b, const char *file)
{
	struct export_copy c;

	while (file != NULL && export_format_copy(&file, &c)) {
		if (c.n_url < 2)
			continue;
		(void)buf_str(b, "<link rel=\"via\" href=\"");
		xml_n(b, c.url, c.n_url);
		(void)buf_str(b, "\" title=\"");
		xml_n(b, c.feed, c.n_feed);
		(void)buf_str(b, "\"/>\n");
	}
}

static void
links(struct buf *b, const struct export_item *i)
{
	const struct wf_entry *e = i->entry;
	size_t k;

	if (e->url != NULL) {
		(void)buf_str(b, "<link rel=\"alternate\" href=\"");
		xml(b, e->url);
		(void)buf_str(b, "\"/>\n");
	}
	for (k = 0; k < e->n_attachments; k++) {
		(void)buf_str(b, "<link rel=\"enclosure\" href=\"");
		xml(b, e->attachments[k].url);
		if (e->attachments[k].mime != NULL) {
			(void)buf_str(b, "\" type=\"");
			xml(b, e->attachments[k].mime);
		}
		(void)buf_str(b, "\"/>\n");
	}
	via(b, i->file);
}

void
export_xml_item(struct buf *b, const struct export_item *i)
{
	const struct wf_entry *e = i->entry;
	size_t k;

	(void)buf_str(b, e->language != NULL ? "<entry xml:lang=\"" : "<entry>\n");
	if (e->language != NULL) {
		xml(b, e->language);
		(void)buf_str(b, "\">\n");
	}
	(void)buf_printf(b, "<id>urn:wirefold:%s:%s</id>\n", i->file != NULL ? "story" : "entry", i->id);
	element(b, "title", e->title);
	if (i->published != TIME_NONE)
		time_element(b, "published", i->published);
	time_element(b, "updated", i->modified != TIME_NONE ? i->modified : i->published != TIME_NONE ?
	    i->published : i->line->time);
	authors(b, e);
	links(b, i);
	for (k = 0; k < e->n_tags; k++) {
		(void)buf_str(b, "<category term=\"");
		xml(b, e->tags[k]);
		(void)buf_str(b, "\"/>\n");
	}
	if (e->rights != NULL)
		element(b, "rights", e->rights);
	(void)buf_str(b, "<content type=\"text\">");
	xml(b, i->text);
	(void)buf_str(b, "</content>\n</entry>\n");
}

void
export_xml_tail(struct buf *b)
{
	(void)buf_str(b, "</feed>\n");
}

static int
has_tag(const struct conf_feed *f, const char *tag)
{
	size_t i;

	for (i = 0; tag != NULL && i < f->n_tags; i++)
		if (strcmp(f->tags[i], tag) == 0)
			return 1;
	return tag == NULL;
}

void
export_xml_opml(struct buf *b, const struct conf *c, const char *tag, const char *feed)
{
	const struct conf_feed *f;
	size_t i, k;

	(void)buf_str(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n"
	    "<head><title>wirefold</title></head>\n<body>\n");
	for (i = 0; i < c->n; i++) {
		f = &c->feeds[i];
		if (f->path != NULL || !has_tag(f, tag) || (feed != NULL && strcmp(f->name, feed) != 0))
			continue;
		(void)buf_str(b, "<outline type=\"rss\" text=\"");
		xml(b, f->title != NULL ? f->title : f->name);
		(void)buf_str(b, "\" xmlUrl=\"");
		xml(b, f->url);
		for (k = 0; k < f->n_tags; k++) {
			(void)buf_str(b, k == 0 ? "\" category=\"" : ",");
			xml(b, f->tags[k]);
		}
		(void)buf_str(b, "\"/>\n");
	}
	(void)buf_str(b, "</body>\n</opml>\n");
}
