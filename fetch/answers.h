/* answers: transfers that are over, in order, until the link to the front takes their
 * RESULT frames. A front that is busy must not stop the transfers under way, whose servers
 * and clocks do not wait. */
#ifndef FETCH_ANSWERS_H
#define FETCH_ANSWERS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/why.h"

#define ANSWERS_MOST 64   /* that wait; then nothing new should begin */
#define ANSWERS_AGAIN_MS 5 /* until descriptors are tried again that the kernel did not take */

struct transfer;

struct answers {
	int link, epoll; /* non-blocking, watched for input by that epoll with data 0 */
	int full;        /* and for room */
	struct transfer *first, **last;
	size_t n;
	struct buf out;
};

void answers_init(struct answers *a, int link, int epoll);

/* Frees the buffer; the transfers are the caller's. */
void answers_clear(struct answers *a);

/* Puts a transfer at the end. */
void answers_put(struct answers *a, struct transfer *x);

/* Sends the first, and those behind it that have no body either and fit into one packet: 1, and from *x
 * on hang *n transfers by their `queue`, the caller's to free; 0: there is none, or the link does
 * not take it now (then epoll tells, or ANSWERS_AGAIN_MS should pass); -1 and `why`. */
int answers_send(struct answers *a, struct transfer **x, size_t *n, struct why *why);

#endif
