/* fold: puts each entry under its story (DESIGN section 5).
 *
 * One struct fold holds the live window in memory. Entries go in in seq order;
 * for each, the lines that were decided come out in order: the entry's own line
 * first, then merge, clean, keep and kill lines. The decisions depend on the
 * input and its order only: no clock, no random numbers, no addresses.
 *
 * Papers: Charikar 2002 and Manku, Jain, Das Sarma 2007 (SimHash and Hamming
 * search), Broder 1997 (bottom-k sketches, containment).
 */
#ifndef DEDUPE_FOLD_H
#define DEDUPE_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "dedupe/explain.h"
#include "dedupe/few.h"
#include "wirefold.h"

#define FOLD_WINDOWS 16     /* anchored windows of an entry */
#define FOLD_SKETCH 64      /* smallest 3-shingle hashes of the body */
#define FOLD_NUMBERS 32     /* smallest hashes of numbers with the word before */
#define FOLD_HEAD 32        /* smallest 3-shingle hashes of the head */
#define FOLD_MAP_WORDS 16   /* 1,024 bits: a map of all 3-shingles */
#define FOLD_TITLE 16       /* significant words of the title */
#define FOLD_PREFIX 20      /* first words of a text, for short ones */
#define FOLD_PARAGRAPHS 64  /* paragraph keys kept; a longer text keeps its first and last 32 */

/* What is kept of a line between runs, in index/. Fixed size, host byte order;
 * derived: from the journal it can be made again. A decision's record holds what
 * its line says and no features. */
struct fold_record {
	uint32_t size, version;          /* sizeof, FOLD_RECORD_VERSION; others are stale */
	int64_t seq;                     /* of the line; 0 when the fold handed it out */
	int64_t time;                    /* of the decision */
	uint8_t kind;                    /* enum wf_kind */
	uint8_t extent, furniture_mode, n_prefix;
	uint32_t flags;                  /* of the entry; record.h */
	char entry[WF_ID_HEX + 1], story[WF_STORY_MAX], into[WF_STORY_MAX];
	uint64_t feed, group;            /* hashes of their names */
	uint64_t owner, agency;          /* keys of the feed's agency, of the text's; 0 none */
	uint64_t story_agency, story_feed; /* whose story it was behind this line */
	uint64_t text_hash, title_hash;  /* of the bytes as they came */
	uint64_t exact, slug, url;       /* of the hashed words, the title without tags, the URL */
	uint64_t lead, body;             /* first words; SimHash of the whole */
	uint64_t guid, item, desk;       /* the guid, the number at its end, the desk's slug */
	int64_t t, fetched;              /* a hold's t is the time of its release */
	int32_t rank, revision, of, story_revision;
	uint32_t words, chars;           /* hashed words; bytes of text that is shown */
	uint32_t n_windows, n_sketch, n_numbers, n_head, n_title, n_paragraphs, paragraphs;
	uint64_t window[FOLD_WINDOWS];
	uint64_t map[FOLD_MAP_WORDS];
	uint64_t paragraph[FOLD_PARAGRAPHS]; /* keys; a clean line's is in the first */
	uint32_t paragraph_at[FOLD_PARAGRAPHS]; /* index in the text, and flags of record.h */
	uint32_t sketch[FOLD_SKETCH], head[FOLD_HEAD]; /* the first 24 bits of each hash */
	uint32_t number[FOLD_NUMBERS], title[FOLD_TITLE];
	uint16_t prefix[FOLD_PREFIX];
};

#define FOLD_RECORD_VERSION 3u

struct fold;

struct fold_options {
	int64_t window;             /* s; two entries may match if |t1 - t2| is within; 0: 72 h */
	size_t live_max;            /* entries in memory; the oldest leave above; 0: no ceiling */
	/* An entry leaves memory, or the fold is freed: its guid (entry id if that was not
	 * kept) and the story it ended in. NULL: guids are not kept. */
	void (*leave)(void *ctx, const char *guid, const char *story);
	void *ctx;
};

