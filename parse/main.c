/* wirefold-parse: the zygote. It warms the charset tables, then forks one
 * jailed child a document that the front sends on descriptor 3, kills those
 * that overrun their wall time and reports how each ended. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/jail.h"
#include "base/link.h"
#include "parse/charset.h"
#include "parse/document.h"
#include "wirefold.h"

#define LINK_FD 3
#define PAGE ((uintptr_t)65536) /* the largest page of the machines the jail knows */
#define CHILDREN_MAX 64     /* documents at once; a front that sends more waits */
#define WALL_MS 10000       /* when the front names none */
#define WALL_MS_MAX 600000

struct child {
	pid_t pid;              /* 0: free */
	uint32_t id;
	int64_t deadline, wall; /* milliseconds, CLOCK_MONOTONIC */
	int overran;
	int alive;              /* end of a pipe that closes when the child is gone */
};

struct zygote {
	struct child child[CHILDREN_MAX];
	struct charset_set charsets;
	struct buf in, out;
};

/* What one child needs; lives in its copy of the memory. */
struct job {
	const struct charset_set *charsets;
	struct document_job doc;
	int body, pipe;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
put_pipe(void *arg, const char *p, size_t n)
{
	const struct job *job = arg;
	ssize_t done;

	while (n > 0) {
		done = write(job->pipe, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* The body is a file: its pages come again when they are read again. */
static void
forget(const char *p, size_t n)
{
	uintptr_t from = ((uintptr_t)p + PAGE - 1) / PAGE * PAGE, to = ((uintptr_t)p + n) / PAGE * PAGE;

	if (to > from)
		(void)madvise((void *)from, to - from, MADV_DONTNEED);
}

static int
run_job(void *arg)
{
	struct job *job = arg;
	struct stat st;
	void *body = NULL;
	size_t n;
	int rc;

	if (fstat(job->body, &st) != 0 || st.st_size < 0)
		return 3;
	n = (size_t)st.st_size;
	if (n > 0) {
		body = mmap(NULL, n, PROT_READ, MAP_PRIVATE, job->body, 0);
		if (body == MAP_FAILED)
			return 3;
	}
	job->doc.p = body;
	job->doc.n = n;
	rc = document_read(&job->doc, job->charsets);
	if (body != NULL)
		(void)munmap(body, n);
	return rc;
}

static struct child *
free_child(struct zygote *z)
{
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++)
		if (z->child[i].pid == 0)
			return &z->child[i];
	return NULL;
}

/* Reads a DOC frame's fields; strings go into `to`, which lives as long as the job. */
static int
read_doc(struct frame *f, struct job *job, int64_t *wall, struct arena *to, struct why *why)
{
	struct frame_field field;
	int rc;

	*wall = WALL_MS;
	while ((rc = frame_field(f, &field, why)) > 0) {
		if (field.tag == WF_TAG_BASE)
			job->doc.base = arena_strn(to, field.p, field.n);
		else if (field.tag == WF_TAG_CONTENT_TYPE)
			job->doc.content_type = arena_strn(to, field.p, field.n);
		else if (field.tag != WF_TAG_WALL_MS || frame_field_int(&field, wall) != 0 || *wall <= 0)
			return why_set(why, "document frame with a bad field %d", field.tag);
	}
	if (*wall > WALL_MS_MAX)
		*wall = WALL_MS_MAX;
	return rc;
}

static int
start(struct zygote *z, struct frame *f, int fds[static LINK_FDS], struct why *why)
{
	struct child *c = free_child(z);
	struct arena strings;
	struct job job;
	int alive[2], keep[JAIL_KEEP], rc = -1;

	memset(&job, 0, sizeof(job));
	arena_init(&strings, LINK_MAX * 2);
	if (c == NULL || f->type != WF_FRAME_DOC || fds[0] < 0 || fds[1] < 0) {
		(void)why_set(why, "not a document frame");
		goto out;
	}
	if (read_doc(f, &job, &c->wall, &strings, why) != 0)
		goto out;
	job.charsets = &z->charsets;
	job.doc.id = f->id;
	job.doc.forget = forget;
	job.doc.put = put_pipe;
	job.doc.arg = &job;
	job.body = keep[0] = fds[0];
	job.pipe = keep[1] = fds[1];
	if (pipe(alive) != 0) {
		(void)why_errno(why, "no pipe");
		goto out;
	}
	keep[2] = alive[1];
	c->pid = jail_fork(run_job, &job, keep, why);
	if (c->pid < 0) {
		c->pid = 0;
		goto close_alive;
	}
	c->id = f->id;
	c->deadline = now_ms() + c->wall;
	c->overran = 0;
	c->alive = alive[0];
	(void)close(alive[1]);
	rc = 0;
	goto out;
close_alive:
	(void)close(alive[0]);
	(void)close(alive[1]);
out:
	link_close_fds(fds);
	arena_clear(&strings);
	return rc;
}

static const char *
death(const struct child *c, int status, struct why *why)
{
	static const struct {
		int signal;
		const char *why;
	} deaths[] = {
		{ SIGXCPU, "used more than its CPU seconds" },
		{ SIGSYS, "killed by SIGSYS: a system call outside the jail's list" },
		{ SIGSEGV, "killed by SIGSEGV" }, { SIGBUS, "killed by SIGBUS" },
		{ SIGABRT, "killed by SIGABRT" }, { SIGKILL, "killed by SIGKILL" },
		{ SIGPIPE, "killed by SIGPIPE: nobody reads" }, { SIGXFSZ, "killed by SIGXFSZ" },
	};
	size_t i;

	if (c->overran) {
		(void)why_set(why, "took longer than %g s", (double)c->wall / 1000);
		return why->text;
	}
	if (WIFEXITED(status)) {
		if (WEXITSTATUS(status) == JAIL_EXIT)
			return "could not be jailed";
		return WEXITSTATUS(status) == DOCUMENT_NO_MEMORY ? "out of memory" : NULL;
	}
	for (i = 0; i < sizeof(deaths) / sizeof(deaths[0]); i++)
		if (WTERMSIG(status) == deaths[i].signal)
			return deaths[i].why;
	(void)why_set(why, "killed by signal %d", WTERMSIG(status));
	return why->text;
}

static int
reap(struct zygote *z, struct child *c, struct why *why)
{
	struct rusage use;
	struct why mine;
	int status = 0;
	size_t at;

	if (wait4(c->pid, &status, 0, &use) != c->pid)
		return why_errno(why, "lost a child");
	buf_reset(&z->out);
	(void)frame_start(&z->out, WF_FRAME_EXIT, c->id, &at);
	(void)frame_int(&z->out, WF_TAG_STATUS,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	(void)frame_str(&z->out, WF_TAG_WHY, death(c, status, &mine));
	(void)frame_int(&z->out, WF_TAG_CPU_US, (int64_t)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) *
	    1000000 + use.ru_utime.tv_usec + use.ru_stime.tv_usec);
	(void)frame_int(&z->out, WF_TAG_PEAK_KB, use.ru_maxrss);
	(void)frame_end(&z->out, at);
	(void)close(c->alive);
	c->pid = 0;
	return link_send(LINK_FD, &z->out, NULL, 0, why) == 1 ? 0 : -1;
}

static void
kill_all(struct zygote *z)
{
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++)
		if (z->child[i].pid > 0)
			(void)kill(z->child[i].pid, SIGKILL);
}

/* Kills what overran; milliseconds until the next deadline, -1 for none. */
static int
overdue(struct zygote *z)
{
	int64_t now = now_ms(), next = -1, left;
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++) {
		if (z->child[i].pid == 0 || z->child[i].overran)
			continue;
		left = z->child[i].deadline - now;
		if (left <= 0) {
			z->child[i].overran = 1;
			(void)kill(z->child[i].pid, SIGKILL);
		} else if (next < 0 || left < next) {
			next = left;
		}
	}
	return (int)next;
}

/* One turn: 1 to go on, 0 at the end of the link, -1 and `why`. */
static int
turn(struct zygote *z, struct why *why)
{
	struct pollfd p[CHILDREN_MAX + 1];
	int fds[LINK_FDS], rc;
	struct frame f;
	nfds_t n = 1;
	size_t i;

	p[0] = (struct pollfd){ free_child(z) != NULL ? LINK_FD : -1, POLLIN, 0 };
	for (i = 0; i < CHILDREN_MAX; i++) {
		p[i + 1] = (struct pollfd){ z->child[i].pid > 0 ? z->child[i].alive : -1, POLLIN, 0 };
		if (p[i + 1].fd >= 0)
			n = i + 2; /* poll(2) takes no more than there may be descriptors */
	}
	rc = poll(p, n, overdue(z));
	if (rc < 0)
		return errno == EINTR ? 1 : why_errno(why, "poll");
	for (i = 1; i < n; i++)
		if (p[i].revents != 0 && reap(z, &z->child[i - 1], why) != 0)
			return -1;
	if (p[0].revents == 0)
		return 1;
	rc = link_recv(LINK_FD, &z->in, &f, fds, why);
	if (rc == 1)
		return start(z, &f, fds, why) == 0 ? 1 : -1;
	return rc == -2 ? 1 : rc;
}

int
main(void)
{
	struct zygote z;
	struct why why;
	int rc = -1;

	memset(&z, 0, sizeof(z));
	buf_init(&z.in, LINK_MAX);
	buf_init(&z.out, LINK_MAX);
	(void)signal(SIGPIPE, SIG_IGN);
	if (jail_check(&why) == 0) {
		charset_open(&z.charsets);
		document_warm();
		while ((rc = turn(&z, &why)) > 0)
			continue;
		kill_all(&z);
		charset_close(&z.charsets);
	}
	if (rc != 0)
		fprintf(stderr, "wirefold-parse: %s\n", why.text);
	buf_clear(&z.in);
	buf_clear(&z.out);
	return rc == 0 ? 0 : 3;
}
