#include "fetch/host.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/transfer.h"

void
host_table_init(struct host_table *t)
{
	memset(t, 0, sizeof(*t));
	t->last = &t->all;
}

void
host_table_clear(struct host_table *t)
{
	struct host *h, *next;

	for (h = t->all; h != NULL; h = next) {
		next = h->all;
		free(h->origin);
		free(h);
	}
	host_table_init(t);
}

/* Origins come from feeds.conf and from redirects; a flood of equal hashes costs its
 * sender time only, and a run has at most some thousands. */
static size_t
bucket(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h % HOST_BUCKETS;
}

struct host *
host_get(struct host_table *t, const char *origin)
{
	struct host **at = &t->bucket[bucket(origin)], *h;

	for (; *at != NULL; at = &(*at)->next)
		if (strcmp((*at)->origin, origin) == 0)
			return *at;
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		return NULL;
	h->origin = strdup(origin);
	if (h->origin == NULL) {
		free(h);
		return NULL;
	}
	h->last = &h->first;
	h->connections = 1;
	*at = h;
	*t->last = h;
	t->last = &h->all;
	return h;
}

void
host_put(struct host_table *t, struct host *h, struct transfer *x)
{
	/* What feeds.conf says of a host is said of the feed's own, not of one it redirects to. */
	if (x->n_hops == 0) {
		h->connections = x->req.connections;
		h->delay_ms = x->req.delay_ms;
	}
	x->host = h;
	x->queue = NULL;
	*h->last = x;
	h->last = &x->queue;
	h->waiting++;
	t->waiting++;
}

struct transfer *
host_drop(struct host_table *t, struct host *h)
{
	struct transfer *x = h->first;

	if (x == NULL)
		return NULL;
	h->first = x->queue;
	if (h->first == NULL)
		h->last = &h->first;
	h->waiting--;
	t->waiting--;
	return x;
}

static struct transfer *
pop(struct host_table *t, struct host *h, int64_t now)
{
	struct transfer *x = host_drop(t, h);

	h->active++;
	t->active++;
	h->next_start = now + h->delay_ms;
	return x;
}

struct transfer *
host_take(struct host_table *t, int64_t now, int64_t *wait)
{
	struct host *h, *start;

	*wait = -1;
	if (t->waiting == 0)
		return NULL;
	start = t->turn != NULL ? t->turn : t->all;
	h = start;
	do {
		if (h->waiting > 0 && (int64_t)h->active < h->connections) {
			if (h->next_start <= now) {
				t->turn = h->all;
				return pop(t, h, now);
			}
			if (*wait < 0 || h->next_start - now < *wait)
				*wait = h->next_start - now;
		}
		h = h->all != NULL ? h->all : t->all;
	} while (h != start);
	return NULL;
}

void
host_done(struct host_table *t, struct host *h)
{
	h->active--;
	t->active--;
}
