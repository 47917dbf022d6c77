#include "front/feed_json.h"

#include "base/json.h"
#include "store/store.h"

void
feed_json_open(struct buf *b)
{
	(void)buf_str(b, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[");
}

void
feed_json_item(struct buf *b, const struct wf_entry *e)
{
	json_put_open(b, NULL, '{');
	item_write_entry(b, e, e->guid);
	json_put_open(b, "_wirefold", '{');
	item_write_unkeyed(b, e);
	item_write_extras(b, e->extras, e->n_extras);
	json_put_close(b, '}');
	json_put_close(b, '}');
}

static void
ours(struct buf *b, const struct wf_doc *d, const char *cut)
{
	json_put_open(b, "_wirefold", '{');
	item_write_text(b, "format", d->format);
	item_write_text(b, "version", d->version);
	item_write_text(b, "encoding", d->encoding);
	item_write_text(b, "verdict", cut != NULL ? "truncated" : d->verdict);
	json_put_open(b, "warnings", '[');
	for (size_t i = 0; i < d->n_warnings; i++)
		json_put_str(b, NULL, d->warnings[i]);
	if (cut != NULL)
		json_put_str(b, NULL, cut);
	json_put_close(b, ']');
	item_write_text(b, "description_html", d->description_html);
	item_write_text(b, "rights", d->rights);
	item_write_text(b, "generator", d->generator);
	item_write_text(b, "id", d->id);
	item_write_time(b, "updated", d->updated);
	item_write_time(b, "published", d->published);
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
	item_write_text(b, "home_page_url", d->home);
	item_write_text(b, "feed_url", d->self);
	item_write_text(b, "description", d->description);
	item_write_text(b, "language", d->language);
	item_write_text(b, "icon", d->icon);
	item_write_text(b, "favicon", d->favicon);
	item_write_people(b, d->authors, d->n_authors);
	ours(b, d, cut);
	(void)buf_str(b, "}\n");
}
