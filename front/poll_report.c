#include "front/poll_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "front/say.h"

#define DAY_S ((int64_t)86400)
#define HOSTS_MANY 10   /* hosts from which a share of failures says something */
#define SHARE_DOWN 80   /* percent of the feeds */

int
poll_report_ok(const struct poll_options *o, const struct poll_feed *x, struct schedule *s,
    const struct schedule_answer *a)
{
	char since[TIME_DAY_LEN];

	if (s->url != NULL && strcmp(s->url, x->f->url) != 0)
		schedule_moved_drop(s); /* feeds.conf has another URL now */
	s->url = schedule_keep(o->state, x->f->url);
	/* Only who was named is named again. */
	if (s->strikes > 0 && s->told != TIME_NONE) {
		time_day(s->since, since);
		say("%s: answers again, after %lld failures since %s: %s", x->f->name, (long long)s->strikes, since,
		    s->why != NULL ? s->why : "?");
	}
	if (s->url == NULL || schedule_ok(o->state, s, x->f, a) != 0)
		return -1;
	if (o->verbose && x->has_doc)
		say("%s: %zu entries, %zu new (%s)", x->f->name, x->n, a->entries_new,
		    x->doc.verdict != NULL ? x->doc.verdict : "ok");
	else if (o->verbose)
		say("%s: %s", x->f->name, x->result.status == 304 ? "not modified" : "the same bytes");
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Hosts that were tried. */
static size_t
hosts(const struct poll_options *o, const struct poll_feed *feeds)
{
	char(*names)[256] = calloc(o->n + 1, sizeof(*names));
	size_t i, n = 0, distinct = 0;

	if (names == NULL)
		return 0;
	for (i = 0; i < o->n; i++)
		if (feeds[i].has_result)
			poll_feed_host(&feeds[i], names[n++]);
	qsort(names, n, sizeof(*names), by_text);
	for (i = 0; i < n; i++)
		distinct += i == 0 || strcmp(names[i], names[i - 1]) != 0;
	free(names);
	return distinct;
}

/* No host tried answers (of two or more); or, from ten hosts on, four of five feeds fail
 * below HTTP and none succeeds. */
static int
no_network(const struct poll_options *o, const struct poll_feed *feeds)
{
	size_t i, tried = 0, below = 0, good = 0, answered = 0, n;

	for (i = 0; i < o->n; i++) {
		tried += (size_t)feeds[i].has_result;
		below += (size_t)(feeds[i].has_result && feeds[i].below);
		answered += feeds[i].has_result && !feeds[i].below;
		good += feeds[i].state == POLL_DONE && feeds[i].has_result;
	}
	if (tried == 0 || below == 0 || good > 0)
		return 0;
	n = hosts(o, feeds);
	return (n >= 2 && answered == 0) || (n >= HOSTS_MANY && below * 100 >= tried * SHARE_DOWN);
}

static const char *
ordinal(int64_t n)
{
	if (n % 100 >= 11 && n % 100 <= 13)
		return "th";
	return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
}

static void
say_failure(const struct poll_feed *x, const struct schedule *s)
{
	char since[TIME_DAY_LEN];

	time_day(s->since, since);
	say("%s: %s (%lld%s failure, since %s)", x->f->name, x->why, (long long)s->strikes,
	    ordinal(s->strikes), since);
}

static int
count_failure(const struct poll_options *o, const struct poll_feed *x, struct poll_report *r,
    int64_t now)
{
	struct schedule *s = schedule_get(o->state, x->f->name);
	const struct schedule_failure failure = { x->has_result ? &x->result : NULL, x->why, now,
		x->fell_back };
	int was_gone = s != NULL && s->gone, now_failing;

	if (s == NULL || schedule_failed(o->state, s, x->f, &failure) != 0)
		return -1;
	now_failing = s->strikes >= o->conf->fail_after;
	r->just_failed += s->strikes == o->conf->fail_after;
	r->failing += (size_t)now_failing;
	if (s->gone && !was_gone)
		say("%s: gone for good (HTTP status 410): not polled any more", x->f->name);
	else if (now_failing && (s->told == TIME_NONE || now - s->told >= DAY_S)) {
		say_failure(x, s);
		s->told = now;
	} else if (o->verbose) {
		say_failure(x, s);
	}
	return 0;
}

int
poll_report_failures(const struct poll_options *o, const struct poll_feed *feeds,
    struct poll_report *r, int64_t now)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < o->n; i++)
		r->failed += feeds[i].state == POLL_FAILED;
	r->no_network = no_network(o, feeds);
	if (r->no_network) {
		say("no network: none of %zu hosts answers", hosts(o, feeds));
		return 0;
	}
	for (i = 0; rc == 0 && i < o->n; i++)
		if (feeds[i].state == POLL_FAILED)
			rc = count_failure(o, &feeds[i], r, now);
	return rc;
}
