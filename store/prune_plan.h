/* prune_plan: which stories live on, from the directory of lines and the feeds of old entries.
 *
 * Stories that a merge or a split ties together live and go together: one is made of the
 * other's lines. A story that is withheld lives on.
 */
#ifndef STORE_PRUNE_PLAN_H
#define STORE_PRUNE_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "store/archive.h"

struct prune_plan {
	struct store *s;
	const struct store_prune *p;
	uint32_t limit;               /* days before it are looked into */
	struct prune_story *slots;    /* by key */
	size_t n, cap;
};

/* Looks at all of the archive. 0, or -1 and `why`; prune_plan_clear in either case. */
int prune_plan_make(struct prune_plan *plan, struct store *s, const struct store_prune *p, struct why *why);
void prune_plan_clear(struct prune_plan *plan);

/* Does the story live on? A zero key and one that no line is about do not. */
int prune_plan_lives(struct prune_plan *plan, struct lines_key key);

/* Is an entry that came on that day, of a feed kept for so long (seconds; 0 for ever), to stay? */
int prune_plan_young(const struct prune_plan *plan, uint32_t day, int64_t keep);

#endif
