/* fetcher: wirefold-fetch and what it was asked. */
#ifndef FRONT_FETCHER_H
#define FRONT_FETCHER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/frame.h"
#include "base/link.h"
#include "base/why.h"
#include "front/child.h"

#define FETCHER_RESTARTS 1 /* times that it is started again; twice dead ends the run */
#define FETCHER_CAS 63     /* CA files besides the system's */
#define FETCHER_CA_MAX ((size_t)8 << 20) /* bytes of one */

struct fetcher {
	struct child child;
	struct link_in in;
	const char *cas[FETCHER_CAS];  /* paths, lent; number i + 1 */
	size_t n_cas, cas_sent;
	int restarts;
};

void fetcher_init(struct fetcher *f);
void fetcher_clear(struct fetcher *f);

/* Starts it if it does not run. 0, or -1 and `why`. */
int fetcher_start(struct fetcher *f, struct why *why);

/* The number of a CA file, 0 for NULL; sends the file's bytes the first time. -1 and `why`
 * when it cannot be read, or there are too many. */
int64_t fetcher_ca(struct fetcher *f, const char *path, struct why *why);

/* Sends a request. 1 sent, 0 not now (the link is full), -1 and `why`. */
int fetcher_send(struct fetcher *f, const struct buf *request, struct why *why);

/* The next frame that is there: 1; 0 none; -1 and `why`: it is dead. */
int fetcher_next(struct fetcher *f, struct frame *frame, int fds[static LINK_FDS], struct why *why);

#endif
