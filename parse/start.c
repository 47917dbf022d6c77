#include "parse/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "parse/date.h"

static const char *
url(struct feed *f, const char *s)
{
	return s == NULL ? NULL : content_url(&f->work, feed_arena(f), s, strlen(s), feed_base(f));
}

static const char *
line(struct feed *f, const char *s, size_t max)
{
	const struct content_source from = { s, s != NULL ? strlen(s) : 0, CONTENT_TEXT, NULL };

	return s == NULL ? NULL : content_line(&f->work, feed_arena(f), &from, max);
}

/* "12345" as a number; -1 when it is none. */
static int64_t
count(const char *s)
{
	int64_t v = 0;

	if (s == NULL)
		return -1;
	while (*s == ' ')
		s++;
	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++) {
		if (v > INT64_MAX / 10 - 9)
			return -1;
		v = v * 10 + (*s - '0');
	}
	return v;
}

/* An entry may be open by now, but this outlives it. */
static void
format(struct feed *f, const char *name, const char *version)
{
	const struct content_source from = { version, version != NULL ? strlen(version) : 0, CONTENT_TEXT, NULL };

	if (f->channel.doc.format != NULL)
		return;
	f->channel.doc.format = name;
	if (version != NULL)
		f->channel.doc.version = content_line(&f->work, &f->channel.arena, &from, 16);
}

static void
start_rss(struct feed *f, const struct feed_attr *attrs, int n)
{
	const char *v = feed_attr(attrs, n, "version");

	if (f->channel.doc.version != NULL) /* the DOCTYPE said 0.91 of Netscape */
		f->channel.doc.format = "rss";
	else
		format(f, "rss", v == NULL ? "" : strncmp(v, "2.", 2) == 0 ? "2.0" : strncmp(v, "0.9", 3) == 0 ? v : "");
}


/* RDF is a feed when the default namespace says so, or by a channel or an item in
 * it. */
static const char *
rdf_version(const char *uri)
{
	if (uri != NULL && strstr(uri, "netscape.com/rdf/simple/0.9") != NULL)
		return "0.90";
	return uri != NULL && strstr(uri, "purl.org/rss/1.0") != NULL ? "1.0" : "";
}

static void
start_rdf(struct feed *f, const struct feed_name *name)
{
	if (*rdf_version(name->usual) != '\0')
		format(f, "rdf", rdf_version(name->usual));
}

static void
start_feed(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	const char *v = feed_attr(attrs, n, "version");

	if (f->channel.doc.format != NULL)
		return;
	if (name->uri != NULL && strcasecmp(name->uri, "http://www.w3.org/2005/Atom") == 0)
		v = "1.0";
	format(f, "atom", v == NULL ? "" : v);
	f->is_atom = 1;
}

static void
cdf_link(struct feed *f, const struct feed_attr *attrs, int n)
{
	const char *href = feed_attr(attrs, n, "href"), *mod = feed_attr(attrs, n, "lastmod");
	const char *raw = line(f, mod, WF_TITLE_MAX);
	int64_t t = raw != NULL ? date_read(raw, strlen(raw)) : TIME_NONE;

	if (f->in_entry) {
		entry_url(&f->entry, url(f, href), 5);
		entry_date(&f->entry, ENTRY_UPDATED, raw, t);
	} else {
		channel_home(&f->channel, url(f, href), 5);
		if (raw != NULL && t != TIME_NONE)
			f->channel.doc.updated = t;
	}
}

static void
start_channel(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	f->has_channel = 1;
	if (f->channel.doc.format == NULL) {
		if (f->depth > 1 && f->level[1].element == EL_RDF)
			format(f, "rdf", rdf_version(name->uri));
		else if (f->depth == 1)
			format(f, "cdf", "");
		else
			format(f, "rss", "");
	}
	if (!f->in_entry)
		cdf_link(f, attrs, n);
}

static void
start_item(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	const char *about = feed_attr(attrs, n, "rdf:about"), *lang = feed_attr(attrs, n, "xml:lang");

	if (f->channel.doc.format == NULL) {
		if (f->depth > 1 && f->level[1].element == EL_RDF)
			format(f, "rdf", rdf_version(name->uri));
		else
			format(f, strcmp(name->local, "entry") == 0 ? "atom" : "rss", "");
	}
	if (about != NULL)
		f->entry.guid = line(f, about, WF_URL_MAX);
	if (lang != NULL && *lang != '\0')
		f->entry.language = feed_lang(f) != NULL ? arena_str(&f->entry.arena, feed_lang(f)) : NULL;
	cdf_link(f, attrs, n);
}

