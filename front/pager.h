/* pager: long output goes through the reader's pager when stdout is a terminal. */
#ifndef FRONT_PAGER_H
#define FRONT_PAGER_H

#include "front/child.h"

/* Starts $WIREFOLD_PAGER, else $PAGER, else less, with stdout as its input; "" and "cat" are
 * none. Without a terminal, or when it cannot be started, stdout stays what it is. Only what
 * the reader has put into the environment reaches the shell that starts it. */
struct pager {
	struct child_reader reader;
};
void pager_start(struct pager *p);

/* Flushes and closes stdout, waits for the pager to end. 0, or -1 when stdout failed, after
 * saying so; a pager that was left early is no failure. */
int pager_end(struct pager *p);

#endif
