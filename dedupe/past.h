/* past: the entries that each feed is remembered by, 30 days of them, and in which of
 * them each paragraph was seen. furniture.c judges by it. */
#ifndef DEDUPE_PAST_H
#define DEDUPE_PAST_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"

#define PAST_NONE UINT32_MAX
#define PAST_ENTRIES 4096u /* remembered of one feed; older ones go. slots.c needs a power of two */

/* A paragraph of one remembered entry. Most are seen once: 12 bytes, not 16. */
struct past_seen {
	uint64_t key;
	uint32_t at;             /* as in a record */
} __attribute__((packed, aligned(4)));

struct past_entry {
	uint64_t slug;
	int64_t t;
	uint32_t total;          /* paragraphs of the text */
	uint32_t place;          /* the caller's */
	uint8_t n, n_title;      /* paragraphs kept, and words of the title */
	uint8_t dead;            /* a later version took its place */
	uint8_t linked;          /* some paragraph was seen before */
	uint32_t turn;           /* of the feed, when furniture.c last looked ... */
	uint64_t run;            /* ... which paragraphs furniture joins to an edge or the lead */
	struct past_seen seen[]; /* then the title; then, if linked, what past_before tells */
};

struct past_feed {
	struct past_feed *next;
	uint64_t key;
	int64_t newest;          /* greatest t */
	struct past_entry **ring; /* by number */
	uint32_t cap, first, end;
	uint32_t turn;           /* moves on when a paragraph becomes furniture, or is no more; not 0 */
	uint32_t *slot;          /* where each paragraph was seen first: slots.c */
	uint32_t slots, used;
};

/* A paragraph that was seen in two entries, or of which more is known. */
struct past_key {
	struct past_key *next;
	uint64_t key;
	int64_t since;           /* smallest t it was seen at */
	uint32_t newest;         /* number; PAST_NONE: not seen */
	uint8_t newest_i;
	int8_t rule;             /* an editor's: 1 drop it, -1 keep it, 0 none */
	uint32_t state;          /* RECORD_FURNITURE, RECORD_HIDE */
};

struct past;

struct past *past_new(void);
void past_free(struct past *p);

/* The feed of that key, made if need be; NULL when out of memory. It lives as long
 * as the table. */
struct past_feed *past_of(struct past *p, uint64_t feed);

/* What is furniture of the feed has changed. */
void past_turn(struct past_feed *feed);

/* Remembers an entry in the place of `replaced` (PAST_NONE: none); forgets what is too
 * old. 0 and its number, or -1 when out of memory. */
int past_put(struct past *p, struct past_feed *feed, const struct fold_record *r,
    uint32_t replaced, uint32_t *number);

/* The entry of that number; NULL when it is forgotten. */
struct past_entry *past_get(const struct past_feed *feed, uint32_t number);

/* Where its i-th paragraph was seen before: how many numbers before, times 64, and the index; 0:
 * it was not. */
uint32_t past_before(const struct past_entry *e, uint32_t i);

/* The words of its title. */
const uint32_t *past_title(const struct past_entry *e);

/* An editor's rule for a paragraph, seen or not: 1 drop, -1 keep. 0, or -1 when out of
 * memory. */
int past_rule(struct past *p, uint64_t key, int rule);

/* What is known of a paragraph; NULL when it was seen once at most, and nothing is. */
struct past_key *past_find(const struct past *p, uint64_t key);

/* The same, made if the feed has seen it at all; NULL if not, or when out of memory. */
struct past_key *past_know(struct past *p, struct past_feed *feed, uint64_t key);

/* The entries in which a paragraph was seen in the last 30 days, newest first. */
struct past_walk {
	const struct past_feed *feed;
	uint32_t number, i, steps, given;
	uint32_t at;             /* the entry's number */
	const struct past_entry *entry;
};
void past_start(struct past_walk *w, const struct past_feed *feed, const struct past_key *k);
/* The next: 1 with its paragraph at w->entry->seen[*i], or 0. At most 16 come. */
int past_next(struct past_walk *w, uint32_t *i);

#endif
