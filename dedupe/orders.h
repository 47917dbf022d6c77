/* orders: carries out what notices say: kills, holds, releases, corrections without text, and
 * texts that were taken off the web. */
#ifndef DEDUPE_ORDERS_H
#define DEDUPE_ORDERS_H

#include "dedupe/lines.h"
#include "dedupe/state.h"

/* The entry in f->rec, if it is a notice; `prev` is the version before, or NULL. 0 when it was
 * one and its lines are out, 1 when it was none, -1 and `why`. */
int orders_put(struct fold *f, const struct fold_put *put, struct entry *prev, struct why *why);

/* The text of `prev` is gone. The owner's word kills the story; any other feed takes
 * back its own copy. As orders_put. */
int orders_removed(struct fold *f, const struct fold_put *put, struct entry *prev, struct why *why);

#endif
