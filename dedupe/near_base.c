#include "dedupe/near_base.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "dedupe/near.h"
#include "dedupe/simhash.h"

#define BITS_LEAST 6u
#define SHORT 48u    /* references that are looked through one by one for one value ... */
#define SHORT_ALL 320u /* ... and for all that differ in a bit at most */
#define QUEUE 32u    /* entries that are fetched before they are looked at */
#define LOOKS 65536u /* entries that one search looks at: a guard against made fingerprints */

static uint32_t
half_of(uint64_t v, int k)
{
	return (uint32_t)(k == 0 ? v : v >> 32);
}

static uint32_t
bucket_of(const struct near_base *b, uint32_t half)
{
	return half >> (32 - b->bits);
}

/* The bits that the bucket does not say, above those of the number. */
static uint32_t
ref_of(const struct near_base *b, uint32_t half, uint32_t number)
{
	return half << b->bits | (number & (((uint32_t)1 << b->bits) - 1));
}

static uint32_t
number_of(const struct near_base *b, const struct near_rows *rows, uint32_t ref)
{
	return rows->first + ((ref - rows->first) & (((uint32_t)1 << b->bits) - 1));
}

static const uint64_t *
row(const struct near_rows *rows, uint32_t number)
{
	return rows->value + (size_t)(number & (rows->cap - 1)) * FOLD_WINDOWS;
}

static size_t
row_n(const struct near_rows *rows, uint32_t number)
{
	return rows->n[number & (rows->cap - 1)];
}

void
near_base_clear(struct near_base *b)
{
	int k;

	for (k = 0; k < 2; k++) {
		free(b->half[k].bucket);
		free(b->half[k].ref);
	}
	memset(b, 0, sizeof(*b));
}

/* What has left goes; the rest moves up. Entries whose number is that of a live one again have
 * left too: they were before b->end, and the live ones of that number are behind it. */
static void
compact(const struct near_base *b, const struct near_rows *rows, struct near_file *f)
{
	const uint32_t buckets = (uint32_t)1 << b->bits, live = b->end - rows->first;
	uint32_t i, from, to, start, n = 0;

	for (i = 0, from = f->bucket[0]; i < buckets; i++, from = to) {
		to = f->bucket[i + 1];
		start = n;
		for (; from < to; from++)
			if (number_of(b, rows, f->ref[from]) - rows->first < live)
				f->ref[n++] = f->ref[from];
		f->bucket[i] = start;
	}
	f->bucket[buckets] = n;
}

/* Room behind each bucket for what comes: `more` of each, which become the places it goes to. */
static int
spread(const struct near_base *b, struct near_file *f, uint32_t *more, size_t all)
{
	const uint32_t buckets = (uint32_t)1 << b->bits;
	uint32_t i, n, end, was = f->bucket[buckets];
	uint32_t *ref;

	if (all > UINT32_MAX)
		return -1;
	if (all > f->cap) {
		size_t cap = all + all / 16;

		ref = realloc(f->ref, cap * sizeof(*ref));
		if (ref == NULL)
			return -1;
		f->ref = ref;
		f->cap = cap;
	}
	end = (uint32_t)all;
	f->bucket[buckets] = end;
	for (i = buckets; i-- > 0; was -= n) {
		n = was - f->bucket[i];
		end -= more[i];
		more[i] = end;
		end -= n;
		if (n > 0) /* entries without fingerprints: there may be no row at all */
			memmove(f->ref + end, f->ref + f->bucket[i], n * sizeof(*f->ref));
		f->bucket[i] = end;
	}
	return 0;
}

/* Each bucket by the bits of the half, then by age: what is new stands behind what was sorted. */
static void
sort(const struct near_base *b, struct near_file *f)
{
	const uint32_t buckets = (uint32_t)1 << b->bits;
	uint32_t i, j, k, ref;

	for (i = 0; i < buckets; i++)
		for (j = f->bucket[i] + 1; j < f->bucket[i + 1]; j++) {
			ref = f->ref[j];
			for (k = j; k > f->bucket[i] && f->ref[k - 1] >> b->bits > ref >> b->bits; k--)
				f->ref[k] = f->ref[k - 1];
			f->ref[k] = ref;
		}
}

