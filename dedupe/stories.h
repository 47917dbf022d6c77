/* stories: entries that are folded together, and the table of live stories by id. */
#ifndef DEDUPE_STORIES_H
#define DEDUPE_STORIES_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/entry.h"

/* A story's id, in the table. */
struct story_name {
	struct story_name *next;       /* in its bucket */
	struct story_name *also;       /* the next of the same story: those merged into it */
	struct story *story;
	char id[WF_STORY_MAX];
};

struct story {
	struct story_name name;        /* its own; first, as the two are freed as one */
	struct entry *newest, *oldest; /* members */
	struct entry *kept;            /* NULL when it has left the window */
	struct entry *rep;             /* the longest: what stands for the story */
	uint64_t agency, feed;         /* whose it is; the feed it came from */
	uint64_t born;                 /* order of the first entries */
	uint32_t members;
	int32_t revision;              /* versions of its text */
	struct story_apart *apart;     /* stories that an editor has parted from it */
	/* Scratch of one decision. */
	struct entry *near;
	double score;
	uint32_t stamp, window_stamp;
	uint16_t compared;
	uint8_t verified, part;
	uint8_t killed, owned;         /* owned: the agency's feed is among its entries */
	uint8_t held, set_kill, set_hold; /* set: an editor has said so */
	uint8_t mixed;                 /* an editor has merged it: its texts need not be alike */
};

struct stories;

struct stories *stories_new(void);
void stories_free(struct stories *s);

struct story *stories_find(const struct stories *s, const char *id);
/* A story of that id, made if there is none; NULL when out of memory. */
struct story *stories_make(struct stories *s, const char *id);
/* The same for a story that an entry is split off to: one of that id that was merged into
 * another is a story of its own again. */
struct story *stories_reopen(struct stories *s, const char *id);
/* Makes e a member, the newest; its representative if it is the longest. */
void stories_add(struct story *st, struct entry *e);
/* Takes e out of its story; a story without members is freed. */
void stories_remove(struct stories *s, struct entry *e);
/* All of `from` goes to `into`, which keeps its id; `from` is gone. */
void stories_merge(struct stories *s, struct story *from, struct story *into);

/* Takes all versions of an entry out of `from` into `into`. */
void stories_move(struct stories *s, struct story *into, struct story *from, const char *entry);
/* The two are never to be one. 0, or -1 when out of memory. */
int stories_part(struct story *a, struct story *b);
int stories_parted(const struct stories *s, const struct story *a, const struct story *b);

#endif
