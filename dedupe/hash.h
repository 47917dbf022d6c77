/* hash: the 64-bit hashes of everything in this room. Their values go into
 * records, so a change of any function here needs a new FOLD_RECORD_VERSION. */
#ifndef DEDUPE_HASH_H
#define DEDUPE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_SEED 0x9e3779b97f4a7c15u /* golden ratio */

/* Every bit of x on every bit of the result (the finish of MurmurHash3). */
static inline uint64_t
hash_mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdu;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53u;
	return x ^ x >> 33;
}

/* Two hashes in this order. */
static inline uint64_t
hash_pair(uint64_t a, uint64_t b)
{
	return hash_mix((a << 23 | a >> 41) * HASH_SEED ^ b);
}

/* How many bits of x are set. */
static inline int
hash_bits(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu;
	return (int)(x * 0x0101010101010101u >> 56);
}

/* The hash of n bytes, going on from `h` (0 to begin). The same on any machine. */
uint64_t hash_bytes(uint64_t h, const void *p, size_t n);

/* The hash of a string; 0 for NULL or "". Never 0 otherwise. */
uint64_t hash_str(const char *s);

#endif
