/* place: puts an entry where it belongs and hands out the lines that say so. */
#ifndef DEDUPE_PLACE_H
#define DEDUPE_PLACE_H

#include "dedupe/state.h"

/* As fold_put. */
int place_put(struct fold *f, const struct fold_put *put, struct why *why);

/* What a record says of its entry's story behind its line; st is NULL for a new one. */
void place_belong(struct fold_record *r, const struct story *st);

#endif
