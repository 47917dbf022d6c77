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

int
answers_send(struct answers *a, struct transfer **x, struct why *why)
{
	int fd, rc;

	*x = a->first;
	if (a->first == NULL)
		return watch(a, 0, why);
	buf_reset(&a->out);
	if (transfer_result(a->first, &a->out) != 0)
		return why_set(why, "out of memory");
	fd = a->first->cause == NULL ? a->first->body : -1;
	errno = 0;
	rc = link_send(a->link, &a->out, &fd, fd >= 0 ? 1 : 0, why);
	if (rc == 0 || (rc < 0 && errno == ETOOMANYREFS))
		return watch(a, rc == 0, why);
	if (rc < 0)
		return -1;
	a->first = a->first->queue;
	a->n--;
	if (a->first == NULL)
		a->last = &a->first;
	return 1;
}
