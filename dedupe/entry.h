/* entry: one live entry as memory holds it, packed from its record. */
#ifndef DEDUPE_ENTRY_H
#define DEDUPE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"
#include "dedupe/furniture.h"
#include "dedupe/hash.h"
#include "dedupe/pool.h"
#include "dedupe/sketch.h"
#include "dedupe/title.h"

/* By what an entry can be looked up. */
enum entry_by { ENTRY_BY_ID, ENTRY_BY_EXACT, ENTRY_BY_URL, ENTRY_BY_SLUG, ENTRY_BY_LEAD,
	ENTRY_BY_GUID, ENTRY_BY_ITEM, ENTRY_BY_DESK, ENTRY_KEYS };
/* What else it may have or not. */
enum entry_also { ENTRY_OWNER = ENTRY_KEYS, ENTRY_AGENCY, ENTRY_WORDS };

struct entry {
	struct entry *older, *newer;    /* in its story, by arrival */
	struct story *story;            /* NULL: a notice without one */
	uint64_t feed, text_hash, title_hash, body;
	int64_t t, fetched;
	int32_t rank, revision, of;
	uint32_t number, past;          /* of the entry; and in its feed's past */
	uint32_t words, chars, flags, stamp;
	uint64_t hidden;                /* a bit each kept paragraph that is not shown */
	uint64_t head_in;               /* a bit each sketch hash that is of the head too */
	uint8_t n_sketch, n_numbers, n_head, n_title; /* n_head: those that the sketch has not */
	uint8_t n_high;                 /* bytes, where the first bits of both are */
	uint8_t kind, extent, furniture_mode, n_prefix;
	uint8_t weak;                   /* scratch: a candidate without a window in common */
	uint8_t superseded;             /* a later version of the same id is live */
	uint8_t with_guid;
	char id[WF_ID_HEX + 1];
	uint16_t has;                   /* a bit each of entry_by and entry_also */
	uint64_t map[FOLD_MAP_WORDS];
	uint64_t word[];                /* of those it has; then window.c's links of its keys; then
	                                 * numbers, title; prefix; sketch and head (entry.c); guid */
};

/* The place among those it has. */
static inline unsigned
entry_place(const struct entry *e, unsigned i)
{
	return (unsigned)hash_bits(e->has & (((uint64_t)1 << i) - 1));
}

/* A key, or one of what else it has; 0 when it has none. */
static inline uint64_t
entry_key(const struct entry *e, unsigned i)
{
	return e->has >> i & 1 ? e->word[entry_place(e, i)] : 0;
}

/* window.c's link of a key that it has. */
static inline uint32_t *
entry_next(const struct entry *e, unsigned by)
{
	return (uint32_t *)(uintptr_t)(e->word + entry_place(e, ENTRY_WORDS)) + entry_place(e, by);
}

/* In the pool's memory; NULL when out of memory. A guid is copied. */
struct entry *entry_new(struct pool *pool, const struct fold_record *r, const char *guid);
void entry_free(struct entry *e);

/* Views of the lists; the sketch is unpacked into `to`. */
#define ENTRY_HASHES (FOLD_SKETCH + FOLD_HEAD)
struct sketch entry_sketch(const struct entry *e, uint32_t to[static ENTRY_HASHES]);
struct sketch entry_numbers(const struct entry *e);
struct title_words entry_title(const struct entry *e);

const uint16_t *entry_prefix(const struct entry *e);
/* NULL when it was not kept. */
const char *entry_guid(const struct entry *e);

/* The hashes of the head, in no order; how many. */
size_t entry_head(const struct entry *e, uint32_t to[static FOLD_HEAD]);

/* The key that an id has among those of ENTRY_BY_ID. */
uint64_t entry_id_key(const char *id);

/* May it be kept, or stand for its story? */
int entry_usable(const struct entry *e);

#endif
