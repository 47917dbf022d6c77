/* A pool's memory: zeroed, apart, used again when what was in it has left, and none that is too large. */
#include <stdint.h>
#include <string.h>

#include "dedupe/pool.h"
#include "tests/test.h"

#define THINGS 4000u
#define ROUNDS 40u

/* The k-th thing, by its size and what fills it. */
static size_t
size_of(uint32_t k)
{
	return k % 97 == 0 ? 5000 + k : 1 + k * 7919u % 900;
}

static size_t
holes(const unsigned char *at, size_t n, unsigned char is)
{
	size_t i, wrong = 0;

	for (i = 0; i < n; i++)
		wrong += at[i] != is;
	return wrong;
}

/* A row of things, of which the oldest leaves for each that comes. */
static void
in_a_row(void)
{
	static unsigned char *thing[THINGS];
	struct pool *p = pool_new();
	uintptr_t least = UINTPTR_MAX, most = 0;
	uint32_t k, at;
	size_t wrong = 0, unzeroed = 0, crooked = 0;

	for (k = 0; k < THINGS * ROUNDS; k++) {
		at = k % THINGS;
		if (k >= THINGS) {
			wrong += holes(thing[at], size_of(k - THINGS), (unsigned char)(k - THINGS));
			pool_drop(thing[at]);
		}
		if ((thing[at] = pool_get(p, size_of(k))) == NULL)
			break;
		unzeroed += holes(thing[at], size_of(k), 0);
		crooked += (uintptr_t)thing[at] % 8;
		memset(thing[at], (unsigned char)k, size_of(k));
		if (k % 97 != 0 && k >= THINGS * 4) { /* where those of a block are, by now */
			least = (uintptr_t)thing[at] < least ? (uintptr_t)thing[at] : least;
			most = (uintptr_t)thing[at] > most ? (uintptr_t)thing[at] : most;
		}
	}
	CHECK(k == THINGS * ROUNDS, "each thing has its memory");
	CHECK(wrong == 0, "and keeps what was written, whatever came behind it");
	CHECK(unzeroed == 0, "it comes zeroed, used again or not");
	CHECK(crooked == 0, "and aligned");
	for (k = 0; k < THINGS; k++)
		pool_drop(thing[k]);
	pool_drop(NULL);
	pool_free(p);
}

/* What is used again costs nothing: as many things, again and again, take no more memory. */
static void
steady(void)
{
	static uintptr_t unit[THINGS];
	void *thing[THINGS];
	struct pool *p = pool_new();
	uint32_t k, i, n = 0, others = 0, round;

	for (round = 0; round < ROUNDS; round++) {
		for (k = 0; k < THINGS; k++) {
			thing[k] = pool_get(p, 500);
			for (i = n; i > 0 && unit[i - 1] != (uintptr_t)thing[k] >> 16; i--)
				continue;
			if (i == 0 && round > 0)
				others++;
			else if (i == 0)
				unit[n++] = (uintptr_t)thing[k] >> 16;
		}
		for (k = 0; k < THINGS; k++)
			pool_drop(thing[k]);
	}
	CHECK(n >= THINGS * 500 / 65536 && n < THINGS * 500 / 60000, "64 kB for 64 kB");
	CHECK(others == 0, "what is free is used again");
	pool_free(p);
}

int
main(void)
{
	in_a_row();
	steady();
	return test_end();
}
