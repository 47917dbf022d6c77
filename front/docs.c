#include "front/docs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/link.h"
#include "front/message.h"
#include "wirefold.h"

#define READ_BYTES ((size_t)64 * 1024) /* at once; what is more costs page faults and cache */
#define PIPE_BYTES (256 * 1024)        /* so that a child need not wait for each */

struct doc {
	struct doc *next;
	uint32_t id;
	int body, pipe;
	int64_t bytes, started, taken;
	char *base, *content_type, *summary, *rule;
	uint16_t frame;
	struct buf in;             /* bytes of the frame that is not whole yet */
	int64_t items;
	int tries, ended, eof, exited, failed;
	struct why why;
};

void
docs_init(struct docs *d, const struct docs_calls *calls, size_t most)
{
	memset(d, 0, sizeof(*d));
	d->parser.link = -1;
	d->calls = *calls;
	d->frames_max = (int64_t)WF_DOC_MAX;
	d->last = &d->first;
	d->most = most < 1 ? 1 : most > DOCS_ACTIVE ? DOCS_ACTIVE : most;
}

static void
doc_free(struct doc *x)
{
	if (x->body >= 0)
		(void)close(x->body);
	if (x->pipe >= 0)
		(void)close(x->pipe);
	buf_clear(&x->in);
	free(x->base);
	free(x->content_type);
	free(x->summary);
	free(x->rule);
	free(x);
}

void
docs_clear(struct docs *d)
{
	struct doc *x;
	size_t i;

	while ((x = d->first) != NULL) {
		d->first = x->next;
		doc_free(x);
	}
	for (i = 0; i < d->n_active; i++)
		doc_free(d->active[i]);
	d->n_active = d->n_waiting = 0;
	d->last = &d->first;
	(void)child_end(&d->parser, NULL);
}

static void
enqueue(struct docs *d, struct doc *x)
{
	x->next = NULL;
	*d->last = x;
	d->last = &x->next;
	d->n_waiting++;
	d->bytes_waiting += x->bytes;
}

static int
copy(char **to, const char *s)
{
	*to = s != NULL ? strdup(s) : NULL;
	return s != NULL && *to == NULL ? -1 : 0;
}

int
docs_put(struct docs *d, const struct docs_job *job)
{
	struct doc *x = calloc(1, sizeof(*x));

	if (x == NULL) {
		(void)close(job->body);
		return -1;
	}
	x->id = job->id;
	x->body = job->body;
	x->bytes = job->bytes;
	x->pipe = -1;
	x->frame = job->frame != 0 ? job->frame : WF_FRAME_DOC;
	buf_init(&x->in, WF_DOC_MAX + READ_BYTES);
	if (copy(&x->base, job->base) != 0 || copy(&x->content_type, job->content_type) != 0 ||
	    copy(&x->summary, job->summary) != 0 || copy(&x->rule, job->rule) != 0) {
		doc_free(x);
		return -1;
	}
	enqueue(d, x);
	return 0;
}

static void
fail(struct doc *x, const char *why)
{
	if (!x->failed)
		(void)why_set(&x->why, "%s", why);
	x->failed = 1;
}

/* Hands the document to the parser: its body and the write end of a pipe. */
static int
send_doc(struct docs *d, struct doc *x, int64_t now, struct why *why)
{
	struct buf b;
	int pipes[2], fds[2], rc;
	size_t at;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return why_errno(why, "pipe");
	buf_init(&b, LINK_MAX);
	(void)frame_start(&b, x->frame, x->id, &at);
	(void)frame_str(&b, WF_TAG_BASE, x->base);
	(void)frame_str(&b, WF_TAG_CONTENT_TYPE, x->content_type);
	(void)frame_str(&b, WF_TAG_SUMMARY, x->summary);
	(void)frame_str(&b, WF_TAG_RULE, x->rule);
	(void)frame_int(&b, WF_TAG_WALL_MS, DOCS_WALL_MS);
	(void)frame_end(&b, at);
	fds[0] = x->body;
	fds[1] = pipes[1];
	rc = link_send(d->parser.link, &b, fds, 2, why);
	buf_clear(&b);
	(void)close(pipes[1]);
	x->pipe = pipes[0];
	x->started = now;
	(void)fcntl(x->pipe, F_SETFL, O_NONBLOCK);
	(void)fcntl(x->pipe, F_SETPIPE_SZ, PIPE_BYTES);
	return rc == 1 ? 0 : -1;
}

