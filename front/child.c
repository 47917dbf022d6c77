#include "front/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/link.h"
#include "front/docs.h"

#ifndef LIBEXECDIR
#define LIBEXECDIR "/usr/local/libexec"
#endif

#define CHILD_LINK 3     /* where a child finds its link */
#define END_WAITS 100    /* times 10 ms for it to end by itself */

extern char **environ;

static int
find(const char *program, char path[static PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (n > 0) {
		path[n] = '\0';
		slash = strrchr(path, '/');
		if (slash != NULL && (size_t)(slash - path) + strlen(program) + 2 < PATH_MAX) {
			memcpy(slash + 1, program, strlen(program) + 1);
			if (access(path, X_OK) == 0)
				return 0;
		}
	}
	n = snprintf(path, PATH_MAX, "%s/wirefold/%s", LIBEXECDIR, program);
	return n > 0 && n < PATH_MAX && access(path, X_OK) == 0 ? 0 : -1;
}

/* Our environment and `more`, "NAME=value", unless it has NAME; the array is the caller's. */
static char **
environment(const char *more)
{
	size_t n = 0, name = strcspn(more, "=") + 1;
	int has = 0;
	char **all;

	for (; environ[n] != NULL; n++)
		has |= strncmp(environ[n], more, name) == 0;
	all = calloc(n + 2, sizeof(*all));
	if (all == NULL)
		return NULL;
	memcpy(all, environ, n * sizeof(*all));
	if (!has)
		all[n] = (char *)(uintptr_t)more;
	return all;
}

static int
spawn(struct child *c, const char *path, int end, struct why *why)
{
	char *argv[] = { (char *)(uintptr_t)c->program, NULL };
	char **env = c->more != NULL ? environment(c->more) : environ;
	posix_spawn_file_actions_t actions;
	int rc;

	if (env == NULL || posix_spawn_file_actions_init(&actions) != 0) {
		if (env != environ)
			free(env);
		return why_set(why, "out of memory");
	}
	rc = posix_spawn_file_actions_adddup2(&actions, end, CHILD_LINK);
	if (rc == 0)
		rc = posix_spawn(&c->pid, path, &actions, NULL, argv, env);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (env != environ)
		free(env);
	if (rc == 0)
		return 0;
	c->pid = 0;
	errno = rc;
	return why_errno(why, "start %s", path);
}

int
child_start(struct child *c, const char *program, const char *more, struct why *why)
{
	char path[PATH_MAX];
	int pair[2], rc;

	c->pid = 0;
	c->link = -1;
	c->program = program;
	c->more = more;
	if (find(program, path) != 0)
		return why_set(why, "%s is not installed (neither beside wirefold nor in %s/wirefold)",
		    program, LIBEXECDIR);
	if (link_pair(pair, why) != 0)
		return -1;
	rc = spawn(c, path, pair[1], why);
	(void)close(pair[1]);
	if (rc != 0)
		(void)close(pair[0]);
	else
		c->link = pair[0];
	return rc;
}

int
child_end(struct child *c, struct why *why)
{
	const struct timespec pause = { 0, 10000000 };
	int status = 0, i;
	pid_t got = 0;

	if (c->link >= 0)
		(void)close(c->link);
	c->link = -1;
	if (c->pid == 0)
		return 0;
	for (i = 0; i < END_WAITS && got == 0; i++) {
		got = waitpid(c->pid, &status, WNOHANG);
		if (got == 0)
			(void)nanosleep(&pause, NULL);
	}
	if (got == 0) {
		(void)kill(c->pid, SIGKILL);
		(void)waitpid(c->pid, &status, 0);
	}
	c->pid = 0;
	if (WIFSIGNALED(status))
		return why_set(why, "%s killed by signal %d", c->program, WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return why_set(why, "%s ended with exit %d", c->program, WEXITSTATUS(status));
	return 0;
}

/* What it is started with: the pipe for its input, signals, its group, folder and output. */
static int
prepare(posix_spawnattr_t *attr, posix_spawn_file_actions_t *actions, int input, const struct child_reader_how *how)
{
	short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	sigset_t all, none;
	int rc;

	(void)sigfillset(&all);
	(void)sigdelset(&all, SIGKILL);
	(void)sigdelset(&all, SIGSTOP);
	(void)sigemptyset(&none);
	rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0 && how != NULL) {
		flags = (short)(flags | POSIX_SPAWN_SETPGROUP);
		rc = posix_spawn_file_actions_addchdir_np(actions, how->dir);
		if (rc == 0)
			rc = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO);
	}
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, flags);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);
	return rc;
}

int
child_reader_start(struct child_reader *r, char *const *argv, const struct child_reader_how *how, struct why *why)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	int ends[2], rc;

	*r = (struct child_reader){ 0, -1, how != NULL, argv[0] };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return why_errno(why, "pipe to %s", argv[0]);
	rc = posix_spawnattr_init(&attr);
	if (rc == 0 && (rc = posix_spawn_file_actions_init(&actions)) != 0)
		(void)posix_spawnattr_destroy(&attr);
	if (rc == 0) {
		rc = prepare(&attr, &actions, ends[0], how);
		if (rc == 0)
			rc = posix_spawnp(&r->pid, argv[0], &actions, &attr, argv, how != NULL ? how->env : environ);
		(void)posix_spawn_file_actions_destroy(&actions);
		(void)posix_spawnattr_destroy(&attr);
	}
	(void)close(ends[0]);
	r->fd = ends[1];
	if (rc == 0)
		return 0;
	(void)close(ends[1]);
	r->pid = 0;
	r->fd = -1;
	errno = rc;
	return why_errno(why, "start %s", argv[0]);
}

int
child_reader_over(const struct child_reader *r)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)r->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0;
}

/* Its exit status, as waitpid gives it; -1 when it had to be killed. */
static int
wait_for(struct child_reader *r, int64_t deadline)
{
	const struct timespec pause = { 0, 10000000 };
	int status = 0;
	pid_t got;

	for (;;) {
		got = waitpid(r->pid, &status, deadline > 0 ? WNOHANG : 0);
		if (got == r->pid)
			return status;
		if (got < 0 && errno != EINTR)
			return -1;
		if (got == 0 && docs_now() >= deadline)
			break;
		if (got == 0)
			(void)nanosleep(&pause, NULL);
	}
	(void)kill(r->group ? -r->pid : r->pid, SIGKILL);
	(void)waitpid(r->pid, &status, 0);
	return -1;
}

int
child_reader_end(struct child_reader *r, int64_t deadline, struct why *why)
{
	int status, left;

	if (r->fd >= 0)
		(void)close(r->fd);
	r->fd = -1;
	if (r->pid == 0)
		return 0;
	status = wait_for(r, deadline);
	left = r->group && status != -1 && kill(-r->pid, 0) == 0;
	if (left)
		(void)kill(-r->pid, SIGKILL);
	r->pid = 0;
	if (status == -1)
		return why_set(why, "%s did not end in time and was killed", r->program);
	if (WIFSIGNALED(status))
		return why_set(why, "%s killed by signal %d", r->program, WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return why_set(why, "%s ended with exit %d", r->program, WEXITSTATUS(status));
	return left ? why_set(why, "%s left processes behind, which were killed", r->program) : 0;
}
