/* bottom: the smallest hashes of a row (Broder 1997), and where they stand first. */
#ifndef DEDUPE_BOTTOM_H
#define DEDUPE_BOTTOM_H

#include <stddef.h>
#include <stdint.h>

#define BOTTOM_MOST 128u /* that can be asked for */

struct bottom {
	uint64_t hash;
	size_t at;           /* the first place of that hash */
};

/* The `max` (1 to BOTTOM_MOST) smallest of the n hashes at h, ascending, each once; how many
 * there are. */
size_t bottom_of(const uint64_t *h, size_t n, size_t max, struct bottom to[static BOTTOM_MOST]);

/* The upper bits of n of them (1 to 32), which keep the order; two that collide count once. Returns
 * how many. */
size_t bottom_tops(const struct bottom *b, size_t n, unsigned bits, uint32_t *to);

#endif
