#include "front/fetcher.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "front/one_doc.h"
#include "wirefold.h"

/* glibc's heap in large pages, where the kernel has them: a handshake takes tens of pages, and each
 * small one costs a fault (a sixth of a poll's CPU where faults are dear). It grows by 32 MB of addresses
 * at a time, as the last large page of each step is not whole; what glibc would then map and unmap for
 * each buffer comes from the heap, too. */
#define LARGE_PAGES "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=33554432:" \
	"glibc.malloc.trim_threshold=67108864:glibc.malloc.mmap_threshold=8388608"

void
fetcher_init(struct fetcher *f)
{
	memset(f, 0, sizeof(*f));
	f->child.link = -1;
	buf_init(&f->in.b, LINK_MAX);
}

void
fetcher_clear(struct fetcher *f)
{
	(void)child_end(&f->child, NULL);
	buf_clear(&f->in.b);
}

int
fetcher_start(struct fetcher *f, struct why *why)
{
	if (f->child.pid != 0)
		return 0;
	f->cas_sent = 0;
	buf_reset(&f->in.b); /* what the one before sent last */
	f->in.at = 0;
	if (child_start(&f->child, "wirefold-fetch", LARGE_PAGES, why) != 0)
		return -1;
	if (fcntl(f->child.link, F_SETFL, O_NONBLOCK) != 0)
		return why_errno(why, "fcntl");
	return 0;
}

/* The file's bytes in a memfd, or -1 and `why`. */
static int
load(const char *path, struct why *why)
{
	struct why inner = { "" };
	int from = open(path, O_RDONLY | O_CLOEXEC), to;

	if (from < 0)
		return why_errno(why, "ca %s", path);
	to = one_doc_copy(from, path, (int64_t)FETCHER_CA_MAX, &inner);
	(void)close(from);
	return to >= 0 ? to : why_set(why, "ca %s", inner.text);
}

static int
send_ca(struct fetcher *f, size_t i, struct why *why)
{
	struct buf b;
	size_t at;
	int fd = load(f->cas[i], why), rc;

	if (fd < 0)
		return -1;
	buf_init(&b, 1024);
	if (frame_start(&b, WF_FRAME_CA, (uint32_t)i + 1, &at) != 0 || frame_end(&b, at) != 0)
		rc = why_set(why, "out of memory");
	else
		rc = link_send(f->child.link, &b, &fd, 1, why);
	(void)close(fd);
	buf_clear(&b);
	if (rc == 0)
		return why_set(why, "wirefold-fetch does not listen");
	return rc > 0 ? 0 : -1;
}

int64_t
fetcher_ca(struct fetcher *f, const char *path, struct why *why)
{
	size_t i;

	if (path == NULL)
		return 0;
	for (i = 0; i < f->n_cas && strcmp(f->cas[i], path) != 0; i++)
		;
	if (i == f->n_cas) {
		if (f->n_cas == FETCHER_CAS)
			return why_set(why, "more than %d CA files", FETCHER_CAS);
		f->cas[f->n_cas++] = path;
	}
	/* A fetcher that was started anew gets them again, in their order. */
	for (; f->cas_sent <= i; f->cas_sent++)
		if (send_ca(f, f->cas_sent, why) != 0)
			return -1;
	return (int64_t)i + 1;
}

int
fetcher_send(struct fetcher *f, const struct buf *request, struct why *why)
{
	return link_send(f->child.link, request, NULL, 0, why);
}

int
fetcher_next(struct fetcher *f, struct frame *frame, int fds[static LINK_FDS], struct why *why)
{
	int rc = link_recv_next(f->child.link, &f->in, frame, fds, why);

	if (rc == 1)
		return 1;
	if (rc == -2)
		return 0;
	if (child_end(&f->child, why) == 0 && rc == 0)
		(void)why_set(why, "wirefold-fetch ended");
	return -1;
}
