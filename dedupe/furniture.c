#include "dedupe/furniture.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/record.h"
#include "dedupe/title.h"

#define DAY 86400
#define AGE (30 * (int64_t)DAY)  /* of t; older entries teach nothing */
#define FEED_MAX 4096u           /* entries remembered of one feed; older ones go */
#define SEEN_MAX 16u             /* newest entries of one paragraph that are asked */
#define WALK_MAX 64u             /* links of a paragraph's chain, replaced versions included */
#define DISTINCT 3u              /* entries with other leads and titles make furniture */
#define LATEST 50u               /* entries of the feed for how often it stands there */
#define LATEST_LEAST 10u         /* of them, at least, for the share over days */
#define SHARE 30u                /* percent of them, over two days ... */
#define SPREAD (2 * (int64_t)DAY)
#define ALWAYS 80u               /* ... or so many percent from the fifth entry on */
#define ALWAYS_LEAST 5u
#define LEADS 8u                 /* paragraphs that are asked whether they are the lead */
#define BUCKETS 1024u            /* at first; doubled when half full */

/* A paragraph of one remembered entry, linked to the entry before with the same. */
struct seen {
	uint64_t key;
	uint32_t at;             /* as in a record */
	uint32_t before, before_i; /* number and index; FURNITURE_NONE ends */
};

struct past {
	uint64_t id, slug;
	int64_t t;
	uint32_t n, total;       /* paragraphs kept, and of the text */
	uint32_t n_title;
	uint32_t place;          /* the caller's */
	int dead;                /* a later version took its place */
	uint32_t title[FOLD_TITLE];
	struct seen seen[];
};

struct furniture_feed {
	struct furniture_feed *next;
	uint64_t key;
	int64_t newest;          /* greatest t */
	struct past **ring;      /* by number */
	uint32_t cap, first, end;
};

struct key {
	struct key *next;
	uint64_t key;
	int64_t since;           /* smallest t it was seen at */
	uint32_t newest, newest_i;
	uint32_t state;          /* RECORD_FURNITURE, RECORD_HIDE */
};

struct furniture {
	struct furniture_feed **feeds;
	struct key **keys;
	size_t feed_cap, n_feeds, key_cap, n_keys;
};

struct furniture *
furniture_new(void)
{
	struct furniture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->feed_cap = f->key_cap = BUCKETS;
	f->feeds = calloc(f->feed_cap, sizeof(struct furniture_feed *));
	f->keys = calloc(f->key_cap, sizeof(struct key *));
	if (f->feeds == NULL || f->keys == NULL) {
		furniture_free(f);
		return NULL;
	}
	return f;
}

static struct past *
past_of(const struct furniture_feed *feed, uint32_t number)
{
	if (number - feed->first >= feed->end - feed->first)
		return NULL;
	return feed->ring[number & (feed->cap - 1)];
}

void
furniture_free(struct furniture *f)
{
	struct furniture_feed *feed, *next;
	struct key *k, *after;
	uint32_t number;
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; f->feeds != NULL && i < f->feed_cap; i++)
		for (feed = f->feeds[i]; feed != NULL; feed = next) {
			next = feed->next;
			for (number = feed->first; number != feed->end; number++)
				free(past_of(feed, number));
			free(feed->ring);
			free(feed);
		}
	for (i = 0; f->keys != NULL && i < f->key_cap; i++)
		for (k = f->keys[i]; k != NULL; k = after) {
			after = k->next;
			free(k);
		}
	free(f->feeds);
	free(f->keys);
	free(f);
}

/* A table that cannot grow goes on with longer chains. */
static void
grow_keys(struct furniture *f)
{
	size_t cap = f->key_cap * 2, i;
	struct key **keys = calloc(cap, sizeof(struct key *)), *k, *next;

	if (keys == NULL)
		return;
	for (i = 0; i < f->key_cap; i++)
		for (k = f->keys[i]; k != NULL; k = next) {
			next = k->next;
			k->next = keys[k->key & (cap - 1)];
			keys[k->key & (cap - 1)] = k;
		}
	free(f->keys);
	f->keys = keys;
	f->key_cap = cap;
}

static struct key *
key_of(const struct furniture *f, uint64_t key)
{
	struct key *k = f->keys[key & (f->key_cap - 1)];

	while (k != NULL && k->key != key)
		k = k->next;
	return k;
}

static struct key *
key_make(struct furniture *f, uint64_t key)
{
	struct key *k = key_of(f, key), **at;

	if (k != NULL)
		return k;
	if (f->n_keys > f->key_cap)
		grow_keys(f);
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return NULL;
	at = &f->keys[key & (f->key_cap - 1)];
	k->key = key;
	k->newest = FURNITURE_NONE;
	k->next = *at;
	*at = k;
	f->n_keys++;
	return k;
}

