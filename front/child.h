/* child: one of the other two programs, running, with a link to it. */
#ifndef FRONT_CHILD_H
#define FRONT_CHILD_H

#include <stdint.h>
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

/* A command of the user's that reads its standard input; no shell, the rest of our descriptors
 * closed, signals as they are by default. */
struct child_reader {
	pid_t pid;           /* 0: not running */
	int fd;              /* the pipe to it; -1: none */
	int group;           /* it leads a process group of its own */
	const char *program; /* argv[0] */
};

/* One that is on its own: it begins in a folder, with this environment, leads a process group,
 * and what it prints goes to standard error. */
struct child_reader_how {
	const char *dir;
	char *const *env;
};

/* Starts it, by PATH; `how` may be NULL: as we are. 0, -1. */
int child_reader_start(struct child_reader *r, char *const *argv, const struct child_reader_how *how,
    struct why *why);

/* Has it ended? It is still to be waited for by child_reader_end. */
int child_reader_over(const struct child_reader *r);

/* Closes the pipe and waits for its end; until `deadline` (ms, monotonic; 0: as long as it takes),
 * then it and its group are killed. 0 when it ended with exit 0 and left nobody of its group, else
 * -1 and `why`. */
int child_reader_end(struct child_reader *r, int64_t deadline, struct why *why);

#endif
