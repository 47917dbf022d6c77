/* What the fetcher answers. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "front/poller.h"
#include "front/schedule_host.h"

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

void
poll_ready(struct poller *p, struct poll_feed *x)
{
	size_t i;

	if (x->state != POLL_PAGES && poll_page_want(p, x) != 0)
		p->broken = 1;
	if (x->pages > 0) {
		x->state = POLL_PAGES;
		return;
	}
	x->state = POLL_READY;
	p->pages.stirred = 1;
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
	struct docs_job job = { .id = (uint32_t)(x - p->feeds), .body = body, .base = x->result.final_url,
		.content_type = x->result.content_type };
	off_t bytes = lseek(body, 0, SEEK_END);

	job.bytes = (int64_t)bytes;
	if (bytes > 0 && hash_body(x, body, (int64_t)bytes) != 0) {
		(void)close(body);
		poll_over(p, x, "out of memory");
	} else if (s != NULL && s->body != NULL && strcmp(s->body, x->body) == 0) {
		(void)close(body);
		p->r->same++;
		poll_ready(p, x);
	} else if (docs_put(&p->docs, &job) != 0) {
		poll_over(p, x, "out of memory");
	} else {
		x->state = POLL_PARSING;
	}
}

static const char *
final_url(const struct poll_feed *x)
{
	return x->result.final_url != NULL ? x->result.final_url : x->asked->url;
}

static void
take_status(struct poller *p, struct poll_feed *x, int *body)
{
	const char *url = final_url(x);
	char why[128];

	if (x->result.status == 200 || x->result.status == 304)
		schedule_host_ok(p->o->state, url);
	else if (x->result.status == 429)
		(void)schedule_host_busy(p->o->state, url, &x->result, poll_wall(p));
	if (x->result.status == 304 && x->conditional) {
		p->r->not_modified++;
		poll_ready(p, x);
	} else if (x->result.status == 200 && *body >= 0) {
		take_body(p, x, *body);
		*body = -1;
	} else if (x->result.status == 200) {
		poll_over(p, x, "empty answer");
	} else {
		(void)snprintf(why, sizeof(why), "HTTP status %lld%s", (long long)x->result.status,
		    x->result.status == 304 ? " to a request without validators" : "");
		poll_over(p, x, why);
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

	if (f->id >= p->o->n) {
		poll_page_result(p, f, fds);
		return;
	}
	if (x == NULL || x->state != POLL_SENT || f->type != WF_FRAME_RESULT)
		return; /* an answer that nobody waits for */
	p->sent--;
	p->sent_slow -= (size_t)x->slow;
	if (message_result(f, &x->arena, &x->result, &why) != 0) {
		memset(&x->result, 0, sizeof(x->result));
		poll_over(p, x, why.text);
		return;
	}
	if (x->result.cause != NULL && strcmp(x->result.cause, "held") == 0) {
		memset(&x->result, 0, sizeof(x->result));
		p->r->deferred++;
		poll_over(p, x, NULL);
		return;
	}
	x->has_result = 1;
	p->r->wire_bytes += x->result.wire_bytes;
	p->r->connections += (size_t)x->result.connections;
	schedule_host_cert(p->o->state, final_url(x), &x->result, poll_wall(p));
	if (x->result.cause != NULL)
		x->below = is_below_http(x->result.cause);
	schedule_host_mark(p->o->state, final_url(x), x->below || x->result.ms >= SCHEDULE_SLOW_MS);
	if (x->result.cause != NULL) {
		poll_over(p, x, x->result.why_text != NULL ? x->result.why_text : x->result.cause);
		return;
	}
	take_status(p, x, &fds[0]);
}

int
poll_take(struct poller *p)
{
	struct why why = { "" };
	int fds[LINK_FDS], rc = 0;
	struct frame f;

	while (p->fetcher.child.link >= 0 && (rc = fetcher_next(&p->fetcher, &f, fds, &why)) == 1) {
		take_result(p, &f, fds);
		link_close_fds(fds);
	}
	return rc < 0 ? poll_send_again(p, &why) : 0;
}