/* The parser is gone: what was inside starts again, once. */
static void
parser_died(struct docs *d, const char *how)
{
	struct why why = { "" };
	struct doc *x;
	size_t i;

	if (child_end(&d->parser, &why) == 0)
		(void)why_set(&why, "%s", how);
	d->restarts++;
	for (i = 0; i < d->n_active; i++) {
		x = d->active[i];
		if (x->ended && x->eof && x->exited)
			continue;
		/* Frames of it may have been handed out: a second try would repeat them. */
		if (x->items > 0 || x->taken > 0 || ++x->tries > 1) {
			fail(x, why.text);
			x->eof = x->exited = 1;
			continue;
		}
		(void)close(x->pipe);
		x->pipe = -1;
		buf_reset(&x->in);
		d->active[i--] = d->active[--d->n_active];
		enqueue(d, x);
	}
}

static int
start_waiting(struct docs *d, int64_t now, struct why *why)
{
	struct doc *x;

	while (d->n_active < d->most && (x = d->first) != NULL) {
		if (d->parser.pid == 0) {
			if (d->restarts > DOCS_RESTARTS)
				return why_set(why, "wirefold-parse died %d times", d->restarts);
			if (child_start(&d->parser, "wirefold-parse", NULL, why) != 0)
				return -1;
		}
		d->first = x->next;
		if (d->first == NULL)
			d->last = &d->first;
		d->n_waiting--;
		d->bytes_waiting -= x->bytes;
		d->active[d->n_active++] = x;
		if (send_doc(d, x, now, why) != 0) {
			parser_died(d, "wirefold-parse does not listen");
			return 0;
		}
	}
	return 0;
}

/* END: the counts must be those of what came. */
static void
take_end(struct doc *x, struct frame *f)
{
	struct message_end end = { 0 };
	struct arena a;
	struct why why = { "" };

	arena_init(&a, LINK_MAX);
	x->ended = 1;
	if (message_end(f, &a, &end, &why) != 0)
		fail(x, why.text);
	else if (end.why_text != NULL)
		fail(x, end.why_text);
	else if (end.count != x->items || end.bytes != x->taken)
		fail(x, "parser: END does not add up");
	arena_clear(&a);
}

static void
take_frames(struct docs *d, struct doc *x)
{
	struct why why = { "" };
	struct frame f;
	ptrdiff_t used = 0;
	size_t at = 0;

	while (!x->failed && (used = frame_next(x->in.p + at, x->in.n - at, WF_DOC_MAX, &f, &why)) > 0) {
		at += (size_t)used;
		if (x->ended) {
			fail(x, "parser: frames behind END");
		} else if (f.type == WF_FRAME_END) {
			take_end(x, &f);
		} else if (x->frame == WF_FRAME_PAGE ? f.type != WF_FRAME_ARTICLE : f.type != WF_FRAME_ITEM && f.type != WF_FRAME_FEED) {
			fail(x, "parser: frame of unknown type");
		} else {
			x->taken += used;
			x->items += f.type == WF_FRAME_ITEM;
			if ((x->items > WF_ENTRIES_MAX && x->frame == WF_FRAME_DOC) || x->taken > d->frames_max)
				fail(x, "more entries than the limits allow");
			else if (d->calls.frame(d->calls.ctx, x->id, &f, &why) != 0)
				fail(x, why.text);
		}
	}
	if (used < 0)
		fail(x, why.text);
	buf_shift(&x->in, at);
}

static void
read_pipe(struct docs *d, struct doc *x)
{
	char *to;
	ssize_t n;

	do {
		to = buf_room(&x->in, READ_BYTES);
		if (to == NULL) {
			fail(x, "out of memory for its entries");
			n = 0;
			break;
		}
		n = read(x->pipe, to, READ_BYTES);
		if (n > 0) {
			x->in.n += (size_t)n;
			take_frames(d, x);
		}
	} while ((n == (ssize_t)READ_BYTES && !x->failed) || (n < 0 && errno == EINTR));
	if ((n > 0 && !x->failed) || (n < 0 && errno == EAGAIN))
		return; /* that was all for now */
	/* The end, or nothing more that we want: a child that still writes gets SIGPIPE. */
	if (!x->failed && x->in.n > 0)
		fail(x, "parser: a frame was cut");
	x->eof = 1;
	(void)close(x->pipe);
	x->pipe = -1;
}