static void
person_attrs(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	if (f->who != EL_NONE)
		return; /* one in another: the outer one counts */
	memset(&f->person, 0, sizeof(f->person));
	f->who = f->level[f->depth].element;
	if (name->ns == NAME_PODCAST) {
		f->person.url = url(f, feed_attr(attrs, n, "href"));
		f->person.avatar = url(f, feed_attr(attrs, n, "img"));
	}
}

static void
attachment(struct feed *f, const struct feed_attr *attrs, int n, int media)
{
	struct wf_attachment a;
	const char *type = feed_attr(attrs, n, "type"), *medium = feed_attr(attrs, n, "medium"), *ref;
	struct lists *l = feed_lists(f);

	memset(&a, 0, sizeof(a));
	ref = feed_attr(attrs, n, "url");
	if (ref == NULL)
		ref = feed_attr(attrs, n, "href");
	if (ref == NULL)
		ref = feed_attr(attrs, n, "uri");
	a.url = url(f, ref);
	a.mime = line(f, type, 128);
	a.title = line(f, feed_attr(attrs, n, "title"), WF_TITLE_MAX);
	a.size = count(feed_attr(attrs, n, media ? "filesize" : "length"));
	a.duration = media ? count(feed_attr(attrs, n, "duration")) : -1;
	if (a.mime == NULL && medium != NULL)
		a.mime = strcmp(medium, "image") == 0 ? "image/*" : strcmp(medium, "video") == 0 ? "video/*" :
		    strcmp(medium, "audio") == 0 ? "audio/*" : NULL;
	if (f->in_entry && a.url != NULL && a.mime != NULL && strncmp(a.mime, "image/", 6) == 0)
		entry_image(&f->entry, a.url, media ? 2 : 1);
	if (a.mime == NULL)
		a.mime = "application/octet-stream";
	if (media)
		lists_media(l, &a);
	else
		lists_attachment(l, &a);
}

/* The last part of a rel that is a URI of the registry. */
static const char *
short_rel(const char *rel)
{
	const char *slash;

	if (rel == NULL || *rel == '\0')
		return "alternate";
	slash = strrchr(rel, '/');
	return strncmp(rel, "http", 4) == 0 && slash != NULL ? slash + 1 : rel;
}

static int
is_page(const char *type)
{
	return type == NULL || *type == '\0' || strcasestr(type, "html") != NULL;
}

static void
entry_link(struct feed *f, const char *rel, const char *ref, const struct feed_attr *attrs, int n)
{
	const char *type = feed_attr(attrs, n, "type");

	if (strcasecmp(rel, "alternate") == 0)
		entry_url(&f->entry, ref, is_page(type) ? 5 : 3);
	else if (strcasecmp(rel, "enclosure") == 0)
		attachment(f, attrs, n, 0);
	else if (strcasecmp(rel, "related") == 0 && f->entry.external == NULL)
		f->entry.external = ref;
	else if (strcasecmp(rel, "self") == 0)
		entry_url(&f->entry, ref, 1);
	else if (strcasecmp(rel, "license") == 0 || strcasecmp(rel, "via") == 0)
		lists_extra(&f->entry.lists, strcasecmp(rel, "via") == 0 ? "via" : "license", ref);
}

static void
start_link(struct feed *f, const struct feed_attr *attrs, int n)
{
	const char *rel = short_rel(feed_attr(attrs, n, "rel")), *ref = feed_attr(attrs, n, "href");

	if (ref == NULL)
		ref = feed_attr(attrs, n, "url");
	if (ref == NULL)
		ref = feed_attr(attrs, n, "uri");
	if (ref == NULL) { /* the text is the link, if it is the page's */
		f->level[f->depth].keeps = strcasecmp(rel, "alternate") == 0;
		return;
	}
	f->level[f->depth].keeps = 0;
	if (f->in_image || f->in_textinput || f->in_source || f->who != EL_NONE)
		return;
	ref = url(f, ref);
	if (f->in_entry)
		entry_link(f, rel, ref, attrs, n);
	else if (strcasecmp(rel, "alternate") == 0)
		channel_home(&f->channel, ref, is_page(feed_attr(attrs, n, "type")) ? 5 : 3);
	else if (strcasecmp(rel, "self") == 0 && f->channel.doc.self == NULL)
		f->channel.doc.self = ref;
	else if (strcasecmp(rel, "hub") == 0 || strcasecmp(rel, "next") == 0)
		lists_extra(&f->channel.lists, strcasecmp(rel, "hub") == 0 ? "hub" : "next", ref);
}

