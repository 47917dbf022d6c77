#include "fetch/answers.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/link.h"
#include "fetch/transfer.h"

void
answers_init(struct answers *a, int link, int epoll)
{
	memset(a, 0, sizeof(*a));
	a->link = link;
	a->epoll = epoll;
	a->last = &a->first;
	buf_init(&a->out, LINK_MAX);
}

void
answers_clear(struct answers *a)
{
	buf_clear(&a->out);
}

void
answers_put(struct answers *a, struct transfer *x)
{
	x->queue = NULL;
	*a->last = x;
	a->last = &x->queue;
	a->n++;
}

static int
watch(struct answers *a, int full, struct why *why)
{
	struct epoll_event e = { .events = full ? EPOLLIN | EPOLLOUT : EPOLLIN };

	if (a->full == full)
		return 0;
	a->full = full;
	return epoll_ctl(a->epoll, EPOLL_CTL_MOD, a->link, &e) == 0 ? 0 : why_errno(why, "epoll_ctl");
}

/* Appends the RESULT. 0, or -1 when it does not fit behind what is there, which stays. */
static int
append(struct answers *a, struct transfer *x)
{
	const size_t n = a->out.n;

	if (transfer_result(x, &a->out) == 0)
		return 0;
	a->out.n = n;
	a->out.failed = 0;
	return -1;
}

static int
body_of(const struct transfer *x)
{
	return x->cause == NULL ? x->body : -1;
}

int
answers_send(struct answers *a, struct transfer **x, size_t *n, struct why *why)
{
	struct transfer *last = a->first;
	int fd, rc;

	*x = last;
	*n = 0;
	if (last == NULL)
		return watch(a, 0, why);
	buf_reset(&a->out);
	if (append(a, last) != 0)
		return why_set(why, "out of memory");
	fd = body_of(last);
	/* One with a body goes by itself, behind those without. */
	for (*n = 1; fd < 0 && last->queue != NULL && body_of(last->queue) < 0 && append(a, last->queue) == 0; ++*n)
		last = last->queue;
	errno = 0;
	rc = link_send(a->link, &a->out, &fd, fd >= 0 ? 1 : 0, why);
	if (rc == 0 || (rc < 0 && errno == ETOOMANYREFS))
		return watch(a, rc == 0, why);
	if (rc < 0)
		return -1;
	a->first = last->queue;
	last->queue = NULL;
	a->n -= *n;
	if (a->first == NULL)
		a->last = &a->first;
	return 1;
}
