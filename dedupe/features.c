#include "dedupe/features.h"

#include <stdlib.h>
#include <string.h>

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

/* The smallest hashes of a row, ascending, each once, with their places. */
struct bottom {
	size_t n, max;
	uint64_t hash[FOLD_SKETCH];
	uint32_t at[FOLD_SKETCH];
};

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
	size_t i;

	if (n == 0)
		return 0;
	if (n > fx->cap - fx->n && grow(fx, fx->n + n) != 0)
		return -1;
	memcpy(fx->word + fx->n, hash, n * sizeof(*hash));
	for (i = 0; i < n; i++)
		fx->digit[fx->n + i] = (flag[i] & WORDS_DIGIT) != 0;
	fx->n += n;
	return 0;
}

static void
bottom_insert(struct bottom *b, uint64_t h, size_t at)
{
	size_t lo = 0, hi = b->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (b->hash[mid] < h)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < b->n && b->hash[lo] == h)
		return;
	if (b->n < b->max)
		b->n++;
	memmove(&b->hash[lo + 1], &b->hash[lo], (b->n - lo - 1) * sizeof(b->hash[0]));
	memmove(&b->at[lo + 1], &b->at[lo], (b->n - lo - 1) * sizeof(b->at[0]));
	b->hash[lo] = h;
	b->at[lo] = (uint32_t)at;
}

/* Most are too great. */
static inline void
bottom_put(struct bottom *b, uint64_t h, size_t at)
{
	if (b->n < b->max || h < b->hash[b->n - 1])
		bottom_insert(b, h, at);
}

/* The upper halves, which keep the order; two that collide count once. */
static size_t
bottom_get(const struct bottom *b, uint32_t *to)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++) {
		uint32_t h = (uint32_t)(b->hash[i] >> 32);

		if (n == 0 || to[n - 1] != h)
			to[n++] = h;
	}
	return n;
}

static void
windows(const struct features *fx, const struct bottom *b, size_t max, struct fold_record *r)
{
	uint64_t v;
	uint32_t i, k;
	size_t at, n = fx->n < WINDOW_WORDS ? fx->n : WINDOW_WORDS;

	for (i = 0; i < b->n && i < max; i++) {
		at = b->at[i];
		if (at > fx->n - n)
			at = fx->n - n;
		v = simhash_of(fx->word + at, n);
		for (k = 0; k < r->n_windows && r->window[k] != v; k++)
			continue;
		if (k == r->n_windows && k < FOLD_WINDOWS)
			r->window[r->n_windows++] = v;
	}
}

static void
numbers(const struct features *fx, struct fold_record *r)
{
	struct bottom b = { .max = FOLD_NUMBERS };
	size_t i, n = 0;

	for (i = 0; i < fx->n; i++) {
		if (!fx->digit[i])
			continue;
		n++;
		bottom_put(&b, hash_pair(i > 0 ? fx->word[i - 1] : 0, fx->word[i]), i);
	}
	r->n_numbers = (uint32_t)bottom_get(&b, r->number);
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
	r->exact = features_exact(fx, fx->n);
	r->lead = fx->n >= FEATURES_SHORT ? features_exact(fx, FEATURES_LEAD) : 0;
}

static void
shingles(struct features *fx, struct fold_record *r)
{
	struct bottom all = { .max = FOLD_SKETCH }, head = { .max = FOLD_HEAD },
	    lead = { .max = ANCHORS };
	size_t i, n = fx->n - 2, nh = head_words(fx->n) - 2;

	for (i = 0; i < n; i++) {
		uint64_t h = hash_mix(fx->word[i] * 3 + (fx->word[i + 1] << 21 |
		    fx->word[i + 1] >> 43) * 5 + (fx->word[i + 2] << 42 | fx->word[i + 2] >> 22));

		fx->shingle[i] = h;
		sketch_map_put(r->map, (uint32_t)(h >> 32));
		bottom_put(&all, h, i);
		if (i < nh)
			bottom_put(&head, h, i);
		if (i < ANCHOR_WORDS)
			bottom_put(&lead, h, i);
	}
	r->n_sketch = (uint32_t)bottom_get(&all, r->sketch);
	r->n_head = (uint32_t)bottom_get(&head, r->head);
	/* A short text, an alert, is looked up in longer ones, and proposes nothing. */
	if (fx->n >= FEATURES_SHORT) {
		windows(fx, &lead, ANCHORS, r);
		windows(fx, &all, ANCHORS, r);
	}
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
		uint32_t h = (uint32_t)(fx->shingle[i] >> 32) | 1;

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
		uint32_t v = h[i] | 1;

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
		hit += (size_t)sketch_map_has(map, (uint32_t)(fx->shingle[i] >> 32));
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
