/* loop: all transfers of a run over one epoll, a multi handle for each CA set. */
#ifndef FETCH_LOOP_H
#define FETCH_LOOP_H

#include "base/why.h"

#define LOOP_ACTIVE 256   /* transfers at once; a slow tail fills them, more costs memory */
#define LOOP_SETS 64      /* CA sets */

/* Serves the link until its other end closes. `system_ca` is the path of the system's
 * bundle, or NULL if none was found. 0, or -1 and `why`. */
int loop_run(int link, const char *system_ca, struct why *why);

#endif
