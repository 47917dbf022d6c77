#include "front/poll.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "front/docs.h"
#include "front/fetcher.h"
#include "front/poll_feed.h"
#include "front/poll_report.h"
#include "front/say.h"

#define NETWORK_SHARE 8 /* the network stops at 7/8 of the run's time */

struct poller {
	const struct poll_options *o;
	struct poll_report *r;
	struct poll_feed *feeds;
	size_t next, sent, ready, done;   /* `next` to ask for; counts by state */
	size_t ready_bytes;
	int64_t start, ready_since;
	struct fetcher fetcher;
	struct docs docs;
	struct ingest ingest;
	struct why *why;
	int closing;                      /* no more requests */
	size_t descriptors;               /* for bodies, on their way or waiting */
};

static volatile sig_atomic_t stopped;

void
poll_stop(int signal)
{
	stopped = signal;
}

static int64_t
wall(const struct poller *p)
{
	return wall_now(p->o->wall);
}

static void
feed_over(struct poller *p, struct poll_feed *x, const char *why)
{
	if (why != NULL)
		poll_feed_fail(x, why);
	else
		x->state = POLL_DONE;
	p->done++;
}

/* Asks for as many feeds as the fetcher should have at once. */
static int
send_requests(struct poller *p)
{
	struct why why = { "" };
	struct poll_feed *x;
	struct buf b;
	int64_t ca;
	int rc = 1;

	buf_init(&b, LINK_MAX);
	while (rc == 1 && !p->closing && p->next < p->o->n && p->sent < POLL_WINDOW &&
	    p->sent + p->docs.n_waiting < p->descriptors && p->docs.bytes_waiting < POLL_BODIES) {
		x = &p->feeds[p->next];
		if (x->state != POLL_WAITING) {
			p->next++;
			continue;
		}
		if (schedule_host_waits(p->o->state, x->f->url, wall(p), 1)) {
			feed_over(p, x, NULL);
			p->r->deferred++;
			p->next++;
			continue;
		}
		if (fetcher_start(&p->fetcher, p->why) != 0) {
			rc = -1;
			break;
		}
		ca = fetcher_ca(&p->fetcher, x->f->ca, &why);
		if (ca < 0) {
			feed_over(p, x, why.text);
			p->next++;
			continue;
		}
		buf_reset(&b);
		rc = poll_feed_request(x, schedule_get(p->o->state, x->f->name), (uint32_t)p->next, ca, &b);
		rc = rc != 0 ? -1 : fetcher_send(&p->fetcher, &b, &why);
		if (rc == 1) {
			x->state = POLL_SENT;
			p->sent++;
			p->next++;
		} else if (rc < 0) {
			rc = 0; /* it is dying: its end shows on the link */
		}
	}
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

/* What it had been asked is asked again, once. */
static int
fetcher_died(struct poller *p, const struct why *how)
{
	size_t i;

	if (p->fetcher.restarts++ >= FETCHER_RESTARTS)
		return why_set(p->why, "%s, twice", how->text);
	for (i = 0; i < p->o->n; i++)
		if (p->feeds[i].state == POLL_SENT)
			p->feeds[i].state = POLL_WAITING;
	p->next = 0;
	p->sent = 0;
	return 0;
}

static int
hash_body(struct poll_feed *x, int body, int64_t bytes)
{
	void *m = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, body, 0);
	int rc;

	if (m == MAP_FAILED)
		return -1;
	rc = store_digest(m, (size_t)bytes, x->body);
	(void)munmap(m, (size_t)bytes);
	return rc;
}

static void
ready(struct poller *p, struct poll_feed *x)
{
	size_t i;

	x->state = POLL_READY;
	if (p->ready++ == 0)
		p->ready_since = docs_now();
	for (i = 0; i < x->n; i++)
		p->ready_bytes += strlen(x->entries[i]->text);
}

