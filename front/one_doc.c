#include "front/one_doc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEND ((int64_t)256 * 1024) /* bytes of a file from which on a copy costs more */

struct waiting {
	const struct one_doc *d;
	struct why *why;
	int over, failed;
};

int
one_doc_copy(int from, const char *name, int64_t max, struct why *why)
{
	int to = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char bytes[16384];
	int64_t all = 0;
	ssize_t n = -1;

	while (to >= 0 && ((n = read(from, bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR))) {
		all += n > 0 ? n : 0;
		if (all > max) {
			(void)why_set(why, "%s: larger than %lld bytes", name, (long long)max);
			goto fail;
		}
		if (n > 0 && write(to, bytes, (size_t)n) != n)
			break;
	}
	if (n != 0) {
		(void)why_errno(why, "%s", name);
		goto fail;
	}
	(void)fcntl(to, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	return to;
fail:
	if (to >= 0)
		(void)close(to);
	return -1;
}

/* May the parser be lent the file itself? It is large, there is nothing to wait for, it
 * is read from its start, and the descriptor writes nothing. The parser reads such a
 * file and does not map it, so it may change meanwhile. */
static int
lendable(int fd, int64_t max)
{
	struct stat st;
	int flags;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= LEND && st.st_size <= max &&
	    (flags = fcntl(fd, F_GETFL)) >= 0 && (flags & O_ACCMODE) == O_RDONLY && lseek(fd, 0, SEEK_CUR) == 0;
}

int
one_doc_load(const char *path, int64_t max, struct why *why)
{
	int from, to, in = path == NULL || strcmp(path, "-") == 0;

	if (in)
		path = "standard input";
	from = in ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return why_errno(why, "%s", path);
	if (lendable(from, max))
		return from;
	to = one_doc_copy(from, path, max, why);
	(void)close(from);
	return to;
}

static int
on_frame(void *ctx, uint32_t id, struct frame *f, struct why *why)
{
	const struct waiting *w = ctx;

	(void)id;
	return w->d->frame(w->d->ctx, f, why);
}

static void
on_done(void *ctx, uint32_t id, const char *why)
{
	struct waiting *w = ctx;

	(void)id;
	w->over = 1;
	w->failed = why != NULL;
	if (why != NULL)
		(void)why_set(w->why, "%s", why);
}

int
one_doc_parse(const struct one_doc *d, struct why *why)
{
	struct waiting w = { d, why, 0, 0 };
	const struct docs_calls calls = { on_frame, on_done, &w };
	const struct docs_job job = { 1, d->body, 0, d->base, d->content_type, d->what, NULL, d->rule };
	struct pollfd fds[DOCS_FDS];
	struct docs docs;
	int rc;

	docs_init(&docs, &calls, 1);
	if (d->unbounded)
		docs.frames_max = INT64_MAX; /* frames are handed on, not held */
	rc = docs_put(&docs, &job) != 0 ? why_set(why, "out of memory") : 0;
	while (rc == 0 && !w.over) {
		rc = docs_run(&docs, docs_now(), why);
		if (rc == 0 && !w.over && d->idle != NULL)
			rc = d->idle(d->ctx, why);
		if (rc == 0 && !w.over && poll(fds, (nfds_t)docs_poll(&docs, fds),
		    (int)docs_wait(&docs, docs_now())) < 0 && errno != EINTR)
			rc = why_errno(why, "poll");
	}
	docs_clear(&docs);
	return rc != 0 ? -1 : w.failed;
}
