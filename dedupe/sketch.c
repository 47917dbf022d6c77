#include "dedupe/sketch.h"

#include "dedupe/fold.h"
#include "dedupe/hash.h"

#define MAP_BITS (FOLD_MAP_WORDS * 64u)
_Static_assert(MAP_BITS == SKETCH_MAP_BITS, "a bit each");
#define MAP_FULL 0.9 /* above: nine in ten strangers would be found in it */

static size_t
below(const struct sketch *s, uint64_t limit)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (s->h[mid] <= limit)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
sketch_compare(const struct sketch *a, const struct sketch *b, struct sketch_match *m)
{
	uint64_t limit = UINT64_MAX;
	size_t i = 0, j = 0, na, nb, least;

	m->common = m->least = 0;
	m->containment = m->jaccard = 0;
	if (a->n == 0 || b->n == 0)
		return;
	if (!a->full)
		limit = a->h[a->n - 1];
	if (!b->full && b->h[b->n - 1] < limit)
		limit = b->h[b->n - 1];
	na = below(a, limit);
	nb = below(b, limit);
	while (i < na && j < nb) {
		uint32_t x = a->h[i], y = b->h[j];

		m->common += x == y;
		i += x <= y;
		j += y <= x;
	}
	m->least = least = na < nb ? na : nb;
	if (least == 0)
		return;
	m->containment = (double)m->common / (double)least;
	m->jaccard = (double)m->common / (double)(na + nb - m->common);
}

double
sketch_map_share(size_t hit, size_t n, const uint64_t *map)
{
	size_t i, set = 0;
	double fill, share;

	if (n == 0)
		return -1;
	for (i = 0; i < FOLD_MAP_WORDS; i++)
		set += (size_t)hash_bits(map[i]);
	fill = (double)set / MAP_BITS;
	if (fill >= MAP_FULL)
		return -1;
	share = (double)hit / (double)n;
	return share > fill ? (share - fill) / (1 - fill) : 0;
}

double
sketch_in_map(const uint32_t *h, size_t n, const uint64_t *map)
{
	size_t i, hit = 0;

	for (i = 0; i < n; i++)
		hit += (size_t)sketch_map_has(map, h[i]);
	return sketch_map_share(hit, n, map);
}