static void
key_drop(struct furniture *f, uint64_t key)
{
	struct key **at = &f->keys[key & (f->key_cap - 1)], *k;

	while (*at != NULL && (*at)->key != key)
		at = &(*at)->next;
	if ((k = *at) == NULL)
		return;
	*at = k->next;
	free(k);
	f->n_keys--;
}

static void
grow_feeds(struct furniture *f)
{
	size_t cap = f->feed_cap * 2, i;
	struct furniture_feed **feeds = calloc(cap, sizeof(struct furniture_feed *)), *k, *next;

	if (feeds == NULL)
		return;
	for (i = 0; i < f->feed_cap; i++)
		for (k = f->feeds[i]; k != NULL; k = next) {
			next = k->next;
			k->next = feeds[k->key & (cap - 1)];
			feeds[k->key & (cap - 1)] = k;
		}
	free(f->feeds);
	f->feeds = feeds;
	f->feed_cap = cap;
}

struct furniture_feed *
furniture_of(struct furniture *f, uint64_t key)
{
	struct furniture_feed *feed = f->feeds[key & (f->feed_cap - 1)], **at;

	while (feed != NULL && feed->key != key)
		feed = feed->next;
	if (feed != NULL)
		return feed;
	if (f->n_feeds > f->feed_cap)
		grow_feeds(f);
	feed = calloc(1, sizeof(*feed));
	if (feed == NULL)
		return NULL;
	at = &f->feeds[key & (f->feed_cap - 1)];
	feed->key = key;
	feed->newest = INT64_MIN;
	feed->next = *at;
	*at = feed;
	f->n_feeds++;
	return feed;
}

/* The oldest entry goes, and the keys that were last seen in it. */
static void
pop(struct furniture *f, struct furniture_feed *feed)
{
	struct past *p = past_of(feed, feed->first);
	struct key *k;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		k = key_of(f, p->seen[i].key);
		if (k != NULL && k->newest == feed->first)
			key_drop(f, p->seen[i].key);
	}
	free(p);
	feed->first++;
}

static int
room(struct furniture_feed *feed)
{
	uint32_t cap = feed->cap == 0 ? 8 : feed->cap * 2, number;
	struct past **ring;

	if (feed->end - feed->first < feed->cap)
		return 0;
	ring = calloc(cap, sizeof(struct past *));
	if (ring == NULL)
		return -1;
	for (number = feed->first; number != feed->end; number++)
		ring[number & (cap - 1)] = feed->ring[number & (feed->cap - 1)];
	free(feed->ring);
	feed->ring = ring;
	feed->cap = cap;
	return 0;
}

static struct past *
past_new(const struct fold_record *r, uint64_t id)
{
	struct past *p = calloc(1, sizeof(*p) + r->n_paragraphs * sizeof(p->seen[0]));
	uint32_t i;

	if (p == NULL)
		return NULL;
	p->id = id;
	p->slug = r->slug;
	p->t = r->t;
	p->n = r->n_paragraphs;
	p->total = r->paragraphs;
	p->n_title = r->n_title;
	memcpy(p->title, r->title, sizeof(p->title));
	for (i = 0; i < p->n; i++) {
		p->seen[i].key = r->paragraph[i];
		p->seen[i].at = r->paragraph_at[i];
		p->seen[i].before = FURNITURE_NONE;
	}
	return p;
}

/* Hangs a paragraph into its key's chain; twice in one text counts once. */
static void
link_seen(struct key *k, struct past *p, uint32_t number, uint32_t i)
{
	if (k->newest == number)
		return;
	if (k->newest == FURNITURE_NONE || p->t < k->since)
		k->since = p->t;
	p->seen[i].before = k->newest;
	p->seen[i].before_i = k->newest_i;
	k->newest = number;
	k->newest_i = i;
}

int
furniture_put(struct furniture *f, struct furniture_feed *feed, const struct fold_record *r,
    uint32_t replaced, uint32_t *number)
{
	struct key *k[FOLD_PARAGRAPHS];
	struct past *p, *old = past_of(feed, replaced);
	uint32_t i;

	if (r->t > feed->newest)
		feed->newest = r->t;
	while (feed->first != feed->end && (feed->end - feed->first >= FEED_MAX ||
	    past_of(feed, feed->first)->t < feed->newest - AGE))
		pop(f, feed);
	old = past_of(feed, replaced);
	if (room(feed) != 0 || (p = past_new(r, 0)) == NULL)
		return -1;
	*number = feed->end;
	for (i = 0; i < p->n; i++)
		if ((k[i] = key_make(f, p->seen[i].key)) == NULL) {
			free(p);
			return -1;
		}
	if (old != NULL)
		old->dead = 1;
	feed->ring[feed->end & (feed->cap - 1)] = p;
	feed->end++;
	for (i = 0; i < p->n; i++)
		link_seen(k[i], p, *number, i);
	return 0;
}

