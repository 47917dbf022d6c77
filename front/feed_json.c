#include "front/feed_json.h"

#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "store/store.h"

void
feed_json_open(struct buf *b)
{
	(void)buf_str(b, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[");
}

static void
text(struct buf *b, const char *key, const char *s)
{
	if (s != NULL && s[0] != '\0')
		json_put_str(b, key, s);
}

static void
instant(struct buf *b, const char *key, int64_t t)
{
	char s[TIME_LEN];

	time_format(t, s);
	text(b, key, s);
}

void
feed_json_item(struct buf *b, const struct wf_entry *e)
{
	json_put_open(b, NULL, '{');
	item_write_entry(b, e, e->guid);
	json_put_open(b, "_wirefold", '{');
	text(b, "date_raw", e->date_raw);
	text(b, "summary_html", e->summary_html);
	text(b, "source", e->source);
	text(b, "credit", e->credit);
	text(b, "rights", e->rights);
	if (e->excerpt)
		json_put_bool(b, "excerpt", 1);
	item_write_extras(b, e->extras, e->n_extras);
	json_put_close(b, '}');
	json_put_close(b, '}');
}

static void
ours(struct buf *b, const struct wf_doc *d, const char *cut)
{
	json_put_open(b, "_wirefold", '{');
	text(b, "format", d->format);
	text(b, "version", d->version);
	text(b, "encoding", d->encoding);
	text(b, "verdict", cut != NULL ? "truncated" : d->verdict);
	json_put_open(b, "warnings", '[');
	for (size_t i = 0; i < d->n_warnings; i++)
		json_put_str(b, NULL, d->warnings[i]);
	if (cut != NULL)
		json_put_str(b, NULL, cut);
	json_put_close(b, ']');
	text(b, "description_html", d->description_html);
	text(b, "rights", d->rights);
	text(b, "generator", d->generator);
	text(b, "id", d->id);
	instant(b, "updated", d->updated);
	instant(b, "published", d->published);
	if (d->ttl > 0)
		json_put_int(b, "ttl", d->ttl / 60);
	if (d->period > 0)
		json_put_int(b, "period", d->period);
	item_write_strings(b, "skip_hours", d->skip_hours, d->n_skip_hours);
	item_write_strings(b, "skip_days", d->skip_days, d->n_skip_days);
	item_write_extras(b, d->extras, d->n_extras);
	json_put_close(b, '}');
}

void
feed_json_close(struct buf *b, const struct wf_doc *d, const char *cut)
{
	(void)buf_char(b, ']');
	json_put_str(b, "title", d->title != NULL ? d->title : "");
	text(b, "home_page_url", d->home);
	text(b, "feed_url", d->self);
	text(b, "description", d->description);
	text(b, "language", d->language);
	text(b, "icon", d->icon);
	text(b, "favicon", d->favicon);
	item_write_people(b, d->authors, d->n_authors);
	ours(b, d, cut);
	(void)buf_str(b, "}\n");
}
