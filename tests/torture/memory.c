/* Linked into a program for the memory machine, with tests/oom.c. In a program of the name
 * $TORTURE_MALLOC_IN the K-th allocation of $TORTURE_MALLOC=K[:ever] fails. At its end a line
 * for $TORTURE_MALLOC_COUNT, and exit 99 with a line when blocks are left over. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/oom.h"

#define LEAKED 99

static pid_t self;

static int
is_meant(void)
{
	const char *in = getenv("TORTURE_MALLOC_IN");

	return in != NULL && strcmp(in, program_invocation_short_name) == 0;
}

static void __attribute__((constructor))
start(void)
{
	const char *s = getenv("TORTURE_MALLOC");

	self = getpid();
	if (is_meant() && s != NULL)
		oom_fail(strtol(s, NULL, 10), strchr(s, ':') != NULL);
}

static void __attribute__((destructor))
end(void)
{
	const char *path = getenv("TORTURE_MALLOC_COUNT");
	char line[64];
	int fd;

	if (!is_meant() || self != getpid())
		return;
	if (path != NULL && (fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) >= 0) {
		(void)!write(fd, line, (size_t)snprintf(line, sizeof(line), "%ld\n", oom_calls()));
		(void)close(fd);
	}
	if (oom_live() > 0) {
		(void)fprintf(stderr, "%ld blocks are left over\n", oom_live());
		_exit(LEAKED);
	}
}
