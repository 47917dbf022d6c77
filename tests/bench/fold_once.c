/* fold_once: pieces of the fold against plain versions of the same, for fold_bench.py.
 *
 *   fold_once features FILE     lines of text: our features, with and without AVX2, and plain ones,
 *                               which must be equal; prints `ours SECONDS portable SECONDS plain SECONDS`
 *   fold_once near random|alike exactness over 1 M fingerprints, against a scan of all
 *   fold_once search            16 windows of an article against those of 1 M entries, and a scan */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dedupe/features.h"
#include "dedupe/hash.h"
#include "dedupe/near.h"
#include "dedupe/simhash.h"
#include "dedupe/sketch.h"
#include "dedupe/words.h"
#include "tests/bench/fold_plain.h"

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t
random64(uint64_t *seed)
{
	*seed += 0x9e3779b97f4a7c15u;
	return hash_mix(*seed);
}

/* Our features of a line, and what they cost. */
static int
make(struct features *fx, struct words *w, const char *line, size_t n, struct fold_record *r, double *cost)
{
	double t = seconds();

	memset(r, 0, sizeof(*r));
	words_reset(w);
	features_reset(fx);
	if (words_put(w, line, n) != 0 || features_put(fx, w->hash, w->flag, w->n) != 0 || features_make(fx, r) != 0)
		return -1;
	*cost += seconds() - t;
	return 0;
}

static int
same(const struct fold_record *a, const struct fold_record *b)
{
	return a->words == b->words && a->n_windows == b->n_windows && a->n_sketch == b->n_sketch &&
	    memcmp(a->window, b->window, sizeof(a->window)) == 0 && a->body == b->body &&
	    memcmp(a->sketch, b->sketch, sizeof(a->sketch)) == 0;
}

/* All ways over each line; what differs ends it. */
static int
features(const char *path)
{
	struct features fx;
	struct words w, narrow;
	static struct fold_record a, b, c;
	double ours = 0, portable = 0, plain = 0, t;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return 1;
	features_init(&fx);
	words_init(&w);
	words_init(&narrow);
	narrow.wide = 0;
	while ((n = getline(&line, &cap, f)) >= 0) {
		memset(&b, 0, sizeof(b));
		if (make(&fx, &w, line, (size_t)n, &a, &ours) != 0 ||
		    make(&fx, &narrow, line, (size_t)n, &c, &portable) != 0)
			return 1;
		t = seconds();
		if (plain_features(line, (size_t)n, &b) != 0)
			return 1;
		plain += seconds() - t;
		if (!same(&a, &b) || memcmp(&a, &c, sizeof(a)) != 0) {
			printf("differ in a line of %zd bytes\n", n);
			return 1;
		}
	}
	printf("ours %.6f portable %.6f plain %.6f\n", ours, portable, plain);
	return 0;
}

/* `alike`: half of all lie within a few bits of one of 1,000, and bits are not even; one in 64 is
 * the same stock phrase, or nearly. */
static uint64_t
made(int alike, uint64_t *seed)
{
	uint64_t base = alike ? random64(&(uint64_t){ random64(seed) % 1000 }) : 0, v = random64(seed);
	int i, n;

	if (!alike)
		return v;
	if (v % 64 == 0)
		return 42 ^ (uint64_t)1 << (v >> 58);
	if (v & 1)
		return random64(seed) & (random64(seed) | 0xffff0000ffff0000u);
	for (n = (int)(random64(seed) % 6), i = 0; i < n; i++)
		base ^= (uint64_t)1 << (random64(seed) & 63);
	return base;
}

/* Which entries a search finds, against a scan of all: none is missing, none is too many. Of a
 * stock phrase, which more than 64 entries hold, no more than 1,024 have to be found. */
