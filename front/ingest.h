/* ingest: entries into the archive: known ones out, the rest folded and journalled, a
 * batch at a time.
 */
#ifndef FRONT_INGEST_H
#define FRONT_INGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "dedupe/fold.h"
#include "store/store.h"
#include "wirefold.h"

struct ingest_counts {
	size_t entries;      /* put in */
	size_t known;        /* of them unchanged since they were last seen */
	size_t fresh;        /* of them journalled */
	size_t stories, copies, versions, notices, merges, kills;
};

struct ingest {
	struct store *store;
	struct fold *fold;   /* NULL until the first new entry asks for it */
	struct few *few;     /* while few new entries are joined in reverse */
	int partial;         /* the fold is for one batch: it has what that can ask for */
	int joined;          /* batches that had such a one */
	int64_t window;      /* s */
	int64_t now;         /* the clock of the run, seconds UTC */
	int no_fold;
	int keep_order;      /* decide in the order given, not by time */
	struct ingest_counts counts;
};

void ingest_init(struct ingest *in, struct store *store, int64_t window);
void ingest_clear(struct ingest *in);

/* Puts in a batch and commits it; entries have feed, guid and all that the front sets, but
 * for the id, which is made here. They are put into the order in which they are decided:
 * by time, then as they came. When `fresh` is not NULL, fresh[i] counts what was new of the
 * entries with tag i (see ingest_entry). 0, or -1 and `why`: then close the store. */
struct ingest_entry {
	struct wf_entry *e;
	size_t feed;         /* the caller's number of its feed */
	int late;            /* a page's text, of an entry that is known: no news unless it still has
	                      * the feed's text that the page was asked for with */
};
int ingest_batch(struct ingest *in, struct ingest_entry *entries, size_t n, size_t *fresh,
    struct why *why);

/* Releases what was held until a time that is past by in->now. Costs a look at a small file of
 * state/ when there is nothing of the kind. 0, or -1 and `why`. */
int ingest_due(struct ingest *in, struct why *why);

/* An editor's word, as a batch of its own; `now`, `line` and `ctx` are set here. 0, 1 and `why`
 * when it cannot be (nothing was written), or -1 and `why`. */
int ingest_word(struct ingest *in, struct fold_word *w, struct why *why);

/* The oldest day (yyyymmdd) that the fold looks back to at that time. */
uint32_t ingest_first_day(int64_t now);

/* The fold's memory, loaded from the archive. For commands that only look. */
int ingest_fold(struct ingest *in, struct why *why);

#endif