/* The entries in which a key was seen, newest first. */
struct walk {
	const struct furniture_feed *feed;
	uint32_t number, i, steps, given;
	const struct past *past;
};

static void
walk_start(struct walk *w, const struct furniture_feed *feed, const struct key *k)
{
	memset(w, 0, sizeof(*w));
	w->feed = feed;
	w->number = k->newest;
	w->i = k->newest_i;
}

/* The next entry: 1 with its paragraph at w->past->seen[*i], or 0. */
static int
walk_next(struct walk *w, uint32_t *i)
{
	while (w->steps++ < WALK_MAX && w->given < SEEN_MAX) {
		const struct past *p = past_of(w->feed, w->number);

		if (w->number == FURNITURE_NONE || p == NULL)
			return 0;
		*i = w->i;
		w->number = p->seen[*i].before;
		w->i = p->seen[*i].before_i;
		if (p->dead || p->t < w->feed->newest - AGE)
			continue;
		w->past = p;
		w->given++;
		return 1;
	}
	return 0;
}

static int
agree(const struct past *a, const struct past *b)
{
	struct title_words x = { a->slug, a->title, a->n_title }, y = { b->slug, b->title, b->n_title };

	return title_agree(&x, &y);
}

/* Was the paragraph seen in the feed under a title that speaks of something else? */
static int
elsewhere(const struct furniture_feed *feed, const struct key *k, const struct past *p)
{
	struct walk w;
	uint32_t i;

	walk_start(&w, feed, k);
	while (walk_next(&w, &i))
		if (w.past != p && !agree(w.past, p))
			return 1;
	return 0;
}

static int
is_furniture(const struct furniture *f, const struct seen *s)
{
	const struct key *k;

	if (s->at & RECORD_LEGAL)
		return 1;
	k = key_of(f, s->key);
	return k != NULL && (k->state & RECORD_FURNITURE);
}

/* The key of what leads an entry, the paragraph under judgement aside; 0 for none. */
static uint64_t
lead(const struct furniture *f, const struct furniture_feed *feed, const struct past *p,
    uint64_t judged)
{
	uint32_t i, asked = 0;
	const struct key *k;

	for (i = 0; i < p->n && asked < LEADS; i++) {
		const struct seen *s = &p->seen[i];

		if (!(s->at & RECORD_LONG) || (s->at & RECORD_LIFTED) || s->key == judged ||
		    is_furniture(f, s))
			continue;
		asked++;
		k = key_of(f, s->key);
		if (k == NULL || !elsewhere(feed, k, p))
			return s->key;
	}
	return 0;
}

/* Three entries with other leads and other titles? */
static int
learned(const struct furniture *f, const struct furniture_feed *feed, const struct key *k)
{
	const struct past *chosen[DISTINCT];
	uint64_t leads[DISTINCT];
	struct walk w;
	uint32_t i, j, n = 0;

	walk_start(&w, feed, k);
	while (n < DISTINCT && walk_next(&w, &i)) {
		uint64_t l = lead(f, feed, w.past, k->key);

		for (j = 0; j < n; j++)
			if (leads[j] == l || agree(chosen[j], w.past))
				break;
		if (j < n)
			continue;
		leads[n] = l;
		chosen[n++] = w.past;
	}
	return n == DISTINCT;
}

/* Does an unbroken run of furniture join paragraph i to an edge or to the lead? */
static int
in_run(const struct furniture *f, const struct past *p, uint32_t i)
{
	uint32_t j, want;

	for (j = i, want = p->seen[i].at & RECORD_INDEX;; j--, want--) {
		const struct seen *s = &p->seen[j];

		if ((s->at & RECORD_INDEX) != want)
			break;
		if (j != i && !is_furniture(f, s) && !(s->at & RECORD_LIFTED)) {
			/* It stands under this one, which leads if furniture is all above. */
			for (; j > 0; j--)
				if (!is_furniture(f, &p->seen[j - 1]) && !(p->seen[j - 1].at & RECORD_LIFTED))
					break;
			if (j == 0)
				return 1;
			break;
		}
		if (want == 0)
			return 1;
		if (j == 0)
			break;
	}
	for (j = i, want = p->seen[i].at & RECORD_INDEX; j < p->n; j++, want++) {
		const struct seen *s = &p->seen[j];

		if ((s->at & RECORD_INDEX) != want)
			return 0;
		if (j != i && !is_furniture(f, s) && !(s->at & RECORD_LIFTED))
			return 0;
		if (want + 1 == p->total)
			return 1;
	}
	return 0;
}

