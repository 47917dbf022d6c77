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
#include "wirefold.h"

#define FOLD_WINDOWS 16     /* anchored windows of an entry */
#define FOLD_SKETCH 64      /* smallest 3-shingle hashes of the body */
#define FOLD_NUMBERS 32
#define FOLD_HEAD 32
#define FOLD_MAP_WORDS 16   /* 1,024 bits */
#define FOLD_TITLE 16
#define FOLD_PARAGRAPHS 64  /* paragraph keys kept; a longer text keeps its first and last 32 */

/* What is kept of an entry (or of a decision) between runs, in index/. Fixed
 * size, host byte order; derived: from the journal it can be made again. */
struct fold_record {
	uint32_t size, version;          /* sizeof, FOLD_RECORD_VERSION; others are stale */
	int64_t seq;
	uint8_t kind;                    /* enum wf_kind */
	uint8_t extent, furniture_mode, dense, owned, reserved[3];
	char entry[WF_ID_HEX + 1], story[WF_STORY_MAX], into[WF_STORY_MAX];
	uint64_t feed, group, text_hash, title_hash, url_hash;
	int64_t t, fetched;
	int32_t rank, revision, of;
	uint32_t words, chars, n_windows, n_sketch, n_numbers, n_head, n_title, n_paragraphs;
	uint64_t body, lead;
	uint64_t window[FOLD_WINDOWS];
	uint32_t sketch[FOLD_SKETCH], number[FOLD_NUMBERS], head[FOLD_HEAD], title[FOLD_TITLE];
	uint64_t map[FOLD_MAP_WORDS];
	uint64_t paragraph[FOLD_PARAGRAPHS];
	uint32_t paragraph_at[FOLD_PARAGRAPHS]; /* its index in the text, and flags */
	uint32_t agency, slack[9];       /* agency: a bit each of the table, 0 none */
};

#define FOLD_RECORD_VERSION 1u

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
 * left the live window (else NULL: the fold remembers). `now` is the time that
 * decision lines carry. An entry whose id, title and text are those of a live one
 * yields no line. 0, or -1 and `why` (out of memory, or the receiver's). */
struct fold_put {
	const struct wf_entry *entry;
	const struct wf_line *prior;
	int64_t now;
	fold_line_fn *line;
	void *ctx;
};
int fold_put(struct fold *f, const struct fold_put *put, struct why *why);

/* The record of a line that fold_put has just handed out (call it inside the
 * receiver), or that fold_replay has just taken. 0, or -1 when the line is not
 * the latest. */
int fold_record(const struct fold *f, const struct wf_line *line, struct fold_record *r);

/* Takes a line as it was decided (from the journal), deciding nothing: the state
 * becomes what it was behind that line. For rebuilding index/. 0, -1 and `why`. */
int fold_replay(struct fold *f, const struct wf_line *line, struct why *why);

/* The same from a record. A record that does not add up is refused: -1 and `why`. */
int fold_restore(struct fold *f, const struct fold_record *r, struct why *why);

/* Moves the arrival clock: what is past its window leaves. */
void fold_clock(struct fold *f, int64_t now);

/* Live entries and stories, for reports. */
size_t fold_live(const struct fold *f);

#endif
