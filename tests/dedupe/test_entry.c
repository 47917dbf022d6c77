/* What an entry keeps of its record comes out as it went in, however many hashes there are. */
#include <stdlib.h>
#include <string.h>

#include "dedupe/entry.h"
#include "dedupe/hash.h"
#include "dedupe/record.h"
#include "dedupe/sketch.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define ROUNDS 3000u

static int
by_value(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* n at most, ascending, each once, below 2^bits; how many. */
static uint32_t
some(uint32_t *to, uint32_t n, unsigned bits, uint64_t *state)
{
	uint32_t i, m = 0;

	for (i = 0; i < n; i++)
		to[i] = (uint32_t)(stream_draw(state) >> (64 - bits));
	qsort(to, n, sizeof(*to), by_value);
	for (i = 0; i < n; i++)
		if (m == 0 || to[m - 1] != to[i])
			to[m++] = to[i];
	return m;
}

/* A record of a text: the head's hashes are in the sketch, or above it where it is full. */
static void
make(struct fold_record *r, uint64_t *state)
{
	const unsigned bits = 8 + (unsigned)(stream_draw(state) % (SKETCH_BITS - 7));
	uint32_t all[FOLD_SKETCH + FOLD_HEAD], n, i;

	record_init(r);
	n = some(all, (uint32_t)(stream_draw(state) % (FOLD_SKETCH + FOLD_HEAD + 1)), bits, state);
	if (stream_draw(state) % 8 == 0 && n > 0)
		all[n - 1] = ((uint32_t)1 << SKETCH_BITS) - 1;
	r->n_sketch = n < FOLD_SKETCH ? n : FOLD_SKETCH;
	memcpy(r->sketch, all, r->n_sketch * sizeof(*all));
	for (i = 0; i < n && r->n_head < FOLD_HEAD; i++)
		if (i >= FOLD_SKETCH || stream_draw(state) % 2 == 0)
			r->head[r->n_head++] = all[i];
	r->n_numbers = some(r->number, (uint32_t)(stream_draw(state) % (FOLD_NUMBERS + 1)), 32, state);
	r->n_title = some(r->title, (uint32_t)(stream_draw(state) % (FOLD_TITLE + 1)), 32, state);
	r->n_prefix = (uint8_t)(stream_draw(state) % (FOLD_PREFIX + 1));
	for (i = 0; i < r->n_prefix; i++)
		r->prefix[i] = (uint16_t)stream_draw(state);
	r->slug = stream_draw(state) % 2;
	r->item = stream_draw(state) % 3;
	memcpy(r->entry, "0123456789abcdef", sizeof(r->entry));
}

static int
is(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	return n == m && memcmp(a, b, n * sizeof(*a)) == 0;
}

static void
comes_out(void)
{
	static struct fold_record r;
	uint32_t to[ENTRY_HASHES], head[FOLD_HEAD], round;
	size_t n, sketch = 0, heads = 0, rest = 0, broken = 0;
	uint64_t state = 23;
	struct pool *p = pool_new();
	struct sketch s;
	struct why why;

	for (round = 0; round < ROUNDS; round++) {
		const char *guid = round % 3 == 0 ? "tag:wire.example,2026:1" : NULL;
		struct entry *e;

		make(&r, &state);
		broken += record_check(&r, &why) != 0;
		if ((e = entry_new(p, &r, guid)) == NULL)
			break;
		s = entry_sketch(e, to);
		sketch += !is(s.h, s.n, r.sketch, r.n_sketch) || s.full != (r.n_sketch < FOLD_SKETCH);
		n = entry_head(e, head);
		heads += !is(head, n, r.head, r.n_head);
		s = entry_numbers(e);
		rest += !is(s.h, s.n, r.number, r.n_numbers) ||
		    !is(entry_title(e).word, r.n_title, r.title, entry_title(e).n) ||
		    memcmp(entry_prefix(e), r.prefix, r.n_prefix * sizeof(r.prefix[0])) != 0 ||
		    (guid == NULL ? entry_guid(e) != NULL : strcmp(entry_guid(e), guid) != 0) ||
		    entry_key(e, ENTRY_BY_SLUG) != r.slug || entry_key(e, ENTRY_BY_ITEM) != r.item;
		entry_free(e);
	}
	CHECK(round == ROUNDS && broken == 0, "records that add up");
	CHECK(sketch == 0, "the sketch comes out as it went in");
	CHECK(heads == 0, "and the head, of which much is in the sketch");
	CHECK(rest == 0, "numbers, title, prefix, guid, keys");
	pool_free(p);
}

/* A record out of an index that was tampered with: it is refused, or what does not add up is left out. */
static void
tampered(void)
{
	static struct fold_record r;
	uint32_t to[ENTRY_HASHES], head[FOLD_HEAD];
	struct pool *p = pool_new();
	struct entry *e;
	struct why why;

	record_init(&r);
	r.n_sketch = 2;
	r.sketch[0] = 5;
	r.sketch[1] = (uint32_t)1 << SKETCH_BITS;
	CHECK(record_check(&r, &why) != 0, "a hash of too many bits is refused");
	r.sketch[1] = 9;
	r.n_head = 2;
	r.head[0] = 7; /* not in the sketch, nor behind it */
	r.head[1] = 9;
	CHECK(record_check(&r, &why) == 0, "a head beside its sketch is not looked for");
	e = entry_new(p, &r, NULL);
	CHECK(e != NULL && entry_head(e, head) == 1 && head[0] == 9, "and is left out");
	CHECK(e != NULL && entry_sketch(e, to).n == 2 && to[0] == 5 && to[1] == 9, "the sketch stays");
	entry_free(e);
	pool_free(p);
}

int
main(void)
{
	comes_out();
	tampered();
	return test_end();
}
