/* stepper K MARK PROGRAM ARGUMENT...: runs the program and kills it with SIGKILL at the
 * K-th stop, entries and exits of system calls counted from the first openat or mkdir of
 * a path that starts with MARK. Its children are not traced. K = 0 counts: the number
 * goes to standard output. K = "watch" writes a byte at each stop and waits for one from
 * standard input. Exits as the program did; 137 when it was killed. The program gets
 * $TORTURE_PRELOAD as its LD_PRELOAD, and no standard input. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static int
starts_with(pid_t pid, unsigned long at, const char *mark)
{
	size_t i, k, n = strlen(mark);
	long word;

	for (i = 0; i < n; i += sizeof(word)) {
		errno = 0;
		word = ptrace(PTRACE_PEEKDATA, pid, (void *)(at + i), NULL);
		if (errno != 0)
			return 0;
		for (k = 0; k < sizeof(word) && i + k < n; k++)
			if (((const char *)&word)[k] != mark[i + k])
				return 0;
	}
	return 1;
}

static int
is_start(pid_t pid, const char *mark)
{
	struct user_regs_struct r;

	if (ptrace(PTRACE_GETREGS, pid, NULL, &r) != 0)
		return 0;
	if (r.orig_rax == SYS_openat)
		return starts_with(pid, r.rsi, mark);
	return (r.orig_rax == SYS_mkdir || r.orig_rax == SYS_open) && starts_with(pid, r.rdi, mark);
}

#define WATCH (-1)

static int
step(pid_t pid, long k, const char *mark)
{
	int status, sig = 0, started = 0;
	char byte = '.';
	long n = 0;

	for (;;) {
		if (ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)sig) != 0 ||
		    waitpid(pid, &status, 0) != pid)
			return 2;
		sig = 0;
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (k == 0)
				(void)printf("%ld\n", n);
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			sig = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
			continue;
		}
		started = started || is_start(pid, mark);
		n += started;
		if (k == WATCH && started && (write(1, &byte, 1) != 1 || read(0, &byte, 1) != 1))
			return 2;
		if (k > 0 && n == k) {
			(void)kill(pid, SIGKILL);
			(void)waitpid(pid, &status, 0);
			return 128 + SIGKILL;
		}
	}
}

int
main(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc < 4)
		return 2;
	pid = fork();
	if (pid == 0) {
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		if (getenv("TORTURE_PRELOAD") != NULL)
			(void)setenv("LD_PRELOAD", getenv("TORTURE_PRELOAD"), 1);
		(void)close(0);
		(void)open("/dev/null", O_RDWR);
		if (strcmp(argv[1], "watch") == 0)
			(void)dup2(0, 1);
		(void)raise(SIGSTOP);
		(void)execv(argv[3], argv + 3);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	(void)ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	return step(pid, strcmp(argv[1], "watch") == 0 ? WATCH : strtol(argv[1], NULL, 10), argv[2]);
}
