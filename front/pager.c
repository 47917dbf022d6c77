#include "front/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "front/say.h"

static const char *
command(void)
{
	static const char *const names[] = { "WIREFOLD_PAGER", "PAGER" };
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value != NULL)
			return value[0] == '\0' || strcmp(value, "cat") == 0 ? NULL : value;
	}
	return "less";
}

/* less leaves what fits the screen, passes colours on, and does not clear behind itself. */
static void
become(const char *what, int from)
{
	(void)signal(SIGPIPE, SIG_DFL);
	if (dup2(from, STDIN_FILENO) >= 0 && setenv("LESS", "FRX", 0) == 0)
		(void)execl("/bin/sh", "sh", "-c", what, (char *)NULL);
	_exit(127);
}

void
pager_start(struct pager *p)
{
	const char *what = command();
	int fds[2];

	p->pid = 0;
	if (what == NULL || !isatty(STDOUT_FILENO) || pipe2(fds, O_CLOEXEC) != 0)
		return;
	(void)fflush(stdout);
	p->pid = fork();
	if (p->pid == 0)
		become(what, fds[0]);
	if (p->pid < 0 || dup2(fds[1], STDOUT_FILENO) < 0)
		p->pid = 0;
	(void)close(fds[0]);
	(void)close(fds[1]);
}

int
pager_end(struct pager *p)
{
	int status;

	if (p->pid == 0)
		return say_end();
	(void)fclose(stdout); /* it may have been left early */
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	return 0;
}
