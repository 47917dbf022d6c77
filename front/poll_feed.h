/* poll_feed: one feed on its way through a run. */
#ifndef FRONT_POLL_FEED_H
#define FRONT_POLL_FEED_H

#include "base/arena.h"
#include "base/why.h"
#include "front/conf.h"
#include "front/message.h"
#include "front/schedule.h"
#include "front/source.h"
#include "wirefold.h"

enum poll_state { POLL_WAITING, POLL_SENT, POLL_LOOKING, POLL_PARSING, POLL_PAGES, POLL_READY, POLL_DONE, POLL_FAILED };

struct poll_feed {
	const struct conf_feed *f;
	const struct conf_feed *asked;   /* f, or f at the URL that was adopted */
	struct conf_feed moved;
	int fell_back;                   /* asked at f's own URL after the adopted one failed */
	int conditional;                 /* with validators */
	int slow;                        /* in the lane of those that failed, or whose server was slow */
	enum poll_state state;
	struct arena arena;              /* of all below, until it is committed */
	struct message_result result;
	struct wf_doc doc;
	struct wf_entry **entries;
	size_t pages;                    /* of its entries, that are waited for */
	size_t n, cap, filtered;         /* filtered: left out by drop= and only= */
	int trusted;                     /* its validators are young enough to be sent */
	int has_result, has_doc, backlog;
	char body[65];                   /* SHA-256 of the body in hex */
	const char *why;                 /* POLL_FAILED: the reason, malloc'd */
	int below;                       /* it failed below HTTP */
	struct source source;            /* of a file: line; this round's bytes, and the entries before this file */
	int64_t round, look_at;
	size_t mark;
	int more, had_doc;               /* another round comes; a file before this one was a feed */
};

/* Ready for its turn. `s` is its state, or NULL. */
void poll_feed_init(struct poll_feed *p, struct conf *c, const struct conf_feed *f,
    const struct schedule *s, int64_t now);
void poll_feed_clear(struct poll_feed *p);

/* Forgets what the adopted URL brought, for another try at its own. */
void poll_feed_fall_back(struct poll_feed *p);

/* Forgets the entries of a round that is committed. */
void poll_feed_round(struct poll_feed *p);

/* Marks it failed; the entries go. */
void poll_feed_fail(struct poll_feed *p, const char *why);

/* What feeds.conf says of an entry of the feed, into the entry. */
void poll_feed_own(const struct conf_feed *f, struct wf_entry *e);

/* Takes an ITEM or FEED frame. 0, or -1 and `why`. */
int poll_feed_frame(struct poll_feed *p, struct frame *f, int64_t fetched, struct why *why);

/* The REQUEST frame of the feed. 0, or -1 when out of memory. */
struct poll_ask {
	uint32_t id;
	int64_t ca;
	const struct buf *secrets;       /* fields of secret_put */
};
int poll_feed_request(struct poll_feed *p, const struct schedule *s, const struct poll_ask *ask,
    struct buf *b);

/* The fields of a REQUEST frame that the feed's line and its host's say. */
void poll_feed_fields(const struct conf_feed *f, const struct poll_ask *ask, struct buf *b);

/* "https://host:port" without the rest, for counting hosts. */
void poll_feed_host(const struct poll_feed *p, char to[static 256]);

#endif
