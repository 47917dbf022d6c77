/* handles: libcurl's easy handles that wait for their next transfer. To make one anew costs
 * about as much as a conditional request on an open connection. */
#ifndef FETCH_HANDLES_H
#define FETCH_HANDLES_H

#include <stddef.h>

#define HANDLES_KEPT 64 /* more are thrown away; each is about 6 KB */

struct handles {
	void *easy[HANDLES_KEPT];
	size_t n;
};

/* A handle with no option set, or NULL when out of memory. `h` may be NULL. */
void *handles_get(struct handles *h);

/* Takes a handle back, NULL too; it is in no multi handle. */
void handles_put(struct handles *h, void *easy);

/* Frees those that wait. */
void handles_clear(struct handles *h);

#endif
