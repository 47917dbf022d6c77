#include "dedupe/features.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/bottom.h"
#include "dedupe/hash.h"
#include "dedupe/record.h"
#include "dedupe/simhash.h"
#include "dedupe/sketch.h"
#include "dedupe/words.h"

#define START 1024u          /* words of the first allocation */
#define ANCHOR_WORDS 100u    /* the head's anchors are among the first so many */
#define ANCHORS 8u           /* of the head, and of the whole */
#define WINDOW_WORDS 16u
#define HEAD_LEAST 25u       /* the head: 40 % of the text, from 25 to 100 words */
#define HEAD_MOST 100u
#define HEAD_PERCENT 40u
#define MAP_SAMPLE 1024u     /* first shingles that are looked up in a map */
#define DENSE_PERCENT 3u     /* of words that hold a digit: a text made of numbers */
#define DENSE_LEAST 4u
#define EACH(byte) (0x0101010101010101u * (byte)) /* eight of a byte */

void
features_init(struct features *fx)
{
	memset(fx, 0, sizeof(*fx));
}

void
features_clear(struct features *fx)
{
	free(fx->word);
	free(fx->digit);
	free(fx->shingle);
	free(fx->set);
	features_init(fx);
}

void
features_reset(struct features *fx)
{
	fx->n = 0;
	fx->have_set = 0;
}

static int
grow(struct features *fx, size_t need)
{
	size_t cap = fx->cap == 0 ? START : fx->cap;
	void *p;

	while (cap < need) {
		if (cap > SIZE_MAX / 32)
			return -1;
		cap *= 2;
	}
	if ((p = realloc(fx->word, cap * sizeof(*fx->word))) == NULL)
		return -1;
	fx->word = p;
	if ((p = realloc(fx->shingle, cap * sizeof(*fx->shingle))) == NULL)
		return -1;
	fx->shingle = p;
	if ((p = realloc(fx->digit, cap)) == NULL)
		return -1;
	fx->digit = p;
	/* Room for the set now: looking up must not fail, or decisions would hang on memory. */
	free(fx->set);
	fx->set = malloc(2 * cap * sizeof(*fx->set));
	if (fx->set == NULL)
		return -1;
	fx->cap = cap;
	return 0;
}

int
features_put(struct features *fx, const uint64_t *hash, const unsigned char *flag, size_t n)
{
	uint64_t eight;
	size_t i;

	if (n == 0)
		return 0;
	if (n > fx->cap - fx->n && grow(fx, fx->n + n) != 0)
		return -1;
	memcpy(fx->word + fx->n, hash, n * sizeof(*hash));
	for (i = 0; i + 8 <= n; i += 8) { /* eight flags at a time */
		memcpy(&eight, flag + i, 8);
		eight &= EACH(WORDS_DIGIT);
		memcpy(fx->digit + fx->n + i, &eight, 8);
	}
	for (; i < n; i++)
		fx->digit[fx->n + i] = flag[i] & WORDS_DIGIT;
	fx->n += n;
	return 0;
}

static void
windows(const struct features *fx, const struct bottom *b, size_t n, struct fold_record *r)
{
	uint64_t v;
	uint32_t k;
	size_t i, at, m = fx->n < WINDOW_WORDS ? fx->n : WINDOW_WORDS;

	for (i = 0; i < n && i < ANCHORS; i++) {
		at = b[i].at;
		if (at > fx->n - m)
			at = fx->n - m;
		v = simhash_of(fx->word + at, m);
		for (k = 0; k < r->n_windows && r->window[k] != v; k++)
			continue;
		if (k == r->n_windows && k < FOLD_WINDOWS)
			r->window[r->n_windows++] = v;
	}
}

static void
numbers(struct features *fx, struct fold_record *r)
{
	const unsigned char *at, *end = fx->digit + fx->n;
	struct bottom b[BOTTOM_MOST];
	size_t i, n = 0;

	for (at = fx->digit; fx->n > 0 && (at = memchr(at, WORDS_DIGIT, (size_t)(end - at))) != NULL; at++) {
		i = (size_t)(at - fx->digit);
		fx->shingle[n++] = hash_pair(i > 0 ? fx->word[i - 1] : 0, fx->word[i]);
	}
	if (n == 0)
		return;
	r->n_numbers = (uint32_t)bottom_tops(b, bottom_of(fx->shingle, n, FOLD_NUMBERS, b), 32, r->number);
	if (n >= DENSE_LEAST && n * 100 >= fx->n * DENSE_PERCENT)
		r->flags |= RECORD_DENSE;
}

static size_t
head_words(size_t n)
{
	size_t h = n * HEAD_PERCENT / 100;

	if (h < HEAD_LEAST)
		h = HEAD_LEAST;
	if (h > HEAD_MOST)
		h = HEAD_MOST;
	return h < n ? h : n;
}

