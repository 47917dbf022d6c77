#include "front/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "front/changes_line.h"
#include "front/child.h"
#include "front/cursor.h"
#include "front/docs.h"
#include "front/hook_fail.h"
#include "front/poll.h"
#include "front/say.h"

#define LOOK_MS 10        /* between two looks at how far it is */
#define ENV_MAX 16

struct delivery {
	const struct conf_hook *h;
	const char *dir;
	char cursor[PATH_MAX], command[PATH_MAX], archive[PATH_MAX];
	struct store *store;
	struct hook_fail fails;
	struct buf lines;
	int failed;
	struct why why;
};

int
hook_path(const char *dir, const struct conf_hook *h, const char *file, char to[static PATH_MAX])
{
	int n = snprintf(to, PATH_MAX, "%s/state/hooks/%s%s%s", dir, h->name, file[0] != '\0' ? "/" : "", file);

	return n > 0 && n < PATH_MAX ? 0 : -1;
}

static int
make_folder(const char *dir, const struct conf_hook *h, struct why *why)
{
	char path[PATH_MAX];
	char *slash;

	if (hook_path(dir, h, "", path) != 0)
		return why_set(why, "%s: the name is too long", dir);
	slash = strrchr(path, '/');
	*slash = '\0';
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return why_errno(why, "%s", path);
	*slash = '/';
	return mkdir(path, 0700) != 0 && errno != EEXIST ? why_errno(why, "%s", path) : 0;
}

void
hook_begin(const struct conf *c, const char *dir, struct store *s)
{
	const struct conf_hook *h;
	char path[PATH_MAX];
	struct why why;
	int64_t seq = 0;
	int rc;

	for (h = c->hooks; h != NULL; h = h->next) {
		rc = make_folder(dir, h, &why);
		if (rc == 0)
			rc = hook_path(dir, h, "cursor", path) != 0 ? why_set(&why, "%s: the name is too long", dir) : 0;
		if (rc == 0 && access(path, F_OK) == 0)
			continue;
		if (rc == 0)
			rc = changes_last(s, &seq, &why);
		if (rc == 0)
			rc = cursor_write(path, s, seq, &why);
		if (rc != 0)
			say("hook %s: %s", h->name, why.text);
	}
}

static int
each(void *ctx, const struct changes_event *e)
{
	struct delivery *d = ctx;

	if (e->backlog || (d->h->on & conf_hook_kind(e->what)) == 0)
		return 0;
	d->failed |= changes_line(&d->lines, e, 1) != 0;
	return d->failed || d->lines.n >= HOOK_BYTES;
}

/* What it inherits: where things are, and how the user speaks; nothing that a feed wrote. */
static int
environment(const struct delivery *d, struct buf *b, char *env[static ENV_MAX])
{
	static const char *const names[] = { "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ",
		"TMPDIR" };
	const char *value;
	char *p;
	size_t i, n = 0;

	_Static_assert(sizeof(names) / sizeof(names[0]) + 3 <= ENV_MAX, "room for all");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value != NULL)
			(void)buf_printf(b, "%s=%s%c", names[i], value, 0);
	}
	(void)buf_printf(b, "WIREFOLD_ARCHIVE=%s%cWIREFOLD_HOOK=%s%c", d->archive, 0, d->h->name, 0);
	for (p = b->p; !b->failed && p < b->p + b->n; p += strlen(p) + 1)
		env[n++] = p;
	env[n] = NULL;
	return b->failed ? -1 : 0;
}

static int
unread(int fd)
{
	int n = 0;

	return ioctl(fd, FIONREAD, &n) == 0 ? n : 0;
}

/* Gives it the lines. 0 when it has read them all, or when its time is up; -1. */
static int
feed(struct delivery *d, const struct child_reader *r, int64_t deadline)
{
	struct pollfd p = { r->fd, POLLOUT, 0 };
	const char *at = d->lines.p;
	size_t n = d->lines.n;
	int over = 0;
	ssize_t k;

	(void)fcntl(r->fd, F_SETFL, O_NONBLOCK);
	while (n > 0 || unread(r->fd) > 0) {
		if (docs_now() >= deadline || poll_stopped() != 0)
			return 0;
		if (over || (p.revents & POLLERR) != 0)
			return why_set(&d->why, "%s did not read all", r->program);
		over = child_reader_over(r);
		k = n > 0 ? write(r->fd, at, n) : 0;
		if (k < 0 && errno != EAGAIN && errno != EINTR && errno != EPIPE)
			return why_errno(&d->why, "pipe to %s", r->program);
		at += k > 0 ? k : 0;
		n -= k > 0 ? (size_t)k : 0;
		p.events = n > 0 ? POLLOUT : 0;
		(void)poll(&p, 1, LOOK_MS);
	}
	return 0;
}

