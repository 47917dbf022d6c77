/* lines: from f->rec to the journal line that says it, and to the receiver. */
#ifndef DEDUPE_LINES_H
#define DEDUPE_LINES_H

#include "dedupe/decide.h"
#include "dedupe/state.h"

#define LINES_FLAGS 8

/* What an entry's line says besides its record. */
struct lines_more {
	const struct decision *d;          /* NULL: nothing matched */
	const char *rule;                  /* over d's */
	const char *note;
	const char *flag[LINES_FLAGS];
	size_t n_flags;
};

/* Applies f->rec, an entry's, and hands its line out. 0, or -1 and `why` (out of memory, or
 * the receiver's). */
int lines_put(struct fold *f, const struct fold_put *put, const struct lines_more *more,
    struct why *why);

/* A decision; what is NULL or 0 is not said. */
struct lines_say {
	enum wf_kind kind;
	const char *story, *into, *entry, *rule, *note, *feed, *flag;
	int64_t until;
	uint64_t paragraph;
	int drop;                          /* furniture: is some */
};
/* Fills f->rec with it, then as lines_put. put->entry is not looked at. */
int lines_say(struct fold *f, const struct fold_put *put, const struct lines_say *say,
    struct why *why);

/* A clean line for each live entry whose hidden paragraphs are others now, because
 * f->changed are furniture or no longer. */
int lines_clean(struct fold *f, const struct fold_put *put, struct why *why);

/* The extent of that name (RECORD_FULL when unknown). */
unsigned lines_extent(const char *name);

#endif
