#include "dedupe/entry.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/record.h"

uint64_t
entry_id_key(const char *id)
{
	return hash_str(id);
}

static void
lists(struct entry *e, const struct fold_record *r)
{
	uint32_t *to = e->list;

	memcpy(to, r->sketch, r->n_sketch * sizeof(*to));
	to += r->n_sketch;
	memcpy(to, r->number, r->n_numbers * sizeof(*to));
	to += r->n_numbers;
	memcpy(to, r->head, r->n_head * sizeof(*to));
	to += r->n_head;
	memcpy(to, r->title, r->n_title * sizeof(*to));
	e->n_sketch = r->n_sketch;
	e->n_numbers = r->n_numbers;
	e->n_head = r->n_head;
	e->n_title = r->n_title;
}

static void
facts(struct entry *e, const struct fold_record *r)
{
	uint32_t i;

	e->key[ENTRY_BY_ID] = entry_id_key(r->entry);
	e->key[ENTRY_BY_EXACT] = r->exact;
	e->key[ENTRY_BY_URL] = r->url;
	e->key[ENTRY_BY_SLUG] = r->slug;
	e->key[ENTRY_BY_LEAD] = r->lead;
	e->key[ENTRY_BY_GUID] = r->guid;
	e->key[ENTRY_BY_ITEM] = r->item;
	e->key[ENTRY_BY_DESK] = r->desk;
	e->feed = r->feed;
	e->group = r->group;
	e->owner = r->owner;
	e->agency = r->agency;
	e->text_hash = r->text_hash;
	e->title_hash = r->title_hash;
	e->body = r->body;
	e->t = r->t;
	e->fetched = r->fetched;
	e->rank = r->rank;
	e->revision = r->revision;
	e->of = r->of;
	e->words = r->words;
	e->chars = r->chars;
	e->flags = r->flags;
	e->kind = r->kind;
	e->extent = r->extent;
	e->furniture_mode = r->furniture_mode;
	e->n_prefix = r->n_prefix;
	memcpy(e->id, r->entry, sizeof(e->id));
	memcpy(e->prefix, r->prefix, sizeof(e->prefix));
	memcpy(e->map, r->map, sizeof(e->map));
	for (i = 0; i < r->n_paragraphs; i++)
		if (r->paragraph_at[i] & RECORD_HIDDEN)
			e->hidden |= (uint64_t)1 << i;
}

struct entry *
entry_new(const struct fold_record *r, const char *guid)
{
	size_t n = (size_t)r->n_sketch + r->n_numbers + r->n_head + r->n_title;
	struct entry *e = calloc(1, sizeof(*e) + n * sizeof(e->list[0]));

	if (e == NULL)
		return NULL;
	if (guid != NULL && (e->guid = strdup(guid)) == NULL) {
		free(e);
		return NULL;
	}
	facts(e, r);
	lists(e, r);
	return e;
}

void
entry_free(struct entry *e)
{
	if (e == NULL)
		return;
	free(e->guid);
	free(e);
}

struct sketch
entry_sketch(const struct entry *e)
{
	struct sketch s = { e->list, e->n_sketch, e->n_sketch < FOLD_SKETCH };

	return s;
}

struct sketch
entry_numbers(const struct entry *e)
{
	struct sketch s = { e->list + e->n_sketch, e->n_numbers, e->n_numbers < FOLD_NUMBERS };

	return s;
}

const uint32_t *
entry_head(const struct entry *e)
{
	return e->list + e->n_sketch + e->n_numbers;
}

struct title_words
entry_title(const struct entry *e)
{
	struct title_words t = { e->key[ENTRY_BY_SLUG],
		e->list + e->n_sketch + e->n_numbers + e->n_head, e->n_title };

	return t;
}

int
entry_usable(const struct entry *e)
{
	return !(e->flags & RECORD_GONE) && e->kind != WF_NOTICE && e->words > 0;
}
