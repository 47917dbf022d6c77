/* store_rename: feeds that are called otherwise than they were (store.h). */
#ifndef STORE_STORE_RENAME_H
#define STORE_STORE_RENAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "wirefold.h"

struct store;

/* From now on a feed is called `to`. Its entries are those whose key (or feed, where they have none)
 * is `key`. Writes batches of its own, one line for each story that has an entry of it, then one
 * for the feed. How many of both there are goes to entries and stories. 0, or -1 and `why`. */
struct store_rename {
	const char *key, *from, *to;
	int64_t now;
	size_t entries, stories;
};
int store_rename(struct store *s, struct store_rename *r, struct why *why);
/* How many lines of entries have that key. */
int store_entries(struct store *s, const char *key, size_t *n, struct why *why);
/* The lines by which feeds got other names, behind seq `after`. */
typedef int store_rename_fn(void *ctx, const struct wf_line *line);
int store_renames(struct store *s, int64_t after, store_rename_fn *fn, void *ctx, struct why *why);

#endif
