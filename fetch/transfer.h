/* transfer: one request on its way, from the first byte to the RESULT frame.
 *
 * HTTP semantics: RFC 9110 (conditional requests 13, redirects 15.4), URL: RFC 3986.
 */
#ifndef FETCH_TRANSFER_H
#define FETCH_TRANSFER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "fetch/ca_store.h"
#include "fetch/guard.h"
#include "fetch/handles.h"
#include "fetch/request.h"

#define TRANSFER_HOPS 5                    /* redirects followed; a loop is longer */
#define TRANSFER_HEADER_BYTES (64 * 1024)  /* of one answer's headers */
#define TRANSFER_HEADER_LINES 200
#define TRANSFER_PORTS 65536               /* of `idle` */
#define TRANSFER_SLOW_BYTES 200            /* bytes a second ... */
#define TRANSFER_SLOW_SECONDS 15           /* ... for this long is a dead server */

enum transfer_header {
	TRANSFER_ETAG, TRANSFER_LAST_MODIFIED, TRANSFER_CONTENT_TYPE, TRANSFER_LOCATION,
	TRANSFER_RETRY_AFTER, TRANSFER_DATE, TRANSFER_CACHE_CONTROL, TRANSFER_EXPIRES,
	TRANSFER_ENCODING, TRANSFER_HEADERS
};

struct transfer {
	struct request req;
	struct host *host;
	struct transfer *queue;            /* next in the host's queue */
	struct transfer *next, *prev;      /* all of them */
	void *easy;                        /* libcurl's handle while it is active, else NULL */
	struct handles *spare;             /* lent: handles for reuse; NULL: none */
	void *headers, *resolve;           /* libcurl's lists */
	void *multi;                       /* the set that it runs in */
	char *url;                         /* of this hop */
	struct buf hops;                   /* frame fields: a REDIRECT each */
	int n_hops;
	int stale, fresh;                  /* the connection was not usable; a new one is wanted */
	int *idle;                         /* lent: descriptor + 1 of an HTTP/1 connection by its local port */
	int away;                          /* it has left its home origin: no secrets any more */
	int body;                          /* memfd, or -1 */
	int64_t body_bytes;
	size_t header_bytes, header_lines;
	char *header[TRANSFER_HEADERS];
	const char *cause;                 /* set by a callback that stopped the transfer */
	struct why why;
	char peer[GUARD_TEXT];
	char error[256];                   /* CURL_ERROR_SIZE */
	int64_t cert_expires;              /* if cert_key[0] */
	char cert_key[64], cert_issuer[256]; /* of a connection that it made; "" none */
	int64_t started, ended;            /* ms, monotonic */
	int64_t status, wire_bytes, connections;
};

/* Takes over the request. NULL when out of memory (the request is then cleared). */
struct transfer *transfer_new(const struct request *r);
void transfer_free(struct transfer *x);

/* The origin of a URL: scheme, host, port. 0, or -1 and x->why when the URL is
 * none that we fetch. */
#define TRANSFER_ORIGIN 300
int transfer_origin(struct transfer *x, const char *url, char to[static TRANSFER_ORIGIN]);

/* Gives x->easy the secrets, if the present URL's origin is home and always was; the proxy, and
 * the pin at the first URL's origin. 0, or a CURLcode. */
int transfer_secret(struct transfer *x);

/* Makes the handle for the present URL; `cas` (NULL: none, it is not needed) verifies its server, x->idle
 * is set. 0, or -1 and x->why. */
int transfer_start(struct transfer *x, struct ca_store *cas);

/* Notes the connection for the next request that uses it, before the handle leaves its set. */
void transfer_note(struct transfer *x);

/* The handle is done with libcurl's `code`. 1: it is to be put on a queue again, for
 * x->url; 0: send it. */
int transfer_done(struct transfer *x, int code);

/* The answer begins: what is to be known of the certificate if the connection is new. */
void transfer_cert(struct transfer *x);

/* An answer with a Location: follows it if its status says so. 1: x->url is the next; 0: no
 * more, or refused (then the cause is set). */
int transfer_follow(struct transfer *x, long status);

/* Appends the RESULT frame; x->body goes with it when it is >= 0. */
int transfer_result(struct transfer *x, struct buf *b);

/* Names the failure that libcurl's `code` stands for, unless a callback named it already. */
void transfer_failed(struct transfer *x, int code);

/* Ends a transfer that never started. */
void transfer_fail(struct transfer *x, const char *cause);

#endif
