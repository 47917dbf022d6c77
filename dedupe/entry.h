/* entry: one live entry as memory holds it, packed from its record. */
#ifndef DEDUPE_ENTRY_H
#define DEDUPE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"
#include "dedupe/furniture.h"
#include "dedupe/sketch.h"
#include "dedupe/title.h"

/* By what an entry can be looked up. */
enum entry_by { ENTRY_BY_ID, ENTRY_BY_EXACT, ENTRY_BY_URL, ENTRY_BY_SLUG, ENTRY_BY_LEAD,
	ENTRY_BY_GUID, ENTRY_BY_ITEM, ENTRY_BY_DESK, ENTRY_KEYS };

struct entry {
	struct entry *older, *newer;    /* in its story, by arrival */
	struct story *story;            /* NULL: a notice without one */
	struct past_feed *past_feed; /* where its paragraphs are remembered; NULL not */
	char *guid;                     /* behind the list; NULL when not kept */
	uint64_t key[ENTRY_KEYS];       /* 0: has none */
	uint64_t feed, owner, agency, text_hash, title_hash, body;
	int64_t t, fetched;
	int32_t rank, revision, of;
	uint32_t number, past, next[ENTRY_KEYS];
	uint32_t words, chars, flags, stamp;
	uint64_t hidden;                /* a bit each kept paragraph that is not shown */
	uint64_t head_in;               /* a bit each sketch hash that is of the head too */
	uint8_t n_sketch, n_numbers, n_head, n_title; /* n_head: those that the sketch has not */
	uint8_t kind, extent, furniture_mode, n_prefix;
	uint8_t weak;                   /* scratch: a candidate without a window in common */
	uint8_t superseded;             /* a later version of the same id is live */
	char id[WF_ID_HEX + 1];
	uint64_t map[FOLD_MAP_WORDS];
	uint32_t list[];                /* sketch, numbers, head, title; prefix; guid */
};

/* NULL when out of memory. A guid is copied. */
struct entry *entry_new(const struct fold_record *r, const char *guid);
void entry_free(struct entry *e);

/* Views of the lists. */
struct sketch entry_sketch(const struct entry *e);
struct sketch entry_numbers(const struct entry *e);
struct title_words entry_title(const struct entry *e);

const uint16_t *entry_prefix(const struct entry *e);

/* The hashes of the head, in no order; how many. */
size_t entry_head(const struct entry *e, uint32_t to[static FOLD_HEAD]);

/* The key that an id has among those of ENTRY_BY_ID. */
uint64_t entry_id_key(const char *id);

/* May it be kept, or stand for its story? */
int entry_usable(const struct entry *e);

#endif