/* Receives one decided line; it and all it points to are lent for the call.
 * 0, or -1 to stop (fold_put then returns -1 and keeps this `why`). */
typedef int fold_line_fn(void *ctx, const struct wf_line *line, struct why *why);

/* NULL when out of memory. */
struct fold *fold_new(const struct fold_options *options);
/* Calls `leave` for each live entry, in order, and frees all. */
void fold_free(struct fold *f);

/* Decides one entry. `prior` is the latest journal line of the same entry id when it
 * left the live window (else NULL; not looked at while the fold remembers the id), its
 * `story` the one it ended in after merges. `now` is the time that decision lines
 * carry. An entry whose id, title and text are those of a live one, or of `prior`,
 * yields no line and changes nothing. 0, or -1 and `why` (out of memory, or the
 * receiver's); after -1 a fold is good for fold_free only.
 *
 * Lines: the entry's own; then any merges, cleanings, one keep, or a kill. A NEW entry is
 * its story's kept copy without a keep line; a version of the kept entry gets a keep
 * line with the same entry id. A killed story gets no more keep lines. Flags: backlog,
 * future-date, fulltext and its kin (WF_FULLTEXT_FLAGS), round-up, id-reused, copy-of-killed, substitute, correction, embargo,
 * embargo-time (it cannot be told), embargoed-copy (its story is out), suspected-kill, suspected-correction, ambiguous-notice,
 * no-target, overruled (by an editor's earlier word). */
struct fold_put {
	const struct wf_entry *entry;
	const struct wf_line *prior;
	int64_t now;
	fold_line_fn *line;
	void *ctx;
};
int fold_put(struct fold *f, const struct fold_put *put, struct why *why);

/* An editor's word, as its line, and what follows from it. A story that is not live is taken
 * at its word. Kinds: merge (story, into), split (story, entry, into is made: its id is
 * written there), kill, unkill, hold (until), release, note and correct (note), furniture
 * (feed, paragraph, drop). 0; 1 and `why` when it cannot be (nothing was said); -1. */
struct fold_word {
	enum wf_kind kind;
	const char *story, *into, *entry, *note, *feed;
	int64_t until;              /* or 0 */
	uint64_t paragraph;
	int drop;                   /* furniture: it is some; else it is not, whatever was learned */
	int64_t fetched;            /* split: when the entry came */
	int64_t now;
	fold_line_fn *line;
	void *ctx;
};
int fold_word(struct fold *f, const struct fold_word *w, struct why *why);

/* Releases what is held until a time that has come by the arrival clock; only `now`, `line`
 * and `ctx` of `put` are looked at. 0, or -1 and `why`. */
int fold_due(struct fold *f, const struct fold_put *put, struct why *why);
/* The time of the next such release; INT64_MAX when there is none. */
int64_t fold_next_due(const struct fold *f);
/* Is that the name of a time zone, or an offset, that dates of embargoes may be in? */
int fold_zone(const char *name);

/* The record of a line that fold_put has just handed out (call it inside the
 * receiver), or that fold_replay has just taken. 0, or -1 when the line is not
 * the latest. */
int fold_record(const struct fold *f, const struct wf_line *line, struct fold_record *r);

/* Takes a line as it was decided (from the journal), deciding nothing: the state
 * becomes what it was behind that line. For rebuilding index/. 0, -1 and `why`. */
int fold_replay(struct fold *f, const struct wf_line *line, struct why *why);

/* The same from a record; those of 30 days make a fold that decides as if it had never
 * stopped. A record that does not add up is refused: -1 and `why`. */
int fold_restore(struct fold *f, const struct fold_record *r, struct why *why);

/* Moves the arrival clock: what is past its window leaves. */
void fold_clock(struct fold *f, int64_t now);

/* Live entries, for reports. */
size_t fold_live(const struct fold *f);

#endif
