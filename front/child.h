/* child: one of the other two programs, running, with a link to it. */
#ifndef FRONT_CHILD_H
#define FRONT_CHILD_H

#include <sys/types.h>

#include "base/why.h"

struct child {
	pid_t pid;           /* 0: not running */
	int link;            /* -1: none */
	const char *program; /* "wirefold-parse" */
	const char *more;    /* a variable for its environment, "NAME=value"; NULL: none */
};

/* Starts `program` from beside this one, else from $(libexecdir)/wirefold, with a link on
 * its descriptor 3 and no other of ours, in our environment and `more` (lent; NULL: nothing
 * more; what is set already stays). 0, or -1 and `why`. */
int child_start(struct child *c, const char *program, const char *more, struct why *why);

/* Ends it: closes the link, which it takes as the end, and waits up to a second before it
 * is killed. How it ended goes to `why` when that was not by exit 0: -1; else 0. */
int child_end(struct child *c, struct why *why);

#endif
