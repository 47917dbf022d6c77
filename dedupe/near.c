#include "dedupe/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dedupe/near_base.h"
#include "dedupe/simhash.h"

#define BANDS 4u
#define BAND_LEAST 8u        /* bits of a band that choose a bucket ... */
#define BAND_MOST 16u        /* ... all of them */
#define START 64u            /* entries of the first allocation; power of two */
#define CEILING (1u << 27)   /* entries: a posting has 32 bits */
#define YOUNG 4096u          /* entries that are not packed: windows of common words share bands, and
                              * what is searched by bands must not grow with what is live ... */
#define YOUNG_PART 256u      /* ... but each is moved so often, at most, while it lives */
#define WALK 65536u          /* newest postings of a bucket that are looked at */
#define EXPECTED 64u         /* links of a chain that are fetched before they are asked for */
#define HITS 2048u           /* packed fingerprints that one search finds */
#define NONE UINT32_MAX
#define HUGE_PAGE ((size_t)2 << 20)

/* The youngest entries, in chains: a posting is the number behind base.end times FOLD_WINDOWS, and
 * the window. Chains run from new to old. */
struct posting {
	uint64_t value;
	uint32_t next[BANDS];
};

struct young {
	uint32_t *head;          /* BANDS times 2^bits */
	struct posting *posting;
	unsigned bits;
	uint32_t cap;            /* entries */
};

struct near {
	struct near_rows rows;
	struct near_base base;
	struct young young;
	struct near_hit hit[HITS];
};

struct near *
near_new(void)
{
	return calloc(1, sizeof(struct near));
}

void
near_free(struct near *x)
{
	if (x == NULL)
		return;
	near_base_clear(&x->base);
	free(x->rows.value);
	free(x->rows.n);
	free(x->young.head);
	free(x->young.posting);
	free(x);
}

/* Rows are read all over the place: with pages of 4 KB most reads would look up their page
 * first. A kernel that has no larger ones does without. */
static void *
big_realloc(void *p, size_t n)
{
	uintptr_t at, page = (uintptr_t)sysconf(_SC_PAGESIZE);

	p = realloc(p, n);
	if (p != NULL && n >= 4 * HUGE_PAGE) {
		at = ((uintptr_t)p + page - 1) / page * page;
		(void)madvise((void *)at, n - (at - (uintptr_t)p), MADV_HUGEPAGE);
	}
	return p;
}

/* Twice the room: what has the new bit in its number moves to the upper half. */
static int
grow_rows(struct near_rows *r)
{
	const uint32_t cap = r->cap == 0 ? START : r->cap * 2;
	const size_t one = FOLD_WINDOWS * sizeof(*r->value);
	uint64_t *value;
	uint8_t *n;
	uint32_t i;

	if (cap > CEILING || (value = big_realloc(r->value, cap * one)) == NULL)
		return -1;
	r->value = value;
	if ((n = realloc(r->n, cap)) == NULL)
		return -1;
	r->n = n;
	for (i = r->first; r->cap > 0 && i != r->end; i++)
		if (i & r->cap) {
			memcpy(value + (size_t)(i & (cap - 1)) * FOLD_WINDOWS,
			    value + (size_t)(i & (r->cap - 1)) * FOLD_WINDOWS, one);
			n[i & (cap - 1)] = n[i & (r->cap - 1)];
		}
	r->cap = cap;
	return 0;
}

static uint32_t *
head(const struct young *y, uint64_t v, unsigned band)
{
	return &y->head[(size_t)band << y->bits | (v >> (16 * band) & (((uint64_t)1 << y->bits) - 1))];
}

/* Hangs an entry's windows into the chains. */
static void
hang(struct near *x, uint32_t number)
{
	const uint32_t row = number & (x->rows.cap - 1);
	const uint64_t *v = x->rows.value + (size_t)row * FOLD_WINDOWS;
	uint32_t p = (number - x->base.end) * FOLD_WINDOWS, i;
	unsigned band;

	for (i = 0; i < x->rows.n[row]; i++, p++) {
		x->young.posting[p].value = v[i];
		for (band = 0; band < BANDS; band++) {
			uint32_t *h = head(&x->young, v[i], band);

			x->young.posting[p].next[band] = *h;
			*h = p;
		}
	}
}

static void
forget(struct young *y)
{
	if (y->head != NULL)
		memset(y->head, 0xff, (sizeof(*y->head) * BANDS) << y->bits);
}

/* More young ones: longer tables, and all hung again from old to new. */
static int
grow_young(struct near *x)
{
	struct young *y = &x->young;
	const uint32_t cap = y->cap == 0 ? START : y->cap * 2;
	unsigned bits = BAND_LEAST;
	struct posting *posting;
	uint32_t *heads, n;

	while (bits < BAND_MOST && (uint32_t)1 << bits < cap * FOLD_WINDOWS)
		bits++;
	if ((posting = realloc(y->posting, (size_t)cap * FOLD_WINDOWS * sizeof(*posting))) == NULL)
		return -1;
	y->posting = posting;
	if (bits != y->bits) {
		if ((heads = realloc(y->head, (sizeof(*heads) * BANDS) << bits)) == NULL)
			return -1;
		y->head = heads;
		y->bits = bits;
	}
	y->cap = cap;
	forget(y);
	for (n = x->base.end; n != x->rows.end; n++)
		hang(x, n);
	return 0;
}

