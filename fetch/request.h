/* request: one REQUEST frame, decoded and checked. */
#ifndef FETCH_REQUEST_H
#define FETCH_REQUEST_H

#include <stdint.h>

#include "base/arena.h"
#include "base/frame.h"
#include "base/why.h"
#include "fetch/guard.h"

#define REQUEST_HEADERS 16 /* custom headers */
#define REQUEST_RANGES 16 /* allow-private ranges of one feed */

struct request {
	uint32_t id;
	struct arena arena;           /* of the strings */
	const char *home;             /* whose origin is the feed's own; NULL: that of url */
	const char *url, *etag, *last_modified, *resolve, *user_agent, *accept;
	const char *auth, *cert, *key, *headers[REQUEST_HEADERS]; /* for the home origin alone */
	const char *proxy, *pin;
	size_t n_headers;
	int64_t ca;                   /* id of a CA frame; 0: the system's bundle */
	int64_t max_bytes;            /* of the body after decoding */
	int64_t timeout_ms, connect_ms, connections, delay_ms;
	int64_t insecure;
	struct guard_range ranges[REQUEST_RANGES];
	size_t n_ranges;
};

/* Decodes a frame; the arena is the request's own. 0, or -1 and `why` (the arena is then
 * empty). A field that is missing takes its default. */
int request_read(struct request *r, struct frame *f, struct why *why);
void request_clear(struct request *r);

#endif
