/* Who is asked next. */
#include <stdlib.h>

#include "base/time.h"
#include "front/poller.h"
#include "front/schedule_host.h"
#include "front/secret.h"

struct due {
	int64_t next;
	size_t i;
};

static int
by_next(const void *a, const void *b)
{
	const struct due *x = a, *y = b;

	if (x->next != y->next)
		return x->next < y->next ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

/* Those that have waited longest come first: what one run leaves over begins the next. */
static int
put_all(struct poller *p)
{
	struct due *d = calloc(p->o->n + 1, sizeof(*d));
	const struct schedule *s;
	size_t i;

	if (d == NULL)
		return -1;
	for (i = 0; i < p->o->n; i++) {
		s = schedule_get(p->o->state, p->feeds[i].f->name);
		d[i] = (struct due){ s != NULL ? s->next : TIME_NONE, i };
	}
	qsort(d, p->o->n, sizeof(*d), by_next);
	for (i = 0; i < p->o->n; i++)
		poll_send_put(p, &p->feeds[d[i].i]);
	free(d);
	return 0;
}

int
poll_send_init(struct poller *p)
{
	size_t k;

	for (k = 0; k < POLL_LANES; k++) {
		p->lanes[k].cap = p->o->n + 1;
		p->lanes[k].feeds = calloc(p->lanes[k].cap, sizeof(size_t));
		if (p->lanes[k].feeds == NULL)
			return -1;
	}
	return put_all(p);
}

void
poll_send_clear(struct poller *p)
{
	size_t k;

	for (k = 0; k < POLL_LANES; k++) {
		free(p->lanes[k].feeds);
		p->lanes[k] = (struct poll_queue){ NULL, 0, 0, 0 };
	}
}

void
poll_send_put(struct poller *p, struct poll_feed *x)
{
	const struct schedule *s = schedule_get(p->o->state, x->f->name);
	struct poll_queue *q;

	x->slow = x->f->path == NULL &&
	    ((s != NULL && s->strikes > 0) || schedule_host_slow(p->o->state, x->asked->url));
	q = &p->lanes[x->slow ? POLL_SLOW_LANE : POLL_FAST_LANE];
	x->state = POLL_WAITING;
	q->feeds[(q->head + q->n++) % q->cap] = (size_t)(x - p->feeds);
}

static void
drop_first(struct poll_queue *q)
{
	q->head = (q->head + 1) % q->cap;
	q->n--;
}

/* Slots for slow servers: a quarter. Theirs come first, they take longest. */
static size_t
slow_slots(const struct poller *p)
{
	size_t all = p->descriptors < POLL_WINDOW ? p->descriptors : POLL_WINDOW;

	return all / (POLL_WINDOW / POLL_SLOW) > 0 ? all / (POLL_WINDOW / POLL_SLOW) : 1;
}

/* Whose turn it is, off its lane *from; NULL when nobody's. */
static struct poll_feed *
next_feed(struct poller *p, struct poll_queue **from)
{
	struct poll_queue *slow = &p->lanes[POLL_SLOW_LANE], *fast = &p->lanes[POLL_FAST_LANE], *q;
	struct poll_feed *x;

	for (;;) {
		q = slow->n > 0 && p->sent_slow < slow_slots(p) ? slow : fast;
		if (q->n == 0)
			return NULL;
		x = &p->feeds[q->feeds[q->head]];
		drop_first(q);
		*from = q;
		if (q == slow || x->f->path != NULL || !schedule_host_slow(p->o->state, x->asked->url))
			return x;
		poll_send_put(p, x); /* its server has shown in this run that it is slow */
	}
}

/* The feed's REQUEST. 0, or -1 and `why`: the feed's own fault. */
static int
write_request(struct poller *p, struct poll_feed *x, struct buf *b, struct why *why)
{
	struct poll_ask a = { (uint32_t)(x - p->feeds), fetcher_ca(&p->fetcher, x->asked->ca, why), NULL };
	struct buf secrets;
	int rc;

	buf_init(&secrets, SECRET_MAX);
	a.secrets = &secrets;
	rc = a.ca < 0 ? -1 : secret_put(x->asked, &secrets, why);
	if (secrets.n > 0)
		(void)buf_room(b, LINK_MAX - 1); /* no copies left behind by growing */
	if (rc == 0 && poll_feed_request(x, schedule_get(p->o->state, x->f->name), &a, b) != 0)
		rc = why_set(why, "out of memory");
	secret_wipe(&secrets);
	return rc;
}

/* 1 asked, or over; 0 not now; -1 and p->why. */
static int
ask(struct poller *p, struct poll_feed *x, struct buf *b)
{
	struct why why = { "" };
	int rc;

	if (x->f->path != NULL) {
		poll_source(p, x);
		return 1;
	}
	if (schedule_host_waits(p->o->state, x->asked->url, poll_wall(p), 1)) {
		p->r->deferred++;
		poll_over(p, x, NULL);
		return 1;
	}
	if (fetcher_start(&p->fetcher, p->why) != 0)
		return -1;
	buf_reset(b);
	if (write_request(p, x, b, &why) != 0) {
		poll_over(p, x, why.text);
		return 1;
	}
	rc = fetcher_send(&p->fetcher, b, &why);
	if (rc <= 0)
		return 0; /* the link is full; or it is dying: its end shows on the link */
	x->state = POLL_SENT;
	p->sent++;
	p->sent_slow += (size_t)x->slow;
	return 1;
}

int
poll_send(struct poller *p)
{
	struct poll_queue *q;
	struct poll_feed *x;
	struct buf b;
	int rc = 1;

	buf_init(&b, LINK_MAX);
	while (rc == 1 && !p->closing && p->sent + p->pages.sent < POLL_WINDOW &&
	    p->sent + p->pages.sent + p->docs.n_waiting < p->descriptors && p->docs.bytes_waiting < POLL_BODIES &&
	    (x = next_feed(p, &q)) != NULL) {
		rc = ask(p, x, &b);
		if (rc == 0)
			q->feeds[q->head = (q->head + q->cap - 1) % q->cap] = (size_t)(x - p->feeds);
		q->n += rc == 0;
	}
	secret_wipe(&b);
	return rc < 0 ? -1 : 0;
}

int
poll_send_again(struct poller *p, const struct why *how)
{
	size_t i;

	if (p->fetcher.restarts++ >= FETCHER_RESTARTS)
		return why_set(p->why, "%s, twice", how->text);
	for (i = 0; i < p->o->n; i++)
		if (p->feeds[i].state == POLL_SENT)
			poll_send_put(p, &p->feeds[i]);
	p->sent = p->sent_slow = 0;
	poll_page_again(p);
	return 0;
}
