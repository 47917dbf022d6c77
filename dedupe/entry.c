#include "dedupe/entry.h"

#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/record.h"

#define LOW_BITS 16u /* of a hash, as they are */

uint64_t
entry_id_key(const char *id)
{
	return hash_str(id);
}

/* The head is a part of the text: many of its hashes stand in the sketch already (both ascend), and the
 * others behind it. Returns how many do not; they go to `rest`. */
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
		else if (j == r->n_sketch)
			rest[n++] = r->head[i];
	}
	return n;
}

/* Where the lists begin. */
static uint32_t *
list(const struct entry *e)
{
	return (uint32_t *)(uintptr_t)(e->word + entry_place(e, ENTRY_WORDS)) + entry_place(e, ENTRY_KEYS);
}

/* Hashes of 24 bits that ascend, the sketch and what the head has beside it, in 18 bits or so each
 * (Elias 1974, Fano 1971): the last 16 of each as they are; of the first 8, which ascend too, a row of
 * bits has one at their value and the number of the hash, added. */
static uint16_t *
low(const struct entry *e)
{
	return (uint16_t *)(uintptr_t)entry_prefix(e) + e->n_prefix;
}

static unsigned char *
high(const struct entry *e)
{
	return (unsigned char *)(low(e) + e->n_sketch + e->n_head);
}

static size_t
high_bytes(uint32_t last, size_t n)
{
	return n > 0 ? ((last >> LOW_BITS) + n - 1) / 8 + 1 : 0;
}

static void
pack(struct entry *e, const uint32_t *h, size_t n, size_t first)
{
	uint16_t *to = low(e);
	size_t i, at;

	for (i = 0; i < n; i++) {
		at = (h[i] >> LOW_BITS) + first + i;
		to[first + i] = (uint16_t)h[i];
		high(e)[at / 8] |= (unsigned char)(1u << at % 8);
	}
}

/* All of them; how many. */
static size_t
unpack(const struct entry *e, uint32_t to[static ENTRY_HASHES])
{
	const unsigned char *bits = high(e);
	const uint16_t *from = low(e);
	uint32_t byte, n = 0, i;

	for (i = 0; i < e->n_high; i++)
		for (byte = bits[i]; byte != 0 && n < ENTRY_HASHES; byte &= byte - 1, n++)
			to[n] = (i * 8 + (uint32_t)__builtin_ctz(byte) - n) << LOW_BITS | from[n];
	return n;
}

static void
lists(struct entry *e, const struct fold_record *r, const uint32_t *head, const char *guid)
{
	uint32_t *to = list(e);

	memcpy(to, r->number, r->n_numbers * sizeof(*to));
	to += r->n_numbers;
	memcpy(to, r->title, r->n_title * sizeof(*to));
	to += r->n_title;
	memcpy(to, r->prefix, e->n_prefix * sizeof(r->prefix[0]));
	e->n_sketch = (uint8_t)r->n_sketch;
	e->n_numbers = (uint8_t)r->n_numbers;
	e->n_title = (uint8_t)r->n_title;
	pack(e, r->sketch, r->n_sketch, 0);
	pack(e, head, e->n_head, r->n_sketch);
	if (guid != NULL)
		memcpy(high(e) + e->n_high, guid, strlen(guid) + 1);
}

static void
facts(struct entry *e, const struct fold_record *r)
{
	uint32_t i;

	e->feed = r->feed;
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
entry_new(struct pool *pool, const struct fold_record *r, const char *guid)
{
	const uint64_t word[ENTRY_WORDS] = {
		[ENTRY_BY_ID] = entry_id_key(r->entry), [ENTRY_BY_EXACT] = r->exact, [ENTRY_BY_URL] = r->url,
		[ENTRY_BY_SLUG] = r->slug, [ENTRY_BY_LEAD] = r->lead, [ENTRY_BY_GUID] = r->guid,
		[ENTRY_BY_ITEM] = r->item, [ENTRY_BY_DESK] = r->desk, [ENTRY_OWNER] = r->owner,
		[ENTRY_AGENCY] = r->agency,
	};
	uint32_t head[FOLD_HEAD], n_head;
	uint64_t in;
	size_t i, n, n_high, keys = 0, words = 0;
	struct entry *e;

	n_head = share_head(r, &in, head);
	n_high = n_head > 0 ? high_bytes(head[n_head - 1], r->n_sketch + n_head) :
	    high_bytes(r->n_sketch > 0 ? r->sketch[r->n_sketch - 1] : 0, r->n_sketch);
	for (i = 0; i < ENTRY_WORDS; i++) {
		words += word[i] != 0;
		keys += word[i] != 0 && i < ENTRY_KEYS;
	}
	n = words * sizeof(word[0]) + keys * sizeof(uint32_t) +
	    (r->n_numbers + r->n_title) * sizeof(uint32_t) + (r->n_prefix + r->n_sketch + n_head) * sizeof(uint16_t) +
	    n_high + (guid != NULL ? strlen(guid) + 1 : 0);
	e = pool_get(pool, sizeof(*e) + n);
	if (e == NULL)
		return NULL;
	for (i = 0, n = 0; i < ENTRY_WORDS; i++)
		if (word[i] != 0) {
			e->has |= (uint16_t)(1u << i);
			e->word[n++] = word[i];
		}
	e->head_in = in;
	e->n_head = (uint8_t)n_head;
	e->n_high = (uint8_t)n_high;
	e->n_prefix = r->n_prefix;
	e->with_guid = guid != NULL;
	facts(e, r);
	lists(e, r, head, guid);
	return e;
}

void
entry_free(struct entry *e)
{
	pool_drop(e);
}

struct sketch
entry_sketch(const struct entry *e, uint32_t to[static ENTRY_HASHES])
{
	struct sketch s = { to, e->n_sketch, e->n_sketch < FOLD_SKETCH };

	(void)unpack(e, to);
	return s;
}

struct sketch
entry_numbers(const struct entry *e)
{
	struct sketch s = { list(e), e->n_numbers, e->n_numbers < FOLD_NUMBERS };

	return s;
}

size_t
entry_head(const struct entry *e, uint32_t to[static FOLD_HEAD])
{
	uint32_t all[ENTRY_HASHES];
	size_t i, n = 0, n_all = unpack(e, all);

	for (i = 0; i < n_all && n < FOLD_HEAD; i++)
		if (i >= e->n_sketch || (e->head_in >> i & 1))
			to[n++] = all[i];
	return n;
}

const uint16_t *
entry_prefix(const struct entry *e)
{
	return (const uint16_t *)(const void *)(list(e) + e->n_numbers + e->n_title);
}

struct title_words
entry_title(const struct entry *e)
{
	struct title_words t = { entry_key(e, ENTRY_BY_SLUG),
		list(e) + e->n_numbers, e->n_title };

	return t;
}

int
entry_usable(const struct entry *e)
{
	return !(e->flags & RECORD_GONE) && e->kind != WF_NOTICE && e->words > 0;
}

const char *
entry_guid(const struct entry *e)
{
	return e->with_guid ? (const char *)(high(e) + e->n_high) : NULL;
}
