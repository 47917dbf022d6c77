/* A wirefold-parse between the front and the real one, `wirefold-parse-real` beside it: of
 * the document with the id D of $TORTURE_CUT=D:K:HOW the frames from the K-th on are not
 * passed on (`cut`), or the K-th alone is not (`drop`). */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/link.h"
#include "wirefold.h"

#define LINK_FD 3
#define DOC_FRAME_MAX ((size_t)64 << 20)

static int
start_real(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 8);
	struct why why;
	int pair[2];

	if (n < 0 || link_pair(pair, &why) != 0)
		return -1;
	memcpy(path + n, "-real", 6);
	if (fork() == 0) {
		(void)dup2(pair[1], LINK_FD);
		(void)execl(path, "wirefold-parse", (char *)NULL);
		_exit(127);
	}
	(void)close(pair[1]);
	return pair[0];
}

static void
read_all(int fd, struct buf *b)
{
	ssize_t n;
	char *to;

	while ((to = buf_room(b, 65536)) != NULL && (n = read(fd, to, 65536)) > 0)
		b->n += (size_t)n;
}

static void
pass_on(int to, const struct buf *all, uint32_t id)
{
	unsigned cut_id = UINT_MAX, k = 0, n = 0;
	char how[8] = "";
	struct why why;
	struct frame f;
	ptrdiff_t used;
	size_t at = 0;

	if (getenv("TORTURE_CUT") != NULL)
		(void)sscanf(getenv("TORTURE_CUT"), "%u:%u:%7s", &cut_id, &k, how);
	while ((used = frame_next(all->p + at, all->n - at, DOC_FRAME_MAX, &f, &why)) > 0) {
		n++;
		if (id == cut_id && n >= k && (how[0] == 'c' || n == k)) {
			at += (size_t)used;
			continue;
		}
		if (write(to, all->p + at, (size_t)used) != used)
			return;
		at += (size_t)used;
	}
}

int
main(void)
{
	struct buf b, all, reply;
	int fds[LINK_FDS], none[LINK_FDS], own[2], real = start_real();
	struct frame f, exited;
	struct why why;

	buf_init(&b, LINK_MAX);
	buf_init(&reply, LINK_MAX);
	buf_init(&all, DOC_FRAME_MAX);
	while (link_recv(LINK_FD, &b, &f, fds, &why) == 1) {
		uint32_t id = f.id;
		int out = fds[1];

		if (pipe2(own, O_CLOEXEC) != 0)
			return 1;
		fds[1] = own[1];
		if (link_send(real, &b, fds, 2, &why) != 1)
			return 1;
		link_close_fds(fds);
		buf_reset(&all);
		read_all(own[0], &all);
		(void)close(own[0]);
		pass_on(out, &all, id);
		(void)close(out);
		if (link_recv(real, &reply, &exited, none, &why) != 1 ||
		    link_send(LINK_FD, &reply, NULL, 0, &why) != 1)
			return 1;
	}
	return 0;
}
