#include "front/pager.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

void
pager_start(struct pager *p)
{
	const char *what = command();
	char *argv[] = { (char *)(uintptr_t)"sh", (char *)(uintptr_t)"-c", (char *)(uintptr_t)what, NULL };
	struct why why;

	p->reader = (struct child_reader){ 0, -1, 0, NULL };
	/* less leaves what fits the screen, passes colours on, and does not clear behind itself. */
	if (what == NULL || !isatty(STDOUT_FILENO) || setenv("LESS", "FRX", 0) != 0 || fflush(stdout) != 0 ||
	    child_reader_start(&p->reader, argv, NULL, &why) != 0)
		return;
	if (dup2(p->reader.fd, STDOUT_FILENO) < 0)
		(void)child_reader_end(&p->reader, 0, &why);
	else
		(void)close(p->reader.fd);
	p->reader.fd = -1;
}

int
pager_end(struct pager *p)
{
	struct why why;

	if (p->reader.pid == 0)
		return say_end();
	(void)fclose(stdout); /* it may have been left early */
	(void)child_reader_end(&p->reader, 0, &why);
	return 0;
}
