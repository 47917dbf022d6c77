#include "dedupe/simhash.h"

#include "dedupe/hash.h"

#define PLANES 32 /* counts up to 2^32 */

/* Adds three bits of one weight in each of 64 places: the sum stays in *low, the carry is of
 * twice the weight. */
static inline uint64_t
add(uint64_t *low, uint64_t a, uint64_t b)
{
	uint64_t u = *low ^ a, carry = (*low & a) | (u & b);

	*low = u ^ b;
	return carry;
}

/* Ripples a carry of weight 2^k up the planes; the planes in use. */
static inline int
ripple(uint64_t *plane, uint64_t carry, int k, int used)
{
	uint64_t t;

	for (; carry != 0 && k < PLANES; k++) {
		t = plane[k] & carry;
		plane[k] ^= carry;
		carry = t;
	}
	return k > used ? k : used;
}

/* Eight hashes at a time through carry-save adders (Harley and Seal), one carry of weight
 * eight a round; the rest one by one. */
static int
count(uint64_t *plane, const uint64_t *h, size_t n)
{
	uint64_t two[2], four[2], ones = 0, twos = 0, fours = 0;
	size_t i;
	int used = 0;

	for (i = 0; i + 8 <= n; i += 8) {
		two[0] = add(&ones, h[i], h[i + 1]);
		two[1] = add(&ones, h[i + 2], h[i + 3]);
		four[0] = add(&twos, two[0], two[1]);
		two[0] = add(&ones, h[i + 4], h[i + 5]);
		two[1] = add(&ones, h[i + 6], h[i + 7]);
		four[1] = add(&twos, two[0], two[1]);
		used = ripple(plane, add(&fours, four[0], four[1]), 3, used);
	}
	plane[0] = ones;
	plane[1] = twos;
	plane[2] = fours;
	if (i > 0 && used < 3)
		used = 3;
	for (; i < n; i++)
		used = ripple(plane, h[i], 0, used);
	return used;
}

/* Of sixteen, a window: which counters are above eight. */
static uint64_t
sixteen(const uint64_t *h)
{
	uint64_t two[2], four[2], eight[2], ones = 0, twos = 0, fours = 0;
	int i;

	for (i = 0; i < 2; i++, h += 8) {
		two[0] = add(&ones, h[0], h[1]);
		two[1] = add(&ones, h[2], h[3]);
		four[0] = add(&twos, two[0], two[1]);
		two[0] = add(&ones, h[4], h[5]);
		two[1] = add(&ones, h[6], h[7]);
		four[1] = add(&twos, two[0], two[1]);
		eight[i] = add(&fours, four[0], four[1]);
	}
	return (eight[0] & eight[1]) | ((eight[0] ^ eight[1]) & (ones | twos | fours));
}

uint64_t
simhash_of(const uint64_t *h, size_t n)
{
	uint64_t plane[PLANES] = { 0 }, above = 0, equal = ~(uint64_t)0, bit;
	size_t half = n / 2;
	int k;

	if (n == 16)
		return sixteen(h);
	k = count(plane, h, n);
	while (k < PLANES && half >> k != 0)
		k++;
	/* Which counters are above n / 2, from the top plane down. */
	for (; k-- > 0;) {
		bit = half >> k & 1 ? ~(uint64_t)0 : 0;
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
