#include "dedupe/past.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/pool.h"
#include "dedupe/record.h"
#include "dedupe/slots.h"

#define DAY 86400
#define AGE (30 * (int64_t)DAY)  /* of t; older entries teach nothing */
#define SEEN_MAX 16u             /* newest entries of one paragraph that are asked */
#define WALK_MAX 64u             /* links of a paragraph's chain, replaced versions included */
#define BUCKETS 1024u            /* at first; doubled when full */

struct rule {
	uint64_t key;
	int rule;
};

struct past {
	struct pool *entries;    /* their memory */
	struct past_feed **feeds;
	struct past_key **keys;
	struct rule *rules;      /* few: an editor's words */
	size_t n_rules, cap_rules;
	size_t feed_cap, n_feeds, key_cap, n_keys;
};

struct past *
past_new(void)
{
	struct past *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->feed_cap = f->key_cap = BUCKETS;
	f->feeds = calloc(f->feed_cap, sizeof(struct past_feed *));
	f->keys = calloc(f->key_cap, sizeof(struct past_key *));
	f->entries = pool_new();
	if (f->feeds == NULL || f->keys == NULL || f->entries == NULL) {
		past_free(f);
		return NULL;
	}
	return f;
}

struct past_entry *
past_get(const struct past_feed *feed, uint32_t number)
{
	if (number - feed->first >= feed->end - feed->first)
		return NULL;
	return feed->ring[number & (feed->cap - 1)];
}

const uint32_t *
past_title(const struct past_entry *e)
{
	return (const uint32_t *)(const void *)&e->seen[e->n];
}

uint32_t
past_before(const struct past_entry *e, uint32_t i)
{
	return e->linked ? past_title(e)[e->n_title + i] : 0;
}

void
past_free(struct past *f)
{
	struct past_feed *feed, *next;
	struct past_key *k, *after;
	uint32_t number;
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; f->feeds != NULL && i < f->feed_cap; i++)
		for (feed = f->feeds[i]; feed != NULL; feed = next) {
			next = feed->next;
			for (number = feed->first; number != feed->end; number++)
				pool_drop(past_get(feed, number));
			free(feed->ring);
			free(feed->slot);
			free(feed);
		}
	for (i = 0; f->keys != NULL && i < f->key_cap; i++)
		for (k = f->keys[i]; k != NULL; k = after) {
			after = k->next;
			free(k);
		}
	free(f->feeds);
	free(f->keys);
	free(f->rules);
	pool_free(f->entries);
	free(f);
}

