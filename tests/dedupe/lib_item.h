/* lib_item: a JSON Feed item as a struct wf_entry, and lines as JSON, for tests. */
#ifndef TESTS_DEDUPE_LIB_ITEM_H
#define TESTS_DEDUPE_LIB_ITEM_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "dedupe/fold.h"

struct item {
	struct wf_entry entry; /* its strings live until the next read */
	const char *tag[8];
	struct wf_pair slug;
	struct arena arena;
	char want[200];        /* _wirefold.want, for the cases */
	char then[200];        /* _wirefold.then: decisions behind it */
	char why[400];         /* _wirefold.why */
	char word[120];        /* _wirefold.word: an editor's, in place of an item */
};

void item_init(struct item *it);
void item_clear(struct item *it);

/* Reads one item: id, url, title, content_text, date_published, tags; _wirefold.feed, group,
 * owner, fetched, rank, excerpt, backlog, tz, slug, hold_suspected, want, then, why, word. 0
 * or -1. */
int item_read(struct item *it, const char *p, size_t n);

/* Appends one line of the fold as JSON; prints it. */
void item_line(struct buf *b, const struct wf_line *l);
void item_print(FILE *to, const struct wf_line *l);

/* The kind's name. */
const char *item_kind(enum wf_kind kind);

#endif
