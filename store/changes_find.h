/* changes_find: where a seq is in the journal; for changes.c. */
#ifndef STORE_CHANGES_FIND_H
#define STORE_CHANGES_FIND_H

#include "store/changes.h"
#include "store/lines.h"

/* The newest day that begins at or before `seq`, or the first; by its place among the days. */
int changes_find_day(struct store *s, int64_t seq, size_t *day, struct why *why);

/* The line of a record, into `b`. */
int changes_find_line(struct store *s, const struct lines_record *r, uint32_t day, struct buf *b,
    struct why *why);

#endif
