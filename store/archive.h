/* archive: what store.c, verify and rebuild share of an open archive. */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "store/journal.h"
#include "store/lines.h"
#include "store/publish.h"
#include "store/root.h"
#include "store/store.h"

#define ARCHIVE_CHUNK 4096 /* stories replayed at once by rebuild and verify */

struct store {
	struct root root;
	struct journal j;
	struct journal_mark applied; /* stories/ holds all lines up to there, durably */
	int unsynced;
	struct buf line;           /* the one that is being put */
	struct buf lines, records; /* of the open batch, for index/ */
	size_t record_size;
	struct publish_set touched;
	store_progress_fn *progress;
	void *progress_ctx;
};

/* Tells how far the k-th of n pieces of the i-th day is. */
void archive_progress(const struct store *s, const char *what, size_t i, uint64_t k, uint64_t n);

/* The kind of a day's fold records of `size` bytes each, a seq before each. */
struct fixed_kind archive_record_kind(size_t size);

/* index/applied: the mark behind which stories/ may lag, and all behind which is damage if
 * it is not there. Read: 0 when it is missing. */
int archive_read_applied(struct store *s, struct why *why);
int archive_write_applied(struct store *s, struct why *why);

/* Reads the line at `at` into the arena. 0, or -1 and `why`, also when it has just been pruned. */
int archive_line(const struct store *s, struct journal_at at, struct arena *a, struct wf_line *line,
    struct why *why);

/* Commits the open batch, and appends to index/; the stories are the caller's. */
int archive_commit(struct store *s, struct why *why);

/* After journal_open for writing: index/ and stories/ catch up with the journal. */
int archive_recover(struct store *s, struct why *why);

/* Makes the day's directory of lines again, when the day was written anew; the fold's records of it
 * come with the next store_fold. */
int archive_index_again(struct store *s, uint32_t day, struct why *why);

/* Calls fn for every story since seq `after` was written, in chunks of sets. */
typedef int archive_chunk_fn(struct store *s, const struct publish_set *set, void *ctx,
    struct why *why);
int archive_chunks(struct store *s, int64_t after, archive_chunk_fn *fn, void *ctx, struct why *why);

/* Such a function: publishes the chunk, adds how many files changed to the size_t at ctx. */
int archive_publish(struct store *s, const struct publish_set *set, void *ctx, struct why *why);

#endif
