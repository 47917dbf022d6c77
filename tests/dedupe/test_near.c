/* SimHash against 64 signed sums; near search against brute force; sketches against
 * whole sets. */
#include <stdlib.h>
#include <string.h>

#include "dedupe/bottom.h"
#include "dedupe/hash.h"
#include "dedupe/near.h"
#include "dedupe/simhash.h"
#include "dedupe/sketch.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define ENTRIES 12000u /* more than stay unpacked */
#define QUERIES 300u
#define HITS_ALL 4096u

static uint64_t
naive(const uint64_t *h, size_t n)
{
	uint64_t v = 0;
	size_t i;
	int bit, sum;

	for (bit = 0; bit < 64; bit++) {
		sum = 0;
		for (i = 0; i < n; i++)
			sum += h[i] >> bit & 1 ? 1 : -1;
		if (sum > 0)
			v |= (uint64_t)1 << bit;
	}
	return v;
}

static void
fingerprints(void)
{
	uint64_t h[1000], state = 3;
	size_t n, wrong = 0;

	for (n = 0; n < 1000; n++)
		h[n] = stream_draw(&state);
	for (n = 0; n < 1000; n = n < 40 ? n + 1 : n + 97)
		wrong += simhash_of(h, n) != naive(h, n);
	CHECK(wrong == 0, "planes count as sums do");
	memset(h, 0xff, sizeof(h));
	CHECK(simhash_of(h, 1000) == ~(uint64_t)0, "all ones");
	CHECK(simhash_distance(0, ~(uint64_t)0) == 64 && simhash_distance(5, 6) == 2, "distance");
	for (n = 0, wrong = 0; n < 20000; n++) {
		uint64_t a = stream_draw(&state), b = a ^ (stream_draw(&state) & stream_draw(&state) & stream_draw(&state) &
		    stream_draw(&state));

		wrong += simhash_near(a, b) != (simhash_distance(a, b) <= 3);
	}
	CHECK(wrong == 0, "near is distance three");
}

/* Values in clouds: each a few bits from one of some centres. */
static uint64_t
cloud(uint64_t *state)
{
	uint64_t v = hash_mix(stream_draw(state) % 300), flips = stream_draw(state) % 6;

	while (flips-- > 0)
		v ^= (uint64_t)1 << stream_draw(state) % 64;
	return v;
}

static int
found(const uint32_t *hit, size_t n, uint32_t number)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (hit[i] == number)
			return 1;
	return 0;
}

/* One search. */
static size_t
find(struct near *x, uint64_t q, uint32_t *out, size_t max)
{
	near_search(x, &q, 1);
	return near_found(x, 0, out, max);
}

/* How many of a row of fingerprints find something else alone than all at once. */
static size_t
together(struct near *x, const uint64_t q[static FOLD_WINDOWS])
{
	static uint32_t all[FOLD_WINDOWS][HITS_ALL], one[HITS_ALL];
	size_t i, n[FOLD_WINDOWS], other = 0;

	near_search(x, q, FOLD_WINDOWS);
	for (i = 0; i < FOLD_WINDOWS; i++)
		n[i] = near_found(x, i, all[i], HITS_ALL);
	for (i = 0; i < FOLD_WINDOWS; i++)
		other += find(x, q[i], one, HITS_ALL) != n[i] || memcmp(one, all[i], n[i] * sizeof(one[0])) != 0;
	return other;
}

static void
search(uint32_t dropped)
{
	static uint64_t value[ENTRIES][3];
	static uint32_t hit[200000];
	struct near *x = near_new();
	uint64_t state = 9, q;
	uint32_t i, j, missed = 0, wrong = 0, failed = 0;
	size_t n;

	for (i = 0; i < ENTRIES; i++) {
		for (j = 0; j < 3; j++)
			value[i][j] = cloud(&state);
		failed += near_put(x, i, value[i], 3) != 0;
	}
	CHECK(failed == 0, "all are put");
	near_drop(x, dropped);
	for (i = 0; i < QUERIES; i++) {
		q = cloud(&state);
		n = find(x, q, hit, 200000);
		for (j = 0; j < ENTRIES; j++) {
			int is = j >= dropped && (simhash_distance(q, value[j][0]) <= 3 ||
			    simhash_distance(q, value[j][1]) <= 3 || simhash_distance(q, value[j][2]) <= 3);

			missed += is && !found(hit, n, j);
			wrong += !is && found(hit, n, j);
		}
	}
	CHECK(missed == 0, "near search misses none");
	CHECK(wrong == 0, "and finds no other");
	near_free(x);
}

