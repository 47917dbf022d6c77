/* journal: the append-only day files that are the truth (wirefold-archive(5)).
 *
 * A batch is lines, a commit line and one fdatasync. What no valid commit line
 * ends was never acknowledged: readers stop before it, the writer cuts it off.
 * Every line of the file, day and commit lines too, has the next `seq`.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"
#include "store/sha256.h"
#include "store/root.h"

#define JOURNAL_FORMAT 1
#define JOURNAL_LINE_MAX ((size_t)24 << 20) /* bytes of one line; above it the entry is refused */
#define JOURNAL_BATCH_MAX ((size_t)256 << 20) /* bytes of one batch in memory */

struct journal {
	struct root *root;
	uint32_t *days;               /* yyyymmdd, ascending */
	unsigned char *sound;         /* of each day: its .ids was looked into by this process */
	size_t n_days;
	int64_t acknowledged;         /* seq up to which index/ held all when it was opened; 0 unknown */
	int64_t seq;                  /* of the last committed line; 0 in an empty archive */
	char prev[SHA256_HEX + 1];      /* of the last commit line; zeros in an empty archive */
	/* The batch that is open. */
	struct buf batch, digests;
	uint32_t day;
	int64_t time, batch_seq, lines;
	uint64_t end;                 /* bytes of the day file before the batch */
	int fresh;                    /* the day file is not there yet */
};

struct journal_at {
	uint32_t day;
	uint32_t length;              /* without LF */
	uint64_t offset;
	int64_t seq;                  /* that the line there must have; 0: not looked at */
};

/* The last batch that is known to be acknowledged: what is missing or broken at or below
 * it is damage, not a torn tail. */
struct journal_mark {
	int64_t seq;                  /* of its commit line; 0: none */
	char commit[SHA256_HEX + 1];  /* hash of that line; "" unknown */
};

/* Lists the days. With `write`, recovers behind `acknowledged`; at or before it nothing is
 * touched. 0, or -1 and `why`. */
int journal_open(struct journal *j, struct root *root, int write, const struct journal_mark *acknowledged,
    struct why *why);
void journal_close(struct journal *j);

/* What journal_open does for a writer: finds the last good commit, saves aside bytes
 * behind it that look like more than an unfinished write (DAY.jsonl.cut-BYTE), cuts them
 * off, makes what `acknowledged` does not vouch for durable. 0, or -1 and `why`. */
int journal_recover(struct journal *j, const struct journal_mark *acknowledged, struct why *why);

/* Starts a batch at wall time `now`: the day is that of `now`, or the newest existing
 * one if that is later. Nothing is written yet. */
int journal_begin(struct journal *j, int64_t now, struct why *why);

/* The seq that the next journal_put takes. */
int64_t journal_next(const struct journal *j);

/* Adds one line (without LF, `seq` of journal_next inside). Where it will stand goes
 * to `at`. 0, or -1 and `why`. */
int journal_put(struct journal *j, const struct buf *line, struct journal_at *at, struct why *why);

/* Commits: writes the batch and its commit line, one fdatasync. On -1 nothing of the
 * batch counts and the journal must be closed: a failed sync is never tried again. */
int journal_commit(struct journal *j, struct why *why);
void journal_drop(struct journal *j);

/* Reading a day: its committed bytes, mapped. */
struct journal_day {
	char *p;
	size_t n;                     /* committed bytes */
	size_t map;                   /* mapped bytes */
	size_t at;                    /* where journal_line goes on */
	uint32_t day;
};
int journal_map(const struct journal *j, uint32_t day, struct journal_day *d, struct why *why);
void journal_unmap(struct journal_day *d);
/* The next line, without LF. 1, 0 at the end. */
int journal_line(struct journal_day *d, const char **p, size_t *n, struct journal_at *at);
/* One line into `b` (reset first), wherever it stands. The day may have been written anew
 * (prune, redact) since `at` was learned: with a seq in it the line is then looked for. 0; 1 when
 * it was pruned, which only a reader may meet; -1 and `why`. */
int journal_read(const struct journal *j, const struct journal_at *at, struct buf *b, struct why *why);

/* A line about the file and no entry or decision: 'd' day, 'c' commit, 'p' pruned; 'r' what
 * stands for a line that was redacted; or 0. */
int journal_kind(const char *p, size_t n);
/* The seq of any line, 0 when it has none. */
int64_t journal_seq(const char *p, size_t n);
/* What a commit line says. 0, or -1 when it is none. */
struct journal_commit {
	int64_t seq, lines;
	char sha256[SHA256_HEX + 1], prev[SHA256_HEX + 1];
};
int journal_commit_read(const char *p, size_t n, struct journal_commit *c);
/* What the second line of a stub says of those between it and the last: `lines`, `sha256`. 0, or -1
 * when the day has none. */
int journal_pruned(const struct journal_day *d, struct journal_commit *c);
/* The bytes of p up to the end of its last whole commit line: 0 when there is none. */
size_t journal_committed(const char *p, size_t n);
/* The digest of a line; of a redacted one that of what stood there. */
int journal_digest(const char *p, size_t n, unsigned char to[static SHA256_BYTES]);

/* The stub that takes a pruned day's place. While both are there the whole day counts. */
#define JOURNAL_STUB ".stub.jsonl"
/* Whether the day is a stub; -1 when neither file is there. */
int journal_is_stub(const struct journal *j, uint32_t day);

/* "2026-11-24" of 20261124, and back (0 when it is none). */
#define JOURNAL_DAY_NAME 11
void journal_day_name(uint32_t day, char to[static JOURNAL_DAY_NAME]);
/* The same with ".jsonl", ".ids" or ".idx" behind it: a day's file. */
#define JOURNAL_FILE 32
void journal_file(uint32_t day, const char *suffix, char to[static JOURNAL_FILE]);
uint32_t journal_day_of(const char *name);

#endif