static int
take(struct near_base *b, const struct near_rows *rows, int k)
{
	struct near_file *f = &b->half[k];
	uint32_t *more = calloc((size_t)1 << b->bits, sizeof(*more)), n, h;
	const uint64_t *v;
	size_t i, all;
	int rc;

	if (more == NULL)
		return -1;
	compact(b, rows, f);
	all = f->bucket[(size_t)1 << b->bits];
	for (n = b->end; n != rows->end; n++)
		for (i = 0, v = row(rows, n); i < row_n(rows, n); i++, all++)
			more[bucket_of(b, half_of(v[i], k))]++;
	rc = spread(b, f, more, all);
	for (n = b->end; rc == 0 && n != rows->end; n++)
		for (i = 0, v = row(rows, n); i < row_n(rows, n); i++) {
			h = half_of(v[i], k);
			f->ref[more[bucket_of(b, h)]++] = ref_of(b, h, n);
		}
	if (rc == 0)
		sort(b, f);
	free(more);
	return rc;
}

/* More bits than before: all is filed anew. */
static int
start(struct near_base *b, const struct near_rows *rows, unsigned bits)
{
	int k;

	near_base_clear(b);
	b->bits = bits;
	b->end = rows->first;
	for (k = 0; k < 2; k++)
		if ((b->half[k].bucket = calloc(((size_t)1 << bits) + 1, sizeof(uint32_t))) == NULL)
			return -1;
	return 0;
}

int
near_base_take(struct near_base *b, const struct near_rows *rows)
{
	unsigned bits = BITS_LEAST;
	int k;

	while ((uint32_t)1 << bits < rows->end - rows->first)
		bits++;
	if (bits > b->bits || b->end - rows->first > rows->end - rows->first) {
		if (start(b, rows, bits) != 0)
			return -1;
	}
	for (k = 0; k < 2; k++)
		if (take(b, rows, k) != 0)
			return -1;
	b->end = rows->end;
	return 0;
}

/* A search through both files. */
struct search {
	const struct near_base *b;
	const struct near_rows *rows;
	uint64_t q;
	struct near_hit *to;
	size_t n, max, looks, queued;
	struct {
		uint32_t number;
		int k;
	} queue[QUEUE];
};

static void
insert(struct search *s, const struct near_hit *h)
{
	size_t i = s->n;

	for (; i > 0; i--) {
		const struct near_hit *p = &s->to[i - 1];
		uint32_t a = p->number - s->rows->first, b = h->number - s->rows->first;

		if (a > b || (a == b && p->window > h->window))
			break;
		if (a == b && p->window == h->window)
			return;
	}
	if (s->n == s->max)
		return;
	memmove(&s->to[i + 1], &s->to[i], (s->n - i) * sizeof(*h));
	s->to[i] = *h;
	s->n++;
}

/* The entry that a reference names: its fingerprints with that half which are near. What the
 * other file has found is not looked for again. */
static void
look(struct search *s, uint32_t number, int k)
{
	struct near_hit h = { .number = number };
	const uint64_t *v;

	for (v = row(s->rows, number); h.window < row_n(s->rows, number); h.window++) {
		h.differs = v[h.window] ^ s->q;
		if (!simhash_near(h.differs, 0))
			continue;
		if (k == 0 || (half_of(h.differs, 0) & (half_of(h.differs, 0) - 1)) != 0)
			insert(s, &h);
	}
}

static void
look_all(struct search *s)
{
	size_t i;

	for (i = 0; i < s->queued; i++)
		look(s, s->queue[i].number, s->queue[i].k);
	s->queued = 0;
}

/* The entry is looked at with others: its row takes a while to come. */
static void
ask(struct search *s, int k, uint32_t ref)
{
	const uint32_t number = number_of(s->b, s->rows, ref);

	if (number - s->rows->first >= s->b->end - s->rows->first || s->looks++ >= LOOKS)
		return;
	__builtin_prefetch(row(s->rows, number));
	__builtin_prefetch(row(s->rows, number) + FOLD_WINDOWS / 2);
	s->queue[s->queued].number = number;
	s->queue[s->queued].k = k;
	if (++s->queued == QUEUE)
		look_all(s);
}

