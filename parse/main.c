/* wirefold-parse: the zygote. It forks one jailed child a document that the front
 * sends on descriptor 3, kills those that overrun their wall time and reports how each
 * ended. A charset's tables are warmed when the first document of that charset comes:
 * its child ends with DOCUMENT_WANTS and a row of our own table, and another is forked. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
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
#include "parse/page.h"
#include "wirefold.h"

#define LINK_FD 3
#define MAPPED_MAX ((size_t)256 * 1024) /* bytes of a body that is read from its mapping */
#define HEAP_FIRST ((size_t)176 * 1024) /* bytes of heap for any document */
#define HEAP_MORE ((size_t)320 * 1024)  /* and for its size, at most */
#define HEAP_PIECE (1 << 20)            /* bytes from which on a piece is mapped by itself */
#define HEAP_KEEP (8 << 20)             /* bytes that are not given back before the end */
#define PAGE ((uintptr_t)65536)         /* the largest page of the machines the jail knows */
#define POPULATE_WRITE 23               /* MADV_POPULATE_WRITE, newer than the headers of Debian 11 */
#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK)
#define CHILDREN_MAX 64     /* documents at once; a front that sends more waits */
#define WALL_MS 10000       /* when the front names none */
#define WALL_MS_MAX 600000

/* What one child needs; it reads its copy. */
struct job {
	const struct charset_set *charsets;
	struct document_job doc;
	struct arena strings;
	int body, pipe;
	int sealed;             /* nobody changes the body */
};

struct child {
	pid_t pid;              /* 0: free */
	int64_t deadline, wall; /* milliseconds, CLOCK_MONOTONIC */
	int64_t cpu_us;         /* of those forked before it for this document */
	int overran;
	int alive;              /* end of a pipe that closes when the child is gone */
	struct job job;
};

