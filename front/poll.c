#include "front/poll.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "front/poll_report.h"
#include "front/poller.h"
#include "front/schedule_host.h"
#include "front/say.h"

#define NETWORK_SHARE 8 /* the network stops at 7/8 of the run's time */

static volatile sig_atomic_t stopped;

void
poll_stop(int signal)
{
	stopped = signal;
}

int
poll_stopped(void)
{
	return stopped;
}

int64_t
poll_wall(const struct poller *p)
{
	return wall_now(p->o->wall);
}

/* A busy server is no reason to doubt the URL. */
static int
falls_back(const struct poller *p, const struct poll_feed *x)
{
	return x->asked != x->f && !p->closing && x->result.status != 429 && x->result.status != 503;
}

void
poll_over(struct poller *p, struct poll_feed *x, const char *why)
{
	if (why != NULL && falls_back(p, x)) {
		poll_feed_fall_back(x);
		poll_send_put(p, x);
		return;
	}
	if (why != NULL)
		poll_feed_fail(x, why);
	else
		x->state = POLL_DONE;
	p->done++;
}

static int
on_frame(void *ctx, uint32_t id, struct frame *f, struct why *why)
{
	struct poller *p = ctx;

	if (id >= p->o->n)
		return poll_page_frame(p, id - (uint32_t)p->o->n, f, why);
	return poll_feed_frame(&p->feeds[id], f, poll_wall(p), why);
}

static void
on_done(void *ctx, uint32_t id, const char *why)
{
	struct poller *p = ctx;
	struct poll_feed *x = id < p->o->n ? &p->feeds[id] : NULL;

	if (x == NULL) {
		poll_page_done(p, id - (uint32_t)p->o->n, why);
		return;
	}
	if (why == NULL && !x->has_doc)
		why = "parser: no FEED frame";
	if (why == NULL && x->n == 0)
		p->r->empty++;
	if (x->f->path != NULL)
		poll_source_done(p, x, why);
	else if (why != NULL)
		poll_over(p, x, why);
	else
		poll_ready(p, x);
}

/* Not because it lists more than we take. */
static int
is_cut(const struct poll_feed *x)
{
	return x->has_doc && x->doc.verdict != NULL && strcmp(x->doc.verdict, "truncated") == 0 &&
	    x->n + x->filtered < WF_ENTRIES_MAX;
}

/* The feeds whose entries were committed just now are what they say they are. */
static int
settle(struct poller *p, const size_t *fresh)
{
	struct schedule_answer a;
	struct poll_feed *x;
	struct schedule *s;
	size_t i;

	assert(fresh != NULL);
	p->ready = p->ready_bytes = 0; /* a feed of files may be ready again at once */
	for (i = 0; i < p->o->n; i++) {
		x = &p->feeds[i];
		if (x->state != POLL_READY)
			continue;
		s = schedule_get(p->o->state, x->f->name);
		a = (struct schedule_answer){ &x->result, x->has_doc ? &x->doc : NULL,
			x->body[0] != '\0' ? x->body : NULL, poll_wall(p), fresh[i], x->filtered,
			x->fell_back, is_cut(x) };
		if (s != NULL && x->f->path != NULL && poll_source_settle(p, x, s))
			continue;
		if (s == NULL || poll_report_ok(p->o, x, s, &a) != 0)
			return why_set(p->why, "out of memory");
		p->r->stored += (size_t)x->has_doc;
		poll_over(p, x, NULL);
		poll_feed_clear(x);
	}
	return 0;
}

static int
commit(struct poller *p)
{
	struct ingest_entry *entries;
	size_t *fresh, i, k, n = 0;
	int rc;

	if (p->ready == 0 && p->pages.ready == 0)
		return 0;
	if (pages_save(p->o->pages, p->o->store, p->why) != 0)
		return -1;
	n = p->pages.ready;
	for (i = 0; i < p->o->n; i++)
		n += p->feeds[i].state == POLL_READY ? p->feeds[i].n : 0;
	entries = calloc(n + 1, sizeof(*entries));
	fresh = calloc(p->o->n + 1, sizeof(*fresh));
	n = 0;
	for (i = 0; entries != NULL && i < p->o->n; i++) {
		if (p->feeds[i].state != POLL_READY)
			continue;
		/* Feeds list the newest first. */
		for (k = p->feeds[i].n; k-- > 0;)
			entries[n++] = (struct ingest_entry){ p->feeds[i].entries[k], i, 0 };
	}
	if (entries != NULL)
		n += poll_page_late(p, entries + n);
	p->ingest.now = poll_wall(p);
	rc = entries == NULL || fresh == NULL ? why_set(p->why, "out of memory") :
	    n > 0 ? ingest_batch(&p->ingest, entries, n, fresh, p->why) : 0;
	if (rc == 0)
		rc = settle(p, fresh);
	if (rc == 0)
		poll_page_settle(p);
	free(entries);
	free(fresh);
	return rc;
}

static int
commit_if_due(struct poller *p)
{
	if (p->ready >= POLL_BATCH_FEEDS || p->ready_bytes >= POLL_BATCH_BYTES ||
	    (p->ready > 0 && docs_now() - p->ready_since >= POLL_BATCH_MS))
		return commit(p);
	return 0;
}