/* The references of a long bucket that have just these bits, newest first. */
static void
equal(struct search *s, int k, uint32_t bucket, uint32_t bits)
{
	const struct near_file *f = &s->b->half[k];
	uint32_t first = f->bucket[bucket], lo = first, hi = f->bucket[bucket + 1], mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (f->ref[mid] >> s->b->bits <= bits)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo-- > first && f->ref[lo] >> s->b->bits == bits && s->n < s->max && s->looks < LOOKS)
		ask(s, k, f->ref[lo]);
}

/* What a reference must have above the bits of its number: just the bits of `rest`, or all but one. */
struct wanted {
	uint32_t rest;
	unsigned bits;
	int all;
};

static int
is_wanted(uint32_t ref, const struct wanted *w)
{
	uint32_t x = (ref ^ w->rest) >> w->bits;

	return w->all ? x == 0 : (x & (x - 1)) == 0;
}

/* The next one from `at` on, or `end`. Few are, so four at a time are passed over. */
static uint32_t
pass(const uint32_t *ref, uint32_t at, uint32_t end, const struct wanted *w)
{
#ifdef __SSE2__
	const __m128i rest = _mm_set1_epi32((int)w->rest), bits = _mm_cvtsi32_si128((int)w->bits),
	    more = w->all ? _mm_setzero_si128() : _mm_set1_epi32(-1), zero = _mm_setzero_si128();
	__m128i x;

	for (; end - at >= 4; at += 4) {
		x = _mm_srl_epi32(_mm_xor_si128(_mm_loadu_si128((const __m128i *)(const void *)(ref + at)), rest), bits);
		/* x & (x - 1), or x & (x + 0) */
		if (_mm_movemask_epi8(_mm_cmpeq_epi32(_mm_and_si128(x, _mm_add_epi32(x, more)), zero)) != 0)
			break;
	}
#endif
	while (at < end && !is_wanted(ref[at], w))
		at++;
	return at;
}

/* One bucket. `flipped`: it has taken the one bit that may differ. */
static void
walk(struct search *s, int k, uint32_t bucket, uint32_t half, int flipped)
{
	const struct near_file *f = &s->b->half[k];
	uint32_t at = f->bucket[bucket], end = f->bucket[bucket + 1], rest = half << s->b->bits;
	unsigned bit;

	if (end - at > (flipped ? SHORT : SHORT_ALL)) {
		equal(s, k, bucket, rest >> s->b->bits);
		for (bit = s->b->bits; bit < 32 && !flipped; bit++)
			equal(s, k, bucket, (rest ^ (uint32_t)1 << bit) >> s->b->bits);
		return;
	}
	while ((at = pass(f->ref, at, end, &(struct wanted){ rest, s->b->bits, flipped })) < end && s->n < s->max)
		ask(s, k, f->ref[at++]);
}

size_t
near_base_find(const struct near_base *b, const struct near_rows *rows, uint64_t q,
    struct near_hit *to, size_t max)
{
	struct search s = { .b = b, .rows = rows, .q = q, .to = to, .max = max };
	uint32_t half, bucket;
	unsigned bit;
	int k;

	if (b->end - rows->first > rows->end - rows->first)
		return 0; /* all of it has left */
	for (k = 0; b->bits > 0 && k < 2; k++) {
		half = half_of(q, k);
		bucket = bucket_of(b, half);
		walk(&s, k, bucket, half, 0);
		for (bit = 0; bit < b->bits; bit++)
			walk(&s, k, bucket ^ (uint32_t)1 << bit, half, 1);
	}
	look_all(&s);
	return s.n;
}

void
near_base_expect(const struct near_base *b, uint64_t q, int step)
{
	uint32_t bucket;
	unsigned bit;
	int k;

	for (k = 0; b->bits > 0 && k < 2; k++) {
		const struct near_file *f = &b->half[k];

		bucket = bucket_of(b, half_of(q, k));
		for (bit = 0; bit <= b->bits; bit++) {
			uint32_t i = bit < b->bits ? bucket ^ (uint32_t)1 << bit : bucket;

			if (step == 0) {
				__builtin_prefetch(&f->bucket[i]);
			} else {
				__builtin_prefetch(&f->ref[f->bucket[i]]);
				__builtin_prefetch(&f->ref[f->bucket[i]] + 15);
			}
		}
	}
}