/* All fingerprints of an entry are alike in a part, so that they lie side by side: each is found. */
static void
alike(void)
{
	enum { ALL = 300 };
	static uint64_t value[ALL][FOLD_WINDOWS];
	static uint32_t hit[ALL * FOLD_WINDOWS * 4];
	struct near *x = near_new();
	uint64_t state = 17, same;
	uint32_t i, j, missed = 0, failed = 0;

	for (i = 0; i < ALL; i++) {
		same = stream_draw(&state) << 48 | (stream_draw(&state) & 0xffff);
		for (j = 0; j < FOLD_WINDOWS; j++)
			value[i][j] = same | (stream_draw(&state) & 0xffffffff) << 16;
		failed += near_put(x, i, value[i], FOLD_WINDOWS) != 0;
	}
	for (i = 0; i < ALL; i++)
		for (j = 0; j < FOLD_WINDOWS; j++)
			missed += !found(hit, find(x, value[i][j], hit, sizeof(hit) / sizeof(hit[0])), i);
	CHECK(failed == 0 && missed == 0, "each of an entry's fingerprints is found");
	for (i = 0, missed = 0; i < ALL; i++)
		missed += (uint32_t)together(x, value[i]);
	CHECK(missed == 0, "several at once find what each finds alone");
	near_free(x);
}

/* Entries come and go, more and fewer at a time, over the end of 32 bits: what is found is what is
 * there. `same`: one fingerprint in all of them; else clouds, of which some are thick. */
static void
stream(int same)
{
	enum { ALL = 40000, KEPT = 1 << 16 };
	static uint64_t value[KEPT][2];
	static uint32_t hit[HITS_ALL];
	struct near *x = near_new();
	uint64_t state = 11, q;
	uint32_t start = UINT32_MAX - 9000, first = start, end = start, n, live, want, missed = 0, wrong = 0, failed = 0;
	size_t got, i;

	for (n = 0; n < ALL && failed == 0; n++, end++) {
		live = n / 5000 % 2 == 0 ? 9000 : 700;
		for (i = 0; i < 2; i++)
			value[end % KEPT][i] = same ? 7 : stream_draw(&state) % 64 == 0 ? 99 : cloud(&state);
		failed += near_put(x, end, value[end % KEPT], 2) != 0;
		if (end + 1 - first > live)
			near_drop(x, first = end + 1 - live);
		if (n % 401 != 0)
			continue;
		q = same ? 7 ^ (uint64_t)n % 8 : cloud(&state);
		got = find(x, q, hit, HITS_ALL);
		for (i = 0; i < got; i++)
			wrong += hit[i] - first > end - first || (simhash_distance(value[hit[i] % KEPT][0], q) > 3 &&
			    simhash_distance(value[hit[i] % KEPT][1], q) > 3);
		for (i = first, want = 0; (uint32_t)i != end + 1; i = (uint32_t)(i + 1))
			if (simhash_distance(value[i % KEPT][0], q) <= 3 || simhash_distance(value[i % KEPT][1], q) <= 3) {
				want++;
				missed += got < HITS_ALL && !same && !found(hit, got, (uint32_t)i);
			}
		missed += same && (want > 0) != (got > 0);
	}
	CHECK(failed == 0 && missed == 0, same ? "a flood of one fingerprint is found" : "a stream is found while it is live");
	CHECK(wrong == 0, "and what has left is not");
	near_free(x);
}

