/* The jail that holds nobody: same interface, for sanitizers and callgrind.
 * Never installed. */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/jail.h"

#define FD_LAST 255 /* a parser's parent holds fewer */

static void
close_all_but(const int keep[static JAIL_KEEP])
{
	int fd;

	for (fd = 3; fd <= FD_LAST; fd++)
		if (fd != keep[0] && fd != keep[1] && fd != keep[2])
			(void)close(fd);
}

pid_t
jail_fork(jail_run *run, void *arg, const int keep[static JAIL_KEEP], struct why *why)
{
	struct rlimit cpu;
	pid_t pid = fork();

	if (pid < 0)
		return why_errno(why, "no child for a document");
	if (pid > 0)
		return pid;
	close_all_but(keep);
	cpu.rlim_cur = cpu.rlim_max = (rlim_t)JAIL_CPU_S * 10; /* sanitizers are slow */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setrlimit(RLIMIT_CPU, &cpu) != 0)
		_exit(JAIL_EXIT);
	exit(run(arg)); /* not _exit: leaks are looked for here */
}

int
jail_check(struct why *why)
{
	(void)why;
	return 0;
}
