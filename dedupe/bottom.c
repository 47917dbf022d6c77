#include "dedupe/bottom.h"

#include <string.h>

#define ROOM 256u    /* hashes that are sorted at once; above BOTTOM_MOST */
#define BUCKETS 128u /* they are dealt into by their upper bits, which are even */

/* Hashes that may be among the smallest, and their ceiling. */
struct few {
	size_t n;
	uint64_t limit;
	struct bottom b[ROOM];
};

/* Buckets first, then what is out of order within them. Of equal hashes the first stays first. */
static void
sort(struct few *f)
{
	unsigned char at[BUCKETS + 1] = { 0 };
	struct bottom sorted[ROOM], t;
	int shift = f->limit >= BUCKETS ? 57 - __builtin_clzll(f->limit) : 0;
	size_t i, j;

	_Static_assert(ROOM <= 256, "places in a byte; a full one wraps only behind the last");
	for (i = 0; i < f->n; i++)
		at[(f->b[i].hash >> shift) + 1]++;
	for (i = 1; i < BUCKETS; i++)
		at[i] = (unsigned char)(at[i] + at[i - 1]);
	for (i = 0; i < f->n; i++)
		sorted[at[f->b[i].hash >> shift]++] = f->b[i];
	for (i = 0; i < f->n; i++) {
		t = sorted[i];
		for (j = i; j > 0 && f->b[j - 1].hash > t.hash; j--)
			f->b[j] = f->b[j - 1];
		f->b[j] = t;
	}
}

/* The smallest, each once; no greater one is wanted from here on. */
static void
settle(struct few *f, size_t max)
{
	size_t i, n = 0;

	sort(f);
	for (i = 0; i < f->n && n < max; i++)
		if (n == 0 || f->b[n - 1].hash != f->b[i].hash)
			f->b[n++] = f->b[i];
	f->n = n;
	if (n == max)
		f->limit = f->b[n - 1].hash;
}

static void
pass(struct few *f, const uint64_t *h, size_t n, size_t max)
{
	size_t i;

	f->n = 0;
	for (i = 0; i < n; i++) {
		f->b[f->n] = (struct bottom){ h[i], i };
		f->n += h[i] <= f->limit;
		if (f->n == ROOM)
			settle(f, max);
	}
	settle(f, max);
}

size_t
bottom_of(const uint64_t *h, size_t n, size_t max, struct bottom to[static BOTTOM_MOST])
{
	const size_t likely = max + max / 2 + 16; /* so many below the ceiling, if hashes are even */
	struct few f;

	f.limit = n > likely ? UINT64_MAX / n * likely : UINT64_MAX;
	pass(&f, h, n, max);
	if (f.n < max && f.limit != UINT64_MAX) { /* they are not: words repeat */
		f.limit = UINT64_MAX;
		pass(&f, h, n, max);
	}
	memcpy(to, f.b, f.n * sizeof(*to));
	return f.n;
}

size_t
bottom_tops(const struct bottom *b, size_t n, unsigned bits, uint32_t *to)
{
	size_t i, m = 0;

	for (i = 0; i < n; i++) {
		uint32_t h = (uint32_t)(b[i].hash >> (64 - bits));

		if (m == 0 || to[m - 1] != h)
			to[m++] = h;
	}
	return m;
}
