#include "parse/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "parse/date.h"
#include "parse/entity.h"
#include "parse/person.h"

static const char *
line(struct feed *f, const char *p, size_t n, size_t max)
{
	const struct content_source from = { p, n, CONTENT_GUESS, NULL };

	return content_line(&f->work, feed_arena(f), &from, max);
}

static const char *
plain(struct feed *f, const char *p, size_t n, size_t max)
{
	const struct content_source from = { p, n, CONTENT_TEXT, NULL };

	return content_line(&f->work, feed_arena(f), &from, max);
}

static const char *
url(struct feed *f, const char *p, size_t n)
{
	return content_url(&f->work, feed_arena(f), p, n, feed_base(f));
}

static void
end_date(struct feed *f, enum entry_date which, const char *p, size_t n)
{
	const char *raw = line(f, p, n, WF_TITLE_MAX);
	int64_t t;

	if (raw == NULL || f->in_source)
		return;
	t = date_read(raw, strlen(raw));
	if (t == TIME_NONE && f->in_entry)
		channel_warn(&f->channel, "entry %zu: date not understood: %.60s", f->entries + 1, raw);
	if (f->in_entry)
		entry_date(&f->entry, which, raw, t);
	else if (which == ENTRY_PUBLISHED && f->channel.doc.published == TIME_NONE)
		f->channel.doc.published = t;
	else if (which != ENTRY_PUBLISHED && f->channel.doc.updated == TIME_NONE)
		f->channel.doc.updated = t;
}

static void
end_person(struct feed *f, const struct feed_level *l, const char *p, size_t n)
{
	const char *s = line(f, p, n, WF_TITLE_MAX);

	if (f->who != l->element)
		return;
	f->who = EL_NONE;
	if (s != NULL && f->person.name == NULL && person_read(&f->person, feed_arena(f), s) != 0) {
		f->stop = FEED_NO_MEMORY;
		return;
	}
	if (f->in_source || f->in_image || l->element == EL_PUBLISHER)
		return;
	if (l->element == EL_AUTHOR)
		lists_author(feed_lists(f), &f->person);
	else
		lists_contributor(feed_lists(f), &f->person);
}

static void
end_uri(struct feed *f, const char *p, size_t n)
{
	if (f->who != EL_NONE) {
		if (f->person.url == NULL)
			f->person.url = url(f, p, n);
	} else if (f->in_image && f->in_entry) {
		entry_image(&f->entry, url(f, p, n), 4);
	} else if (f->in_image) {
		channel_icon(&f->channel, url(f, p, n), 3);
	}
}

static void
end_link(struct feed *f, const char *p, size_t n)
{
	const char *u;

	if (f->in_image || f->in_textinput || f->in_source || f->who != EL_NONE)
		return;
	u = url(f, p, n);
	if (f->in_entry)
		entry_url(&f->entry, u, 6);
	else
		channel_home(&f->channel, u, 6);
}

static void
end_guid(struct feed *f, const char *p, size_t n)
{
	const char *s;

	if (f->in_source || f->in_image || n == 0)
		return;
	if (!f->in_entry) {
		if (f->channel.doc.id == NULL)
			f->channel.doc.id = plain(f, p, n, WF_URL_MAX);
		return;
	}
	s = plain(f, p, n, WF_URL_MAX);
	if (s != NULL)
		f->entry.guid = s;
}

static void
end_category(struct feed *f, const char *p, size_t n)
{
	const char *s = line(f, p, n, WF_TITLE_MAX);

	if (s == NULL || f->in_source)
		return;
	if (f->tag_done)
		lists_tag(feed_lists(f), s, NULL, NULL);
	else
		lists_tag(feed_lists(f), s, f->tag_scheme, f->tag_label);
}

static void
end_keywords(struct feed *f, const struct feed_level *l, const char *p, size_t n)
{
	const char *end = p + n, *comma;

	while (p < end) {
		comma = memchr(p, ',', (size_t)(end - p));
		if (comma == NULL)
			comma = end;
		lists_tag(feed_lists(f), line(f, p, (size_t)(comma - p), WF_TITLE_MAX),
		    l->ns == NAME_ITUNES ? "http://www.itunes.com/" : NULL, NULL);
		p = comma < end ? comma + 1 : end;
	}
}

static int64_t
period(const char *p, size_t n)
{
	static const struct {
		const char *word;
		int64_t seconds;
	} words[] = { { "hourly", 3600 }, { "daily", 86400 }, { "weekly", 604800 }, { "monthly", 2592000 },
		{ "yearly", 31536000 } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n && strncasecmp(words[i].word, p, n) == 0)
			return words[i].seconds;
	return 0;
}

static int64_t
number(const char *p, size_t n)
{
	int64_t v = 0;

	for (; n > 0 && *p >= '0' && *p <= '9' && v < 100000000; p++, n--)
		v = v * 10 + (*p - '0');
	return v;
}