struct zygote {
	struct child child[CHILDREN_MAX];
	struct charset_set charsets;
	struct buf in, out;
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

static ptrdiff_t
read_body(void *arg, size_t at, char *to, size_t n)
{
	const struct job *job = arg;
	ssize_t got;

	do
		got = pread(job->body, to, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got;
}

/* The heap that a document of n bytes will want, there at once: a fault for each page of
 * it costs four times as much. Where the kernel cannot, the faults come. */
static void
furnish(size_t n)
{
	size_t want = HEAP_FIRST + (n < HEAP_MORE / 3 ? 3 * n : HEAP_MORE);
	char *p;

	(void)mallopt(M_MMAP_THRESHOLD, HEAP_PIECE);
	(void)mallopt(M_TRIM_THRESHOLD, HEAP_KEEP);
	p = malloc(want);
	if (p == NULL)
		return;
	(void)madvise((void *)((uintptr_t)p & ~(PAGE - 1)), want, POPULATE_WRITE);
	free(p);
}

/* A sealed body is mapped; what others may change or cut is read. A fault costs more
 * than a copy, so a large body is read as well, except where it must lie in one piece. */
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
	furnish(n);
	if (n > 0 && job->sealed) {
		body = mmap(NULL, n, PROT_READ, MAP_PRIVATE, job->body, 0);
		if (body == MAP_FAILED)
			return 3;
	}
	job->doc.p = body;
	job->doc.n = n;
	if (body == NULL || n > MAPPED_MAX)
		job->doc.read = read_body;
	rc = (job->doc.frame == WF_FRAME_PAGE ? page_read : document_read)(&job->doc, job->charsets);
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

/* Reads a DOC or PAGE frame's fields; the strings live as long as the job. */
static int
read_doc(struct frame *f, struct job *job, int64_t *wall, struct why *why)
{
	struct frame_field field;
	int rc;

	*wall = WALL_MS;
	while ((rc = frame_field(f, &field, why)) > 0) {
		if (field.tag == WF_TAG_BASE)
			job->doc.base = arena_strn(&job->strings, field.p, field.n);
		else if (field.tag == WF_TAG_CONTENT_TYPE)
			job->doc.content_type = arena_strn(&job->strings, field.p, field.n);
		else if (field.tag == WF_TAG_SUMMARY && job->doc.frame == WF_FRAME_PAGE)
			job->doc.summary = arena_strn(&job->strings, field.p, field.n);
		else if (field.tag == WF_TAG_RULE && job->doc.frame == WF_FRAME_PAGE)
			job->doc.rule = arena_strn(&job->strings, field.p, field.n);
		else if (field.tag != WF_TAG_WALL_MS || frame_field_int(&field, wall) != 0 || *wall <= 0)
			return why_set(why, "document frame with a bad field %d", field.tag);
	}
	if (*wall > WALL_MS_MAX)
		*wall = WALL_MS_MAX;
	return rc;
}

/* Forks the child of c->job. */
static int
fork_job(struct child *c, struct why *why)
{
	int alive[2], keep[JAIL_KEEP] = { c->job.body, c->job.pipe };

	if (pipe(alive) != 0)
		return why_errno(why, "no pipe");
	keep[2] = alive[1];
	c->pid = jail_fork(run_job, &c->job, keep, why);
	(void)close(alive[1]);
	if (c->pid < 0) {
		c->pid = 0;
		(void)close(alive[0]);
		return -1;
	}
	c->alive = alive[0];
	return 0;
}

/* The document is done with: its reader sees the end now. */
static void
drop_job(struct job *job)
{
	(void)close(job->body);
	(void)close(job->pipe);
	arena_clear(&job->strings);
}

static int
is_job(int type)
{
	return type == WF_FRAME_DOC || type == WF_FRAME_OUTLINE || type == WF_FRAME_LINKS ||
	    type == WF_FRAME_PAGE || type == WF_FRAME_ROBOTS;
}

static int
start(struct zygote *z, struct frame *f, int fds[static LINK_FDS], struct why *why)
{
	struct child *c = free_child(z);
	int seals;

	if (c == NULL || !is_job(f->type) || fds[0] < 0 || fds[1] < 0) {
		link_close_fds(fds);
		return why_set(why, "not a document frame");
	}
	memset(c, 0, sizeof(*c));
	arena_init(&c->job.strings, LINK_MAX * 2);
	c->job.charsets = &z->charsets;
	c->job.doc.id = f->id;
	c->job.doc.frame = f->type;
	c->job.doc.put = put_pipe;
	c->job.doc.arg = &c->job;
	c->job.body = fds[0];
	c->job.pipe = fds[1];
	seals = fcntl(fds[0], F_GET_SEALS);
	c->job.sealed = seals >= 0 && (seals & SEALS) == SEALS;
	fds[0] = fds[1] = -1;
	link_close_fds(fds);
	if (read_doc(f, &c->job, &c->wall, why) == 0 && fork_job(c, why) == 0) {
		c->deadline = now_ms() + c->wall;
		return 0;
	}
	drop_job(&c->job);
	return -1;
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

/* A child that met a charset first: warm it and fork again. 1 done, 0 not so, -1. */
static int
again(struct zygote *z, struct child *c, int status, struct why *why)
{
	if (!WIFEXITED(status) || c->overran || charset_warm(&z->charsets, WEXITSTATUS(status) - DOCUMENT_WANTS) != 0)
		return 0;
	return fork_job(c, why) == 0 ? 1 : -1;
}

static int
reap(struct zygote *z, struct child *c, struct why *why)
{
	struct rusage use;
	struct why mine;
	int status = 0, rc;
	size_t at;

	if (wait4(c->pid, &status, 0, &use) != c->pid)
		return why_errno(why, "lost a child");
	(void)close(c->alive);
	c->pid = 0;
	c->cpu_us += (int64_t)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000 + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
	rc = again(z, c, status, why);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	drop_job(&c->job);
	buf_reset(&z->out);
	(void)frame_start(&z->out, WF_FRAME_EXIT, c->job.doc.id, &at);
	(void)frame_int(&z->out, WF_TAG_STATUS,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	(void)frame_str(&z->out, WF_TAG_WHY, death(c, status, &mine));
	(void)frame_int(&z->out, WF_TAG_CPU_US, c->cpu_us);
	(void)frame_int(&z->out, WF_TAG_PEAK_KB, use.ru_maxrss);
	(void)frame_end(&z->out, at);
	return link_send(LINK_FD, &z->out, NULL, 0, why) == 1 ? 0 : -1;
}

static void
kill_all(struct zygote *z)
{
	size_t i;

	for (i = 0; i < CHILDREN_MAX; i++) {
		if (z->child[i].pid > 0) {
			(void)kill(z->child[i].pid, SIGKILL);
			drop_job(&z->child[i].job);
		}
	}
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
		document_warm();
		(void)malloc_trim(0);
		while ((rc = turn(&z, &why)) > 0)
			continue;
		kill_all(&z);
	}
	charset_close(&z.charsets);
	if (rc != 0)
		fprintf(stderr, "wirefold-parse: %s\n", why.text);
	buf_clear(&z.in);
	buf_clear(&z.out);
	return rc == 0 ? 0 : 3;
}
