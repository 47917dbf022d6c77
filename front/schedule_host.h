/* schedule_host: what is remembered of servers between runs (state/hosts.jsonl), by origin:
 * scheme, host and port.
 *
 * A busy server (429) means itself, not the one feed that was asked for (RFC 6585, 4). One that
 * failed or was slow must not hold up the others. A certificate is the server's.
 */
#ifndef FRONT_SCHEDULE_HOST_H
#define FRONT_SCHEDULE_HOST_H

#include "front/schedule.h"

#define SCHEDULE_SLOW_MS 10000       /* an answer that takes longer is a slow one */
#define SCHEDULE_CERT_S (21 * (int64_t)86400)  /* s before its end that a certificate is shown */
#define SCHEDULE_NEWS_S (30 * (int64_t)86400)  /* s that a changed key or issuer is */

/* One line of state/hosts.jsonl. */
struct schedule_host {
	const char *origin;
	int64_t until, times;            /* left alone until then; 429s in a row */
	int64_t slow;                    /* runs in a row in which it failed or was slow */
	int64_t cert_expires;            /* TIME_NONE unknown */
	const char *cert_key, *cert_issuer; /* as pin= has it; as text */
	int64_t cert_changed;            /* when key or issuer last were others, TIME_NONE never */
	const char *cert_was;            /* what they were: `key sha256//...`, `issuer ...` */
	int fresh;                       /* 429 in this run */
	int mark;                        /* in this run: 1 slow, -1 not; 0 not known */
};

/* The server of a URL, or NULL when nothing is known of it. */
const struct schedule_host *schedule_host(const struct schedule_table *t, const char *url);

/* It answered 429; or is well again; whether it is to be waited for (with `fresh`: on the word of
 * this run). schedule_host_busy: 0, or -1 when out of memory. */
int schedule_host_busy(struct schedule_table *t, const char *url, const struct message_result *r,
    int64_t now);
void schedule_host_ok(struct schedule_table *t, const char *url);
int schedule_host_waits(const struct schedule_table *t, const char *url, int64_t now, int fresh);

/* It was slow in this run, or was not; whether it is a slow one. schedule_host_settle, at the end
 * of a run: what the marks said holds for the next, unless there was no network (`drop`). */
void schedule_host_mark(struct schedule_table *t, const char *url, int slow);
int schedule_host_slow(const struct schedule_table *t, const char *url);
void schedule_host_settle(struct schedule_table *t, int drop);

/* The certificate of a new connection. */
void schedule_host_cert(struct schedule_table *t, const char *url, const struct message_result *r,
    int64_t now);

void schedule_host_read(struct schedule_table *t, const char *bytes, size_t n);
int schedule_host_write(const struct schedule_table *t, struct buf *b);

#endif
