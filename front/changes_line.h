/* changes_line: an event of a story as a line of `changes`, which hooks get, too. */
#ifndef FRONT_CHANGES_LINE_H
#define FRONT_CHANGES_LINE_H

#include "base/buf.h"
#include "store/store.h"

/* Appends the line with its LF: tab-separated, or JSON. 0, or -1 as the buffer fails. */
int changes_line(struct buf *b, const struct changes_event *e, int json);

/* The last event of each story. All zero is empty. */
struct changes_line_event;
struct changes_line_latest {
	struct changes_line_event *p;
	size_t *slots;                /* 1 + its place in p, by story */
	size_t n, cap;
};
/* Keeps a copy. 0, or -1 when out of memory. */
int changes_line_keep(struct changes_line_latest *l, const struct changes_event *e);
/* In seq order, until the callback returns non-zero. */
void changes_line_each(struct changes_line_latest *l, changes_event_fn *fn, void *ctx);
void changes_line_clear(struct changes_line_latest *l);

#endif