static void
prefix(const struct features *fx, struct fold_record *r)
{
	size_t i;

	for (i = 0; i < fx->n && i < FOLD_PREFIX; i++)
		r->prefix[i] = (uint16_t)(fx->word[i] >> 48);
	r->n_prefix = (uint8_t)i;
	if (fx->n < FEATURES_ALERT)
		r->exact = features_exact(fx, fx->n); /* of others, shingles() tells it */
	r->lead = fx->n >= FEATURES_SHORT ? features_exact(fx, FEATURES_LEAD) : 0;
}

/* The head and its anchors: of the first words, all there are. */
static void
head(const struct features *fx, size_t n, struct fold_record *r)
{
	struct bottom b[BOTTOM_MOST];
	size_t i, of = head_words(fx->n) - 2, m = 0,
	    all = bottom_of(fx->shingle, n < ANCHOR_WORDS ? n : ANCHOR_WORDS, ANCHOR_WORDS, b);

	_Static_assert(ANCHOR_WORDS >= HEAD_MOST && ANCHOR_WORDS <= BOTTOM_MOST, "the head is among them");
	if (fx->n >= FEATURES_SHORT)
		windows(fx, b, all, r);
	for (i = 0; i < all && m < FOLD_HEAD; i++)
		if (b[i].at < of)
			b[m++] = b[i];
	r->n_head = (uint32_t)bottom_tops(b, m, SKETCH_BITS, r->head);
}

/* All 3-shingles, and the words in their order on the way: one waits while the others go on. */
static void
hash_shingles(struct features *fx, size_t n, struct fold_record *r)
{
	const uint64_t *w = fx->word;
	uint64_t exact = 0, map[FOLD_MAP_WORDS] = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		uint64_t h = hash_mix(w[i] * 3 + (w[i + 1] << 21 | w[i + 1] >> 43) * 5 +
		    (w[i + 2] << 42 | w[i + 2] >> 22));

		fx->shingle[i] = h;
		sketch_map_put(map, sketch_top(h));
		exact = hash_pair(exact, w[i]);
	}
	exact = hash_pair(hash_pair(exact, w[n]), w[n + 1]);
	r->exact = exact != 0 ? exact : 1;
	memcpy(r->map, map, sizeof(map));
}

static void
shingles(struct features *fx, struct fold_record *r)
{
	struct bottom b[BOTTOM_MOST];
	size_t n = fx->n - 2, all;

	hash_shingles(fx, n, r);
	head(fx, n, r);
	all = bottom_of(fx->shingle, n, FOLD_SKETCH, b);
	r->n_sketch = (uint32_t)bottom_tops(b, all, SKETCH_BITS, r->sketch);
	/* A short text, an alert, is looked up in longer ones, and proposes nothing. */
	if (fx->n >= FEATURES_SHORT)
		windows(fx, b, all, r);
	r->body = simhash_of(fx->shingle, n);
}

int
features_make(struct features *fx, struct fold_record *r)
{
	r->words = (uint32_t)fx->n;
	prefix(fx, r);
	numbers(fx, r);
	if (fx->n >= FEATURES_ALERT)
		shingles(fx, r);
	return 0;
}

/* The set is made only when something is to be looked up, as big as the text needs. */
static void
make_set(struct features *fx)
{
	size_t i, k, n = fx->n > 2 ? fx->n - 2 : 0;

	for (fx->mask = 63; fx->mask < n * 2; fx->mask = fx->mask * 2 + 1)
		continue;
	memset(fx->set, 0, (fx->mask + 1) * sizeof(*fx->set));
	for (i = 0; i < n; i++) {
		uint32_t h = sketch_top(fx->shingle[i]) + 1;

		for (k = h * 0x9e3779b1u & fx->mask; fx->set[k] != 0 && fx->set[k] != h;)
			k = (k + 1) & fx->mask;
		fx->set[k] = h;
	}
	fx->have_set = 1;
}

double
features_share(struct features *fx, const uint32_t *h, size_t n)
{
	size_t i, k, hit = 0;

	if (n == 0 || fx->n == 0)
		return -1;
	if (!fx->have_set)
		make_set(fx);
	for (i = 0; i < n; i++) {
		uint32_t v = h[i] + 1;

		for (k = v * 0x9e3779b1u & fx->mask; fx->set[k] != 0 && fx->set[k] != v;)
			k = (k + 1) & fx->mask;
		hit += fx->set[k] == v;
	}
	return (double)hit / (double)n;
}

double
features_in_map(const struct features *fx, const uint64_t *map)
{
	size_t i, hit = 0, n = fx->n > 2 ? fx->n - 2 : 0;

	if (n > MAP_SAMPLE)
		n = MAP_SAMPLE;
	for (i = 0; i < n; i++)
		hit += (size_t)sketch_map_has(map, sketch_top(fx->shingle[i]));
	return sketch_map_share(hit, n, map);
}

uint64_t
features_exact(const struct features *fx, size_t n)
{
	uint64_t h = 0;
	size_t i;

	if (n == 0 || n > fx->n)
		return 0;
	for (i = 0; i < n; i++)
		h = hash_pair(h, fx->word[i]);
	return h != 0 ? h : 1;
}
