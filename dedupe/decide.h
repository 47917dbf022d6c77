/* decide: which story an entry belongs to, and which stories it shows to be one
 * (DESIGN 5.3 to 5.5). Changes nothing but scratch. */
#ifndef DEDUPE_DECIDE_H
#define DEDUPE_DECIDE_H

#include "dedupe/match.h"
#include "dedupe/state.h"

#define DECIDE_MERGES 8 /* stories that one entry may join together */

struct decision {
	struct story *story;       /* NULL: a new one */
	struct entry *near;        /* the member it matched best; NULL */
	struct match match;        /* with near; of no meaning without */
	struct story *merge[DECIDE_MERGES]; /* others that are the same story */
	size_t n_merge;
	int roundup;               /* it holds parts of several stories */
};

/* For the entry in f->rec and f->fx. `home` is the story it must go to, as a version
 * of the entry `prev`; NULL when it is free. */
void decide_entry(struct fold *f, struct story *home, struct entry *prev, struct decision *d);

#endif
