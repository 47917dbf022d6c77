#include "dedupe/furniture.h"

#include "dedupe/past.h"
#include "dedupe/record.h"
#include "dedupe/title.h"

#define DAY 86400
#define DISTINCT 3u              /* entries with other leads and titles make furniture */
#define LATEST 50u               /* entries of the feed for how often it stands there */
#define LATEST_LEAST 10u         /* of them, at least, for the share over days */
#define SHARE 30u                /* percent of them, over two days ... */
#define SPREAD (2 * (int64_t)DAY)
#define ALWAYS 80u               /* ... or so many percent from the fifth entry on */
#define ALWAYS_LEAST 5u
#define LEADS 8u                 /* paragraphs that are asked whether they are the lead */

static int
agree(const struct past_entry *a, const struct past_entry *b)
{
	struct title_words x = { a->slug, past_title(a), a->n_title },
	    y = { b->slug, past_title(b), b->n_title };

	return title_agree(&x, &y);
}

/* Was the paragraph seen in the feed under a title that speaks of something else? */
static int
elsewhere(const struct past_feed *feed, const struct past_key *k, const struct past_entry *p)
{
	struct past_walk w;
	uint32_t i;

	past_start(&w, feed, k);
	while (past_next(&w, &i))
		if (w.entry != p && !agree(w.entry, p))
			return 1;
	return 0;
}

/* Did a page leave it there, and does no editor say that it stays? */
static int
is_leftover(const struct past_seen *s, const struct past_key *k)
{
	return (s->at & RECORD_LEFTOVER) && (k == NULL || k->rule >= 0);
}

static int
is_furniture(const struct past *f, const struct past_seen *s)
{
	const struct past_key *k;

	if (s->at & RECORD_LEGAL)
		return 1;
	k = past_find(f, s->key);
	return (k != NULL && (k->state & RECORD_FURNITURE)) || is_leftover(s, k);
}

/* The key of what leads an entry, the paragraph under judgement aside; 0 for none. */
static uint64_t
lead(const struct past *f, const struct past_feed *feed, const struct past_entry *p,
    uint64_t judged)
{
	uint32_t i, asked = 0;
	const struct past_key *k;

	for (i = 0; i < p->n && asked < LEADS; i++) {
		const struct past_seen *s = &p->seen[i];

		if (!(s->at & RECORD_LONG) || (s->at & RECORD_LIFTED) || s->key == judged ||
		    is_furniture(f, s))
			continue;
		asked++;
		k = past_find(f, s->key);
		if (k == NULL || !elsewhere(feed, k, p))
			return s->key;
	}
	return 0;
}

/* Three entries with other leads and other titles? */
static int
learned(const struct past *f, const struct past_feed *feed, const struct past_key *k)
{
	const struct past_entry *chosen[DISTINCT];
	uint64_t leads[DISTINCT];
	struct past_walk w;
	uint32_t i, j, n = 0;

	past_start(&w, feed, k);
	while (n < DISTINCT && past_next(&w, &i)) {
		uint64_t l = lead(f, feed, w.entry, k->key);

		for (j = 0; j < n; j++)
			if (leads[j] == l || agree(chosen[j], w.entry))
				break;
		if (j < n)
			continue;
		leads[n] = l;
		chosen[n++] = w.entry;
	}
	return n == DISTINCT;
}

/* Does an unbroken run of furniture join paragraph i to an edge or to the lead? `passes` has a bit
 * each paragraph that is furniture or lifted. */
static int
joined(const struct past_entry *p, uint64_t passes, uint32_t i)
{
	uint32_t j, want;

	for (j = i, want = p->seen[i].at & RECORD_INDEX;; j--, want--) {
		if ((p->seen[j].at & RECORD_INDEX) != want)
			break;
		if (j != i && !(passes >> j & 1)) {
			/* It stands under this one, which leads if furniture is all above. */
			if ((passes & (((uint64_t)1 << j) - 1)) == ((uint64_t)1 << j) - 1)
				return 1;
			break;
		}
		if (want == 0)
			return 1;
		if (j == 0)
			break;
	}
	for (j = i, want = p->seen[i].at & RECORD_INDEX; j < p->n; j++, want++) {
		if ((p->seen[j].at & RECORD_INDEX) != want)
			return 0;
		if (j != i && !(passes >> j & 1))
			return 0;
		if (want + 1 == p->total)
			return 1;
	}
	return 0;
}

