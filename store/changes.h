/* changes: what became of stories, from the journal's lines in seq order (wirefold(1)).
 *
 * Every line that alters a story's file is an event, told as the story stood after that
 * line. All is derived by replay, so the same journal tells the same whenever it is asked.
 * Readers take no lock: what was committed when the archive was opened is what they see.
 */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"
#include "wirefold.h"

struct store;

#define CHANGES_MARK 65 /* 64 hex digits and the NUL */

/* A line about two stories (a merge, a split) is an event of each, of one seq. */
struct changes_event {
	int64_t seq, time;
	const char *what;                /* new update correct clean copy kept merge split hold ... */
	const char *story, *status;      /* of its file; or pruned: there is none */
	int revision;
	char sha256[CHANGES_MARK];       /* of the text; "-" where the file shows none */
	int backlog;                     /* of the first poll of its feed */
};

/* One story as it stands at the end of the range, or one entry of a usable story. */
struct changes_item {
	const char *story;               /* "" for an entry that no fold has seen */
	const char *file;                /* the story's file; NULL for an entry */
	const struct wf_line *line;      /* of the kept copy, or of the entry */
	const char *raw;                 /* an entry: the journal's line */
	size_t n_raw;
};

/* Not 0 ends it: behind the last event of that seq, behind the last item of what was read. */
typedef int changes_event_fn(void *ctx, const struct changes_event *e);
typedef int changes_item_fn(void *ctx, const struct changes_item *i);

struct changes {
	int64_t after;                   /* lines behind this seq; then how far it came */
	changes_event_fn *event;         /* or NULL */
	changes_item_fn *item;           /* or NULL: usable stories, each once */
	int entries;                     /* items are entries, in seq order, of usable stories */
	void *ctx;
};

/* Goes through the lines behind `after`, which moves to the last line whose events or items
 * were handed out. 0, or -1 and `why`. */
int changes_each(struct store *s, struct changes *c, struct why *why);

/* The seq before the first line of time t or later: by the names of the days, then in that day. */
int changes_since(struct store *s, int64_t t, int64_t *after, struct why *why);

/* The last line that a reader sees; 0 in an empty archive. */
int changes_last(struct store *s, int64_t *seq, struct why *why);

/* The digest of line `seq`, by which a cursor knows its archive: 0; 1 when no such line is there;
 * -1 and `why`. A redaction keeps it. *first: from which seq on a line that is not there, or is
 * another one, tells of another archive; what a pruned day had tells nothing. */
int changes_mark(struct store *s, int64_t seq, char to[static CHANGES_MARK], int64_t *first,
    struct why *why);

#endif