static int
room(struct near *x)
{
	struct near_rows *r = &x->rows;
	uint32_t most = (r->end - r->first) / YOUNG_PART;

	if (r->end - r->first >= r->cap && grow_rows(r) != 0)
		return -1;
	if (r->end - x->base.end >= (most > YOUNG ? most : YOUNG)) {
		forget(&x->young);
		if (near_base_take(&x->base, r) != 0)
			return -1;
	}
	return r->end - x->base.end < x->young.cap ? 0 : grow_young(x);
}

int
near_put(struct near *x, uint32_t number, const uint64_t *window, size_t n)
{
	struct near_rows *r = &x->rows;

	if (r->end == r->first) {
		forget(&x->young);
		near_base_clear(&x->base);
		r->first = r->end = x->base.end = number;
	}
	if (room(x) != 0)
		return -1;
	memcpy(r->value + (size_t)(number & (r->cap - 1)) * FOLD_WINDOWS, window, n * sizeof(*window));
	r->n[number & (r->cap - 1)] = (uint8_t)n;
	r->end = number + 1;
	hang(x, number);
	return 0;
}

void
near_drop(struct near *x, uint32_t number)
{
	if (number - x->rows.first <= x->rows.end - x->rows.first)
		x->rows.first = number;
}

/* The first posting of an entry that is there, and how many come from there on: chains end at
 * one that is none of them. */
static uint32_t
alive(const struct near *x, uint32_t *n)
{
	const uint32_t young = x->rows.end - x->base.end, live = x->rows.end - x->rows.first,
	    gone = live < young ? young - live : 0;

	*n = (young - gone) * FOLD_WINDOWS;
	return gone * FOLD_WINDOWS;
}

/* Where one band's chain of one fingerprint has come to. */
struct chain {
	uint32_t p;
	unsigned band;
};

/* All chains of the young a step on, side by side: a step waits for memory, and they wait
 * together. */
static void
expect_young(const struct near *x, const uint64_t *q, size_t n)
{
	struct chain c[FOLD_WINDOWS * BANDS];
	uint32_t p, live, first = alive(x, &live);
	unsigned band, steps;
	size_t i, all, left = 0;

	for (i = 0; i < n; i++)
		for (band = 0; band < BANDS; band++)
			__builtin_prefetch(head(&x->young, q[i], band));
	for (i = 0; i < n; i++)
		for (band = 0; band < BANDS; band++)
			if ((p = *head(&x->young, q[i], band)) - first < live) {
				__builtin_prefetch(&x->young.posting[p]);
				c[left++] = (struct chain){ p, band };
			}
	for (steps = 0; left > 0 && steps < EXPECTED; steps++) {
		all = left;
		for (i = 0, left = 0; i < all; i++)
			if ((p = x->young.posting[c[i].p].next[c[i].band]) - first < live) {
				__builtin_prefetch(&x->young.posting[p]);
				c[left++] = (struct chain){ p, c[i].band };
			}
	}
}

void
near_expect(const struct near *x, const uint64_t *q, size_t n)
{
	size_t i;
	int step;

	for (step = 0; step < 2; step++)
		for (i = 0; i < n; i++)
			near_base_expect(&x->base, q[i], step);
	if (x->young.cap > 0)
		expect_young(x, q, n);
}

/* One band's chain of the young ones. */
static size_t
walk(const struct near *x, uint64_t q, unsigned band, uint32_t *out, size_t max)
{
	uint32_t live, first = alive(x, &live), p = *head(&x->young, q, band), steps;
	size_t n = 0;

	for (steps = 0; n < max && p - first < live && steps < WALK; steps++) {
		const struct posting *e = &x->young.posting[p];

		/* The bucket may have fewer bits than the band. */
		if (simhash_near(e->value, q) && ((e->value ^ q) >> (16 * band) & 0xffff) == 0)
			out[n++] = x->base.end + p / FOLD_WINDOWS;
		p = e->next[band];
	}
	return n;
}

size_t
near_find(struct near *x, uint64_t q, uint32_t *out, size_t max)
{
	size_t i, n = 0, packed = near_base_find(&x->base, &x->rows, q, x->hit, HITS);
	unsigned band;

	for (band = 0; band < BANDS && x->young.cap > 0; band++) {
		n += walk(x, q, band, out + n, max - n);
		for (i = 0; i < packed && n < max; i++)
			if ((x->hit[i].differs >> (16 * band) & 0xffff) == 0)
				out[n++] = x->hit[i].number;
	}
	return n;
}
