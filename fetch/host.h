/* host: the queue of one origin, so that each server sees few connections at once. */
#ifndef FETCH_HOST_H
#define FETCH_HOST_H

#include <stddef.h>
#include <stdint.h>

struct transfer;

struct host {
	char *origin;            /* "https://example.org:443" */
	struct host *next;       /* in the table's bucket */
	struct host *all;        /* in the order they were made */
	struct transfer *first, **last;
	size_t waiting, active;
	int64_t connections, delay_ms, next_start; /* ms, monotonic */
};

#define HOST_BUCKETS 4096

struct host_table {
	struct host *bucket[HOST_BUCKETS];
	struct host *all, **last;
	struct host *turn;       /* whose turn it is */
	size_t waiting, active;
};

void host_table_init(struct host_table *t);
void host_table_clear(struct host_table *t); /* frees the hosts, not the transfers */

/* The host of an origin, made if need be; NULL when out of memory. */
struct host *host_get(struct host_table *t, const char *origin);

/* Puts a transfer at the end of its host's queue. */
void host_put(struct host_table *t, struct host *h, struct transfer *x);

/* The next transfer that may start at time `now` (ms), off its queue and counted as
 * active; NULL when none may. *wait gets the ms until one may (-1: not by time). */
struct transfer *host_take(struct host_table *t, int64_t now, int64_t *wait);

/* Takes the first of those that wait for the host off its queue; NULL when none does. */
struct transfer *host_drop(struct host_table *t, struct host *h);

/* A transfer of this host is over. */
void host_done(struct host_table *t, struct host *h);

#endif
