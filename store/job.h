/* job: what prune or redact has set out to do (state/job). It is written down before the batch
 * that says so is committed; whoever holds the lock next finishes it if the batch is there, and
 * forgets it if not: a run that died leaves nothing half destroyed.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"
#include "store/lines.h"
#include "store/root.h"

struct store;

enum job_kind { JOB_NONE, JOB_PRUNE, JOB_REDACT };

/* A line that is to be destroyed, or (seq 0) a day that its stub takes the place of. */
struct job_line {
	uint32_t day;
	int64_t seq;
	uint64_t entry;       /* 0: the line is of none */
};

#define JOB_WHY 201 /* bytes of a reason, with the NUL */

struct job {
	enum job_kind kind;
	int64_t seq;          /* the last line before the batch that says so */
	char why[JOB_WHY];    /* redact: one line of UTF-8 */
	struct buf lines;     /* struct job_line */
	struct buf stories;   /* struct lines_key: redact: to be made again; prune: to be removed */
};

void job_init(struct job *j, enum job_kind kind);
void job_clear(struct job *j);
/* Each 0, or -1 when out of memory. */
int job_line(struct job *j, uint32_t day, int64_t seq, uint64_t entry);
int job_story(struct job *j, struct lines_key key);
/* The n lines, the n stories. */
struct job_line *job_lines(const struct job *j, size_t *n);
struct lines_key *job_stories(const struct job *j, size_t *n);

/* Writes it down, durably. 0, or -1 and `why`. */
int job_write(struct root *root, const struct job *j, struct why *why);

/* Does what is written down, if its batch is committed, and removes it. For the holder of the
 * lock, with no batch open. 0, or -1 and `why`. */
int job_finish(struct store *s, struct why *why);

#endif
