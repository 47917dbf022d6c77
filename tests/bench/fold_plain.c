#include "tests/bench/fold_plain.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/hash.h"

/* The reader without its quick path. */
#define WORDS_PLAIN
#define words_start plain_words_start
#define words_next plain_words_next
#define words_init plain_words_init
#define words_clear plain_words_clear
#define words_reset plain_words_reset
#define words_put plain_words_put
#define words_room plain_words_room
#include "dedupe/words.c" /* NOLINT: the same text, another path */

#define ANCHORS 8
#define LEAD 100
#define WINDOW 16

struct shingle {
	uint64_t h;
	size_t at;
};

static int
by_hash(const void *a, const void *b)
{
	const struct shingle *x = a, *y = b;

	if (x->h != y->h)
		return x->h < y->h ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static uint64_t
fingerprint(const uint64_t *h, size_t n)
{
	int count[64] = { 0 }, b;
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < n; i++)
		for (b = 0; b < 64; b++)
			count[b] += h[i] >> b & 1 ? 1 : -1;
	for (b = 0; b < 64; b++)
		if (count[b] > 0)
			v |= (uint64_t)1 << b;
	return v;
}

static void
windows(const struct shingle *s, size_t n, const uint64_t *word, size_t words, struct fold_record *r)
{
	size_t i, k, at, taken = 0, m = words < WINDOW ? words : WINDOW;
	uint64_t v;

	for (i = 0; i < n && taken < ANCHORS; i++) {
		if (i > 0 && s[i].h == s[i - 1].h)
			continue;
		taken++;
		at = s[i].at > words - m ? words - m : s[i].at;
		v = fingerprint(word + at, m);
		for (k = 0; k < r->n_windows && r->window[k] != v; k++)
			;
		if (k == r->n_windows && k < FOLD_WINDOWS)
			r->window[r->n_windows++] = v;
	}
}

int
plain_features(const char *p, size_t n, struct fold_record *r)
{
	struct words w;
	struct shingle *s, *lead;
	uint64_t *h;
	size_t i, m, l, last = 0;

	words_init(&w);
	w.wide = 0;
	if (words_put(&w, p, n) != 0)
		return -1;
	r->words = (uint32_t)w.n;
	m = w.n >= 20 ? w.n - 2 : 0;
	s = malloc((m + 1) * sizeof(*s));
	lead = malloc((m + 1) * sizeof(*s));
	h = malloc((m + 1) * sizeof(*h));
	if (s == NULL || lead == NULL || h == NULL)
		return -1;
	for (i = 0; i < m; i++) {
		h[i] = hash_mix(w.hash[i] * 3 + (w.hash[i + 1] << 21 | w.hash[i + 1] >> 43) * 5 +
		    (w.hash[i + 2] << 42 | w.hash[i + 2] >> 22));
		s[i] = (struct shingle){ h[i], i };
	}
	l = m < LEAD ? m : LEAD;
	memcpy(lead, s, l * sizeof(*s));
	qsort(lead, l, sizeof(*s), by_hash);
	qsort(s, m, sizeof(*s), by_hash);
	windows(lead, l, w.hash, w.n, r);
	windows(s, m, w.hash, w.n, r);
	for (i = 0; i < m && last < FOLD_SKETCH; i++)
		if (i == 0 || s[i].h != s[i - 1].h) {
			last++;
			if (r->n_sketch == 0 || r->sketch[r->n_sketch - 1] != (uint32_t)(s[i].h >> 40))
				r->sketch[r->n_sketch++] = (uint32_t)(s[i].h >> 40);
		}
	if (m > 0)
		r->body = fingerprint(h, m);
	free(s);
	free(lead);
	free(h);
	words_clear(&w);
	return 0;
}
