#include "store/item.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

static const char *const kinds[WF_KINDS] = {
	[WF_UNFOLDED] = "unfolded", [WF_NEW] = "new", [WF_COPY] = "copy",
	[WF_ENTRY_VERSION] = "version", [WF_NOTICE] = "notice", [WF_MERGE] = "merge",
	[WF_CLEAN] = "clean", [WF_KEEP] = "keep", [WF_KILL] = "kill",
	[WF_SET_FURNITURE] = "furniture", [WF_SPLIT] = "split", [WF_UNKILL] = "unkill",
	[WF_HOLD] = "hold", [WF_RELEASE] = "release", [WF_CORRECT] = "correct", [WF_NOTE] = "note",
	[WF_RENAME] = "rename", [WF_REDACT] = "redact", [WF_STUB] = "stub", [WF_WITHDRAW] = "withdraw",
};

const char *
item_kind(enum wf_kind kind)
{
	return kinds[kind];
}

int
item_fulltext(const struct wf_line *line)
{
	static const char *const flags[WF_FULLTEXTS] = WF_FULLTEXT_FLAGS;
	size_t i;
	int k;

	for (i = 0; i < line->n_flags; i++)
		for (k = 1; k < WF_FULLTEXTS; k++)
			if (strcmp(line->flags[i], flags[k]) == 0)
				return k;
	return WF_FULLTEXT_NONE;
}

