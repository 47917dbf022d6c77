/* few: joins a few new entries in reverse. The records of 31 days are read, some times over, and only those
 * become live entries that a decision about the new ones can ask for; the fold that comes of it
 * decides as one that has all of them. Enters the front by fold.h.
 *
 * For each of the passes all records go to few_restore, in order, then few_end:
 *
 *	few_want, each entry
 *	pass; fold_put to few_fold, each entry, in order, each line to few_ask
 *	while few_next: pass
 *	few_take, which gives the fold
 */
#ifndef DEDUPE_FEW_H
#define DEDUPE_FEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "wirefold.h"

struct few;
struct fold;
struct fold_options;
struct fold_record;

/* Of the options, the window. NULL when out of memory. */
struct few *few_new(const struct fold_options *options);
void few_free(struct few *x);

/* An entry that will be put; `story` is that of its prior line, or "". 0; 1 when it may ask for any
 * story at all, as a notice does: then it takes a fold of all records; -1 when out of memory. */
int few_want(struct few *x, const struct wf_entry *e, const char *story);

/* The fold of the pass: it forgets what is decided with it. */
struct fold *few_fold(struct few *x);
/* A line that it has handed out. 0, or -1 when out of memory. */
int few_ask(struct few *x, const struct wf_line *line);

/* A pass is over, and it is now (TIME_NONE: as late as the last came). 0, or -1 and `why`. */
int few_end(struct few *x, int64_t now, struct why *why);

/* 1 when another pass is to come, 0 when none is, -1 when out of memory. */
int few_next(struct few *x);

/* The next record of a pass; a line without one, as fold_replay. 0, or -1 and `why`: an entry's
 * record is missing or does not add up, or memory is out. */
int few_restore(struct few *x, const struct fold_record *r, struct why *why);
int few_replay(struct few *x, const struct wf_line *line, struct why *why);

/* The fold, the caller's from here on. */
struct fold *few_take(struct few *x);

#endif
