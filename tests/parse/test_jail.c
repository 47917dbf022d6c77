/* What a jailed child may not do. Each attempt is a child of its own; only the
 * optimised build has a jail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jail.h"
#include "tests/test.h"

#define DENIED 10 /* exit status: failed with EACCES */
#define WORKED 11

static int
denied(long rc)
{
	return rc >= 0 ? WORKED : errno == EACCES ? DENIED : 12;
}

static int
try_open(void *arg)
{
	(void)arg;
	return denied(open("/etc/passwd", O_RDONLY));
}

static int
try_create(void *arg)
{
	(void)arg;
	return denied(open("/tmp/wirefold-jail-test", O_WRONLY | O_CREAT, 0600));
}

static int
try_socket(void *arg)
{
	(void)arg;
	return denied(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_fork(void *arg)
{
	(void)arg;
	return denied(fork());
}

static int
try_exec(void *arg)
{
	char *argv[] = { NULL };

	(void)arg;
	return denied(execv("/bin/true", argv));
}

static int
try_ptrace(void *arg)
{
	(void)arg;
	return denied(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
try_kill(void *arg)
{
	(void)arg;
	return denied(kill(getppid(), 0));
}

static int
try_unlink(void *arg)
{
	(void)arg;
	return denied(unlink("/tmp/wirefold-jail-test"));
}

static int
try_mmap(void *arg)
{
	(void)arg;
	return denied((long)(intptr_t)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static int
try_mprotect(void *arg)
{
	(void)arg;
	return denied(mprotect((void *)((uintptr_t)&try_mmap & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE | PROT_EXEC));
}

static int
try_uring(void *arg)
{
	(void)arg;
	return denied(syscall(425, 1, NULL)); /* io_uring_setup */
}

static int
try_prctl(void *arg)
{
	(void)arg;
	return denied(syscall(SYS_setrlimit, RLIMIT_CPU, NULL));
}

static int
try_memory(void *arg)
{
	volatile char *p = malloc((size_t)400 << 20);

	(void)arg;
	return p == NULL ? DENIED : WORKED;
}

static int
try_stat(void *arg)
{
	struct stat st;

	(void)arg;
	return denied(fstat(3, &st)); /* an open descriptor that was not lent */
}

static int
try_write(void *arg)
{
	int fd = *(int *)arg;

	return write(fd, "x", 1) == 1 ? WORKED : denied(-1);
}

static int
try_spin(void *arg)
{
	volatile unsigned n = 0;

	(void)arg;
	while (n < 1000)
		n = (n + 1) % 1000;
	return WORKED;
}

static int
end_of(jail_run *run, void *arg, int lent)
{
	int keep[JAIL_KEEP] = { lent, -1, -1 }, status = -1;
	struct why why;
	pid_t pid = jail_fork(run, arg, keep, &why);

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const struct {
	const char *name;
	jail_run *run;
	int end;
} tries[] = {
	{ "open fails", try_open, DENIED }, { "creating fails", try_create, DENIED },
	{ "a socket fails", try_socket, DENIED }, { "fork kills", try_fork, 128 + SIGSYS },
	{ "exec kills", try_exec, 128 + SIGSYS }, { "ptrace kills", try_ptrace, 128 + SIGSYS },
	{ "kill kills", try_kill, 128 + SIGSYS }, { "unlink kills", try_unlink, 128 + SIGSYS },
	{ "memory that runs kills", try_mmap, 128 + SIGSYS }, { "making it run kills", try_mprotect, 128 + SIGSYS },
	{ "io_uring kills", try_uring, 128 + SIGSYS }, { "new limits kill", try_prctl, 128 + SIGSYS },
	{ "400 MB are refused", try_memory, DENIED },
};

int
main(void)
{
	struct why why;
	size_t i;
	int fd[2], got, extra;

#ifdef __SANITIZE_ADDRESS__
	printf("skip jail: this build has none\n");
	return 0;
#endif
	CHECK(jail_check(&why) == 0, "a child can be jailed");
	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		got = end_of(tries[i].run, NULL, -1);
		if (!CHECK(got == tries[i].end, tries[i].name))
			printf("# ended with %d, want %d\n", got, tries[i].end);
	}
	extra = dup(STDOUT_FILENO);
	CHECK(extra == 3, "a descriptor to lose");
	CHECK(end_of(try_stat, NULL, -1) != WORKED, "it is closed in the child");
	CHECK(pipe(fd) == 0 && end_of(try_write, &fd[1], fd[1]) == WORKED, "a lent pipe can be written");
	CHECK(end_of(try_write, &fd[1], -1) != WORKED, "one that is not lent cannot");
	got = end_of(try_spin, NULL, -1);
	CHECK(got == 128 + SIGXCPU || got == 128 + SIGKILL, "CPU seconds run out");
	return test_end();
}