int
item_kind_of(const char *name)
{
	int i;

	for (i = 0; i < WF_KINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return i;
	return -1;
}

int
item_has_entry(enum wf_kind kind)
{
	return kind <= WF_NOTICE;
}

void
item_write_time(struct buf *b, const char *key, int64_t t)
{
	char s[TIME_LEN];

	if (t == TIME_NONE)
		return;
	time_format(t, s);
	json_put_str(b, key, s);
}

void
item_write_text(struct buf *b, const char *key, const char *s)
{
	if (s != NULL && s[0] != '\0')
		json_put_str(b, key, s);
}

void
item_write_people(struct buf *b, const struct wf_person *p, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	json_put_open(b, "authors", '[');
	for (i = 0; i < n; i++) {
		json_put_open(b, NULL, '{');
		item_write_text(b, "name", p[i].name);
		item_write_text(b, "url", p[i].url);
		item_write_text(b, "avatar", p[i].avatar);
		if (p[i].email != NULL) {
			json_put_open(b, "_wirefold", '{');
			json_put_str(b, "email", p[i].email);
			json_put_close(b, '}');
		}
		json_put_close(b, '}');
	}
	json_put_close(b, ']');
}

void
item_write_strings(struct buf *b, const char *key, const char *const *s, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	json_put_open(b, key, '[');
	for (i = 0; i < n; i++)
		json_put_str(b, NULL, s[i]);
	json_put_close(b, ']');
}

static void
write_attachments(struct buf *b, const struct wf_entry *e)
{
	size_t i;

	if (e->n_attachments == 0)
		return;
	json_put_open(b, "attachments", '[');
	for (i = 0; i < e->n_attachments; i++) {
		const struct wf_attachment *a = &e->attachments[i];

		json_put_open(b, NULL, '{');
		json_put_str(b, "url", a->url);
		json_put_str(b, "mime_type", a->mime != NULL ? a->mime : "application/octet-stream");
		item_write_text(b, "title", a->title);
		if (a->size >= 0)
			json_put_int(b, "size_in_bytes", a->size);
		if (a->duration >= 0)
			json_put_int(b, "duration_in_seconds", a->duration);
		json_put_close(b, '}');
	}
	json_put_close(b, ']');
}

void
item_write_entry(struct buf *b, const struct wf_entry *e, const char *id)
{
	json_put_str(b, "id", id);
	item_write_text(b, "url", e->url);
	item_write_text(b, "external_url", e->external_url);
	item_write_text(b, "title", e->title);
	json_put_str(b, "content_text", e->text);
	item_write_text(b, "content_html", e->html);
	item_write_text(b, "summary", e->summary);
	item_write_time(b, "date_published", e->published);
	item_write_time(b, "date_modified", e->modified);
	item_write_people(b, e->authors, e->n_authors);
	item_write_strings(b, "tags", e->tags, e->n_tags);
	item_write_text(b, "language", e->language);
	item_write_text(b, "image", e->image);
	write_attachments(b, e);
}

void
item_write_extras(struct buf *b, const struct wf_pair *p, size_t n)
{
	static const char raw[] = ":json";
	char key[128];
	size_t i, len;

	for (i = 0; i < n; i++) {
		len = strlen(p[i].name);
		if (len > sizeof(raw) - 1 && len < sizeof(key) &&
		    strcmp(p[i].name + len - (sizeof(raw) - 1), raw) == 0) {
			memcpy(key, p[i].name, len);
			key[len - (sizeof(raw) - 1)] = '\0';
			json_put_raw(b, key, p[i].value);
		} else {
			json_put_str(b, p[i].name, p[i].value);
		}
	}
}

static void
write_furniture(struct buf *b, const struct wf_line *l)
{
	size_t i;

	if (l->n_furniture == 0 && l->kind != WF_CLEAN)
		return;
	json_put_open(b, "furniture", '[');
	for (i = 0; i < l->n_furniture; i++)
		json_put_int(b, NULL, l->furniture[i]);
	json_put_close(b, ']');
}

void
item_write_unkeyed(struct buf *b, const struct wf_entry *e)
{
	item_write_text(b, "date_raw", e->date_raw);
	item_write_text(b, "summary_html", e->summary_html);
	item_write_text(b, "source", e->source);
	item_write_text(b, "credit", e->credit);
	item_write_text(b, "rights", e->rights);
	if (e->excerpt)
		json_put_bool(b, "excerpt", 1);
	if (e->leftovers > 0)
		json_put_int(b, "leftovers", e->leftovers);
}

/* Where and when it came. */
static void
write_arrival(struct buf *b, const struct wf_entry *e)
{
	item_write_text(b, "feed", e->feed);
	item_write_text(b, "key", e->key);
	item_write_text(b, "group", e->group);
	item_write_text(b, "owner", e->owner);
	item_write_time(b, "fetched", e->fetched);
}

/* What the entry has that JSON Feed has no key for. */
static void
write_ours(struct buf *b, const struct wf_entry *e)
{
	item_write_text(b, "guid", e->guid);
	item_write_text(b, "feed_text", e->feed_text);
	write_arrival(b, e);
	item_write_unkeyed(b, e);
	if (e->rank != 100 && e->rank != 0)
		json_put_int(b, "rank", e->rank);
	if (e->furniture != WF_FURNITURE_AUTO)
		json_put_int(b, "furniture_mode", e->furniture);
	if (e->n_extras > 0) {
		json_put_open(b, "extra", '{');
		item_write_extras(b, e->extras, e->n_extras);
		json_put_close(b, '}');
	}
}

static void
write_decision(struct buf *b, const struct wf_line *l)
{
	item_write_text(b, "story", l->story);
	item_write_text(b, "into", l->into);
	item_write_text(b, "entry", l->entry_id);
	if (l->entry == NULL)
		item_write_text(b, "feed", l->feed);
	item_write_text(b, "to", l->to);
	item_write_text(b, "paragraph", l->paragraph);
	if (l->until > 0)
		item_write_time(b, "until", l->until);
	if (l->revision > 0)
		json_put_int(b, "revision", l->revision);
	if (l->of > 0)
		json_put_int(b, "of", l->of);
	item_write_strings(b, "agency", l->agencies, l->n_agencies);
	item_write_strings(b, "byline", l->bylines, l->n_bylines);
	item_write_strings(b, "credits", l->credits, l->n_credits);
	item_write_text(b, "dateline", l->dateline);
	item_write_text(b, "near", l->near);
	if (l->near[0] != '\0' && l->containment >= 0)
		json_put_real(b, "containment", l->containment);
	if (l->near[0] != '\0' && l->distance >= 0)
		json_put_int(b, "distance", l->distance);
	item_write_text(b, "rule", l->rule);
	write_furniture(b, l);
	item_write_text(b, "extent", l->extent);
	item_write_text(b, "note", l->note);
	item_write_strings(b, "flags", l->flags, l->n_flags);
}

int
item_write_redacted(struct buf *b, const struct wf_line *l, const struct item_redacted *r)
{
	struct wf_line bare = *l;
	char text[WF_ID_HEX + 1];

	bare.bylines = bare.credits = bare.agencies = NULL;
	bare.n_bylines = bare.n_credits = bare.n_agencies = 0;
	bare.note = bare.dateline = NULL;
	json_put_open(b, NULL, '{');
	json_put_open(b, "_wirefold", '{');
	json_put_str(b, "kind", "redacted");
	json_put_int(b, "seq", l->seq);
	json_put_str(b, "sha256", r->digest);
	item_write_text(b, "why", r->why);
	item_write_time(b, "time", l->time);
	json_put_str(b, "was", kinds[l->kind]);
	(void)snprintf(text, sizeof(text), "%016llx", (unsigned long long)r->text);
	json_put_str(b, "text", text);
	if (l->entry != NULL) {
		memcpy(bare.entry_id, l->entry->id, sizeof(bare.entry_id));
		write_arrival(b, l->entry);
	}
	write_decision(b, &bare);
	json_put_close(b, '}');
	json_put_close(b, '}');
	return b->failed ? -1 : 0;
}

int
item_write(struct buf *b, const struct wf_line *l)
{
	json_put_open(b, NULL, '{');
	if (l->entry != NULL)
		item_write_entry(b, l->entry, l->entry->id);
	json_put_open(b, "_wirefold", '{');
	if (l->entry == NULL)
		json_put_str(b, "kind", kinds[l->kind]);
	if (l->seq > 0)
		json_put_int(b, "seq", l->seq);
	item_write_time(b, "time", l->time);
	if (l->entry != NULL)
		json_put_str(b, "kind", kinds[l->kind]);
	if (l->entry != NULL)
		write_ours(b, l->entry);
	write_decision(b, l);
	json_put_close(b, '}');
	json_put_close(b, '}');
	return b->failed ? -1 : 0;
}