static void
sketches(void)
{
	uint32_t a[64], b[64];
	uint64_t map[FOLD_MAP_WORDS] = { 0 };
	struct sketch x = { a, 64, 0 }, y = { b, 64, 0 };
	struct sketch_match m;
	uint32_t i;

	for (i = 0; i < 64; i++) {
		a[i] = i * 10;
		b[i] = i * 20;
	}
	sketch_compare(&x, &y, &m);
	CHECK(m.common == 32 && m.least == 32, "below the smaller maximum only");
	CHECK(m.containment > 0.99 && m.jaccard > 0.49 && m.jaccard < 0.51, "containment, Jaccard");
	y.full = x.full = 1;
	sketch_compare(&x, &y, &m);
	CHECK(m.common == 32 && m.least == 64, "whole sets are compared whole");
	y.n = 0;
	sketch_compare(&x, &y, &m);
	CHECK(m.common == 0 && m.containment <= 0, "an empty set");
	for (i = 0; i < 200; i++)
		sketch_map_put(map, (uint32_t)hash_mix(i));
	for (i = 0; i < 64; i++)
		a[i] = (uint32_t)hash_mix(i);
	CHECK(sketch_in_map(a, 64, map) > 0.99, "all stand in the map");
	for (i = 0; i < 64; i++)
		a[i] = (uint32_t)hash_mix(i + 100000);
	CHECK(sketch_in_map(a, 64, map) < 0.2, "strangers do not");
	memset(map, 0xff, sizeof(map));
	CHECK(sketch_in_map(a, 64, map) < 0, "a full map tells nothing");
}

static int
by_hash(const void *a, const void *b)
{
	const struct bottom *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* All of them sorted, each once. */
static int
same_bottom(const uint64_t *h, size_t n, size_t max)
{
	static struct bottom all[2000];
	struct bottom got[BOTTOM_MOST];
	size_t i, m = 0, k = bottom_of(h, n, max, got);

	for (i = 0; i < n; i++)
		all[i] = (struct bottom){ h[i], i };
	qsort(all, n, sizeof(*all), by_hash);
	for (i = 0; i < n && m < max; i++) {
		if (i > 0 && all[i].hash == all[i - 1].hash)
			continue;
		if (m == k || got[m].hash != all[i].hash || got[m].at != all[i].at)
			return 0;
		m++;
	}
	return m == k;
}

/* Even hashes and uneven ones: few words again and again, one word, small and great hashes only,
 * each greater than the one before, or smaller. */
static void
bottoms(void)
{
	static uint64_t h[2000];
	uint64_t state = 5;
	size_t i, n, max, kind, wrong[7] = { 0 };

	for (n = 0; n < 2000; n = n < 300 ? n + 1 : n + 83)
		for (kind = 0; kind < 7; kind++) {
			for (i = 0; i < n; i++) {
				uint64_t v = stream_draw(&state);
				const uint64_t of[7] = { v, v % 50 * HASH_SEED, 7, v % 1000, ~(v % 1000),
					i << 40, ~(i << 40) };

				h[i] = of[kind];
			}
			for (max = 1; max <= BOTTOM_MOST; max = max * 2 + (max == 4))
				wrong[kind] += !same_bottom(h, n, max);
		}
	CHECK(wrong[0] == 0, "smallest of even hashes, as if all were sorted");
	CHECK(wrong[1] + wrong[2] == 0, "of hashes that repeat");
	CHECK(wrong[3] + wrong[4] == 0, "of small ones and great ones");
	CHECK(wrong[5] + wrong[6] == 0, "of rising and falling ones");
}

/* Texts too short for a window. */
static void
short_texts(void)
{
	struct near *x = near_new();
	const uint64_t value = 42;
	uint32_t n, hit[8], failed = 0;

	for (n = 0; n < 20000; n++)
		failed += near_put(x, n, &value, 0) != 0;
	failed += near_put(x, n, &value, 1) != 0;
	CHECK(failed == 0 && find(x, 43, hit, 8) > 0 && hit[0] == n, "after 20,000 entries without fingerprints one is found");
	near_free(x);
}

int
main(void)
{
	fingerprints();
	alike();
	short_texts();
	bottoms();
	search(0);
	search(ENTRIES / 3);
	stream(0);
	stream(1);
	sketches();
	return test_end();
}
