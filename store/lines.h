/* lines: the directory of the journal: for each line where it stands, which entry
 * and story it is about. One `.ids` file a day; derived.
 */
#ifndef STORE_LINES_H
#define STORE_LINES_H

#include "store/fixed.h"
#include "store/journal.h"
#include "wirefold.h"

/* A story id in 12 bytes: its day, and the hex behind it as a number. */
struct lines_key {
	uint32_t day;   /* yyyymmdd; LINES_LONG set where the hex has 16 digits */
	uint64_t hash;
};
#define LINES_LONG 0x80000000u

struct lines_record {
	int64_t seq;
	uint64_t offset;
	uint64_t entry;           /* the entry id as a number; 0: none */
	uint64_t text;            /* of the feed's title and text, see lines_text; 0: redacted; entry lines */
	uint64_t story;
	uint64_t into;            /* of an entry line whose text is a page's: see lines_page */
	uint32_t story_day, into_day;
	uint32_t length;
	uint32_t kind;            /* enum wf_kind */
};

extern const struct fixed_kind lines_kind;

/* Key of a story id; all zero for "" or what is none. */
struct lines_key lines_key_of(const char *story);
void lines_key_name(struct lines_key key, char to[static WF_STORY_MAX]);

/* The number of an entry id of 16 hex digits; 0 for what is none. */
uint64_t lines_entry_of(const char *id);

/* What tells a changed entry from the same one: a hash of the feed's title and text. 0 only
 * when libcrypto fails. */
uint64_t lines_text(const struct wf_entry *e);
/* The same of a text that is the page's; 0 where the text is the feed's. */
uint64_t lines_page(const struct wf_entry *e);

/* Where the line of a record of that day stands. */
struct journal_at lines_at(const struct lines_record *r, uint32_t day);

/* Is it of an entry whose text is no more, redacted or pruned? Such an id stays known. */
int lines_gone(const struct lines_record *r);

/* The record of a line that stands at `at`. */
void lines_record_of(const struct wf_line *line, const struct journal_at *at, struct lines_record *r);

/* Makes the day's file again from the journal. 0, or -1 and `why`. */
int lines_rebuild(struct journal *j, uint32_t day, struct why *why);

/* Maps the file of the i-th day. The holder of the lock looks into it once: one that is
 * missing, torn, damaged or ends elsewhere than its day is made again. 0, or -1 and `why`;
 * fixed_unmap in either case. */
int lines_map(struct journal *j, size_t i, struct fixed *f, struct why *why);

/* The k-th record of a day that is mapped. NULL and `why` when it is damaged. */
const struct lines_record *lines_get(const struct fixed *f, size_t k, uint32_t day, struct why *why);

/* The first record of a day that is mapped with a seq at or behind `seq`; f->n when there is none. 0, or
 * -1 and `why`. */
int lines_find(const struct fixed *f, int64_t seq, uint32_t day, size_t *at, struct why *why);

/* Calls fn with each record of the days from `from` to `until` (yyyymmdd), in seq order, those
 * behind `after` and none behind `last` (0: all); until it returns other than 0, which is handed on. -1 and
 * `why`. */
struct lines_range {
	uint32_t from, until;
	int64_t after, last;
};
extern const struct lines_range lines_all;
typedef int lines_each_fn(void *ctx, const struct lines_record *r, uint32_t day, struct why *why);
int lines_each(struct journal *j, const struct lines_range *range, lines_each_fn *fn, void *ctx, struct why *why);

/* Does the line open a story: as its first, or by splitting it off when no line had opened it, or
 * is it what a pruned day has of one whose file stayed? 1 with its key, or 0. */
int lines_opens(struct journal *j, const struct lines_record *r, struct lines_key *key);

#endif
