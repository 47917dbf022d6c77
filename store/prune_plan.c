#include "store/prune_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/item.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */
#define DAY_S ((int64_t)86400)

/* What is known of a story; of those that are tied together it is kept with the root. */
struct prune_story {
	struct lines_key key;         /* day 0: a free slot */
	size_t up;                    /* 1 + the slot of one that it is tied to; 0: the root */
	uint32_t last;                /* the last day on which a line was about it */
	int64_t keep;                 /* seconds, of the feed that is kept longest; -1 none yet, 0 for ever */
	int held;
};

static size_t
probe(const struct prune_plan *plan, struct lines_key key)
{
	size_t i = (size_t)((key.hash ^ key.day) * 0x9e3779b97f4a7c15u >> 20) & (plan->cap - 1);

	while (plan->slots[i].key.day != 0 &&
	    (plan->slots[i].key.day != key.day || plan->slots[i].key.hash != key.hash))
		i = (i + 1) & (plan->cap - 1);
	return i;
}

/* Ties are slots, so that they must be found again when the table grows. */
static int
grow(struct prune_plan *plan)
{
	struct prune_plan bigger = *plan;
	struct prune_story *x;
	size_t i;

	bigger.cap = plan->cap > 0 ? plan->cap * 2 : 1024;
	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return -1;
	for (i = 0; i < plan->cap; i++)
		if (plan->slots[i].key.day != 0)
			bigger.slots[probe(&bigger, plan->slots[i].key)] = plan->slots[i];
	for (i = 0; i < bigger.cap; i++) {
		x = &bigger.slots[i];
		if (x->up > 0)
			x->up = 1 + probe(&bigger, plan->slots[x->up - 1].key);
	}
	free(plan->slots);
	*plan = bigger;
	return 0;
}

/* The slot of the story, made if need be. -1 when out of memory. */
static int
slot(struct prune_plan *plan, struct lines_key key, size_t *at)
{
	if (plan->n * 2 >= plan->cap && grow(plan) != 0)
		return -1;
	*at = probe(plan, key);
	if (plan->slots[*at].key.day == 0) {
		plan->slots[*at].key = key;
		plan->slots[*at].keep = -1;
		plan->n++;
	}
	return 0;
}

static struct prune_story *
root_of(const struct prune_plan *plan, size_t at)
{
	struct prune_story *x = &plan->slots[at];

	while (x->up > 0) {
		if (plan->slots[x->up - 1].up > 0)
			x->up = plan->slots[x->up - 1].up;
		x = &plan->slots[x->up - 1];
	}
	return x;
}

static int64_t
longer(int64_t a, int64_t b)
{
	return a == 0 || b == 0 ? 0 : a > b ? a : b;
}

static void
tie(const struct prune_plan *plan, size_t a, size_t b)
{
	struct prune_story *x = root_of(plan, a), *y = root_of(plan, b);

	if (x == y)
		return;
	y->up = 1 + (size_t)(x - plan->slots);
	x->last = y->last > x->last ? y->last : x->last;
	x->keep = longer(x->keep, y->keep);
	x->held |= y->held;
}

static int
is_embargo(const struct wf_line *line)
{
	size_t i;

	for (i = 0; line->kind == WF_NEW && i < line->n_flags; i++)
		if (strcmp(line->flags[i], "embargo") == 0)
			return 1;
	return 0;
}

/* How long the entry's feed is kept. */
static int
ask(const struct prune_plan *plan, const struct lines_record *r, uint32_t day, struct prune_story *x,
    struct why *why)
{
	struct wf_line line;
	struct arena a;
	int rc;

	arena_init(&a, LINE_ARENA);
	rc = archive_line(plan->s, lines_at(r, day), &a, &line, why);
	if (rc == 0) {
		x->keep = longer(x->keep, plan->p->keep(plan->p->ctx, line.entry->feed != NULL ? line.entry->feed : ""));
		x->held |= is_embargo(&line);
	}
	arena_clear(&a);
	return rc;
}

static int
look(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct prune_plan *plan = ctx;
	struct prune_story *x;
	size_t at, into;

	if (r->kind == WF_STUB || r->story_day == 0)
		return 0;
	if (slot(plan, (struct lines_key){ r->story_day, r->story }, &at) != 0)
		return why_set(why, "out of memory");
	if (r->into_day != 0 && (r->kind == WF_MERGE || r->kind == WF_SPLIT)) {
		if (slot(plan, (struct lines_key){ r->into_day, r->into }, &into) != 0)
			return why_set(why, "out of memory");
		at = probe(plan, (struct lines_key){ r->story_day, r->story });
		tie(plan, at, into);
	}
	x = root_of(plan, at);
	if (day > x->last && r->kind != WF_RENAME) /* a feed's new name is no news of its stories */
		x->last = day;
	if (r->kind == WF_HOLD)
		x->held = 1;
	else if (r->kind == WF_RELEASE)
		x->held = 0;
	return day < plan->limit && item_has_entry((enum wf_kind)r->kind) ? ask(plan, r, day, x, why) : 0;
}

int
prune_plan_make(struct prune_plan *plan, struct store *s, const struct store_prune *p, struct why *why)
{
	size_t i;

	memset(plan, 0, sizeof(*plan));
	plan->s = s;
	plan->p = p;
	/* The newest day stays, so that the journal never ends in a stub. */
	for (i = 0; i + 1 < s->j.n_days && s->j.days[i] < p->floor; i++) {
		if (prune_plan_young(plan, s->j.days[i], p->shortest))
			break;
		plan->limit = s->j.days[i] + 1;
	}
	return lines_each(&s->j, &lines_all, look, plan, why);
}

void
prune_plan_clear(struct prune_plan *plan)
{
	free(plan->slots);
	plan->slots = NULL;
	plan->n = plan->cap = 0;
}

/* The day ends before what is kept begins. */
int
prune_plan_young(const struct prune_plan *plan, uint32_t day, int64_t keep)
{
	char text[TIME_LEN];
	int64_t t;

	if (keep == 0)
		return 1;
	journal_day_name(day, text);
	memcpy(text + JOURNAL_DAY_NAME - 1, "T00:00:00Z", sizeof("T00:00:00Z"));
	t = time_parse(text, TIME_LEN - 1);
	return t == TIME_NONE || t + DAY_S > plan->p->now - keep;
}

int
prune_plan_lives(struct prune_plan *plan, struct lines_key key)
{
	const struct prune_story *x;
	size_t at;

	if (key.day == 0 || plan->cap == 0)
		return 0;
	at = probe(plan, key);
	if (plan->slots[at].key.day == 0)
		return 0;
	x = root_of(plan, at);
	return x->held || x->last >= plan->limit ||
	    prune_plan_young(plan, x->last, x->keep >= 0 ? x->keep : plan->p->shortest);
}