/* A table that cannot grow goes on with longer chains. */
static void
grow_keys(struct past *f)
{
	size_t cap = f->key_cap * 2, i;
	struct past_key **keys = calloc(cap, sizeof(struct past_key *)), *k, *next;

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

struct past_key *
past_find(const struct past *f, uint64_t key)
{
	struct past_key *k = f->keys[key & (f->key_cap - 1)];

	while (k != NULL && k->key != key)
		k = k->next;
	return k;
}

static const struct rule *
rule_of(const struct past *f, uint64_t key)
{
	size_t i;

	for (i = 0; i < f->n_rules; i++)
		if (f->rules[i].key == key)
			return &f->rules[i];
	return NULL;
}

static void
apply_rule(struct past_key *k, int rule)
{
	k->rule = (int8_t)rule;
	k->state = rule > 0 ? RECORD_FURNITURE | RECORD_HIDE : 0;
}

void
past_turn(struct past_feed *feed)
{
	feed->turn = feed->turn + 1 != 0 ? feed->turn + 1 : 1;
}

/* Makes the key of a paragraph that has none yet. */
static struct past_key *
key_make(struct past *f, struct past_feed *feed, uint64_t key)
{
	const struct rule *r = f->n_rules > 0 ? rule_of(f, key) : NULL;
	struct past_key *k, **at;

	if (f->n_keys > f->key_cap)
		grow_keys(f);
	k = calloc(1, sizeof(*k));
	if (k == NULL)
		return NULL;
	at = &f->keys[key & (f->key_cap - 1)];
	k->key = key;
	k->newest = PAST_NONE;
	k->next = *at;
	*at = k;
	f->n_keys++;
	if (r != NULL) {
		apply_rule(k, r->rule);
		past_turn(feed);
	}
	return k;
}

struct past_key *
past_know(struct past *f, struct past_feed *feed, uint64_t key)
{
	struct past_key *k = past_find(f, key);
	uint32_t number, i;

	if (k != NULL || !slots_find(feed, key, &number, &i) || (k = key_make(f, feed, key)) == NULL)
		return k;
	k->newest = number;
	k->newest_i = (uint8_t)i;
	k->since = past_get(feed, number)->t;
	return k;
}

/* The same of a paragraph whose feed is not known. 0, or -1 when out of memory. */
static int
know_rule(struct past *f, uint64_t key)
{
	struct past_feed *feed;
	uint32_t number, at;
	size_t i;

	for (i = 0; i < f->feed_cap; i++)
		for (feed = f->feeds[i]; feed != NULL; feed = feed->next)
			if (slots_find(feed, key, &number, &at))
				return past_know(f, feed, key) != NULL ? 0 : -1;
	return 0;
}

int
past_rule(struct past *f, uint64_t key, int rule)
{
	struct rule *r = (struct rule *)(uintptr_t)rule_of(f, key);
	struct past_key *k = past_find(f, key);
	struct past_feed *feed;
	size_t i;

	if (r == NULL && f->n_rules == f->cap_rules) {
		f->cap_rules = f->cap_rules > 0 ? f->cap_rules * 2 : 16;
		r = realloc(f->rules, f->cap_rules * sizeof(*r));
		if (r == NULL)
			return -1;
		f->rules = r;
		r = NULL;
	}
	if (r == NULL)
		r = &f->rules[f->n_rules++];
	*r = (struct rule){ key, rule };
	if (k == NULL)
		return know_rule(f, key);
	apply_rule(k, rule);
	for (i = 0; i < f->feed_cap; i++)
		for (feed = f->feeds[i]; feed != NULL; feed = feed->next)
			past_turn(feed);
	return 0;
}

static void
key_drop(struct past *f, uint64_t key)
{
	struct past_key **at = &f->keys[key & (f->key_cap - 1)], *k;

	while (*at != NULL && (*at)->key != key)
		at = &(*at)->next;
	if ((k = *at) == NULL)
		return;
	*at = k->next;
	free(k);
	f->n_keys--;
}

static void
grow_feeds(struct past *f)
{
	size_t cap = f->feed_cap * 2, i;
	struct past_feed **feeds = calloc(cap, sizeof(struct past_feed *)), *k, *next;

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

struct past_feed *
past_of(struct past *f, uint64_t key)
{
	struct past_feed *feed = f->feeds[key & (f->feed_cap - 1)], **at;

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
	feed->turn = 1;
	feed->next = *at;
	*at = feed;
	f->n_feeds++;
	return feed;
}

/* The oldest entry goes, and the keys that were last seen in it. */
static void
pop(struct past *f, struct past_feed *feed)
{
	struct past_entry *p = past_get(feed, feed->first);
	struct past_key *k;
	uint32_t i;

	for (i = 0; i < p->n; i++) {
		k = past_find(f, p->seen[i].key);
		if (k != NULL && k->newest == feed->first) {
			past_turn(feed);
			key_drop(f, p->seen[i].key);
		}
	}
	pool_drop(p);
	feed->first++;
}

static int
room(struct past_feed *feed)
{
	uint32_t cap = feed->cap == 0 ? 8 : feed->cap * 2, number;
	struct past_entry **ring;

	if (feed->end - feed->first < feed->cap)
		return 0;
	ring = calloc(cap, sizeof(struct past_entry *));
	if (ring == NULL)
		return -1;
	for (number = feed->first; number != feed->end; number++)
		ring[number & (cap - 1)] = feed->ring[number & (feed->cap - 1)];
	free(feed->ring);
	feed->ring = ring;
	feed->cap = cap;
	return 0;
}

static struct past_entry *
entry_make(struct past *f, const struct fold_record *r, struct past_key *const *k)
{
	struct past_entry *p;
	uint32_t i, linked = 0;

	for (i = 0; i < r->n_paragraphs; i++)
		linked |= k[i] != NULL && k[i]->newest != PAST_NONE;
	p = pool_get(f->entries, sizeof(*p) + r->n_paragraphs * (sizeof(p->seen[0]) + linked * sizeof(uint32_t)) +
	    r->n_title * sizeof(r->title[0]));
	if (p == NULL)
		return NULL;
	p->linked = (uint8_t)linked;
	p->slug = r->slug;
	p->t = r->t;
	p->n = (uint8_t)r->n_paragraphs;
	p->total = r->paragraphs;
	p->n_title = (uint8_t)r->n_title;
	for (i = 0; i < p->n; i++) {
		p->seen[i].key = r->paragraph[i];
		p->seen[i].at = r->paragraph_at[i];
	}
	memcpy(&p->seen[p->n], r->title, r->n_title * sizeof(r->title[0]));
	return p;
}

/* Hangs a paragraph into its key's chain; twice in one text counts once. */
static void
link_seen(struct past_key *k, struct past_entry *p, uint32_t number, uint32_t i)
{
	if (k->newest == number)
		return;
	if (k->newest == PAST_NONE || p->t < k->since)
		k->since = p->t;
	if (k->newest != PAST_NONE)
		((uint32_t *)(uintptr_t)past_title(p))[p->n_title + i] =
		    (number - k->newest) * FOLD_PARAGRAPHS + k->newest_i;
	k->newest = number;
	k->newest_i = (uint8_t)i;
}

/* The keys of an entry's paragraphs; NULL for one that is new to the feed, and has no rule.
 * 0, or -1 when out of memory. */
static int
know_all(struct past *f, struct past_feed *feed, const struct fold_record *r, struct past_key **k)
{
	uint32_t i, number, at;
	int old;

	if (slots_room(feed, r->n_paragraphs) != 0)
		return -1;
	for (i = 0; i < r->n_paragraphs; i++) {
		if ((k[i] = past_find(f, r->paragraph[i])) != NULL)
			continue;
		old = slots_find(feed, r->paragraph[i], &number, &at);
		if (old)
			k[i] = past_know(f, feed, r->paragraph[i]);
		else if (f->n_rules > 0 && rule_of(f, r->paragraph[i]) != NULL)
			k[i] = key_make(f, feed, r->paragraph[i]);
		else
			continue;
		if (k[i] == NULL)
			return -1;
	}
	return 0;
}

int
past_put(struct past *f, struct past_feed *feed, const struct fold_record *r,
    uint32_t replaced, uint32_t *number)
{
	struct past_key *k[FOLD_PARAGRAPHS];
	struct past_entry *p, *old;
	uint32_t i;

	if (r->t > feed->newest)
		feed->newest = r->t;
	while (feed->first != feed->end && (feed->end - feed->first >= PAST_ENTRIES ||
	    past_get(feed, feed->first)->t < feed->newest - AGE))
		pop(f, feed);
	old = past_get(feed, replaced);
	if (room(feed) != 0 || know_all(f, feed, r, k) != 0 || (p = entry_make(f, r, k)) == NULL)
		return -1;
	*number = feed->end;
	if (old != NULL)
		old->dead = 1;
	feed->ring[feed->end & (feed->cap - 1)] = p;
	feed->end++;
	for (i = 0; i < p->n; i++)
		if (k[i] != NULL)
			link_seen(k[i], p, *number, i);
	slots_put(f, feed, p, *number);
	return 0;
}

void
past_start(struct past_walk *w, const struct past_feed *feed, const struct past_key *k)
{
	memset(w, 0, sizeof(*w));
	w->feed = feed;
	w->number = k->newest;
	w->i = k->newest_i;
}

int
past_next(struct past_walk *w, uint32_t *i)
{
	uint32_t before;

	while (w->steps++ < WALK_MAX && w->given < SEEN_MAX) {
		const struct past_entry *p = past_get(w->feed, w->number);

		if (w->number == PAST_NONE || p == NULL)
			return 0;
		*i = w->i;
		w->at = w->number;
		before = past_before(p, *i);
		w->i = before % FOLD_PARAGRAPHS;
		w->number = before != 0 ? w->number - before / FOLD_PARAGRAPHS : PAST_NONE;
		if (p->dead || p->t < w->feed->newest - AGE)
			continue;
		w->entry = p;
		w->given++;
		return 1;
	}
	return 0;
}