static int
wait_ms(const struct poller *p)
{
	int64_t now = docs_now(), wait = p->looking > 0 ? 50 : 1000, left = docs_wait(&p->docs, now);

	if (p->pages.fresh && !p->closing)
		return 0;
	if (left >= 0 && left < wait)
		wait = left;
	if (p->ready > 0 && p->ready_since + POLL_BATCH_MS - now < wait)
		wait = p->ready_since + POLL_BATCH_MS - now;
	if (poll_page_wait(p, now) < wait)
		wait = poll_page_wait(p, now);
	return wait < 0 ? 0 : (int)wait;
}

/* The network's share of the time is over, or a signal came: what is not here yet waits for
 * the next run. */
static void
close_network(struct poller *p)
{
	size_t i;

	p->closing = 1;
	fetcher_clear(&p->fetcher);
	for (i = 0; i < p->o->n; i++)
		if (p->feeds[i].state == POLL_SENT || p->feeds[i].state == POLL_WAITING) {
			p->feeds[i].state = POLL_DONE;
			p->done++;
			p->r->deferred++;
		}
	p->sent = p->sent_slow = 0;
	poll_page_close(p);
}

/* Is there more to come than a commit? */
static int
is_waiting(const struct poller *p)
{
	return p->done + p->ready < p->o->n || p->pages.busy > 0;
}

static void
show_progress(const struct poller *p)
{
	char text[120];

	if (!p->o->progress)
		return;
	(void)snprintf(text, sizeof(text), "%zu of %zu feeds, %zu new entries", p->done + p->ready,
	    p->o->n, p->ingest.counts.fresh);
	say_progress(text);
}

static int
turn(struct poller *p)
{
	struct pollfd fds[DOCS_FDS + 1];
	size_t n = 0;

	if (!p->closing && (stopped != 0 || docs_now() - p->start >
	    p->o->seconds * 1000 / NETWORK_SHARE * (NETWORK_SHARE - 1)))
		close_network(p);
	poll_source_turn(p);
	if (poll_send(p) != 0 || poll_page_turn(p) != 0 || docs_run(&p->docs, docs_now(), p->why) != 0)
		return -1;
	n = docs_poll(&p->docs, fds);
	if (p->fetcher.child.link >= 0)
		fds[n++] = (struct pollfd){ p->fetcher.child.link, POLLIN, 0 };
	if (is_waiting(p) && poll(fds, (nfds_t)n, wait_ms(p)) < 0 && errno != EINTR)
		return why_errno(p->why, "poll");
	if (poll_take(p) != 0 || docs_run(&p->docs, docs_now(), p->why) != 0 || p->broken)
		return -1;
	show_progress(p);
	return commit_if_due(p);
}

static size_t
parsers(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : (size_t)n;
}

/* A body is a descriptor: more than there are would be lost on their way. The store, the
 * children and their pipes have some of their own. */
static size_t
descriptors(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return POLL_FDS_LEAST;
	lim.rlim_cur = lim.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &lim);
	if (getrlimit(RLIMIT_NOFILE, &lim) != 0 || lim.rlim_cur < POLL_FDS_OURS + POLL_FDS_LEAST)
		return POLL_FDS_LEAST;
	return lim.rlim_cur - POLL_FDS_OURS < SIZE_MAX ? (size_t)lim.rlim_cur - POLL_FDS_OURS : SIZE_MAX;
}

int
poll_run(const struct poll_options *o, struct poll_report *r, struct why *why)
{
	struct poller p = { .o = o, .r = r, .why = why, .start = docs_now() };
	const struct docs_calls calls = { on_frame, on_done, &p };
	size_t i;
	int rc = 0;

	memset(r, 0, sizeof(*r));
	r->feeds = o->n;
	p.feeds = calloc(o->n + 1, sizeof(*p.feeds));
	if (p.feeds == NULL)
		return why_set(why, "out of memory");
	for (i = 0; i < o->n; i++)
		poll_feed_init(&p.feeds[i], o->conf, o->feeds[i], schedule_get(o->state, o->feeds[i]->name), poll_wall(&p));
	if (poll_send_init(&p) != 0)
		rc = why_set(why, "out of memory");
	fetcher_init(&p.fetcher);
	p.descriptors = descriptors();
	docs_init(&p.docs, &calls, parsers());
	ingest_init(&p.ingest, o->store, o->conf->window);
	p.ingest.no_fold = o->no_fold;
	if (rc == 0)
		rc = poll_page_init(&p);
	while (rc == 0 && (p.done < o->n || p.pages.busy > 0 || p.pages.ready > 0))
		rc = is_waiting(&p) ? turn(&p) : commit(&p);
	if (rc == 0)
		rc = robots_file_save(&p.pages.robots, o->store, why);
	say_progress("");
	fetcher_clear(&p.fetcher);
	r->parse_cpu_us = p.docs.cpu_us;
	r->parse_peak_kb = p.docs.peak_kb;
	docs_clear(&p.docs);
	r->counts = p.ingest.counts;
	r->signal = stopped;
	if (poll_report_failures(o, p.feeds, r, poll_wall(&p)) != 0 && rc == 0)
		rc = why_set(why, "out of memory");
	schedule_host_settle(o->state, r->no_network);
	ingest_clear(&p.ingest);
	for (i = 0; i < o->n; i++)
		poll_feed_clear(&p.feeds[i]);
	poll_send_clear(&p);
	poll_page_clear(&p);
	free(p.feeds);
	return rc;
}
