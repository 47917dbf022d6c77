/* pages: entries whose page is still to come, in state/pages.jsonl; and those whose feed says other
 * words of a page that is as it was, so that it is not asked for at each poll.
 *
 * An entry is written here before it is committed with the feed's text, and leaves after its page's
 * text is committed, or after PAGES_TRIES failures. One that is here and was never committed is of
 * no use and does no harm: its page is no news of anything.
 */
#ifndef FRONT_PAGES_H
#define FRONT_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/why.h"
#include "store/store.h"
#include "wirefold.h"

#define PAGES_TRIES 3        /* failures after which a page is given up */
#define PAGES_AGAIN 900      /* s before the first other try; four times as much before the next */
#define PAGES_MAX 100000     /* entries that wait; the rest keeps the feed's text for good */

struct pages_entry {
	const char *feed;                /* its name */
	char id[WF_ID_HEX + 1];          /* entry id */
	char feed_text[WF_ID_HEX + 1];   /* as wf_entry has it */
	int64_t tries, next;             /* s UTC */
	int settled;                     /* the page was as before; until `next` */
	int due, gone;                   /* in this run; it waits no more */
};

struct pages {
	struct arena arena;
	struct pages_entry *p;
	size_t n, cap;
	int changed;
};

/* From and to state/. What cannot be read is dropped. 0, or -1 and `why`. */
int pages_load(struct pages *t, struct store *store, struct why *why);
int pages_save(struct pages *t, struct store *store, struct why *why);
void pages_clear(struct pages *t);

/* The entry waits from now on; `tried`: its page has failed once. 0, or -1 when out of memory. */
int pages_put(struct pages *t, const struct wf_entry *e, int tried, int64_t now);

/* A try for the i-th failed, or, not `tried`, its turn did not come in this run; it waits no more; nor does any under that id, as its text is another one
 * now. */
void pages_failed(struct pages *t, size_t i, int tried, int64_t now);
void pages_gone(struct pages *t, size_t i);
void pages_drop(struct pages *t, const char *id);

/* The page of an entry with the words that it has now was as before; was it? 0, or -1 when out of
 * memory. */
#define PAGES_SETTLED_S (30 * (int64_t)86400)
int pages_settle(struct pages *t, const struct wf_entry *e, int64_t now);
int pages_settled(const struct pages *t, const struct wf_entry *e);

/* How many entries of the feed wait. */
size_t pages_count(const struct pages *t, const char *feed);

#endif