/* A body: parsed, unless its bytes are those of the last time. */
static void
take_body(struct poller *p, struct poll_feed *x, int body)
{
	const struct schedule *s = schedule_get(p->o->state, x->f->name);
	struct docs_job job = { (uint32_t)(x - p->feeds), body, 0, x->result.final_url,
		x->result.content_type };
	off_t bytes = lseek(body, 0, SEEK_END);

	job.bytes = (int64_t)bytes;
	if (bytes > 0 && hash_body(x, body, (int64_t)bytes) != 0) {
		(void)close(body);
		feed_over(p, x, "out of memory");
	} else if (s != NULL && s->body != NULL && strcmp(s->body, x->body) == 0) {
		(void)close(body);
		p->r->same++;
		ready(p, x);
	} else if (docs_put(&p->docs, &job) != 0) {
		feed_over(p, x, "out of memory");
	} else {
		x->state = POLL_PARSING;
	}
}

static void
take_status(struct poller *p, struct poll_feed *x, int *body)
{
	const char *url = x->result.final_url != NULL ? x->result.final_url : x->f->url;
	char why[128];

	if (x->result.status == 200 || x->result.status == 304)
		schedule_host_ok(p->o->state, url);
	else if (x->result.status == 429)
		(void)schedule_host_busy(p->o->state, url, &x->result, wall(p));
	if (x->result.status == 304) {
		p->r->not_modified++;
		ready(p, x);
	} else if (x->result.status == 200 && *body >= 0) {
		take_body(p, x, *body);
		*body = -1;
	} else if (x->result.status == 200) {
		feed_over(p, x, "empty answer");
	} else {
		(void)snprintf(why, sizeof(why), "HTTP status %lld", (long long)x->result.status);
		feed_over(p, x, why);
	}
}

/* Causes that say nothing of the feed: there may be no network. */
static int
is_below_http(const char *cause)
{
	static const char *const below[] = { "dns", "connect", "timeout", "tls", "cut", "setup" };
	size_t i;

	for (i = 0; i < sizeof(below) / sizeof(below[0]); i++)
		if (strcmp(cause, below[i]) == 0)
			return 1;
	return 0;
}

static void
take_result(struct poller *p, struct frame *f, int fds[static LINK_FDS])
{
	struct poll_feed *x = f->id < p->o->n ? &p->feeds[f->id] : NULL;
	struct why why = { "" };

	if (x == NULL || x->state != POLL_SENT || f->type != WF_FRAME_RESULT)
		return; /* an answer that nobody waits for */
	p->sent--;
	if (message_result(f, &x->arena, &x->result, &why) != 0) {
		memset(&x->result, 0, sizeof(x->result));
		feed_over(p, x, why.text);
		return;
	}
	x->has_result = 1;
	p->r->wire_bytes += x->result.wire_bytes;
	p->r->connections += (size_t)x->result.connections;
	if (x->result.cause != NULL) {
		x->below = is_below_http(x->result.cause);
		feed_over(p, x, x->result.why_text != NULL ? x->result.why_text : x->result.cause);
		return;
	}
	take_status(p, x, &fds[0]);
}

static int
listen_fetcher(struct poller *p)
{
	struct why why = { "" };
	int fds[LINK_FDS], rc = 0;
	struct frame f;

	while (p->fetcher.child.link >= 0 && (rc = fetcher_next(&p->fetcher, &f, fds, &why)) == 1) {
		take_result(p, &f, fds);
		link_close_fds(fds);
	}
	return rc < 0 ? fetcher_died(p, &why) : 0;
}

static int
on_frame(void *ctx, uint32_t id, struct frame *f, struct why *why)
{
	struct poller *p = ctx;

	return poll_feed_frame(&p->feeds[id], f, wall(p), why);
}

