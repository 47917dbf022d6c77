#include "dedupe/near.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/near_base.h"
#include "dedupe/pool.h"
#include "dedupe/simhash.h"

#define BANDS 4u
#define START 64u            /* entries of the first allocation; power of two */
#define CEILING (1u << 27)   /* entries: a posting has 32 bits */

_Static_assert(NEAR_CHUNK * NEAR_ROW * sizeof(uint32_t) == POOL_BLOCK, "a chunk is a block");

struct near {
	struct near_rows rows;
	struct near_base base;
	struct near_found found;
};

struct near *
near_new(void)
{
	return calloc(1, sizeof(struct near));
}

/* The first may be a small one. */
static void
chunk_free(struct near_rows *r, size_t i)
{
	if (r->cap < NEAR_CHUNK)
		free(r->chunk[i]);
	else
		pool_unblock(r->chunk[i]);
}

void
near_free(struct near *x)
{
	size_t i;

	if (x == NULL)
		return;
	near_base_clear(&x->base);
	for (i = 0; i < x->rows.chunks; i++)
		chunk_free(&x->rows, i);
	free(x->rows.chunk);
	free(x->rows.n);
	free(x);
}

/* The room of an entry that has none yet. */
static int
chunk_make(struct near_rows *r, uint32_t number)
{
	uint32_t **chunk = &r->chunk[(number & (r->cap - 1)) / NEAR_CHUNK];

	return *chunk != NULL || (*chunk = pool_block()) != NULL ? 0 : -1;
}

/* Few rows have a chunk of their size. */
static int
grow_few(struct near_rows *r, uint32_t cap)
{
	const size_t one = NEAR_ROW * sizeof(uint32_t);
	uint32_t *p = cap < NEAR_CHUNK ? calloc(cap, one) : pool_block();

	if (p == NULL)
		return -1;
	if (r->cap > 0) {
		memcpy(p, r->chunk[0], r->cap * one);
		chunk_free(r, 0);
	}
	r->chunk[0] = p;
	return 0;
}

/* Twice the room: what has the new bit in its number moves to the upper half. */
static int
grow_rows(struct near_rows *r)
{
	const uint32_t cap = r->cap == 0 ? START : r->cap * 2, chunks = (cap + NEAR_CHUNK - 1) / NEAR_CHUNK;
	const size_t one = NEAR_ROW * sizeof(uint32_t);
	struct near_rows to;
	uint32_t i;
	void *p;

	if (cap > CEILING)
		return -1;
	if (r->chunks < chunks) {
		if ((p = realloc(r->chunk, chunks * sizeof(uint32_t *))) == NULL)
			return -1;
		r->chunk = p;
		while (r->chunks < chunks)
			r->chunk[r->chunks++] = NULL;
	}
	if ((p = realloc(r->n, cap)) == NULL)
		return -1;
	r->n = p;
	if (cap <= NEAR_CHUNK && grow_few(r, cap) != 0)
		return -1;
	to = *r;
	to.cap = cap;
	for (i = r->first; r->cap > 0 && i != r->end; i++)
		if (i & r->cap) {
			if (chunk_make(&to, i) != 0)
				return -1;
			memcpy(near_row(&to, i), near_row(r, i), one);
			r->n[i & (cap - 1)] = r->n[i & (r->cap - 1)];
		}
	r->cap = cap;
	return 0;
}

int
near_put(struct near *x, uint32_t number, const uint64_t *window, size_t n)
{
	struct near_rows *r = &x->rows;
	uint32_t *row;
	size_t i;

	if (r->end == r->first) {
		near_base_clear(&x->base);
		r->first = r->end = number;
	}
	if ((r->end - r->first >= r->cap && grow_rows(r) != 0) || chunk_make(r, number) != 0)
		return -1;
	row = near_row(r, number);
	for (i = 0; i < n; i++) {
		row[i] = (uint32_t)window[i];
		row[FOLD_WINDOWS + i] = (uint32_t)(window[i] >> 32);
	}
	r->n[number & (r->cap - 1)] = (uint8_t)n;
	if (near_base_put(&x->base, r) != 0)
		return -1;
	r->end = number + 1;
	return 0;
}

void
near_drop(struct near *x, uint32_t number)
{
	if (number - x->rows.first <= x->rows.end - x->rows.first)
		x->rows.first = number;
}

void
near_expect(const struct near *x, const uint64_t *q, size_t n, int step)
{
	size_t i;

	for (i = 0; i < n && step < 2; i++)
		near_base_expect(&x->base, q[i], step);
}

void
near_search(struct near *x, const uint64_t *q, size_t n)
{
	near_base_find(&x->base, &x->rows, q, n, &x->found);
}

size_t
near_found(const struct near *x, size_t i, uint32_t *out, size_t max)
{
	const struct near_hit *hit = x->found.hit[i];
	size_t k, n = 0;
	unsigned band;

	for (band = 0; band < BANDS; band++)
		for (k = 0; k < x->found.n[i] && n < max; k++)
			if ((hit[k].differs >> (16 * band) & 0xffff) == 0)
				out[n++] = hit[k].number;
	return n;
}