static int
near(int alike)
{
	enum { ENTRIES = 62500, QUERIES = 2000, MOST = 1024 };
	struct near *x = near_new();
	uint64_t *all = malloc(sizeof(*all) * ENTRIES * FOLD_WINDOWS), seed = 7, q;
	static uint32_t out[ENTRIES * FOLD_WINDOWS], is[ENTRIES], has[ENTRIES];
	size_t j, n, want, got, missed = 0, wrong = 0, stock = 0, pairs = 0;
	uint32_t i;

	if (x == NULL || all == NULL)
		return 1;
	for (i = 0; i < ENTRIES; i++) {
		for (j = 0; j < FOLD_WINDOWS; j++)
			all[i * FOLD_WINDOWS + j] = made(alike, &seed);
		if (near_put(x, i, all + i * FOLD_WINDOWS, FOLD_WINDOWS) != 0)
			return 1;
	}
	for (i = 1; i <= QUERIES; i++) {
		q = made(alike, &seed);
		if (!alike && i % 2 == 0) /* a random one has no neighbour: make some */
			q = all[random64(&seed) % (ENTRIES * FOLD_WINDOWS)] ^ (uint64_t)1 << (i & 63) ^
			    (uint64_t)1 << (i * 7 & 63);
		for (j = 0, want = 0; j < ENTRIES * FOLD_WINDOWS; j++)
			if (hash_bits(all[j] ^ q) <= 3) {
				pairs++;
				want += is[j / FOLD_WINDOWS] != i;
				is[j / FOLD_WINDOWS] = i;
			}
		near_search(x, &q, 1);
		n = near_found(x, 0, out, ENTRIES * FOLD_WINDOWS);
		for (j = 0, got = 0; j < n; j++) {
			if (out[j] >= ENTRIES || is[out[j]] != i) {
				wrong++;
				continue;
			}
			got += has[out[j]] != i;
			has[out[j]] = i;
		}
		stock += want > 64;
		missed += want <= MOST ? got != want : got < MOST;
	}
	printf("pairs %zu missed %zu wrong %zu stock %zu of %d\n", pairs, missed, wrong, stock, QUERIES);
	near_free(x);
	free(all);
	return missed + wrong > 0;
}

static int
search(void)
{
	enum { ENTRIES = 1000000, ARTICLES = 60, SCANS = 2 };
	struct near *x = near_new();
	uint64_t *all = malloc(sizeof(*all) * ENTRIES * FOLD_WINDOWS), seed = 7, w[FOLD_WINDOWS];
	static uint32_t out[1024];
	double ours = 0, scan = 0, t;
	size_t i, j, k, hits[2] = { 0, 0 };

	if (x == NULL || all == NULL)
		return 1;
	for (i = 0; i < ENTRIES; i++) {
		for (j = 0; j < FOLD_WINDOWS; j++)
			all[i * FOLD_WINDOWS + j] = random64(&seed);
		if (near_put(x, (uint32_t)i, all + i * FOLD_WINDOWS, FOLD_WINDOWS) != 0)
			return 1;
	}
	for (k = 0; k < ARTICLES; k++) {
		for (j = 0; j < FOLD_WINDOWS; j++)
			w[j] = all[random64(&seed) % ((size_t)ENTRIES * FOLD_WINDOWS)] ^ 5;
		t = seconds();
		near_expect(x, w, FOLD_WINDOWS, 0);
		near_expect(x, w, FOLD_WINDOWS, 1);
		near_search(x, w, FOLD_WINDOWS);
		for (j = 0; j < FOLD_WINDOWS; j++)
			hits[0] += near_found(x, j, out, 1024) > 0;
		ours += seconds() - t;
		t = seconds();
		for (j = 0; k < SCANS && j < FOLD_WINDOWS; j++) {
			size_t n = 0;

			for (i = 0; i < (size_t)ENTRIES * FOLD_WINDOWS; i++)
				n += __builtin_popcountll(all[i] ^ w[j]) <= 3;
			hits[1] += n > 0;
		}
		if (k < SCANS)
			scan += seconds() - t;
	}
	printf("ours %.6f scan %.6f\n", ours / ARTICLES, scan / SCANS);
	return hits[0] != (size_t)ARTICLES * FOLD_WINDOWS || hits[1] != (size_t)SCANS * FOLD_WINDOWS;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "features") == 0)
		return features(argv[2]);
	if (argc == 3 && strcmp(argv[1], "near") == 0)
		return near(argv[2][0] == 'a');
	return argc == 2 && strcmp(argv[1], "search") == 0 ? search() : 2;
}
