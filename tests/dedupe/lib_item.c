#include "tests/dedupe/lib_item.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "dedupe/hash.h"

static const char *const kinds[WF_KINDS] = {
	[WF_UNFOLDED] = "unfolded", [WF_NEW] = "new", [WF_COPY] = "copy",
	[WF_ENTRY_VERSION] = "version", [WF_NOTICE] = "notice", [WF_MERGE] = "merge",
	[WF_CLEAN] = "clean", [WF_KEEP] = "keep", [WF_KILL] = "kill", [WF_SET_FURNITURE] = "furniture",
	[WF_SPLIT] = "split", [WF_UNKILL] = "unkill", [WF_HOLD] = "hold", [WF_RELEASE] = "release",
	[WF_CORRECT] = "correct", [WF_NOTE] = "note", [WF_WITHDRAW] = "withdraw",
};

const char *
item_kind(enum wf_kind kind)
{
	return kinds[kind] != NULL ? kinds[kind] : "?";
}

void
item_init(struct item *it)
{
	memset(it, 0, sizeof(*it));
	arena_init(&it->arena, (size_t)64 << 20);
}

void
item_clear(struct item *it)
{
	arena_clear(&it->arena);
}

/* One key of the item or of _wirefold; the token behind it is its value. */
static int
value(struct item *it, const char *key, const struct json *j, enum json_token t)
{
	struct wf_entry *e = &it->entry;
	const struct { const char *key; const char **to; } strings[] = {
		{ "id", &e->guid }, { "url", &e->url }, { "title", &e->title },
		{ "content_text", &e->text }, { "feed", &e->feed }, { "group", &e->group },
		{ "owner", &e->owner }, { "source", &e->source }, { "tz", &e->tz },
		{ "slug", &it->slug.value },
	};
	size_t i;

	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		if (t == JSON_STRING && strcmp(key, strings[i].key) == 0)
			return (*strings[i].to = arena_strn(&it->arena, j->text, j->n)) != NULL ? 0 : -1;
	if (strcmp(key, "date_published") == 0 && t == JSON_STRING)
		e->published = time_parse(j->text, j->n);
	if (strcmp(key, "fetched") == 0 && t == JSON_STRING)
		e->fetched = time_parse(j->text, j->n);
	if (strcmp(key, "rank") == 0 && t == JSON_NUMBER)
		e->rank = (int)strtol(j->text, NULL, 10);
	if (strcmp(key, "leftovers") == 0 && t == JSON_NUMBER)
		e->leftovers = (int)strtol(j->text, NULL, 10);
	if (strcmp(key, "furniture_mode") == 0 && t == JSON_NUMBER)
		e->furniture = (int)strtol(j->text, NULL, 10);
	if (strcmp(key, "excerpt") == 0)
		e->excerpt = t == JSON_TRUE;
	if (strcmp(key, "backlog") == 0)
		e->backlog = t == JSON_TRUE;
	if (strcmp(key, "hold_suspected") == 0)
		e->hold_suspected = t == JSON_TRUE;
	if (strcmp(key, "word") == 0 && t == JSON_STRING)
		(void)snprintf(it->word, sizeof(it->word), "%s", j->text);
	if (strcmp(key, "want") == 0 && t == JSON_STRING)
		(void)snprintf(it->want, sizeof(it->want), "%s", j->text);
	if (strcmp(key, "then") == 0 && t == JSON_STRING)
		(void)snprintf(it->then, sizeof(it->then), "%s", j->text);
	if (strcmp(key, "why") == 0 && t == JSON_STRING)
		(void)snprintf(it->why, sizeof(it->why), "%s", j->text);
	return 0;
}

static int
object(struct item *it, struct json *j)
{
	enum json_token t;
	char key[40];

