/* feed_status: what is said of a feed, by `status` and in metrics. */
#ifndef FRONT_FEED_STATUS_H
#define FRONT_FEED_STATUS_H

#include "base/buf.h"
#include "front/schedule_host.h"

struct feed_status {
	const struct conf_feed *f;
	const struct schedule *s;
	const struct schedule_host *host; /* of the URL that it is asked at, or NULL */
	int64_t now;
	size_t pages;                     /* entries that wait for their pages; the caller's to set */
};

/* `t` is not changed but for a feed that it does not know. 0, or -1 when out of memory. */
int feed_status_init(struct feed_status *x, struct schedule_table *t, const struct conf_feed *f,
    int64_t now);

/* disabled | gone | failing | new | ok */
const char *feed_status_state(const struct feed_status *x);
#define FEED_STATUS_STATES 5
extern const char *const feed_status_states[FEED_STATUS_STATES];

/* Seconds until its certificate ends, or TIME_NONE. */
int64_t feed_status_cert(const struct feed_status *x);

/* Some lines for a person, on stdout; one JSON object and LF, appended. */
void feed_status_say(const struct feed_status *x);
int feed_status_json(const struct feed_status *x, struct buf *b);

#endif
