/* store_destroy: what takes lines out of an archive: redaction and pruning. Part of store/store.h.
 *
 * What a -1 leaves half done the next store_open for writing ends.
 */
#ifndef STORE_STORE_DESTROY_H
#define STORE_STORE_DESTROY_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"

struct store;

/* Destroys the texts of a story (`story`, a whole id: of all its entries, copies too), or of the
 * entries of a feed that came before a time (`feed`, `before`): in the journal, index/, stories/
 * and what recoveries saved. What else a story has stays; one that has nothing left is a tombstone.
 * `why` is a line of at most 200 bytes. No batch may be open. How many lines and stories: `lines`,
 * `stories`. 0; 1 there is nothing to destroy; -1: what was begun the next store_open ends. */
struct store_redact {
	const char *story, *feed, *why;
	int64_t before, now;
	int dry;                      /* only count */
	int wipe;                     /* write over all free space of the file system, too */
	size_t lines, stories;
};
int store_redact(struct store *s, struct store_redact *r, struct why *why);

/* Puts stubs in the place of old days (DESIGN section 4): of stories in which nothing happened for as
 * long as `keep` says of any of their feeds (seconds; 0: for ever), only ids stay. `shortest` is the
 * least that it may say. `floor` is the oldest day that the fold looks back to; it and later ones
 * stay whole. `keep_text` leaves the files
 * of the stories; `dry` only counts. No batch may be open. 0, or -1: what was begun the next
 * store_open ends. */
typedef int64_t store_keep_fn(void *ctx, const char *feed);
struct store_prune {
	store_keep_fn *keep;
	void *ctx;
	int64_t now, shortest;
	uint32_t floor;
	int keep_text, dry;
	size_t days, lines, stories;  /* days that change; lines and story files that go */
	uint64_t bytes;               /* that it frees */
};
int store_prune(struct store *s, struct store_prune *p, struct why *why);

#endif
