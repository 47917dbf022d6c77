/* schedule: what is remembered of each feed between runs, and when it is asked again.
 *
 * The politeness rules are those that feed readers' authors and server owners have
 * written down: never sooner than the feed, the server (Retry-After, RFC 9110 10.2.3)
 * or feeds.conf allow; failures back off and never stop for good; 410 stops.
 */
#ifndef FRONT_SCHEDULE_H
#define FRONT_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"
#include "front/conf.h"
#include "front/message.h"
#include "store/store.h"
#include "wirefold.h"

#define SCHEDULE_DEFAULT 3600        /* s between polls of a feed with validators */
#define SCHEDULE_BLIND ((int64_t)86400) /* s for one without */
#define SCHEDULE_TRUST (8 * (int64_t)86400) /* s without a 200 after which validators are not sent */
#define SCHEDULE_MOVED (7 * (int64_t)86400) /* s that a permanent redirect holds before it is adopted */
#define SCHEDULE_BUSY 600            /* s after a 429 that says nothing; doubles */
#define SCHEDULE_ORIGIN 300          /* bytes of scheme, host and port; a longer one is not remembered */
#define SCHEDULE_CAP ((int64_t)86400)   /* s that a failure or Retry-After may put it off */

/* One line of state/feeds.jsonl. Times in seconds, TIME_NONE for never. */
struct schedule {
	const char *name, *url, *etag, *last_modified, *body; /* body: SHA-256 in hex */
	int64_t next, last, last_ok, last_new;
	int64_t strikes, since, told;    /* since the first failure; told: last named on stderr */
	const char *why, *verdict;
	int64_t gone;                    /* answered 410 */
	const char *moved;               /* where a permanent redirect points, and since when */
	int64_t moved_since;
	const char *adopted;             /* where it is asked in place of url, and since when */
	int64_t adopted_since;
	int64_t polls, not_modified, bytes, entries;
	int64_t filtered;                /* of its last document, by drop= and only= */
	int64_t ask, ttl;                /* seconds that the server asked for, and the feed; 0 none */
	int64_t wait;                    /* seconds from `last` on that Retry-After, or a busy server, asks for; 0 not */
	int64_t skip_hours, skip_days;   /* bits: 0 is hour 0 UTC, 0 is Sunday */
	int64_t last_200;
};

struct schedule_host;

/* State of all feeds, by name. Strings live in the arena. */
struct schedule_table {
	struct arena arena;
	struct schedule *p;
	size_t n, cap;
	struct schedule_host *hosts;
	size_t n_hosts, hosts_cap;
	int hosts_changed;
	int64_t journal;                 /* seq of the journal's end when it was written */
};

/* Reads the file's bytes; a line that cannot be read is dropped (its feed is polled in
 * full once). 0, or -1 when out of memory. */
int schedule_read(struct schedule_table *t, const char *bytes, size_t n);
int schedule_write(const struct schedule_table *t, struct buf *b);
void schedule_clear(struct schedule_table *t);

/* The same from and to state/feeds.jsonl; no file is no state. 0, or -1 and `why`. */
int schedule_load(struct schedule_table *t, struct store *store, struct why *why);
int schedule_save(struct schedule_table *t, struct store *store, struct why *why);

/* For state that is ahead of its journal (one from a backup, or cut): what vouches for
 * entries that are not there is no validator, a 304 to it would hide them for ever. All
 * feeds are due then. */
void schedule_forget(struct schedule_table *t);

/* The feed's state, made if it has none; NULL when out of memory. Pointers move when
 * one is made. */
struct schedule *schedule_get(struct schedule_table *t, const char *name);
/* The same, NULL when it has none; and the state of one feed as that of another name. 0 or -1. */
const struct schedule *schedule_find(const struct schedule_table *t, const char *name);
int schedule_rename(struct schedule_table *t, const char *from, const char *to);
/* A copy of s in the table's memory. */
const char *schedule_keep(struct schedule_table *t, const char *s);

/* When it is due: TIME_NONE for never (gone or disabled). */
int schedule_due(const struct schedule *s, const struct conf_feed *f, int64_t now);

/* Has its server, by a 429 or 503, said to come later than now? */
int schedule_waits(const struct schedule *s, int64_t now);

/* Seconds that its failures in a row put it off by themselves. */
int64_t schedule_backoff(const struct schedule *s, const struct conf_feed *f);

/* Seconds between polls of a feed for which nobody has set any. */
int64_t schedule_default(const struct schedule *s, const struct conf_feed *f);

/* Are there validators to send with the feed's `validators=`? */
int schedule_validators(const struct schedule *s, const struct conf_feed *f);

/* Seconds that feed and server ask for, within max-age-cap=. */
int64_t schedule_asked(const struct schedule *s, const struct conf_feed *f);

/* The first time from t on that skipHours and skipDays allow. */
int64_t schedule_why_not(const struct schedule *s, const struct conf_feed *f, int64_t t);

/* What its next time comes from: `interval 5m; ttl 60 overridden`. 0, or -1. */
int schedule_why(const struct schedule *s, const struct conf_feed *f, struct buf *b);

/* The URL that it is asked at by a redirect that was adopted, or NULL. What an answer, and a
 * failure, say of redirects; schedule_moved_drop: the adopted URL is of no use. */
const char *schedule_moved_url(const struct schedule *s, const struct conf_feed *f);
void schedule_moved_ok(struct schedule_table *t, struct schedule *s, const struct message_result *r,
    int64_t now);
void schedule_moved_failed(struct schedule *s, const struct message_result *r);
void schedule_moved_drop(struct schedule *s);

/* Seconds that Retry-After asks for, a day at most; -1 if it does not. */
int64_t schedule_retry_after(const struct message_result *r, int64_t now);

/* After an answer that is no failure: validators, hints, the next time. `doc` is NULL when
 * the body was not parsed (304, or the same bytes). */
struct schedule_answer {
	const struct message_result *result;
	const struct wf_doc *doc;
	const char *body;                /* SHA-256 hex, or NULL */
	int64_t now;
	size_t entries_new, filtered;
	int fell_back;                   /* the adopted URL failed, its own answered */
	int cut;                         /* the document ended before its end: no validator vouches for it */
};
int schedule_ok(struct schedule_table *t, struct schedule *s, const struct conf_feed *f,
    const struct schedule_answer *a);

/* After a failure; its `result` may be NULL. */
struct schedule_failure {
	const struct message_result *result;
	const char *why;
	int64_t now;
	int fell_back;
};
int schedule_failed(struct schedule_table *t, struct schedule *s, const struct conf_feed *f,
    const struct schedule_failure *failure);

#endif
