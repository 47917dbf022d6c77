/* publish: from stories that lines have touched to files under stories/.
 *
 * A file is written beside, flushed and renamed into place, so a reader sees the
 * old one or the new one. One whose bytes would be the same is left alone.
 */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "store/journal.h"
#include "store/lines.h"
#include "store/story.h"

/* A growing set of story keys. */
struct publish_set {
	struct lines_key *slots;
	size_t n, cap;
};
void publish_set_clear(struct publish_set *set);
/* 1 added, 0 there already, -1 out of memory. A zero key is never added (0). */
int publish_set_put(struct publish_set *set, struct lines_key key);
int publish_set_has(const struct publish_set *set, struct lines_key key);

/* Called with each story of the set that the journal knows. 0 to go on, or -1. */
typedef int publish_story_fn(void *ctx, const struct story *s, struct why *why);

/* Before (`done` 0) and after each line that is replayed. 0 to go on, 1 to end, or -1. */
typedef int publish_line_fn(void *ctx, const struct story_set *stories, const struct wf_line *line, int done);
/* What stands after the last line. 0, or -1. */
typedef int publish_end_fn(void *ctx, const struct story_set *stories, struct why *why);

/* Replays the lines of these stories (and of those merged into them). 0, -1 and `why`; 1 when
 * `line` ended it. */
struct publish_call {
	struct journal *j;
	const struct publish_set *set;
	publish_story_fn *story;  /* or NULL */
	void *ctx;
	publish_line_fn *line;    /* or NULL */
	publish_end_fn *end;      /* or NULL */
	int64_t until;            /* no line behind this seq; 0: all */
	int forward;              /* those that they were merged into, too */
};
int publish_each(const struct publish_call *call, struct why *why);

/* Writes the files of these stories; how many changed goes to *written. The directories
 * are not flushed: publish_sync does that for all that were touched since the last. */
int publish(struct journal *j, const struct publish_set *set, size_t *written, struct why *why);
int publish_sync(struct root *root, struct why *why);

#endif
