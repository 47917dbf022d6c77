#include "dedupe/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "dedupe/simhash.h"

#define BANDS 4
#define BUCKETS 65536u
#define START 64u            /* entries of the first allocation; power of two */
#define NONE UINT32_MAX
#define HUGE_PAGE ((size_t)2 << 20)
#define NUMBERS 0x0fffffffu  /* a posting holds 28 bits of the number, 4 of the window */

struct posting {
	uint64_t value;
	uint32_t next[BANDS];
};

/* Postings lie in a ring of `cap` entries times FOLD_WINDOWS; chains run from new
 * to old, so a chain ends at the first posting of an entry that is gone. */
struct near {
	uint32_t *head;      /* BANDS * BUCKETS */
	struct posting *ring;
	uint32_t cap, first, end; /* live numbers: first <= n < end */
};

static uint32_t
bucket(uint64_t v, unsigned band)
{
	return band * BUCKETS + (uint32_t)(v >> (16 * band) & 0xffff);
}

static struct posting *
posting(const struct near *x, uint32_t p)
{
	return &x->ring[(size_t)((p >> 4) & (x->cap - 1)) * FOLD_WINDOWS + (p & 15)];
}

static int
alive(const struct near *x, uint32_t p)
{
	return p != NONE && (((p >> 4) - x->first) & NUMBERS) < x->end - x->first;
}

struct near *
near_new(void)
{
	struct near *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->head = malloc(sizeof(*x->head) * BANDS * BUCKETS);
	if (x->head == NULL) {
		free(x);
		return NULL;
	}
	memset(x->head, 0xff, sizeof(*x->head) * BANDS * BUCKETS);
	return x;
}

void
near_free(struct near *x)
{
	if (x == NULL)
		return;
	free(x->head);
	free(x->ring);
	free(x);
}

/* Postings are read all over the place: with pages of 4 KB most reads would look up their page
 * first. A kernel that has no larger ones does without. */
static void *
big_alloc(size_t n)
{
	void *p;

	if (n < 2 * HUGE_PAGE)
		return malloc(n);
	p = aligned_alloc(HUGE_PAGE, (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE);
	if (p != NULL)
		(void)madvise(p, n, MADV_HUGEPAGE);
	return p;
}

static int
grow(struct near *x)
{
	uint32_t cap = x->cap == 0 ? START : x->cap * 2, n;
	struct posting *ring;
	const size_t one = FOLD_WINDOWS * sizeof(*ring);

	if (x->cap > NUMBERS / 4)
		return -1;
	ring = big_alloc((size_t)cap * one);
	if (ring == NULL)
		return -1;
	for (n = x->first; n != x->end; n++)
		memcpy(ring + (size_t)(n & (cap - 1)) * FOLD_WINDOWS,
		    x->ring + (size_t)(n & (x->cap - 1)) * FOLD_WINDOWS, one);
	free(x->ring);
	x->ring = ring;
	x->cap = cap;
	return 0;
}

int
near_put(struct near *x, uint32_t number, const uint64_t *window, size_t n)
{
	unsigned band;
	size_t i;

	if (x->end == x->first)
		x->first = x->end = number;
	if (x->end - x->first >= x->cap && grow(x) != 0)
		return -1;
	x->end = number + 1;
	for (i = 0; i < n; i++) {
		uint32_t p = (number & NUMBERS) << 4 | (uint32_t)i;
		struct posting *e = posting(x, p);

		e->value = window[i];
		for (band = 0; band < BANDS; band++) {
			uint32_t *h = &x->head[bucket(window[i], band)];

			e->next[band] = *h;
			*h = p;
		}
	}
	return 0;
}

void
near_drop(struct near *x, uint32_t number)
{
	if (number - x->first <= x->end - x->first)
		x->first = number;
}

/* Where one band's chain of one fingerprint has come to. */
struct chain {
	uint32_t p;
	unsigned band;
};

/* All chains one step on, side by side: a step waits for memory, and they wait together. */
static size_t
step(const struct near *x, struct chain *c, size_t n)
{
	size_t i, left = 0;
	uint32_t p;

	for (i = 0; i < n; i++) {
		p = posting(x, c[i].p)->next[c[i].band];
		if (!alive(x, p))
			continue;
		__builtin_prefetch(posting(x, p));
		c[left++] = (struct chain){ p, c[i].band };
	}
	return left;
}

void
near_expect(const struct near *x, const uint64_t *q, size_t n)
{
	struct chain c[FOLD_WINDOWS * BANDS];
	unsigned band;
	size_t i, walked, left = 0;
	uint32_t p;

	for (i = 0; i < n; i++)
		for (band = 0; band < BANDS; band++)
			__builtin_prefetch(&x->head[bucket(q[i], band)]);
	for (i = 0; i < n; i++)
		for (band = 0; band < BANDS; band++) {
			p = x->head[bucket(q[i], band)];
			if (!alive(x, p))
				continue;
			__builtin_prefetch(posting(x, p));
			c[left++] = (struct chain){ p, band };
		}
	for (walked = 1; left > 0 && walked < NEAR_WALK; walked++)
		left = step(x, c, left);
}

size_t
near_find(const struct near *x, uint64_t q, uint32_t *out, size_t max)
{
	size_t n = 0;
	unsigned band;
	uint32_t p, walked;

	for (band = 0; band < BANDS; band++) {
		p = x->head[bucket(q, band)];
		for (walked = 0; alive(x, p) && walked < NEAR_WALK; walked++) {
			const struct posting *e = posting(x, p);

			if (simhash_near(e->value, q)) {
				if (n == max)
					return n;
				out[n++] = x->first + (((p >> 4) - x->first) & NUMBERS);
			}
			p = e->next[band];
		}
	}
	return n;
}
