/* place: puts an entry where it belongs and hands out the lines that say so. */
#ifndef DEDUPE_PLACE_H
#define DEDUPE_PLACE_H

#include "dedupe/state.h"

/* As fold_put. */
int place_put(struct fold *f, const struct fold_put *put, struct why *why);

/* What a record says of its entry's story behind its line; st is NULL for a new one. */
void place_belong(struct fold_record *r, const struct story *st);

/* Flags that any entry may have: backlog, future-date, what became of its page. */
struct lines_more;
void place_flags(const struct wf_entry *e, struct lines_more *m);

/* Chooses the story's kept copy again, and says so if it is another. 0, or -1 and `why`. */
int place_keep(struct fold *f, const struct fold_put *put, const char *id, struct why *why);

/* Writes a free id for the story that the record's entry opens to r->story. */
void place_new_id(const struct fold *f, struct fold_record *r);

#endif