	while ((t = json_next(j)) == JSON_KEY) {
		(void)snprintf(key, sizeof(key), "%s", j->text);
		t = json_next(j);
		if (t == JSON_OBJECT && strcmp(key, "_wirefold") == 0) {
			if (object(it, j) != 0)
				return -1;
			continue;
		}
		if (t == JSON_ARRAY && strcmp(key, "tags") == 0) {
			while ((t = json_next(j)) == JSON_STRING && it->entry.n_tags < 8)
				if ((it->tag[it->entry.n_tags++] = arena_strn(&it->arena, j->text, j->n)) == NULL)
					return -1;
			if (t != JSON_ARRAY_END)
				return -1;
			continue;
		}
		if (t == JSON_OBJECT || t == JSON_ARRAY) {
			if (json_skip(j, t) != 0)
				return -1;
			continue;
		}
		if (value(it, key, j, t) != 0)
			return -1;
	}
	return t == JSON_OBJECT_END ? 0 : -1;
}

int
item_read(struct item *it, const char *p, size_t n)
{
	struct wf_entry *e = &it->entry;
	struct json j;
	int bad;

	arena_clear(&it->arena);
	memset(e, 0, sizeof(*e));
	it->want[0] = it->then[0] = it->why[0] = it->word[0] = '\0';
	it->slug = (struct wf_pair){ "slug", NULL };
	e->tags = it->tag;
	e->published = e->modified = e->fetched = TIME_NONE;
	e->rank = 100;
	json_init(&j, p, n);
	bad = json_next(&j) != JSON_OBJECT || object(it, &j) != 0;
	json_clear(&j);
	if (!bad && it->word[0] != '\0')
		return 0;
	if (bad || e->guid == NULL)
		return -1;
	e->extras = &it->slug;
	e->n_extras = it->slug.value != NULL;
	if (e->text == NULL)
		e->text = "";
	if (e->feed == NULL)
		e->feed = "feed";
	if (e->group == NULL)
		e->group = e->feed;
	(void)snprintf(e->id, sizeof(e->id), "%016llx",
	    (unsigned long long)hash_pair(hash_str(e->feed), hash_str(e->guid)));
	return 0;
}

static void
list(struct buf *b, const char *key, const char *const *p, size_t n)
{
	size_t i;

	json_put_open(b, key, '[');
	for (i = 0; i < n; i++)
		json_put_str(b, NULL, p[i]);
	json_put_close(b, ']');
}

static void
decided(struct buf *b, const struct wf_line *l)
{
	size_t i;

	json_put_str(b, "kind", item_kind(l->kind));
	json_put_str(b, "story", l->story);
	json_put_str(b, "into", l->into[0] != '\0' ? l->into : NULL);
	json_put_str(b, "entry", l->entry_id[0] != '\0' ? l->entry_id : NULL);
	json_put_str(b, "near", l->near[0] != '\0' ? l->near : NULL);
	json_put_str(b, "paragraph", l->paragraph[0] != '\0' ? l->paragraph : NULL);
	json_put_str(b, "rule", l->rule);
	json_put_str(b, "extent", l->extent);
	json_put_str(b, "dateline", l->dateline);
	json_put_str(b, "feed", l->feed);
	json_put_str(b, "note", l->note);
	if (l->entry != NULL) {
		json_put_int(b, "revision", l->revision);
		json_put_int(b, "of", l->of);
		json_put_int(b, "distance", l->distance);
		json_put_real(b, "containment", l->containment);
	}
	list(b, "agency", l->agencies, l->n_agencies);
	list(b, "byline", l->bylines, l->n_bylines);
	list(b, "credits", l->credits, l->n_credits);
	json_put_int(b, "until", l->until);
	list(b, "flags", l->flags, l->n_flags);
	json_put_open(b, "furniture", '[');
	for (i = 0; i < l->n_furniture; i++)
		json_put_int(b, NULL, l->furniture[i]);
	json_put_close(b, ']');
}

void
item_line(struct buf *b, const struct wf_line *l)
{
	json_put_open(b, NULL, '{');
	if (l->entry != NULL) {
		json_put_str(b, "id", l->entry->guid);
		json_put_str(b, "title", l->entry->title);
		json_put_str(b, "content_text", l->entry->text);
	}
	json_put_open(b, "_wirefold", '{');
	decided(b, l);
	json_put_close(b, '}');
	json_put_close(b, '}');
}

void
item_print(FILE *to, const struct wf_line *l)
{
	struct buf b;

	buf_init(&b, (size_t)64 << 20);
	item_line(&b, l);
	fprintf(to, "%s\n", buf_get(&b));
	buf_clear(&b);
}
