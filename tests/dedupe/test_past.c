/* What a feed's past says of a paragraph, against a plain list of all entries. */
#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/past.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define FEEDS 3u
#define ENTRIES 6000u
#define DAY 86400
#define KEYS 400u  /* those that come again */

struct plain {
	uint32_t feed, number, n;
	int64_t t;
	uint64_t key[8];
};

static struct plain all[ENTRIES];

/* One paragraph in five is one of a few; the others come once. All end in the same bits when
 * `alike`: a slot's table then has one chain. */
static void
make(struct plain *p, uint32_t i, int alike, uint64_t *state)
{
	uint32_t k;

	p->feed = (uint32_t)(stream_draw(state) % (2 * FEEDS) > 2 ? 0 : stream_draw(state) % FEEDS);
	p->t = 1000 * DAY + (int64_t)i * (alike ? 4000 : 500);
	p->n = (uint32_t)(stream_draw(state) % 8) + 1;
	for (k = 0; k < p->n; k++) {
		p->key[k] = stream_draw(state) % 5 == 0 ? hash_mix(stream_draw(state) % KEYS) : stream_draw(state);
		p->key[k] = (p->key[k] & ~(uint64_t)3) | p->feed;
		if (alike)
			p->key[k] = (p->key[k] << 12 >> 12) & ~(uint64_t)0xff0;
	}
}

static int
holds(const struct plain *p, uint64_t key)
{
	uint32_t k;

	for (k = 0; k < p->n; k++)
		if (p->key[k] == key)
			return 1;
	return 0;
}

/* The walk of a key that has been seen twice gives what the list does. */
static int
same(const struct past_feed *feed, const struct past_key *k, uint32_t i)
{
	struct past_walk w;
	uint32_t j = i + 1, at;

	past_start(&w, feed, k);
	while (past_next(&w, &at)) {
		while (j > 0 && (all[j - 1].feed != all[i].feed || !holds(&all[j - 1], k->key)))
			j--;
		if (j == 0 || past_get(feed, all[j - 1].number) != w.entry || w.entry->seen[at].key != k->key)
			return 0;
		j--;
	}
	while (j > 0 && (all[j - 1].feed != all[i].feed || !holds(&all[j - 1], k->key)))
		j--;
	return w.given == 16 || j == 0 || past_get(feed, all[j - 1].number) == NULL ||
	    all[j - 1].t < all[i].t - 30 * (int64_t)DAY;
}

/* Seen before the newest entry, by the list. */
static int
before(const struct past_feed *feed, uint64_t key, uint32_t i)
{
	uint32_t j;

	for (j = i; j > 0; j--)
		if (all[j - 1].feed == all[i].feed && holds(&all[j - 1], key))
			return past_get(feed, all[j - 1].number) != NULL;
	return 0;
}

static void
run(int alike)
{
	static struct fold_record r;
	struct past *p = past_new();
	uint64_t state = 11;
	uint32_t i, k, wrong = 0, failed = 0, again = 0;

	for (i = 0; i < ENTRIES && p != NULL; i++) {
		struct past_feed *feed;

		make(&all[i], i, alike, &state);
		r.t = all[i].t;
		r.n_paragraphs = r.paragraphs = all[i].n;
		memcpy(r.paragraph, all[i].key, sizeof(all[i].key));
		feed = past_of(p, all[i].feed + 1);
		failed += feed == NULL || past_put(p, feed, &r, PAST_NONE, &all[i].number) != 0;
		for (k = 0; k < all[i].n; k++) {
			const struct past_key *key = past_find(p, all[i].key[k]);

			wrong += (key != NULL) != before(feed, all[i].key[k], i);
			again += key != NULL;
			wrong += key != NULL && !same(feed, key, i);
		}
	}
	CHECK(p != NULL && failed == 0, "all are put");
	CHECK(again > 1000, "many are seen again");
	CHECK(wrong == 0, "a past says what a list does");
	past_free(p);
}

int
main(void)
{
	run(0);
	run(1);
	return test_end();
}
