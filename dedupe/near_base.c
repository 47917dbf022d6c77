#include "dedupe/near_base.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "dedupe/near.h"
#include "dedupe/simhash.h"

#define BITS_LEAST 8u  /* of a number */
#define SPARE 2u       /* bits that a number has more than a bucket */
#define QUARTER 16u    /* bits of a bucket from here on may be the one that differs */
#define SHORT 48u      /* references that are looked through one by one for one value ... */
#define SHORT_ALL 1000u /* ... and for all that differ in a bit at most */
#define QUEUE 256u     /* rows that are fetched before they are looked at */
#define TWICE 8u       /* the last of them, among which one may be already */
#define LOOKS 65536u   /* entries that one search looks at: a guard against made fingerprints */

struct near_bucket {
	uint32_t *ref;
	uint32_t n, room;
};

/* The half that a file sorts by: its first quarter must be equal. */
static uint32_t
half_of(uint64_t v, int k)
{
	const uint32_t h = (uint32_t)(k < 2 ? v : v >> 32);

	return k % 2 == 0 ? h : h << QUARTER | h >> QUARTER;
}

static uint32_t
buckets(unsigned bits)
{
	return (uint32_t)1 << (bits - SPARE);
}

static uint32_t
bucket_of(const struct near_base *b, uint32_t half)
{
	return half >> (32 - (b->bits - SPARE));
}

/* The bits that the bucket does not say, above those of the number, for which the last are left out. */
static uint32_t
ref_of(const struct near_base *b, uint32_t half, uint32_t number)
{
	const uint32_t low = ((uint32_t)1 << b->bits) - 1;

	return (half << (b->bits - SPARE) & ~low) | (number & low);
}

static uint32_t
number_of(const struct near_base *b, const struct near_rows *rows, uint32_t ref)
{
	return rows->first + ((ref - rows->first) & (((uint32_t)1 << b->bits) - 1));
}

static int
is_live(const struct near_base *b, const struct near_rows *rows, uint32_t ref)
{
	return number_of(b, rows, ref) - rows->first < rows->end - rows->first;
}

static size_t
row_n(const struct near_rows *rows, uint32_t number)
{
	return rows->n[number & (rows->cap - 1)];
}

static void
free_file(struct near_bucket *bucket, uint32_t n)
{
	uint32_t i;

	for (i = 0; bucket != NULL && i < n; i++)
		free(bucket[i].ref);
	free(bucket);
}

void
near_base_clear(struct near_base *b)
{
	int k;

	for (k = 0; k < NEAR_FILES; k++)
		free_file(b->file[k], b->buckets[k]);
	memset(b, 0, sizeof(*b));
}

