/* The feeds that are files. They are taken one by one, some at a time between two commits. */
#include <stdlib.h>
#include <string.h>

#include "front/poller.h"

#define ROUND_BYTES ((int64_t)8 << 20) /* of files between two commits ... */
#define ROUND_ENTRIES 2000             /* ... and entries of them */

static void
go_on(struct poller *p, struct poll_feed *x)
{
	struct docs_job job = { .id = (uint32_t)(x - p->feeds), .body = -1 };

	x->more = x->round >= ROUND_BYTES || x->n >= ROUND_ENTRIES;
	if (!x->more)
		job.body = source_next(&x->source, &job.bytes);
	if (job.body >= 0) {
		x->round += job.bytes;
		x->mark = x->n;
		x->had_doc |= x->has_doc;
		x->has_doc = 0;
		x->state = POLL_PARSING;
		if (docs_put(&p->docs, &job) != 0)
			poll_source_done(p, x, "out of memory");
		return;
	}
	x->has_doc |= x->had_doc;
	x->result.status = 200;
	x->result.wire_bytes += x->round;
	p->r->wire_bytes += x->round;
	if (!x->more && !x->has_doc && x->source.why.text[0] != '\0')
		poll_over(p, x, x->source.why.text);
	else
		poll_ready(p, x);
}

static void
begin(struct poller *p, struct poll_feed *x)
{
	const struct schedule *s = schedule_get(p->o->state, x->f->name);

	if (x->f->after == CONF_KEEP && source_digest(&x->source, x->body) != 0) {
		poll_over(p, x, "out of memory");
	} else if (x->f->after == CONF_KEEP && x->source.why.text[0] == '\0' && s != NULL && s->body != NULL &&
	    strcmp(s->body, x->body) == 0) {
		x->result.status = 200;
		p->r->same++;
		poll_ready(p, x);
	} else {
		go_on(p, x);
	}
}

static void
look(struct poller *p, struct poll_feed *x)
{
	struct why why = { "" };
	int again = x->look_at > 0;

	if (source_look(&x->source, &why) != 0) {
		poll_over(p, x, why.text);
		return;
	}
	if (x->source.restless > 0 && !again) {
		x->state = POLL_LOOKING;
		x->look_at = docs_now() + SOURCE_STILL_MS + 1;
		p->looking++;
		return;
	}
	begin(p, x);
}

void
poll_source(struct poller *p, struct poll_feed *x)
{
	source_init(&x->source, x->f);
	look(p, x);
}

void
poll_source_turn(struct poller *p)
{
	int64_t now = docs_now();
	size_t i;

	for (i = 0; p->looking > 0 && i < p->o->n; i++)
		if (p->feeds[i].state == POLL_LOOKING && p->feeds[i].look_at <= now) {
			p->looking--;
			look(p, &p->feeds[i]);
		}
}

void
poll_source_done(struct poller *p, struct poll_feed *x, const char *why)
{
	/* A document that does not count leaves nothing of it, and the others their way. */
	if (why != NULL) {
		x->n = x->mark;
		x->has_doc = 0;
	}
	source_done(&x->source, why);
	go_on(p, x);
}

int
poll_source_settle(struct poller *p, struct poll_feed *x, struct schedule *s)
{
	struct why why = { "" };

	if (source_after(&x->source, &why) != 0) {
		poll_over(p, x, why.text);
		return 1;
	}
	if (x->more) {
		poll_feed_round(x);
		go_on(p, x);
		return 1;
	}
	if (x->source.why.text[0] == '\0')
		return 0;
	s->last_ok = poll_wall(p); /* some are in: they were the backlog, if they were */
	poll_over(p, x, x->source.why.text);
	return 1;
}
