/* redact: the second half of a redaction, when its lines are committed: texts leave the journal,
 * index/ and the stories (DESIGN section 4). */
#ifndef STORE_REDACT_H
#define STORE_REDACT_H

#include "store/job.h"

struct store;

/* Puts a mark for each of the job's lines, makes index/ of those days again, then the job's
 * stories, and writes over what they held. Whatever of it is done already is left. 0, or -1 and
 * `why`. */
int redact_finish(struct store *s, const struct job *job, struct why *why);

#endif
