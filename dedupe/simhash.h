/* simhash: one 64-bit fingerprint of many hashes (Charikar 2002). Counted in bit
 * planes, 64 counters at a time, so that it costs a few operations a hash on any
 * machine; the result is that of 64 signed sums, a tie being 0. */
#ifndef DEDUPE_SIMHASH_H
#define DEDUPE_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

/* The fingerprint of n hashes; 0 for none. n below 2^32. */
uint64_t simhash_of(const uint64_t *h, size_t n);

/* Hamming distance, 0 to 64. */
int simhash_distance(uint64_t a, uint64_t b);

/* Is the distance at most three? Each step takes the lowest bit that is set. */
static inline int
simhash_near(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ b;

	x &= x - (x != 0);
	x &= x - (x != 0);
	x &= x - (x != 0);
	return x == 0;
}

#endif
