/* store: the archive, as the front sees it. The journal is the truth; stories/ and
 * index/ are made from it (DESIGN section 4). One writer, under a lock; readers
 * take none. After a -1 from a writing call close the store: the batch is gone, what
 * was committed before stands, and the next store_open heals the rest.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"
#include "store/changes.h"
#include "store/item.h"
#include "store/store_destroy.h"
#include "store/store_rename.h"
#include "wirefold.h"

struct store;

/* Opens DIR. `create` makes it if it is missing or empty; `write` takes the lock and
 * recovers: cuts a torn tail, completes index/ and the stories of committed lines.
 * 0; 1 when another run holds the lock; -1 and `why`. */
struct store_options {
	const char *dir;
	int create, write;
};
int store_open(struct store **s, const struct store_options *o, struct why *why);
void store_close(struct store *s);
/* Seconds since the lock at `dir` was taken, -1 unknown. */
int64_t store_lock_age(const char *dir, int64_t now);

/* The name of a network's file system that the archive lies on (writers), or NULL: there
 * flock and rename may not hold between hosts. */
const char *store_remote(const struct store *s);

/* Last committed seq; 0 in an empty archive. */
int64_t store_seq(const struct store *s);
/* UTC time of the newest committed batch, or the start of the newest day if that is later;
 * or TIME_NONE. */
int64_t store_newest_time(const struct store *s);

/* What is known of an entry id. `id` goes in; found: 1 when it was seen; gone: 1 when its text was
 * redacted or pruned, and is not to come back; then text and page (store_text and store_page of its
 * newest line), where that line stands, and its story now. */
struct store_known {
	const char *id;
	int found, gone;
	int64_t seq;
	uint64_t text, page;
	uint32_t day, length;
	uint64_t offset;
	char story[WF_STORY_MAX];
};
int store_known(struct store *s, struct store_known *q, size_t n, struct why *why);
/* The hash of the feed's title and text that `text` is compared with, and of a page's text in
 * place of the feed's (0: it is the feed's); 0 when out of memory. */
uint64_t store_text(const struct wf_entry *e);
uint64_t store_page(const struct wf_entry *e);
/* The entry id: 16 hex of SHA-256(feed key, NUL, id). 0, or -1 when out of memory. */
int store_entry_id(const char *feed, const char *id, char to[static WF_ID_HEX + 1]);
/* The SHA-256 of a body, in 64 hex digits. */
#define STORE_DIGEST 65
int store_digest(const void *p, size_t n, char to[static STORE_DIGEST]);
/* The line that `k` found, read into the arena. */
int store_line(struct store *s, const struct store_known *k, struct arena *a, struct wf_line *line,
    struct why *why);

/* A batch. store_next is the seq that the next store_put takes; `record` are the bytes of
 * the fold record, always of the same size, or NULL. */
int store_begin(struct store *s, int64_t now, struct why *why);
int64_t store_next(const struct store *s);
int store_put(struct store *s, const struct wf_line *line, const void *record, size_t size,
    struct why *why);
int store_commit(struct store *s, struct why *why);
/* Makes the last batches' files durable and says so; call once at the end of a run. */
int store_finish(struct store *s, struct why *why);

/* Hands out the fold's memory since `day`: a record of `size` bytes for each line, or,
 * where index/ has none, the line itself, for which `replay` makes the record. Of the days
 * before come the lines that outlast theirs: rules for paragraphs, holds. */
struct store_fold {
	uint32_t day;
	size_t size;
	int (*restore)(void *ctx, const void *record, struct why *why);
	int (*replay)(void *ctx, const struct wf_line *line, void *record, struct why *why);
	void *ctx;
};
int store_fold(struct store *s, const struct store_fold *f, struct why *why);

/* A file of state/, whole. store_state_read: 0, 1 when it is not there, -1. */
int store_state_read(struct store *s, const char *name, struct buf *b, struct why *why);
int store_state_write(struct store *s, const char *name, const struct buf *b, struct why *why);

/* Story ids, newest first, until the callback returns non-zero. */
typedef int store_story_fn(void *ctx, const char *id);
int store_stories(struct store *s, store_story_fn *fn, void *ctx, struct why *why);
/* The one story whose id starts with `prefix`, merged ids followed. 0; 1 none; 2 several; -1. */
int store_find(struct store *s, const char *prefix, char id[static WF_STORY_MAX], struct why *why);
/* The story file's bytes, and its path below the archive. 0; 1 not there; -1. */
int store_story(struct store *s, const char *id, struct buf *b, struct why *why);
#define STORE_PATH 64
void store_story_path(const char *id, char to[static STORE_PATH]);

/* Who waits for verify or rebuild: `done` of `all`, in units of their own, now and then. */
typedef void store_progress_fn(void *ctx, const char *what, uint64_t done, uint64_t all);
void store_progress(struct store *s, store_progress_fn *fn, void *ctx);

/* The story's entries in the order in which they joined, each by its newest line with what the
 * story hides of it; until the callback returns non-zero. Lent for the call. */
struct store_member {
	const struct wf_line *line;
	int kept, withdrawn;
};
typedef int store_member_fn(void *ctx, const struct store_member *m);
int store_members(struct store *s, const char *id, store_member_fn *fn, void *ctx, struct why *why);

/* The newest line of each copy and version that was folded since `day` (yyyymmdd), in seq order:
 * where it stands, for store_line; until the callback returns non-zero. */
typedef int store_fold_fn(void *ctx, const struct store_known *k);
int store_folds(struct store *s, uint32_t day, store_fold_fn *fn, void *ctx, struct why *why);

/* The lines with the texts that the story's entries opened it with or replaced it by, copies left
 * out, in seq order; until the callback returns non-zero (negative: -1). */
int store_versions(struct store *s, const char *id, store_fold_fn *fn, void *ctx, struct why *why);

/* Checks everything against the journal; each finding is one line. `quick` leaves the
 * stories out. How many findings goes to *found. 0, or -1 when it could not go on. */
typedef void store_finding_fn(void *ctx, const char *text);
struct store_verify {
	int quick;
	store_finding_fn *finding;
	void *ctx;
	size_t found, lines, stories;
	size_t record_size;           /* of the fold's records; 0: those are not looked into */
};
int store_verify(struct store *s, struct store_verify *v, struct why *why);

/* Makes index/ and stories/ again. The fold records come with the next store_fold. */
int store_rebuild(struct store *s, size_t *stories, struct why *why);

#endif