static void
end_itunes(struct feed *f, const char *local, const char *p, size_t n)
{
	const char *s = line(f, p, n, WF_TITLE_MAX);

	if (s == NULL)
		return;
	if (strcmp(local, "block") == 0)
		s = strcasecmp(s, "yes") == 0 ? "true" : "false";
	else if (strcmp(local, "explicit") == 0)
		s = strcasecmp(s, "yes") == 0 || strcasecmp(s, "true") == 0 || strcasecmp(s, "explicit") == 0 ? "true" :
		    strcasecmp(s, "clean") == 0 || strcasecmp(s, "no") == 0 || strcasecmp(s, "false") == 0 ? "false" : "null";
	lists_itunes(feed_lists(f), arena_str(feed_arena(f), local), s);
}

static void
end_extra(struct feed *f, const struct feed_level *l, const char *local, const char *p, size_t n)
{
	const char *value = line(f, p, n, WF_TITLE_MAX), *prefix = name_usual_prefix(l->ns);
	char name[FEED_NAME * 2];

	if (value == NULL)
		return;
	(void)snprintf(name, sizeof(name), "%s%s%s", prefix, *prefix != '\0' ? ":" : "", local);
	lists_extra(feed_lists(f), arena_str(feed_arena(f), name), value);
}

/* Fields of the channel alone. */
static void
end_channel_field(struct feed *f, const struct feed_level *l, const char *p, size_t n)
{
	struct channel *c = &f->channel;

	if (f->in_entry || f->in_source)
		return;
	switch (l->element) {
	case EL_ICON:
		if (c->doc.favicon == NULL)
			c->doc.favicon = url(f, p, n);
		break;
	case EL_LOGO:
		channel_icon(c, url(f, p, n), 4);
		break;
	case EL_GENERATOR:
		if (n > 0)
			c->doc.generator = line(f, p, n, WF_TITLE_MAX);
		break;
	case EL_TTL:
		c->doc.ttl = number(p, n) * 60;
		break;
	case EL_PERIOD:
		c->period = period(p, n);
		break;
	case EL_FREQUENCY:
		c->frequency = number(p, n);
		break;
	case EL_HOUR:
		channel_hour(c, line(f, p, n, 8));
		break;
	case EL_DAY:
		channel_day(c, line(f, p, n, 16));
		break;
	default:
		break;
	}
}

static void
end_language(struct feed *f, const char *p, size_t n)
{
	const char *s = line(f, p, n, 64);
	char *to;

	if (s == NULL || f->in_source)
		return;
	to = arena_str(feed_arena(f), s);
	if (to == NULL)
		return;
	if (f->in_entry)
		f->entry.language = to;
	else
		f->channel.doc.language = to;
}

void
field_end(struct feed *f, const struct feed_level *l, const char *local, const char *p, size_t n)
{
	switch (l->element) {
	case EL_AUTHOR:
	case EL_CONTRIBUTOR:
	case EL_PUBLISHER:
		end_person(f, l, p, n);
		break;
	case EL_NAME:
		if (f->who != EL_NONE && f->person.name == NULL)
			f->person.name = line(f, p, n, WF_TITLE_MAX);
		break;
	case EL_EMAIL:
		if (f->who != EL_NONE && f->person.email == NULL)
			f->person.email = plain(f, p, n, WF_TITLE_MAX);
		break;
	case EL_URI:
		end_uri(f, p, n);
		break;
	case EL_LINK:
		end_link(f, p, n);
		break;
	case EL_GUID:
		end_guid(f, p, n);
		break;
	case EL_PUBLISHED:
		end_date(f, ENTRY_PUBLISHED, p, n);
		break;
	case EL_CREATED:
		end_date(f, ENTRY_CREATED, p, n);
		break;
	case EL_UPDATED:
		end_date(f, ENTRY_UPDATED, p, n);
		break;
	case EL_DC_DATE:
		end_date(f, ENTRY_DC_DATE, p, n);
		break;
	case EL_CATEGORY:
		end_category(f, p, n);
		break;
	case EL_KEYWORDS:
		end_keywords(f, l, p, n);
		break;
	case EL_LANGUAGE:
		end_language(f, p, n);
		break;
	case EL_SOURCE:
		if (n > 0 && f->in_entry)
			f->entry.source = line(f, p, n, WF_TITLE_MAX);
		break;
	case EL_CREDIT:
	case EL_DC_SOURCE:
		if (f->in_entry && f->entry.credit == NULL)
			f->entry.credit = line(f, p, n, WF_TITLE_MAX);
		break;
	case EL_COMMENTS:
		if (f->in_entry && f->entry.comments == NULL)
			f->entry.comments = url(f, p, n);
		break;
	case EL_ITUNES:
		end_itunes(f, local, p, n);
		break;
	case EL_EXTRA:
		end_extra(f, l, local, p, n);
		break;
	default:
		end_channel_field(f, l, p, n);
	}
}
