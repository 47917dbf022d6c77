/* state: the inside of struct fold, and the only function that changes it.
 *
 * Every line has a record, and the state behind a line is a function of the
 * records up to it: fold_put decides, writes the record and applies it;
 * fold_restore applies it alone. So a fold that was restored decides as one that
 * never stopped.
 */
#ifndef DEDUPE_STATE_H
#define DEDUPE_STATE_H

#include "dedupe/credit.h"
#include "dedupe/embargo.h"
#include "dedupe/features.h"
#include "dedupe/fold.h"
#include "dedupe/furniture.h"
#include "dedupe/gone.h"
#include "dedupe/near.h"
#include "dedupe/phrases.h"
#include "dedupe/pool.h"
#include "dedupe/stories.h"
#include "dedupe/text.h"
#include "dedupe/window.h"

#define STATE_HITS 1024       /* fingerprints of one search */
#define STATE_CANDIDATES 512  /* entries that one entry is compared with */

/* A story that is held until a time, under the name that it has now. */
struct state_pending {
	char story[WF_STORY_MAX];
	int64_t until;
};

struct fold {
	struct fold_options options;
	struct pool *entries;        /* their memory */
	struct window *window;
	struct near *near;
	struct stories *stories;
	struct past *past;
	struct gone *gone;
	struct phrases *phrases;
	int64_t clock;               /* arrival clock; TIME_NONE before the first */
	int64_t last_t;              /* of the line before */
	struct state_pending *pending;
	size_t n_pending, cap_pending;
	int64_t next_due;            /* the smallest `until` of them; INT64_MAX without */
	/* The entry being decided. */
	struct text text;
	struct features fx;
	struct fold_record rec;      /* of the latest line */
	int late;                    /* its text is a page's, in place of the feed's that came first */
	const struct wf_line *latest; /* whose record it is */
	struct past_feed *feed;  /* where its paragraphs went, and their number */
	uint32_t number;              /* in its feed's past */
	uint64_t changed[FURNITURE_CHANGES]; /* paragraphs it made furniture, or not */
	size_t n_changed;
	uint32_t agencies;
	struct embargo embargo;
	uint32_t stamp;
	uint32_t hits[STATE_HITS];
	struct entry *candidate[STATE_CANDIDATES];
};

/* Makes and frees all of it. NULL when out of memory. */
struct fold *state_new(const struct fold_options *options);
void state_free(struct fold *f);

/* Applies f->rec, an entry's or a decision's. For an entry line its paragraphs are in
 * f->feed already (f->number). The guid is kept if there is a leave callback. 0, or -1
 * and `why` when out of memory. */
int state_apply(struct fold *f, const char *guid, struct why *why);

/* Before a record is applied: an entry's paragraphs go where they went when it was decided. 0, or
 * -1 when out of memory. */
int state_paragraphs(struct fold *f, const struct fold_record *r);

/* The newest live entry of that id; NULL. */
struct entry *state_entry(const struct fold *f, const char *id);

/* Before an entry: the clock moves to its arrival, and there is room for one more. */
void state_begin(struct fold *f, int64_t fetched);

/* Moves the arrival clock forward; entries past their window leave. */
void state_clock(struct fold *f, int64_t now);

#endif