/* Of paragraph i. An entry's are looked through when asked for one, and not again before the
 * feed's furniture has changed. */
static int
in_run(const struct past *f, const struct past_feed *feed, struct past_entry *p, uint32_t i)
{
	uint64_t passes = 0;
	uint32_t j;

	if (p->turn != feed->turn) {
		for (j = 0; j < p->n; j++)
			if ((p->seen[j].at & RECORD_LIFTED) || is_furniture(f, &p->seen[j]))
				passes |= (uint64_t)1 << j;
		for (j = 0, p->run = 0; j < p->n; j++)
			if (joined(p, passes, j))
				p->run |= (uint64_t)1 << j;
		p->turn = feed->turn;
	}
	return (int)(p->run >> i & 1);
}

/* Does it stand in so many of the feed's latest entries that only furniture can? */
static int
frequent(const struct past_feed *feed, const struct past_key *k)
{
	uint32_t number = feed->end, n = 0, hit = 0, asked = 0;
	const struct past_entry *p;

	while (number != feed->first && n < LATEST && asked++ < 2 * LATEST) {
		p = past_get(feed, --number);
		if (p->dead)
			continue;
		n++;
		hit += (uint32_t)furniture_holds(feed, number, k->key);
	}
	if (n >= ALWAYS_LEAST && hit * 100 >= n * ALWAYS)
		return 1;
	return n >= LATEST_LEAST && hit * 100 >= n * SHARE && feed->newest - k->since >= SPREAD;
}

static int
hides(const struct past *f, const struct past_feed *feed, const struct past_key *k,
    uint32_t at)
{
	struct past_walk w;
	uint32_t i;

	if (k->rule != 0)
		return k->rule > 0;
	if (!(k->state & RECORD_FURNITURE) || !(at & RECORD_BRIEF) ||
	    (at & (RECORD_CREDIT | RECORD_LIFTED)))
		return 0;
	past_start(&w, feed, k);
	while (past_next(&w, &i))
		if (!in_run(f, feed, past_get(feed, w.at), i))
			return 0;
	return (at & RECORD_SUSPECT) || frequent(feed, k);
}

static size_t
note(uint64_t *changed, size_t n, uint64_t key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (changed[i] == key)
			return n;
	if (n < FURNITURE_CHANGES)
		changed[n++] = key;
	return n;
}

/* One pass over the paragraphs that are not furniture yet. */
static size_t
learn(struct past *f, struct past_feed *feed, const struct past_entry *p, uint64_t *changed)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		struct past_key *k = past_find(f, p->seen[i].key);

		if (k == NULL || k->rule != 0 || (k->state & RECORD_FURNITURE) || (p->seen[i].at & RECORD_LIFTED) ||
		    past_before(p, i) == 0 || !learned(f, feed, k))
			continue;
		k->state |= RECORD_FURNITURE;
		past_turn(feed);
		n = note(changed, n, k->key);
	}
	return n;
}