/* Does it stand in so many of the feed's latest entries that only furniture can? */
static int
frequent(const struct furniture_feed *feed, const struct key *k)
{
	uint32_t number = feed->end, n = 0, hit = 0, asked = 0;
	const struct past *p;

	while (number != feed->first && n < LATEST && asked++ < 2 * LATEST) {
		p = past_of(feed, --number);
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
hides(const struct furniture *f, const struct furniture_feed *feed, const struct key *k,
    uint32_t at)
{
	struct walk w;
	uint32_t i;

	if (!(k->state & RECORD_FURNITURE) || !(at & RECORD_BRIEF) ||
	    (at & (RECORD_CREDIT | RECORD_LIFTED)))
		return 0;
	walk_start(&w, feed, k);
	while (walk_next(&w, &i))
		if (!in_run(f, w.past, i))
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
learn(struct furniture *f, struct furniture_feed *feed, const struct past *p, uint64_t *changed)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		struct key *k = key_of(f, p->seen[i].key);

		if (k == NULL || (k->state & RECORD_FURNITURE) || (p->seen[i].at & RECORD_LIFTED) ||
		    p->seen[i].before == FURNITURE_NONE || !learned(f, feed, k))
			continue;
		k->state |= RECORD_FURNITURE;
		n = note(changed, n, k->key);
	}
	return n;
}

size_t
furniture_judge(struct furniture *f, struct furniture_feed *feed, struct fold_record *r,
    uint64_t changed[static FURNITURE_CHANGES])
{
	const struct past *p = past_of(feed, feed->end - 1);
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
		struct key *k = key_of(f, p->seen[i].key);

		state = hides(f, feed, k, p->seen[i].at) ? RECORD_HIDE : 0;
		if (state != (k->state & RECORD_HIDE)) {
			k->state ^= RECORD_HIDE;
			n = note(changed, n, k->key);
		}
		r->paragraph_at[i] = (r->paragraph_at[i] & ~(RECORD_FURNITURE | RECORD_HIDE)) | k->state;
	}
	return n;
}

void
furniture_restore(struct furniture *f, const struct fold_record *r)
{
	uint32_t i;

	for (i = 0; i < r->n_paragraphs; i++) {
		struct key *k = key_of(f, r->paragraph[i]);

		if (k != NULL)
			k->state = r->paragraph_at[i] & (RECORD_FURNITURE | RECORD_HIDE);
	}
}

uint64_t
furniture_hidden(const struct furniture *f, const struct furniture_feed *feed, uint32_t number)
{
	const struct past *p = past_of(feed, number);
	uint64_t bits = 0;
	uint32_t i, shown = 0;

	if (p == NULL)
		return 0;
	for (i = 0; i < p->n; i++) {
		const struct key *k = key_of(f, p->seen[i].key);

		if (k != NULL && (k->state & RECORD_HIDE) && in_run(f, p, i))
			bits |= (uint64_t)1 << i;
		else
			shown++;
	}
	return shown + (p->total - p->n) > 0 ? bits : 0;
}

void
furniture_attach(struct furniture_feed *feed, uint32_t number, uint32_t place)
{
	struct past *p = past_of(feed, number);

	if (p != NULL)
		p->place = place;
}

uint32_t
furniture_place(const struct furniture_feed *feed, uint32_t number)
{
	const struct past *p = past_of(feed, number);

	return p != NULL ? p->place : FURNITURE_NONE;
}

size_t
furniture_list(const struct furniture_feed *feed, uint32_t number, uint64_t bits,
    uint32_t at[static FOLD_PARAGRAPHS])
{
	const struct past *p = past_of(feed, number);
	uint32_t i;
	size_t n = 0;

	for (i = 0; p != NULL && i < p->n; i++)
		if (bits >> i & 1)
			at[n++] = p->seen[i].at & RECORD_INDEX;
	return n;
}

uint64_t
furniture_bits(const struct furniture_feed *feed, uint32_t number, const uint32_t *at, size_t n)
{
	const struct past *p = past_of(feed, number);
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
furniture_holds(const struct furniture_feed *feed, uint32_t number, uint64_t key)
{
	const struct past *p = past_of(feed, number);
	uint32_t i;

	for (i = 0; p != NULL && i < p->n; i++)
		if (p->seen[i].key == key)
			return 1;
	return 0;
}

void
furniture_range(const struct furniture_feed *feed, uint32_t *first, uint32_t *end)
{
	*first = feed->first;
	*end = feed->end;
}
