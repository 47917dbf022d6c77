/* sketch: comparing bottom-k sketches (Broder 1997) and small sorted sets. */
#ifndef DEDUPE_SKETCH_H
#define DEDUPE_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#define SKETCH_BITS 24u /* of a shingle's hash, the first: of texts of 1,000 words, one pair in 260 shares one by chance */

static inline uint32_t
sketch_top(uint64_t hash)
{
	return (uint32_t)(hash >> (64 - SKETCH_BITS));
}

/* Hashes in ascending order, each once. `full` when it is the whole set and not
 * only its smallest part. */
struct sketch {
	const uint32_t *h;
	size_t n;
	int full;
};

struct sketch_match {
	size_t common, least;  /* hashes in both; of the smaller set that were compared */
	double containment; /* of the smaller set in the other, 0 to 1 */
	double jaccard;     /* common over union */
};

/* Compares below the smaller of both largest hashes, where both are complete. */
void sketch_compare(const struct sketch *a, const struct sketch *b, struct sketch_match *m);

/* The share of the n hashes at h that have their bit in the 1,024-bit map; the
 * chance of a bit set by others is taken out. -1 when the map is too full to tell. */
double sketch_in_map(const uint32_t *h, size_t n, const uint64_t *map);

/* The same for `hit` of n hashes that were found in it. */
double sketch_map_share(size_t hit, size_t n, const uint64_t *map);

#define SKETCH_MAP_BITS 1024u

static inline int
sketch_map_has(const uint64_t *map, uint32_t h)
{
	return (int)(map[h % SKETCH_MAP_BITS / 64] >> (h % 64) & 1);
}

/* Sets the bit of h. */
static inline void
sketch_map_put(uint64_t *map, uint32_t h)
{
	map[h % SKETCH_MAP_BITS / 64] |= (uint64_t)1 << (h % 64);
}

#endif