static void
on_done(void *ctx, uint32_t id, const char *why)
{
	struct poller *p = ctx;
	struct poll_feed *x = &p->feeds[id];

	if (why == NULL && !x->has_doc)
		why = "parser: no FEED frame";
	if (why == NULL && x->n == 0)
		p->r->empty++;
	if (why != NULL)
		feed_over(p, x, why);
	else
		ready(p, x);
}

/* The feeds whose entries were committed just now are what they say they are. */
static int
settle(struct poller *p, const size_t *fresh)
{
	struct schedule_answer a;
	struct poll_feed *x;
	struct schedule *s;
	size_t i;

	for (i = 0; i < p->o->n; i++) {
		x = &p->feeds[i];
		if (x->state != POLL_READY)
			continue;
		s = schedule_get(p->o->state, x->f->name);
		a = (struct schedule_answer){ &x->result, x->has_doc ? &x->doc : NULL,
			x->body[0] != '\0' ? x->body : NULL, wall(p), fresh[i], x->filtered };
		if (s == NULL || poll_report_ok(p->o, x, s, &a) != 0)
			return why_set(p->why, "out of memory");
		p->r->stored += (size_t)x->has_doc;
		feed_over(p, x, NULL);
		poll_feed_clear(x);
	}
	p->ready = p->ready_bytes = 0;
	return 0;
}

static int
commit(struct poller *p)
{
	struct ingest_entry *entries;
	size_t *fresh, i, k, n = 0;
	int rc;

	if (p->ready == 0)
		return 0;
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
			entries[n++] = (struct ingest_entry){ p->feeds[i].entries[k], i };
	}
	p->ingest.now = wall(p);
	rc = entries == NULL || fresh == NULL ? why_set(p->why, "out of memory") :
	    n > 0 ? ingest_batch(&p->ingest, entries, n, fresh, p->why) : 0;
	if (rc == 0)
		rc = settle(p, fresh);
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
	int64_t now = docs_now(), wait = 1000, left = docs_wait(&p->docs, now);

	if (left >= 0 && left < wait)
		wait = left;
	if (p->ready > 0 && p->ready_since + POLL_BATCH_MS - now < wait)
		wait = p->ready_since + POLL_BATCH_MS - now;
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
	p->sent = 0;
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
	if (send_requests(p) != 0 || docs_run(&p->docs, docs_now(), p->why) != 0)
		return -1;
	n = docs_poll(&p->docs, fds);
	if (p->fetcher.child.link >= 0)
		fds[n++] = (struct pollfd){ p->fetcher.child.link, POLLIN, 0 };
	if (p->done + p->ready < p->o->n && poll(fds, (nfds_t)n, wait_ms(p)) < 0 && errno != EINTR)
		return why_errno(p->why, "poll");
	if (listen_fetcher(p) != 0 || docs_run(&p->docs, docs_now(), p->why) != 0)
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
		poll_feed_init(&p.feeds[i], o->feeds[i], schedule_get(o->state, o->feeds[i]->name), wall(&p));
	fetcher_init(&p.fetcher);
	p.descriptors = descriptors();
	docs_init(&p.docs, &calls, parsers());
	ingest_init(&p.ingest, o->store, o->conf->window);
	p.ingest.no_fold = o->no_fold;
	while (rc == 0 && p.done + p.ready < o->n)
		rc = turn(&p);
	if (rc == 0)
		rc = commit(&p);
	say_progress("");
	fetcher_clear(&p.fetcher);
	r->parse_cpu_us = p.docs.cpu_us;
	r->parse_peak_kb = p.docs.peak_kb;
	docs_clear(&p.docs);
	r->counts = p.ingest.counts;
	r->signal = stopped;
	if (poll_report_failures(o, p.feeds, r, wall(&p)) != 0 && rc == 0)
		rc = why_set(why, "out of memory");
	ingest_clear(&p.ingest);
	for (i = 0; i < o->n; i++)
		poll_feed_clear(&p.feeds[i]);
	free(p.feeds);
	return rc;
}
