#include "dedupe/stories.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/record.h"

#define BUCKETS 1024u /* at first */
#define REP_WALK 256  /* newest members among which a new representative is looked for */

struct story_apart {
	struct story_apart *next;
	char id[WF_STORY_MAX];
};

struct stories {
	struct story_name **bucket;
	size_t cap, n_names, n;
	uint64_t born;
};

struct stories *
stories_new(void)
{
	struct stories *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->cap = BUCKETS;
	s->bucket = calloc(s->cap, sizeof(struct story_name *));
	if (s->bucket == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

static void
free_apart(struct story *st)
{
	struct story_apart *a, *next;

	for (a = st->apart; a != NULL; a = next) {
		next = a->next;
		free(a);
	}
	st->apart = NULL;
}

/* A name is the first of its story's memory, or of that of a story that is merged: of such a one
 * nothing but the name is left. */
static void
free_name(struct story_name *n)
{
	if (n == &n->story->name)
		free_apart(n->story);
	free(n);
}

void
stories_free(struct stories *s)
{
	struct story_name *n, *next;
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->cap; i++) /* first those that look at their story */
		for (n = s->bucket[i]; n != NULL; n = n->next)
			if (n == &n->story->name)
				free_apart(n->story);
	for (i = 0; i < s->cap; i++)
		for (n = s->bucket[i]; n != NULL; n = next) {
			next = n->next;
			free(n);
		}
	free(s->bucket);
	free(s);
}

static struct story_name *
name_of(const struct stories *s, const char *id)
{
	struct story_name *n = s->bucket[hash_str(id) & (s->cap - 1)];

	while (n != NULL && strcmp(n->id, id) != 0)
		n = n->next;
	return n;
}

struct story *
stories_find(const struct stories *s, const char *id)
{
	struct story_name *n = name_of(s, id);

	return n != NULL ? n->story : NULL;
}

static void
grow(struct stories *s)
{
	size_t cap = s->cap * 2, i;
	struct story_name **bucket = calloc(cap, sizeof(struct story_name *)), *n, *next;

	if (bucket == NULL)
		return;
	for (i = 0; i < s->cap; i++)
		for (n = s->bucket[i]; n != NULL; n = next) {
			struct story_name **at = &bucket[hash_str(n->id) & (cap - 1)];

			next = n->next;
			n->next = *at;
			*at = n;
		}
	free(s->bucket);
	s->bucket = bucket;
	s->cap = cap;
}

struct story *
stories_make(struct stories *s, const char *id)
{
	struct story *st = stories_find(s, id);
	struct story_name *n, **at;

	if (st != NULL)
		return st;
	if (s->n_names > s->cap)
		grow(s);
	st = calloc(1, sizeof(*st));
	if (st == NULL)
		return NULL;
	n = &st->name;
	memcpy(n->id, id, strlen(id) + 1);
	n->story = st;
	at = &s->bucket[hash_str(id) & (s->cap - 1)];
	n->next = *at;
	*at = n;
	st->born = s->born++;
	s->n_names++;
	s->n++;
	return st;
}

static int
may_stand(const struct entry *e)
{
	return entry_usable(e) && !(e->flags & RECORD_ROUNDUP);
}

void
stories_add(struct story *st, struct entry *e)
{
	e->story = st;
	e->newer = NULL;
	e->older = st->newest;
	if (st->newest != NULL)
		st->newest->newer = e;
	else
		st->oldest = e;
	st->newest = e;
	st->members++;
	if (st->rep == NULL || (may_stand(e) && (!may_stand(st->rep) || e->words > st->rep->words)))
		st->rep = e;
}

static void
drop_name(struct stories *s, struct story_name *n)
{
	struct story_name **at = &s->bucket[hash_str(n->id) & (s->cap - 1)];

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	free_name(n);
	s->n_names--;
}

static void
drop(struct stories *s, struct story *st)
{
	struct story_name *n, *also;

	for (n = st->name.also; n != NULL; n = also) {
		also = n->also;
		drop_name(s, n);
	}
	drop_name(s, &st->name);
	s->n--;
}

static void
choose_rep(struct story *st)
{
	struct entry *e;
	int i = 0;

	st->rep = st->newest;
	for (e = st->newest; e != NULL && i < REP_WALK; e = e->older, i++)
		if (may_stand(e) && (!may_stand(st->rep) || e->words >= st->rep->words))
			st->rep = e;
}

void
stories_remove(struct stories *s, struct entry *e)
{
	struct story *st = e->story;

	if (st == NULL)
		return;
	if (e->older != NULL)
		e->older->newer = e->newer;
	else
		st->oldest = e->newer;
	if (e->newer != NULL)
		e->newer->older = e->older;
	else
		st->newest = e->older;
	e->story = NULL;
	e->older = e->newer = NULL;
	if (st->kept == e)
		st->kept = NULL;
	if (--st->members == 0)
		drop(s, st);
	else if (st->rep == e)
		choose_rep(st);
}

struct story *
stories_reopen(struct stories *s, const char *id)
{
	struct story_name *n = name_of(s, id), **at;

	if (n != NULL && n != &n->story->name) {
		for (at = &n->story->name.also; *at != n; at = &(*at)->also)
			;
		*at = n->also;
		drop_name(s, n);
	}
	return stories_make(s, id);
}

/* Two lists in order of arrival become one. */
static void
splice(struct story *from, struct story *into)
{
	struct entry *a = from->oldest, *b = into->oldest, *e, *last = NULL;

	into->oldest = NULL;
	while (a != NULL || b != NULL) {
		/* Numbers may wrap: the difference counts. */
		if (b == NULL || (a != NULL && (int32_t)(a->number - b->number) < 0)) {
			e = a;
			a = a->newer;
		} else {
			e = b;
			b = b->newer;
		}
		e->story = into;
		e->older = last;
		e->newer = NULL;
		if (last != NULL)
			last->newer = e;
		else
			into->oldest = e;
		last = e;
	}
	into->newest = last;
}

void
stories_merge(struct stories *s, struct story *from, struct story *into)
{
	struct story_name *n, *last = &from->name;

	splice(from, into);
	into->members += from->members;
	if (from->rep != NULL && (into->rep == NULL || (may_stand(from->rep) &&
	    (!may_stand(into->rep) || from->rep->words > into->rep->words))))
		into->rep = from->rep;
	for (n = &from->name; n != NULL; n = n->also) {
		n->story = into;
		last = n;
	}
	last->also = into->name.also;
	into->name.also = &from->name;
	if (into->agency == 0)
		into->agency = from->agency;
	into->owned |= from->owned;
	into->killed |= from->killed;
	into->held |= from->held;
	into->mixed |= from->mixed;
	if (from->revision > into->revision)
		into->revision = from->revision;
	while (from->apart != NULL) {
		struct story_apart *a = from->apart;

		from->apart = a->next;
		a->next = into->apart;
		into->apart = a;
	}
	s->n--;
}

void
stories_move(struct stories *s, struct story *into, struct story *from, const char *entry)
{
	struct entry *e, *newer;

	for (e = from->oldest; e != NULL; e = newer) {
		newer = e->newer;
		if (strcmp(e->id, entry) != 0)
			continue;
		if (into->agency == 0)
			into->agency = entry_key(e, ENTRY_AGENCY);
		if (into->feed == 0)
			into->feed = e->feed;
		if (e->revision > into->revision)
			into->revision = e->revision;
		stories_remove(s, e);
		stories_add(into, e);
	}
}

int
stories_part(struct story *a, struct story *b)
{
	struct story_apart *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return -1;
	memcpy(p->id, b->name.id, sizeof(p->id));
	p->next = a->apart;
	a->apart = p;
	return 0;
}

static int
parted_from(const struct stories *s, const struct story *a, const struct story *b)
{
	const struct story_apart *p;

	for (p = a->apart; p != NULL; p = p->next)
		if (stories_find(s, p->id) == b)
			return 1;
	return 0;
}

int
stories_parted(const struct stories *s, const struct story *a, const struct story *b)
{
	return parted_from(s, a, b) || parted_from(s, b, a);
}