/* Where the references begin that have more than these bits. */
static uint32_t
behind(const struct near_base *b, const struct near_bucket *u, uint32_t bits)
{
	uint32_t lo = 0, hi = u->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (u->ref[mid] >> b->bits <= bits)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int
resize(struct near_bucket *u, uint32_t room)
{
	uint32_t *ref = realloc(u->ref, room * sizeof(*ref));

	if (ref == NULL)
		return -1;
	u->ref = ref;
	u->room = room;
	return 0;
}

/* One more: what has left makes room, or an eighth is added. The entry that is being put has others here,
 * maybe. A number comes again when as many as there are numbers have come: then what was left
 * is looked at in vain. */
static int
room(const struct near_base *b, const struct near_rows *rows, struct near_bucket *u)
{
	uint32_t i, n = 0;

	if (u->n < u->room)
		return 0;
	for (i = 0; i < u->n; i++)
		if (number_of(b, rows, u->ref[i]) - rows->first <= rows->end - rows->first)
			u->ref[n++] = u->ref[i];
	u->n = n;
	return n < u->room ? 0 : resize(u, n + n / 8 + 3);
}

/* Each bucket becomes two: the first of the bits that it does not say chooses. What is in it is
 * sorted by them. */
static int
split(struct near_base *b, const struct near_rows *rows, int k)
{
	const uint32_t n = buckets(b->bits), top = (uint32_t)1 << 31, low = ((uint32_t)2 << b->bits) - 1;
	struct near_bucket *to = calloc((size_t)n * 2, sizeof(*to)), *u;
	uint32_t i, j, mid, all;
	int rc = 0;

	if (to == NULL)
		return -1;
	for (i = 0; i < n; i++)
		to[2 * i] = b->file[k][i];
	free(b->file[k]);
	b->file[k] = to;
	b->buckets[k] = n * 2;
	for (i = 0; rc == 0 && i < n; i++) {
		u = &to[2 * i];
		for (mid = 0; mid < u->n && (u->ref[mid] & top) == 0; mid++)
			;
		for (j = 0; j < u->n; j++)
			u->ref[j] = (u->ref[j] << 1 & ~low) | (number_of(b, rows, u->ref[j]) & low);
		all = u->n;
		u->n = mid;
		if (all > mid) {
			if (resize(&u[1], all - mid + 3) != 0)
				return -1;
			memcpy(u[1].ref, u->ref + mid, (all - mid) * sizeof(*u->ref));
			u[1].n = all - mid;
		}
		if (u->room > mid + mid / 8 + 3)
			rc = resize(u, mid + 3);
	}
	return rc;
}

static int
start(struct near_base *b, int k)
{
	b->file[k] = calloc(buckets(BITS_LEAST), sizeof(struct near_bucket));
	if (b->file[k] == NULL)
		return -1;
	b->buckets[k] = buckets(BITS_LEAST);
	return 0;
}

/* A bit more. */
static int
widen(struct near_base *b, const struct near_rows *rows)
{
	int k, rc = 0;

	for (k = 0; k < NEAR_FILES; k++)
		if (b->bits == 0)
			rc |= start(b, k);
		else if (split(b, rows, k) != 0)
			return -1;
	b->bits = b->bits == 0 ? BITS_LEAST : b->bits + 1;
	return rc;
}

/* Behind those that have the same bits. */
static int
put(const struct near_base *b, const struct near_rows *rows, int k, uint64_t v)
{
	const uint32_t half = half_of(v, k), ref = ref_of(b, half, rows->end);
	struct near_bucket *u = &b->file[k][bucket_of(b, half)];
	uint32_t at;

	if (room(b, rows, u) != 0)
		return -1;
	at = u->n > 0 && u->ref[u->n - 1] >> b->bits > ref >> b->bits ? behind(b, u, ref >> b->bits) : u->n;
	memmove(u->ref + at + 1, u->ref + at, (u->n - at) * sizeof(*u->ref));
	u->ref[at] = ref;
	u->n++;
	return 0;
}

int
near_base_put(struct near_base *b, const struct near_rows *rows)
{
	const uint32_t *row = near_row(rows, rows->end);
	size_t i, n = row_n(rows, rows->end);
	int k;

	/* A fifth of the numbers are not live: by them a bucket knows what has left. */
	while (b->bits == 0 || rows->end - rows->first >= ((uint32_t)1 << b->bits) / 5 * 4)
		if (widen(b, rows) != 0)
			return -1;
	for (i = 0; i < n; i++)
		near_base_expect(b, near_of(row, (uint32_t)i), 0);
	for (i = 0; i < n; i++)
		near_base_expect(b, near_of(row, (uint32_t)i), 1);
	for (i = 0; i < n; i++)
		for (k = 0; k < NEAR_FILES; k++)
			if (put(b, rows, k, near_of(row, (uint32_t)i)) != 0)
				return -1;
	return 0;
}

/* A row that is to be looked at, as one half of it is near: for which fingerprint, and which half. */
struct look {
	uint32_t number;
	uint16_t i, high;
};

/* A search through all files, for one fingerprint after the other. */
struct search {
	const struct near_base *b;
	const struct near_rows *rows;
	const uint64_t *q;
	struct near_found *to;
	size_t i, looks, queued;  /* looks: for the i-th */
	struct look queue[QUEUE];
};

static void
insert(const struct search *s, size_t of, const struct near_hit *h)
{
	struct near_hit *to = s->to->hit[of];
	size_t i = s->to->n[of];

	for (; i > 0; i--) {
		const struct near_hit *p = &to[i - 1];
		uint32_t a = p->number - s->rows->first, b = h->number - s->rows->first;

		if (a > b || (a == b && p->window > h->window))
			break;
		if (a == b && p->window == h->window)
			return;
	}
	if (s->to->n[of] == NEAR_HITS)
		return;
	memmove(&to[i + 1], &to[i], (s->to->n[of] - i) * sizeof(*h));
	to[i] = *h;
	s->to->n[of]++;
}

/* Does one of the halves differ from q in three bits at most? */
static int
any_near(const uint32_t half[static FOLD_WINDOWS], uint32_t q)
{
	unsigned i;
#ifdef __SSE2__
	const __m128i all = _mm_set1_epi32((int)q), less = _mm_set1_epi32(-1), zero = _mm_setzero_si128();
	__m128i x, any = zero;
	int bit;

	for (i = 0; i < FOLD_WINDOWS; i += 4) {
		x = _mm_xor_si128(_mm_load_si128((const __m128i *)(const void *)(half + i)), all);
		for (bit = 0; bit < NEAR_DISTANCE; bit++) /* x & (x - 1) */
			x = _mm_and_si128(x, _mm_add_epi32(x, less));
		any = _mm_or_si128(any, _mm_cmpeq_epi32(x, zero));
	}
	return _mm_movemask_epi8(any) != 0;
#else
	for (i = 0; i < FOLD_WINDOWS; i++)
		if (simhash_near(half[i] ^ q, 0))
			return 1;
	return 0;
#endif
}

/* The fingerprints of a row that are near. Its other half tells most often that there is none; what
 * is beyond its end is left over. */
static void
look(const struct search *s, const struct look *l)
{
	const uint32_t *row = near_row(s->rows, l->number);
	const uint64_t q = s->q[l->i];
	struct near_hit h = { .number = l->number };

	if (!any_near(l->high ? row : row + FOLD_WINDOWS, (uint32_t)(l->high ? q : q >> 32)))
		return;
	for (; h.window < row_n(s->rows, l->number); h.window++) {
		h.differs = near_of(row, h.window) ^ q;
		if (simhash_near(h.differs, 0))
			insert(s, l->i, &h);
	}
}

static void
look_all(struct search *s)
{
	size_t i;

	for (i = 0; i < s->queued; i++)
		look(s, &s->queue[i]);
	s->queued = 0;
}

/* A look tells all of a row, so it is no use to look twice. */
static int
is_queued(const struct search *s, uint32_t number)
{
	size_t i;

	for (i = s->queued; i > 0 && i + TWICE > s->queued; i--)
		if (s->queue[i - 1].number == number && s->queue[i - 1].i == s->i)
			return 1;
	return 0;
}

/* The row is looked at with others: it takes a while to come. */
static void
ask(struct search *s, uint32_t ref, int k)
{
	const uint32_t number = number_of(s->b, s->rows, ref);

	if (!is_live(s->b, s->rows, ref) || is_queued(s, number) || s->looks++ >= LOOKS)
		return;
	__builtin_prefetch(near_row(s->rows, number) + (k < 2 ? FOLD_WINDOWS : 0));
	s->queue[s->queued++] = (struct look){ number, (uint16_t)s->i, k >= 2 };
	if (s->queued == QUEUE)
		look_all(s);
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

/* Is there room for what may be found? */
static int
goes_on(const struct search *s)
{
	return s->to->n[s->i] < NEAR_HITS && s->looks < LOOKS;
}

/* What is wanted between two places. */
static void
scan(struct search *s, const struct near_bucket *u, const struct wanted *w, int k)
{
	uint32_t from = 0;

	while ((from = pass(u->ref, from, u->n, w)) < u->n && goes_on(s))
		ask(s, u->ref[from++], k);
}

/* The references of a long bucket that have just these bits, newest first. */
static void
equal(struct search *s, const struct near_bucket *u, uint32_t bits, int k)
{
	uint32_t at = behind(s->b, u, bits);

	while (at-- > 0 && u->ref[at] >> s->b->bits == bits && goes_on(s))
		ask(s, u->ref[at], k);
}

/* One bucket of file k. `flipped`: it has taken the one bit that may differ. */
static void
walk(struct search *s, uint32_t bucket, int k, int flipped)
{
	const struct near_bucket *u = &s->b->file[k][bucket];
	const unsigned bits = s->b->bits;
	const struct wanted w = { ref_of(s->b, half_of(s->q[s->i], k), 0), bits, flipped };
	unsigned bit;

	if (u->n <= (flipped ? SHORT : SHORT_ALL)) {
		scan(s, u, &w, k);
		return;
	}
	equal(s, u, w.rest >> bits, k);
	for (bit = bits; bit < 32 && !flipped; bit++)
		equal(s, u, (w.rest ^ (uint32_t)1 << bit) >> bits, k);
}

/* Bits of a bucket that may be the one that differs. */
static unsigned
flips(const struct near_base *b)
{
	return b->bits > SPARE + QUARTER ? b->bits - SPARE - QUARTER : 0;
}

void
near_base_find(const struct near_base *b, const struct near_rows *rows, const uint64_t *q, size_t n,
    struct near_found *to)
{
	struct search s = { .b = b, .rows = rows, .q = q, .to = to };
	uint32_t bucket;
	unsigned bit;
	int k;

	memset(to->n, 0, sizeof(to->n));
	for (; b->bits > 0 && s.i < n; s.i++) {
		s.looks = 0;
		for (k = 0; k < NEAR_FILES; k++) {
			bucket = bucket_of(b, half_of(q[s.i], k));
			walk(&s, bucket, k, 0);
			for (bit = 0; bit < flips(b); bit++)
				walk(&s, bucket ^ (uint32_t)1 << bit, k, 1);
		}
	}
	look_all(&s);
}

void
near_base_expect(const struct near_base *b, uint64_t q, int step)
{
	const struct near_bucket *u;
	uint32_t bucket, i;
	unsigned bit;
	int k;

	for (k = 0; b->bits > 0 && k < NEAR_FILES; k++) {
		bucket = bucket_of(b, half_of(q, k));
		for (bit = 0; bit <= flips(b); bit++) {
			u = &b->file[k][bit > 0 ? bucket ^ (uint32_t)1 << (bit - 1) : bucket];
			if (step == 0)
				__builtin_prefetch(u);
			else
				for (i = 0; i < u->n && i < 64; i += 16)
					__builtin_prefetch(&u->ref[i]);
		}
	}
}
