#include "front/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "front/feed_status.h"
#include "front/replace.h"

#define METRICS_MAX ((size_t)1 << 30)

enum kind { GAUGE, COUNTER };

/* What is there of every feed. Times are given in seconds since 1970, absent ones left out. */
static const struct {
	const char *name, *help;
	enum kind kind;
	size_t offset;                   /* in struct schedule */
} of_feed[] = {
#define S(name, kind, field, help) { "wirefold_feed_" name, help, kind, offsetof(struct schedule, field) }
	S("polls", COUNTER, polls, "Answers and failures."),
	S("not_modified", COUNTER, not_modified, "Answers 304."),
	S("received_bytes", COUNTER, bytes, "Bytes of good answers, as they came."),
	S("entries", COUNTER, entries, "New entries."),
	S("strikes", GAUGE, strikes, "Failures in a row."),
	S("filtered", GAUGE, filtered, "Entries of the last document left out by drop= and only=."),
	S("next_timestamp_seconds", GAUGE, next, "When it is due."),
	S("last_ok_timestamp_seconds", GAUGE, last_ok, "When it last answered."),
	S("last_new_timestamp_seconds", GAUGE, last_new, "When it last had news."),
#undef S
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
head(struct buf *b, const char *name, enum kind kind, const char *help)
{
	(void)buf_printf(b, "# TYPE %s %s\n# HELP %s %s\n", name, kind == COUNTER ? "counter" : "gauge", name, help);
}

static int
put_feeds(const struct metrics *m, struct buf *b)
{
	struct feed_status x;
	size_t i, k, count[FEED_STATUS_STATES] = { 0 };

	for (i = 0; i < m->conf->n; i++) {
		if (feed_status_init(&x, m->state, &m->conf->feeds[i], m->now) != 0)
			return -1;
		for (k = 0; strcmp(feed_status_states[k], feed_status_state(&x)) != 0; k++)
			;
		count[k]++;
	}
	head(b, "wirefold_feeds", GAUGE, "Feeds of feeds.conf by state.");
	for (k = 0; k < FEED_STATUS_STATES; k++)
		(void)buf_printf(b, "wirefold_feeds{state=\"%s\"} %zu\n", feed_status_states[k], count[k]);
	return 0;
}

/* The samples of a family stand together: a walk over the feeds for each. Names of feeds need no
 * escape. */
static int
put_each(const struct metrics *m, struct buf *b)
{
	struct feed_status x;
	int64_t v;
	size_t i, k;

	for (k = 0; k < COUNT(of_feed); k++) {
		head(b, of_feed[k].name, of_feed[k].kind, of_feed[k].help);
		for (i = 0; i < m->conf->n; i++) {
			if (feed_status_init(&x, m->state, &m->conf->feeds[i], m->now) != 0)
				return -1;
			v = *(const int64_t *)(const void *)((const char *)x.s + of_feed[k].offset);
			if (v != TIME_NONE)
				(void)buf_printf(b, "%s%s{feed=\"%s\"} %lld\n", of_feed[k].name,
				    of_feed[k].kind == COUNTER ? "_total" : "", x.f->name, (long long)v);
		}
	}
	head(b, "wirefold_feed_certificate_expiry_timestamp_seconds", GAUGE, "When the server's certificate ends.");
	for (i = 0; i < m->conf->n; i++) {
		if (feed_status_init(&x, m->state, &m->conf->feeds[i], m->now) != 0)
			return -1;
		if (feed_status_cert(&x) != TIME_NONE)
			(void)buf_printf(b, "wirefold_feed_certificate_expiry_timestamp_seconds{feed=\"%s\"} %lld\n",
			    x.f->name, (long long)x.host->cert_expires);
	}
	return 0;
}

static void
put_run(const struct metrics *m, struct buf *b)
{
	const struct poll_report *r = m->run;
	const struct {
		const char *name, *help;
		int64_t v;
	} rows[] = {
		{ "timestamp_seconds", "When the last run ended.", m->now },
		{ "duration_seconds", "What it took.", m->seconds },
		{ "exit_code", "Its exit code.", m->exit },
		{ "feeds", "Feeds that were due.", (int64_t)r->feeds },
		{ "stored", "Feeds with a document that was taken in.", (int64_t)r->stored },
		{ "not_modified", "Feeds that answered 304.", (int64_t)r->not_modified },
		{ "same", "Feeds with the same bytes as before.", (int64_t)r->same },
		{ "failed", "Feeds that failed.", (int64_t)r->failed },
		{ "deferred", "Feeds left to the next run.", (int64_t)r->deferred },
		{ "no_network", "1: no host answered.", r->no_network },
		{ "connections", "New connections.", (int64_t)r->connections },
		{ "received_bytes", "Bytes received.", r->wire_bytes },
		{ "entries", "Entries listed.", (int64_t)r->counts.entries },
		{ "entries_new", "Entries never seen before.", (int64_t)r->counts.fresh },
		{ "stories", "New stories.", (int64_t)r->counts.stories },
		{ "copies", "Copies folded.", (int64_t)r->counts.copies },
		{ "versions", "Versions folded.", (int64_t)r->counts.versions },
		{ "parse_cpu_microseconds", "CPU of the parser's children.", r->parse_cpu_us },
	};
	char name[64];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		(void)snprintf(name, sizeof(name), "wirefold_run_%s", rows[i].name);
		head(b, name, GAUGE, rows[i].help);
		(void)buf_printf(b, "%s %lld\n", name, (long long)rows[i].v);
	}
}

int
metrics_write(const struct metrics *m, const char *path, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, METRICS_MAX);
	rc = put_feeds(m, &b);
	if (rc == 0)
		rc = put_each(m, &b);
	put_run(m, &b);
	(void)buf_str(&b, "# EOF\n");
	rc = rc != 0 || b.failed ? why_set(why, "out of memory") : replace_file(path, &b, why);
	buf_clear(&b);
	return rc;
}
