#include "dedupe/hash.h"

#include <string.h>

/* Little-endian whatever the machine. */
static uint64_t
load(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	size_t i;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	uint32_t lo, hi;

	if (n == 8) {
		memcpy(&v, p, 8);
		return v;
	}
	if (n >= 4) { /* two that overlap in what is the same */
		memcpy(&lo, p, 4);
		memcpy(&hi, p + n - 4, 4);
		return lo | (uint64_t)hi << (8 * (n - 4));
	}
#endif
	for (i = 0; i < n; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

uint64_t
hash_bytes(uint64_t h, const void *p, size_t n)
{
	const unsigned char *s = p;

	h = (h ^ n) * HASH_SEED;
	for (; n >= 8; n -= 8, s += 8)
		h = hash_mix(h ^ load(s, 8)) * HASH_SEED;
	if (n > 0)
		h ^= load(s, n) + HASH_SEED;
	return hash_mix(h);
}

uint64_t
hash_str(const char *s)
{
	uint64_t h;

	if (s == NULL || s[0] == '\0')
		return 0;
	h = hash_bytes(0, s, strlen(s));
	return h != 0 ? h : 1;
}
