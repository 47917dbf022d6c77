/* prune: the second half of pruning, when the batch that says so is committed: stubs take the place
 * of days, and the files of stories that are no more go (DESIGN section 4). */
#ifndef STORE_PRUNE_H
#define STORE_PRUNE_H

#include "store/job.h"

struct store;

#define PRUNE_NEW ".stub.new" /* a day's stub before it takes the day's place */

/* Puts the stubs of the job's days in their place, makes index/ of those days again, removes the
 * files of its stories. Whatever of it is done already is left. 0, or -1 and `why`. */
int prune_finish(struct store *s, const struct job *job, struct why *why);

/* The batch never came: the stubs that were made ready go. 0, or -1 and `why`. */
int prune_drop(struct store *s, const struct job *job, struct why *why);

#endif