static int
start(struct delivery *d, struct child_reader *r)
{
	struct child_reader_how how = { d->archive, NULL };
	char *env[ENV_MAX], *argv0 = d->h->argv[0];
	size_t n = 0, i;
	char **argv;
	struct buf b;
	int rc;

	if (realpath(d->dir, d->archive) == NULL)
		return why_errno(&d->why, "%s", d->dir);
	if (strchr(argv0, '/') != NULL && realpath(argv0, d->command) == NULL)
		return why_errno(&d->why, "%s", argv0);
	while (d->h->argv[n] != NULL)
		n++;
	argv = calloc(n + 1, sizeof(*argv));
	buf_init(&b, (size_t)1 << 20);
	rc = argv == NULL || environment(d, &b, env) != 0 ? why_set(&d->why, "out of memory") : 0;
	for (i = 0; rc == 0 && argv != NULL && i < n; i++)
		argv[i] = d->h->argv[i];
	if (rc == 0 && argv != NULL) {
		argv[0] = d->command[0] != '\0' ? d->command : argv0;
		how.env = env;
		rc = child_reader_start(r, argv, &how, &d->why);
		r->program = argv0;
	}
	buf_clear(&b);
	free(argv);
	return rc;
}

/* One process, from its start to its end. */
static int
process(struct delivery *d)
{
	struct child_reader r = { 0, -1, 0, NULL };
	int64_t deadline = docs_now() + d->h->timeout * 1000;
	struct why why = { "" };
	int rc = start(d, &r);

	if (rc != 0)
		return rc;
	rc = feed(d, &r, deadline);
	if (poll_stopped() == 0) {
		(void)close(r.fd);
		r.fd = -1;
	}
	while (poll_stopped() == 0 && docs_now() < deadline && !child_reader_over(&r))
		(void)poll(NULL, 0, LOOK_MS);
	if (child_reader_end(&r, poll_stopped() != 0 ? 1 : deadline, &why) != 0) {
		d->why = why;
		rc = -1;
	}
	return poll_stopped() != 0 && rc != 0 ? why_set(&d->why, "stopped with the run") : rc;
}

static int
open_archive(struct delivery *d)
{
	const struct store_options o = { d->dir, 0, 0 };

	return store_open(&d->store, &o, &d->why) != 0 ? -1 : 0;
}

/* What it has not been told, told; then its cursor moves. */
static int
deliver(struct delivery *d)
{
	struct changes c = { .event = each, .ctx = d };
	int64_t was;
	int rc = hook_path(d->dir, d->h, "cursor", d->cursor) != 0 || open_archive(d) != 0 ? -1 :
	    cursor_read(d->cursor, d->store, &c.after, &d->why);

	if (rc != 0)
		return rc < 0 ? -1 : 0; /* hook_begin has said why there is none */
	was = c.after;
	if (hook_fail_read(&d->fails, d->dir, d->h, &d->lines, &d->why) != 0 ||
	    changes_each(d->store, &c, &d->why) != 0)
		return -1;
	if (d->failed || d->lines.failed)
		return why_set(&d->why, "out of memory");
	if (d->lines.n > 0 && process(d) != 0)
		return -1;
	if (c.after != was && cursor_write(d->cursor, d->store, c.after, &d->why) != 0)
		return -1;
	return hook_fail_done(&d->fails, &d->why);
}

/* 1 when another run has it, -1 and `why`. The descriptor to *fd. */
static int
lock(const struct delivery *d, int *fd, struct why *why)
{
	char path[PATH_MAX];

	if (hook_path(d->dir, d->h, "lock", path) != 0)
		return why_set(why, "%s: the name is too long", d->dir);
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return errno == ENOENT ? 1 : why_errno(why, "%s", path); /* no folder: hook_begin has said why */
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? 1 : why_errno(why, "%s", path);
}

void
hook_deliver(const struct conf *c, const char *dir)
{
	const struct conf_hook *h;
	struct delivery d;
	int fd, rc;

	for (h = c->hooks; h != NULL && poll_stopped() == 0; h = h->next) {
		memset(&d, 0, sizeof(d));
		d.h = h;
		d.dir = dir;
		buf_init(&d.lines, HOOK_BYTES * 2);
		fd = -1;
		rc = lock(&d, &fd, &d.why);
		if (rc == 0)
			rc = deliver(&d);
		if (rc < 0)
			say("hook %s: %s", h->name, d.why.text[0] != '\0' ? d.why.text : "failed");
		if (fd >= 0)
			(void)close(fd);
		hook_fail_clear(&d.fails);
		store_close(d.store);
		buf_clear(&d.lines);
	}
}

static int
may_run(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return -1;
	errno = EACCES;
	return S_ISREG(st.st_mode) ? access(path, X_OK) : -1;
}

int
hook_check(const struct conf_hook *h, struct why *why)
{
	const char *path = getenv("PATH"), *name = h->argv[0];
	struct buf full;
	size_t n;
	int rc = -1;

	if (strchr(name, '/') != NULL)
		return may_run(name) == 0 ? 0 : why_errno(why, "%s", name);
	buf_init(&full, PATH_MAX);
	for (; rc != 0 && path != NULL && *path != '\0'; path += path[n] == ':' ? n + 1 : n) {
		n = strcspn(path, ":");
		buf_reset(&full);
		(void)buf_put(&full, n > 0 ? path : ".", n > 0 ? n : 1);
		rc = buf_char(&full, '/') == 0 && buf_str(&full, name) == 0 ? may_run(buf_get(&full)) : -1;
	}
	buf_clear(&full);
	return rc == 0 ? 0 : why_set(why, "%s: no such command in PATH", name);
}