static void
take_exit(struct docs *d, struct frame *f)
{
	struct message_exit e = { 0 };
	struct arena a;
	struct why why = { "" };
	struct doc *x = NULL;
	size_t i;

	for (i = 0; i < d->n_active; i++)
		if (d->active[i]->id == f->id)
			x = d->active[i];
	arena_init(&a, LINK_MAX);
	if (x != NULL && message_exit(f, &a, &e, &why) != 0) {
		fail(x, why.text);
		x->exited = 1;
	} else if (x != NULL) {
		x->exited = 1;
		if (x->pipe >= 0)
			read_pipe(d, x);
		d->cpu_us += e.cpu_us;
		if (e.peak_kb > d->peak_kb)
			d->peak_kb = e.peak_kb;
		if (e.why_text != NULL)
			fail(x, e.why_text);
		else if (e.status != 0)
			fail(x, "parser: child failed without a reason");
	}
	arena_clear(&a);
}

static void
hear(struct docs *d)
{
	int fds[LINK_FDS], rc;
	struct pollfd p = { d->parser.link, POLLIN, 0 };
	struct why why = { "" };
	struct frame f;
	struct buf b;

	buf_init(&b, LINK_MAX);
	while (d->parser.link >= 0 && poll(&p, 1, 0) > 0) {
		rc = link_recv(d->parser.link, &b, &f, fds, &why);
		if (rc <= 0) {
			parser_died(d, rc == 0 ? "wirefold-parse ended" : why.text);
			break;
		}
		link_close_fds(fds);
		if (f.type == WF_FRAME_EXIT)
			take_exit(d, &f);
	}
	buf_clear(&b);
}

static void
finish_doc(struct docs *d, size_t i)
{
	struct doc *x = d->active[i];

	if (!x->failed && !x->ended)
		fail(x, "parser: ended before its END");
	d->active[i] = d->active[--d->n_active];
	d->calls.done(d->calls.ctx, x->id, x->failed ? x->why.text : NULL);
	doc_free(x);
}

int64_t
docs_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

size_t
docs_poll(struct docs *d, struct pollfd fds[static DOCS_FDS])
{
	size_t i, n = 0;

	if (d->parser.link >= 0)
		fds[n++] = (struct pollfd){ d->parser.link, POLLIN, 0 };
	for (i = 0; i < d->n_active; i++)
		if (d->active[i]->pipe >= 0)
			fds[n++] = (struct pollfd){ d->active[i]->pipe, POLLIN, 0 };
	return n;
}

int
docs_run(struct docs *d, int64_t now, struct why *why)
{
	size_t i;
	int late = 0;

	for (i = 0; i < d->n_active; i++)
		if (d->active[i]->pipe >= 0)
			read_pipe(d, d->active[i]);
	hear(d);
	for (i = d->n_active; i-- > 0;) {
		if (d->active[i]->eof && d->active[i]->exited)
			finish_doc(d, i);
		else
			late |= now - d->active[i]->started > DOCS_WALL_MS + DOCS_GRACE_MS;
	}
	if (late)
		parser_died(d, "wirefold-parse hangs");
	for (i = d->n_active; i-- > 0;)
		if (d->active[i]->eof && d->active[i]->exited)
			finish_doc(d, i);
	return start_waiting(d, now, why);
}

int64_t
docs_wait(const struct docs *d, int64_t now)
{
	int64_t wait = -1, left;
	size_t i;

	if (d->first != NULL && d->n_active < d->most)
		return 0; /* it has come back from a parser that is gone: nobody else will wake us */
	for (i = 0; i < d->n_active; i++) {
		left = d->active[i]->started + DOCS_WALL_MS + DOCS_GRACE_MS + 1 - now;
		if (wait < 0 || left < wait)
			wait = left < 0 ? 0 : left;
	}
	return wait;
}
