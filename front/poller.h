/* poller: a run under way; for the files of poll alone. */
#ifndef FRONT_POLLER_H
#define FRONT_POLLER_H

#include "front/docs.h"
#include "front/fetcher.h"
#include "front/poll.h"
#include "front/poll_feed.h"
#include "front/poll_page.h"

enum poll_lane { POLL_FAST_LANE, POLL_SLOW_LANE, POLL_LANES };

/* The feeds that wait, each in one lane at most. */
struct poll_queue {
	size_t *feeds, head, n, cap; /* a ring */
};

struct poller {
	const struct poll_options *o;
	struct poll_report *r;
	struct poll_feed *feeds;
	struct poll_queue lanes[POLL_LANES];
	size_t sent, looking, ready, done; /* counts by state */
	size_t sent_slow;                 /* of those sent */
	size_t ready_bytes;
	int64_t start, ready_since;
	struct fetcher fetcher;
	struct docs docs;
	struct ingest ingest;
	struct poll_pages pages;
	struct why *why;
	int closing;                      /* no more requests */
	int broken;                       /* the store failed, and p->why says how */
	size_t descriptors;               /* for bodies, on their way or waiting */
};

int64_t poll_wall(const struct poller *p);

/* The feed is over, failed if `why`. One that was asked at an adopted URL is asked at its own
 * then. */
void poll_over(struct poller *p, struct poll_feed *x, const char *why);

/* The feed has all that there is, but for the pages of its entries; then it waits to be committed. */
void poll_ready(struct poller *p, struct poll_feed *x);

/* All feeds wait. 0, or -1 when out of memory. */
int poll_send_init(struct poller *p);
void poll_send_clear(struct poller *p);

/* The feed waits again. */
void poll_send_put(struct poller *p, struct poll_feed *x);

/* Asks for as many feeds as the fetcher should have at once. 0, or -1. */
int poll_send(struct poller *p);

/* The fetcher died: what it had been asked is asked again, once. 0, or -1. */
int poll_send_again(struct poller *p, const struct why *how);

/* A feed of files: begins; goes on with those that waited for files to stand still; a file is parsed.
 * poll_source_settle, when its entries are committed: 1 when the rest of it is seen to, 0 when it is
 * over and well. */
void poll_source(struct poller *p, struct poll_feed *x);
void poll_source_turn(struct poller *p);
void poll_source_done(struct poller *p, struct poll_feed *x, const char *why);
int poll_source_settle(struct poller *p, struct poll_feed *x, struct schedule *s);

/* Takes what the fetcher has answered. 0, or -1. */
int poll_take(struct poller *p);

#endif
