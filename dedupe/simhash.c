#include "dedupe/simhash.h"

#include "dedupe/hash.h"

#define PLANES 32 /* counts up to 2^32 */

uint64_t
simhash_of(const uint64_t *h, size_t n)
{
	uint64_t plane[PLANES] = { 0 }, above = 0, equal = ~(uint64_t)0, bit, carry, t;
	size_t i, half = n / 2;
	int k, used = 0;

	for (i = 0; i < n; i++) {
		carry = h[i];
		for (k = 0; carry != 0 && k < PLANES; k++) {
			t = plane[k] & carry;
			plane[k] ^= carry;
			carry = t;
		}
		if (k > used)
			used = k;
	}
	/* Which counters are above n / 2, from the top plane down. */
	for (k = PLANES - 1; k >= 0; k--) {
		bit = half >> k & 1 ? ~(uint64_t)0 : 0;
		if (k >= used && bit == 0)
			continue;
		above |= equal & plane[k] & ~bit;
		equal &= ~(plane[k] ^ bit);
	}
	return above;
}

int
simhash_distance(uint64_t a, uint64_t b)
{
	return hash_bits(a ^ b);
}
