#include "base/link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int) * LINK_FDS)];
};

int
link_pair(int fd[2], struct why *why)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) != 0)
		return why_errno(why, "socketpair");
	return 0;
}

int
link_send(int fd, const struct buf *b, const int *fds, int nfds, struct why *why)
{
	union control control;
	struct iovec iov = { b->p, b->n };
	struct msghdr msg;
	struct cmsghdr *c;
	ssize_t n;

	if (b->failed || b->n == 0 || b->n > LINK_MAX)
		return why_set(why, "frame of %zu bytes, limit %zu", b->n, LINK_MAX);
	memset(&msg, 0, sizeof(msg));
	memset(&control, 0, sizeof(control));
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	if (nfds > 0) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)nfds);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)nfds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * (size_t)nfds);
	}
	do
		n = sendmsg(fd, &msg, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n < 0)
		return why_errno(why, "send frame");
	return 1;
}

void
link_close_fds(int fds[static LINK_FDS])
{
	int i;

	for (i = 0; i < LINK_FDS; i++)
		if (fds[i] >= 0) {
			(void)close(fds[i]);
			fds[i] = -1;
		}
}

static void
take_fds(struct msghdr *msg, int fds[static LINK_FDS])
{
	struct cmsghdr *c;
	size_t n, i, at = 0;
	int got;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&got, CMSG_DATA(c) + i * sizeof(int), sizeof(got));
			if (at < LINK_FDS)
				fds[at++] = got;
			else
				(void)close(got);
		}
	}
}

/* One packet into `b`, its descriptors into fds: as link_recv. */
static int
receive(int fd, struct buf *b, int fds[static LINK_FDS], struct why *why)
{
	union control control;
	struct iovec iov;
	struct msghdr msg;
	ssize_t n;
	int i;

	for (i = 0; i < LINK_FDS; i++)
		fds[i] = -1;
	buf_reset(b);
	iov.iov_base = buf_room(b, LINK_MAX);
	iov.iov_len = LINK_MAX;
	if (iov.iov_base == NULL)
		return why_set(why, "out of memory");
	memset(&msg, 0, sizeof(msg));
	msg.msg_iov = &iov;
	msg.msg_iovlen = 1;
	msg.msg_control = control.bytes;
	msg.msg_controllen = sizeof(control.bytes);
	do
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return -2;
	if (n < 0 && errno == ECONNRESET)
		return 0;
	if (n < 0)
		return why_errno(why, "receive frame");
	if (n == 0)
		return 0;
	take_fds(&msg, fds);
	b->n = (size_t)n;
	if ((msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return 1;
	link_close_fds(fds);
	buf_reset(b);
	return why_set(why, "frame cut on the way");
}

int
link_recv(int fd, struct buf *b, struct frame *f, int fds[static LINK_FDS], struct why *why)
{
	ptrdiff_t used;
	int rc = receive(fd, b, fds, why);

	if (rc != 1)
		return rc;
	used = frame_next(b->p, b->n, LINK_MAX, f, why);
	if (used == (ptrdiff_t)b->n)
		return 1;
	link_close_fds(fds);
	return used < 0 ? -1 : why_set(why, "packet that is not one frame");
}

int
link_recv_next(int fd, struct link_in *in, struct frame *f, int fds[static LINK_FDS], struct why *why)
{
	ptrdiff_t used;
	int i, rc;

	for (i = 0; i < LINK_FDS; i++)
		fds[i] = -1;
	if (in->at >= in->b.n) {
		in->at = 0;
		rc = receive(fd, &in->b, fds, why);
		if (rc != 1)
			return rc;
	}
	used = frame_next(in->b.p + in->at, in->b.n - in->at, LINK_MAX, f, why);
	if (used > 0) {
		in->at += (size_t)used;
		return 1;
	}
	link_close_fds(fds);
	buf_reset(&in->b);
	return used < 0 ? -1 : why_set(why, "packet that ends within a frame");
}
