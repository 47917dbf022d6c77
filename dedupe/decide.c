#include "dedupe/decide.h"

#include <string.h>

#include "dedupe/record.h"

#define PHRASE_STORIES 64u /* live stories that hold a window: above, a stock phrase */
#define KEY_WALK 64u       /* newest entries of one title, URL, text that are compared */
#define STORY_MATCHES 16   /* matches that are enough for one story ... */
#define STORY_COMPARED 48  /* ... and entries of it that are compared at all */
#define ROUNDUP_COMPARED 128u
#define ROUNDUP_STORIES 3u /* stories, each a small part of the text */
#define ROUNDUP_PART 0.4

struct search {
	struct fold *f;
	struct match_new n;
	size_t n_candidates;
	struct story *story[STATE_CANDIDATES]; /* of the candidates, each once */
	size_t n_stories;
};

static void
candidate(struct search *s, struct entry *e, int weak)
{
	struct fold *f = s->f;

	if (e == NULL || e->stamp == f->stamp || e->story == NULL ||
	    s->n_candidates == STATE_CANDIDATES)
		return;
	e->stamp = f->stamp;
	e->weak = (uint8_t)weak;
	f->candidate[s->n_candidates++] = e;
	if (e->story->stamp != f->stamp) {
		e->story->stamp = f->stamp;
		e->story->score = -1;
		e->story->near = NULL;
		e->story->verified = e->story->part = 0;
		e->story->compared = 0;
		s->story[s->n_stories++] = e->story;
	}
}

/* The entries that hold a window near that one, unless it is a stock phrase. */
static void
by_window(struct search *s, size_t which, uint32_t mark)
{
	struct fold *f = s->f;
	size_t i, n = near_found(f->near, which, f->hits, STATE_HITS), stories = 0;
	struct entry *e;

	for (i = 0; i < n; i++) {
		e = window_get(f->window, f->hits[i]);
		if (e == NULL || e->story == NULL || e->story->window_stamp == mark)
			continue;
		e->story->window_stamp = mark;
		if (++stories > PHRASE_STORIES)
			return;
	}
	for (i = 0; i < n; i++)
		candidate(s, window_get(f->window, f->hits[i]), 0);
}

static void
by_key(struct search *s, enum entry_by by, uint64_t key)
{
	struct entry *e = window_find(s->f->window, by, key);
	unsigned i;

	for (i = 0; e != NULL && i < KEY_WALK; i++) {
		candidate(s, e, 1);
		e = window_next(s->f->window, by, e);
	}
}

static void
gather(struct search *s)
{
	const struct fold_record *r = &s->f->rec;
	const uint64_t key[ENTRY_KEYS] = { [ENTRY_BY_EXACT] = r->exact, [ENTRY_BY_URL] = r->url,
		[ENTRY_BY_SLUG] = r->slug, [ENTRY_BY_LEAD] = r->lead };
	uint32_t i;
	int step;

	for (step = 0; step < WINDOW_STEPS; step++) {
		window_expect(s->f->window, key, step);
		near_expect(s->f->near, r->window, r->n_windows, step);
	}
	near_search(s->f->near, r->window, r->n_windows);
	for (i = 0; i < r->n_windows; i++)
		by_window(s, i, s->f->stamp * (FOLD_WINDOWS + 1) + i + 1);
	by_key(s, ENTRY_BY_EXACT, r->exact);
	by_key(s, ENTRY_BY_URL, r->url);
	by_key(s, ENTRY_BY_SLUG, r->slug);
	by_key(s, ENTRY_BY_LEAD, r->lead);
}

/* Compares with the newest candidates of each story; the best match is remembered
 * there. */
static void
compare(struct search *s)
{
	struct match m;
	size_t i;

	for (i = 0; i < s->n_candidates; i++) {
		struct entry *e = s->f->candidate[i];
		struct story *st = e->story;

		if (st->verified >= STORY_MATCHES || st->compared++ >= STORY_COMPARED ||
		    !match_entry(&s->n, e, &m))
			continue;
		st->verified++;
		if (m.score > st->score) {
			st->score = m.score;
			st->near = e;
		}
	}
}

/* A round-up holds small parts of several stories and is a version of none. */
static int
is_roundup(struct search *s)
{
	struct match m;
	size_t i, parts = 0;

	if (s->n_stories < ROUNDUP_STORIES)
		return 0;
	for (i = 0; i < s->n_candidates && i < ROUNDUP_COMPARED; i++) {
		struct entry *e = s->f->candidate[i];

		if (!match_part(&s->n, e, &m))
			continue;
		if (m.cover >= ROUNDUP_PART)
			return 0;
		parts += !e->story->part;
		e->story->part = 1;
	}
	return parts >= ROUNDUP_STORIES;
}

/* The best story whose representative agrees; the older one if two are equal. */
static struct story *
best(struct search *s)
{
	struct story *b = NULL;
	size_t i;

	for (i = 0; i < s->n_stories; i++) {
		struct story *st = s->story[i];

		if (st->score < 0)
			continue;
		if (!st->mixed && !match_gate(&s->n, st->rep)) {
			st->score = -1;
			continue;
		}
		if (b == NULL || st->score > b->score ||
		    (st->score >= b->score && st->born < b->born))
			b = st;
	}
	return b;
}

static void
merges(struct search *s, struct decision *d)
{
	struct match m;
	size_t i;

	for (i = 0; i < s->n_stories && d->n_merge < DECIDE_MERGES; i++) {
		struct story *st = s->story[i];

		if (st == d->story || st->score < 0 || st->killed || d->story->killed ||
		    st->held || d->story->held || stories_parted(s->f->stories, st, d->story))
			continue;
		/* What the page's text replaces says nothing of what it is like. */
		if (match_entry(&s->n, st->rep, &m) && ((s->f->late && d->story->rep == d->near) ||
		    match_old(st->rep, d->story->rep)))
			d->merge[d->n_merge++] = st;
	}
}

void
decide_entry(struct fold *f, struct story *home, struct entry *prev, struct decision *d)
{
	struct search s = { .f = f, .n = { &f->rec, &f->fx, f->options.window } };

	memset(d, 0, sizeof(*d));
	f->stamp++;
	gather(&s);
	if (home == NULL && is_roundup(&s)) {
		d->roundup = 1;
		f->rec.flags |= RECORD_ROUNDUP;
	}
	compare(&s);
	d->story = best(&s);
	if (home != NULL) {
		d->story = home;
		d->near = prev;
	} else if (d->story != NULL) {
		d->near = d->story->near;
	}
	if (d->near != NULL)
		match_measure(&s.n, d->near, &d->match);
	if (home != NULL)
		d->match.rule = "same-id";
	if (d->story != NULL)
		merges(&s, d);
}