static void
start_category(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	const char *term = feed_attr(attrs, n, "term"), *scheme = feed_attr(attrs, n, "scheme");
	const char *label = line(f, feed_attr(attrs, n, "label"), WF_TITLE_MAX);

	if (scheme == NULL)
		scheme = feed_attr(attrs, n, "domain");
	if (name->ns == NAME_ITUNES) {
		term = feed_attr(attrs, n, "text");
		scheme = "http://www.itunes.com/";
	} else if (name->ns == NAME_MEDIA && scheme == NULL) {
		scheme = "http://search.yahoo.com/mrss/category_schema";
	}
	scheme = line(f, scheme, WF_URL_MAX);
	term = line(f, term, WF_TITLE_MAX);
	if (f->in_source)
		return;
	lists_tag(feed_lists(f), term, scheme, label);
	f->tag_scheme = scheme;
	f->tag_label = label;
	f->tag_done = term != NULL;
}

static void
start_guid(struct feed *f, const struct feed_attr *attrs, int n)
{
	const char *is = feed_attr(attrs, n, "ispermalink");

	if (f->in_entry && !f->in_source)
		f->entry.guid_is_link = is == NULL || strcasecmp(is, "false") != 0;
}

static void
start_image_url(struct feed *f, const char *ref, int rank)
{
	const char *u = url(f, ref);

	if (f->in_entry)
		entry_image(&f->entry, u, rank);
	else
		channel_icon(&f->channel, u, rank);
}

static void
start_deleted(struct feed *f, const struct feed_attr *attrs, int n)
{
	if (!f->in_entry)
		lists_extra(&f->channel.lists, "deleted", line(f, feed_attr(attrs, n, "ref"), WF_URL_MAX));
}

static void
start_content(struct feed *f, const struct feed_attr *attrs, int n)
{
	const char *src = feed_attr(attrs, n, "src");
	struct wf_attachment a;

	if (src == NULL || !f->in_entry)
		return;
	memset(&a, 0, sizeof(a));
	a.url = url(f, src);
	a.mime = line(f, feed_attr(attrs, n, "type"), 128);
	a.size = a.duration = -1;
	if (a.mime == NULL)
		a.mime = "application/octet-stream";
	if (strstr(a.mime, "html") != NULL)
		entry_url(&f->entry, a.url, 2);
	else
		lists_media(&f->entry.lists, &a);
}

void
start_element(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	switch (f->level[f->depth].element) {
	case EL_RSS:
		start_rss(f, attrs, n);
		break;
	case EL_RDF:
		start_rdf(f, name);
		break;
	case EL_FEED:
		start_feed(f, name, attrs, n);
		break;
	case EL_CHANNEL:
		start_channel(f, name, attrs, n);
		break;
	case EL_ITEM:
		start_item(f, name, attrs, n);
		break;
	case EL_AUTHOR:
	case EL_CONTRIBUTOR:
	case EL_PUBLISHER:
		person_attrs(f, name, attrs, n);
		break;
	case EL_LINK:
		start_link(f, attrs, n);
		break;
	case EL_GUID:
		start_guid(f, attrs, n);
		break;
	case EL_CATEGORY:
		start_category(f, name, attrs, n);
		break;
	case EL_ENCLOSURE:
		attachment(f, attrs, n, 0);
		break;
	case EL_MEDIA_CONTENT:
		attachment(f, attrs, n, 1);
		break;
	case EL_THUMBNAIL:
		start_image_url(f, feed_attr(attrs, n, "url"), 3);
		break;
	case EL_ITUNES_IMAGE:
		start_image_url(f, feed_attr(attrs, n, "href"), 4);
		start_image_url(f, feed_attr(attrs, n, "url"), 4);
		break;
	case EL_LOGO:
		start_image_url(f, feed_attr(attrs, n, "href"), 3);
		break;
	case EL_DELETED:
		start_deleted(f, attrs, n);
		break;
	case EL_CONTENT:
		start_content(f, attrs, n);
		break;
	case EL_GENERATOR:
		if (!f->in_entry && !f->in_source && f->channel.doc.generator == NULL)
			f->channel.doc.generator = url(f, feed_attr(attrs, n, "rdf:resource"));
		break;
	case EL_TRANSCRIPT:
		lists_extra(feed_lists(f), "podcast:transcript", url(f, feed_attr(attrs, n, "url")));
		break;
	case EL_SOURCE:
		if (f->in_entry && f->entry.source == NULL)
			f->entry.source = url(f, feed_attr(attrs, n, "url"));
		break;
	default:
		break;
	}
}
