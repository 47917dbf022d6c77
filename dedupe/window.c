#include "dedupe/window.h"

#include <stdlib.h>
#include <string.h>

#define START 256u        /* entries of the first allocation; power of two */
#define PER_BUCKET 2u     /* entries, where the ring is full */
#define CEILING (1u << 27) /* entries; near.c numbers 28 bits of them */
#define NONE UINT32_MAX
#define WALK 4096         /* links of one bucket that are followed */

struct window {
	struct entry **ring;   /* by number */
	uint32_t *head[ENTRY_KEYS]; /* cap / PER_BUCKET buckets; NULL before an entry has the key */
	uint32_t cap, first, end;
};

struct window *
window_new(void)
{
	return calloc(1, sizeof(struct window));
}

void
window_free(struct window *w)
{
	struct entry *e;
	size_t i;

	if (w == NULL)
		return;
	while ((e = window_pop(w)) != NULL)
		entry_free(e);
	for (i = 0; i < ENTRY_KEYS; i++)
		free(w->head[i]);
	free(w->ring);
	free(w);
}

uint32_t
window_end(const struct window *w)
{
	return w->end;
}

size_t
window_count(const struct window *w)
{
	return w->end - w->first;
}

struct entry *
window_get(const struct window *w, uint32_t number)
{
	if (number - w->first >= w->end - w->first)
		return NULL;
	return w->ring[number & (w->cap - 1)];
}

static uint32_t *
bucket(const struct window *w, size_t by, uint64_t key)
{
	return &w->head[by][key & (w->cap / PER_BUCKET - 1)];
}

static void
hang(struct window *w, struct entry *e)
{
	size_t i;

	for (i = 0; i < ENTRY_KEYS; i++) {
		uint32_t *h;

		if (!(e->has >> i & 1))
			continue;
		h = bucket(w, i, entry_key(e, (unsigned)i));
		*entry_next(e, (unsigned)i) = *h;
		*h = e->number;
	}
}

static uint32_t *
buckets(uint32_t cap)
{
	uint32_t *h = malloc(cap / PER_BUCKET * sizeof(*h));

	return h != NULL ? memset(h, 0xff, cap / PER_BUCKET * sizeof(*h)) : NULL;
}

/* Chains run from new to old, so hanging all again from old to new makes them. */
static int
grow(struct window *w)
{
	uint32_t cap = w->cap == 0 ? START : w->cap * 2, n;
	uint32_t *head[ENTRY_KEYS] = { NULL };
	struct entry **ring;
	size_t i;

	if (cap > CEILING || (ring = malloc(cap * sizeof(struct entry *))) == NULL)
		return -1;
	for (i = 0; i < ENTRY_KEYS; i++)
		if (w->head[i] != NULL && (head[i] = buckets(cap)) == NULL)
			goto failed;
	for (n = w->first; n != w->end; n++)
		ring[n & (cap - 1)] = w->ring[n & (w->cap - 1)];
	free(w->ring);
	w->ring = ring;
	w->cap = cap;
	for (i = 0; i < ENTRY_KEYS; i++) {
		free(w->head[i]);
		w->head[i] = head[i];
	}
	for (n = w->first; n != w->end; n++)
		hang(w, w->ring[n & (cap - 1)]);
	return 0;
failed:
	for (i = 0; i < ENTRY_KEYS; i++)
		free(head[i]);
	free(ring);
	return -1;
}

int
window_put(struct window *w, struct entry *e)
{
	size_t i;

	if (w->end - w->first >= w->cap && grow(w) != 0)
		return -1;
	for (i = 0; i < ENTRY_KEYS; i++)
		if ((e->has >> i & 1) && w->head[i] == NULL && (w->head[i] = buckets(w->cap)) == NULL)
			return -1;
	e->number = w->end;
	w->ring[e->number & (w->cap - 1)] = e;
	w->end++;
	hang(w, e);
	return 0;
}

struct entry *
window_oldest(const struct window *w)
{
	return window_get(w, w->first);
}

struct entry *
window_pop(struct window *w)
{
	struct entry *e = window_oldest(w);

	if (e != NULL)
		w->first++;
	return e;
}

static struct entry *
from(const struct window *w, enum entry_by by, uint64_t key, uint32_t number)
{
	struct entry *e;
	int steps;

	for (steps = 0; steps < WALK && (e = window_get(w, number)) != NULL; steps++) {
		if (entry_key(e, by) == key)
			return e;
		number = *entry_next(e, by);
	}
	return NULL;
}

struct entry *
window_find(const struct window *w, enum entry_by by, uint64_t key)
{
	if (key == 0 || w->head[by] == NULL)
		return NULL;
	return from(w, by, key, *bucket(w, by, key));
}

struct entry *
window_next(const struct window *w, enum entry_by by, const struct entry *e)
{
	return e->has >> by & 1 ? from(w, by, entry_key(e, by), *entry_next(e, by)) : NULL;
}

void
window_expect(const struct window *w, const uint64_t key[static ENTRY_KEYS], int step)
{
	const struct entry *e;
	uint32_t *h;
	size_t i;

	for (i = 0; i < ENTRY_KEYS; i++) {
		if (key[i] == 0 || w->head[i] == NULL)
			continue;
		h = bucket(w, i, key[i]);
		if (step == 0) {
			__builtin_prefetch(h);
		} else if (step == 1) {
			__builtin_prefetch(&w->ring[*h & (w->cap - 1)]);
		} else if ((e = window_get(w, *h)) != NULL) {
			__builtin_prefetch(&e->has);
			__builtin_prefetch(e->word);
		}
	}
}