size_t
furniture_judge(struct past *f, struct past_feed *feed, struct fold_record *r,
    uint64_t changed[static FURNITURE_CHANGES])
{
	const struct past_entry *p = past_get(feed, feed->end - 1);
	uint64_t again[FURNITURE_CHANGES];
	size_t n, m, j;
	uint32_t i, state;

	n = learn(f, feed, p, changed);
	if (n > 0) {
		m = learn(f, feed, p, again);
		for (j = 0; j < m; j++)
			n = note(changed, n, again[j]);
	}
	for (i = 0; i < p->n; i++) {
		struct past_key *k = past_find(f, p->seen[i].key);

		r->paragraph_at[i] &= ~(RECORD_FURNITURE | RECORD_HIDE);
		if (k == NULL)
			continue;
		state = hides(f, feed, k, p->seen[i].at) ? RECORD_HIDE : 0;
		if (state != (k->state & RECORD_HIDE)) {
			k->state ^= RECORD_HIDE;
			n = note(changed, n, k->key);
		}
		r->paragraph_at[i] |= k->state;
		if (k->rule < 0)
			r->paragraph_at[i] &= ~RECORD_LEFTOVER;
	}
	return n;
}

int
furniture_restore(struct past *f, struct past_feed *feed, const struct fold_record *r)
{
	uint32_t i, state;

	for (i = 0; i < r->n_paragraphs; i++) {
		struct past_key *k = past_find(f, r->paragraph[i]);

		state = r->paragraph_at[i] & (RECORD_FURNITURE | RECORD_HIDE);
		if (k == NULL && state != 0 && (k = past_know(f, feed, r->paragraph[i])) == NULL)
			return -1;
		if (k == NULL || k->rule != 0)
			continue;
		if ((k->state ^ state) & RECORD_FURNITURE)
			past_turn(feed);
		k->state = state;
	}
	return 0;
}

uint64_t
furniture_hidden(const struct past *f, const struct past_feed *feed, uint32_t number)
{
	struct past_entry *p = past_get(feed, number);
	uint64_t bits = 0;
	uint32_t i, shown = 0;

	if (p == NULL)
		return 0;
	for (i = 0; i < p->n; i++) {
		const struct past_key *k = past_find(f, p->seen[i].key);

		if (is_leftover(&p->seen[i], k) || (k != NULL && (k->state & RECORD_HIDE) &&
		    (k->rule > 0 || in_run(f, feed, p, i))))
			bits |= (uint64_t)1 << i;
		else
			shown++;
	}
	return shown + (p->total - p->n) > 0 ? bits : 0;
}

void
furniture_attach(struct past_feed *feed, uint32_t number, uint32_t place)
{
	struct past_entry *p = past_get(feed, number);

	if (p != NULL)
		p->place = place;
}

uint32_t
furniture_place(const struct past_feed *feed, uint32_t number)
{
	const struct past_entry *p = past_get(feed, number);

	return p != NULL ? p->place : PAST_NONE;
}

size_t
furniture_list(const struct past_feed *feed, uint32_t number, uint64_t bits,
    uint32_t at[static FOLD_PARAGRAPHS])
{
	const struct past_entry *p = past_get(feed, number);
	uint32_t i;
	size_t n = 0;

	for (i = 0; p != NULL && i < p->n; i++)
		if (bits >> i & 1)
			at[n++] = p->seen[i].at & RECORD_INDEX;
	return n;
}

uint64_t
furniture_bits(const struct past_feed *feed, uint32_t number, const uint32_t *at, size_t n)
{
	const struct past_entry *p = past_get(feed, number);
	uint64_t bits = 0;
	uint32_t i;
	size_t j = 0;

	for (i = 0; p != NULL && i < p->n && j < n; i++) {
		while (j < n && (at[j] & RECORD_INDEX) < (p->seen[i].at & RECORD_INDEX))
			j++;
		if (j < n && (at[j] & RECORD_INDEX) == (p->seen[i].at & RECORD_INDEX))
			bits |= (uint64_t)1 << i;
	}
	return bits;
}

int
furniture_holds(const struct past_feed *feed, uint32_t number, uint64_t key)
{
	const struct past_entry *p = past_get(feed, number);
	uint32_t i;

	for (i = 0; p != NULL && i < p->n; i++)
		if (p->seen[i].key == key)
			return 1;
	return 0;
}

void
furniture_range(const struct past_feed *feed, uint32_t *first, uint32_t *end)
{
	*first = feed->first;
	*end = feed->end;
}
