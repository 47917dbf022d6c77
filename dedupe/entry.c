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

/* The head is a part of the text: many of its hashes stand in the sketch already (both ascend).
 * Returns how many do not; they go to `rest`. */
static uint32_t
share_head(const struct fold_record *r, uint64_t *in, uint32_t rest[static FOLD_HEAD])
{
	uint32_t i, j = 0, n = 0;

	*in = 0;
	for (i = 0; i < r->n_head; i++) {
		while (j < r->n_sketch && r->sketch[j] < r->head[i])
			j++;
		if (j < r->n_sketch && r->sketch[j] == r->head[i])
			*in |= (uint64_t)1 << j++;
		else
			rest[n++] = r->head[i];
	}
	return n;
}

static void
lists(struct entry *e, const struct fold_record *r, const uint32_t *head)
{
	uint32_t *to = e->list;

	memcpy(to, r->sketch, r->n_sketch * sizeof(*to));
	to += r->n_sketch;
	memcpy(to, r->number, r->n_numbers * sizeof(*to));
	to += r->n_numbers;
	memcpy(to, head, e->n_head * sizeof(*to));
	to += e->n_head;
	memcpy(to, r->title, r->n_title * sizeof(*to));
	to += r->n_title;
	memcpy(to, r->prefix, e->n_prefix * sizeof(r->prefix[0]));
	e->n_sketch = (uint8_t)r->n_sketch;
	e->n_numbers = (uint8_t)r->n_numbers;
	e->n_title = (uint8_t)r->n_title;
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
	memcpy(e->id, r->entry, sizeof(e->id));
	memcpy(e->map, r->map, sizeof(e->map));
	for (i = 0; i < r->n_paragraphs; i++)
		if (r->paragraph_at[i] & RECORD_HIDDEN)
			e->hidden |= (uint64_t)1 << i;
}

struct entry *
entry_new(const struct fold_record *r, const char *guid)
{
	uint32_t head[FOLD_HEAD], n_head;
	uint64_t in;
	size_t n, guid_n = guid != NULL ? strlen(guid) + 1 : 0;
	struct entry *e;

	n_head = share_head(r, &in, head);
	n = (r->n_sketch + r->n_numbers + n_head + r->n_title) * sizeof(e->list[0]) +
	    r->n_prefix * sizeof(r->prefix[0]);
	e = calloc(1, sizeof(*e) + n + guid_n);
	if (e == NULL)
		return NULL;
	e->head_in = in;
	e->n_head = (uint8_t)n_head;
	e->n_prefix = r->n_prefix;
	facts(e, r);
	lists(e, r, head);
	if (guid != NULL)
		e->guid = memcpy((char *)e->list + n, guid, guid_n);
	return e;
}

void
entry_free(struct entry *e)
{
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

size_t
entry_head(const struct entry *e, uint32_t to[static FOLD_HEAD])
{
	size_t i, n = e->n_head;

	memcpy(to, e->list + e->n_sketch + e->n_numbers, n * sizeof(*to));
	for (i = 0; i < e->n_sketch; i++)
		if (e->head_in >> i & 1)
			to[n++] = e->list[i];
	return n;
}

const uint16_t *
entry_prefix(const struct entry *e)
{
	return (const uint16_t *)(const void *)(e->list + e->n_sketch + e->n_numbers + e->n_head +
	    e->n_title);
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
