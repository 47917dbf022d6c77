#include "dedupe/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/record.h"

#define WINDOW (72 * (int64_t)3600)
#define LIVE (7 * (int64_t)86400) /* near-verbatim text matches as long (match.c) */

struct fold *
state_new(const struct fold_options *options)
{
	struct fold *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->options = *options;
	if (f->options.window <= 0)
		f->options.window = WINDOW;
	f->clock = TIME_NONE;
	f->next_due = INT64_MAX;
	f->number = PAST_NONE;
	text_init(&f->text);
	features_init(&f->fx);
	f->entries = pool_new();
	f->window = window_new();
	f->near = near_new();
	f->stories = stories_new();
	f->past = past_new();
	f->gone = gone_new();
	f->phrases = phrases_new();
	if (f->entries == NULL || f->window == NULL || f->near == NULL || f->stories == NULL || f->past == NULL ||
	    f->gone == NULL || f->phrases == NULL) {
		f->options.leave = NULL;
		state_free(f);
		return NULL;
	}
	return f;
}

/* The oldest entry leaves memory. Told of is the newest version of an id only. */
static void
leave(struct fold *f)
{
	struct entry *e = window_pop(f->window);

	if (f->options.leave != NULL && !e->superseded)
		f->options.leave(f->options.ctx, entry_guid(e) != NULL ? entry_guid(e) : e->id,
		    e->story != NULL ? e->story->name.id : "");
	if (f->gone != NULL && e->story != NULL && e->kind == WF_NEW && e->words >= FEATURES_SHORT)
		gone_put(f->gone, entry_key(e, ENTRY_BY_EXACT), e->story->name.id,
		    e->fetched != TIME_NONE ? e->fetched : e->t);
	stories_remove(f->stories, e);
	entry_free(e);
}

void
state_free(struct fold *f)
{
	if (f == NULL)
		return;
	gone_free(f->gone);
	f->gone = NULL; /* what leaves now comes back to nobody */
	while (f->window != NULL && window_oldest(f->window) != NULL)
		leave(f);
	text_clear(&f->text);
	features_clear(&f->fx);
	window_free(f->window);
	pool_free(f->entries);
	near_free(f->near);
	stories_free(f->stories);
	past_free(f->past);
	phrases_free(f->phrases);
	free(f->pending);
	free(f);
}

struct entry *
state_entry(const struct fold *f, const char *id)
{
	struct entry *e = window_find(f->window, ENTRY_BY_ID, entry_id_key(id));

	while (e != NULL && strcmp(e->id, id) != 0)
		e = window_next(f->window, ENTRY_BY_ID, e);
	return e;
}

static void
trim(struct fold *f)
{
	int64_t span = f->options.window > LIVE ? f->options.window : LIVE;
	struct entry *e;

	while ((e = window_oldest(f->window)) != NULL) {
		int past = f->clock != TIME_NONE && e->fetched != TIME_NONE &&
		    e->fetched < f->clock - span;

		if (!past && (f->options.live_max == 0 ||
		    window_count(f->window) < f->options.live_max))
			break;
		leave(f);
	}
	near_drop(f->near, window_end(f->window) - (uint32_t)window_count(f->window));
}

void
state_begin(struct fold *f, int64_t fetched)
{
	fetched = record_time(fetched);
	if (fetched != TIME_NONE && (f->clock == TIME_NONE || fetched > f->clock))
		f->clock = fetched;
	trim(f);
}

void
state_clock(struct fold *f, int64_t now)
{
	now = record_time(now);
	if (now == TIME_NONE || (f->clock != TIME_NONE && now <= f->clock))
		return;
	f->clock = now;
	trim(f);
}

/* What the record says of the story as a whole. */
static void
mirror(struct story *st, const struct fold_record *r)
{
	st->agency = r->story_agency;
	st->feed = r->story_feed;
	st->owned |= (r->flags & RECORD_OWNED) != 0;
	st->killed |= (r->flags & RECORD_KILLED) != 0;
	st->held |= (r->flags & RECORD_HELD) != 0;
	st->set_kill |= (r->flags & RECORD_SET_KILL) != 0;
	st->set_hold |= (r->flags & RECORD_SET_HOLD) != 0;
	if (r->story_revision > st->revision)
		st->revision = r->story_revision;
}

/* Earlier versions of the id give way; a withdrawal takes them along. */
static void
supersede(struct fold *f, const struct fold_record *r)
{
	struct entry *e = state_entry(f, r->entry);
	int i;

	for (i = 0; e != NULL && i < STATE_CANDIDATES; i++) {
		if (strcmp(e->id, r->entry) == 0) {
			if (e->superseded && !(r->flags & RECORD_GONE))
				break;
			e->superseded = 1;
			if (r->flags & RECORD_GONE)
				e->flags |= RECORD_GONE;
		}
		e = window_next(f->window, ENTRY_BY_ID, e);
	}
}

static int
apply_entry(struct fold *f, const char *guid, struct why *why)
{
	const struct fold_record *r = &f->rec;
	struct story *st = NULL;
	struct entry *e;
	size_t windows = r->flags & RECORD_GONE ? 0 : r->n_windows;

	e = entry_new(f->entries, r, f->options.leave != NULL ? guid : NULL);
	if (e == NULL || (r->story[0] != '\0' &&
	    (st = stories_make(f->stories, r->story)) == NULL))
		goto failed;
	if (near_put(f->near, window_end(f->window), r->window, windows) != 0)
		goto failed;
	supersede(f, r);
	if (window_put(f->window, e) != 0)
		goto failed;
	e->past = f->number;
	furniture_attach(f->feed, f->number, e->number);
	if (st != NULL) {
		stories_add(st, e);
		mirror(st, r);
		if (r->kind == WF_NEW && st->kept == NULL && st->members == 1)
			st->kept = e;
	}
	f->last_t = r->t;
	return 0;
failed:
	entry_free(e);
	return why_set(why, "out of memory for entry %s", r->entry);
}

static void
apply_clean(struct fold *f)
{
	struct entry *e = state_entry(f, f->rec.entry);
	const struct past_feed *feed = e != NULL ? past_of(f->past, e->feed) : NULL;

	if (feed != NULL)
		e->hidden = furniture_bits(feed, e->past, f->rec.paragraph_at,
		    f->rec.n_paragraphs);
}

static void
find_next_due(struct fold *f)
{
	size_t i;

	f->next_due = INT64_MAX;
	for (i = 0; i < f->n_pending; i++)
		if (f->pending[i].until < f->next_due)
			f->next_due = f->pending[i].until;
}

/* The story's place among those that are released by the clock; until 0 takes it out. */
static int
set_pending(struct fold *f, const char *story, int64_t until)
{
	struct state_pending *p;
	size_t i;

	for (i = 0; i < f->n_pending && strcmp(f->pending[i].story, story) != 0; i++)
		;
	if (until == 0) {
		if (i == f->n_pending)
			return 0;
		memmove(&f->pending[i], &f->pending[i + 1], (--f->n_pending - i) * sizeof(*f->pending));
		find_next_due(f);
		return 0;
	}
	if (i == f->n_pending) {
		if (i == f->cap_pending) {
			f->cap_pending = i > 0 ? i * 2 : 8;
			p = realloc(f->pending, f->cap_pending * sizeof(*p));
			if (p == NULL)
				return -1;
			f->pending = p;
		}
		f->n_pending++;
		memcpy(f->pending[i].story, story, WF_STORY_MAX);
	}
	f->pending[i].until = until;
	find_next_due(f);
	return 0;
}

static void
apply_merge(struct fold *f, struct story *st)
{
	struct story *into = stories_find(f->stories, f->rec.into);
	size_t i;

	for (i = 0; i < f->n_pending; i++)
		if (strcmp(f->pending[i].story, f->rec.story) == 0)
			memcpy(f->pending[i].story, f->rec.into, WF_STORY_MAX);
	if (st != NULL && into != NULL && st != into)
		stories_merge(f->stories, st, into);
	if (into != NULL && (f->rec.flags & RECORD_EDITOR))
		into->mixed = 1;
}

/* An entry leaves its story for another, and the two stay two. */
static int
apply_split(struct fold *f, struct story *st)
{
	struct entry *e = state_entry(f, f->rec.entry);
	struct story *into;

	if (st == NULL || e == NULL || e->story != st || st->members < 2)
		return 0;
	into = stories_reopen(f->stories, f->rec.into);
	if (into == NULL || stories_part(into, st) != 0)
		return -1;
	stories_move(f->stories, into, st, f->rec.entry);
	into->kept = into->newest;
	return 0;
}

/* Kills, holds and their ends. */
static int
apply_status(struct fold *f, struct story *st)
{
	const struct fold_record *r = &f->rec;
	const uint8_t editor = (r->flags & RECORD_EDITOR) != 0;

	if (st != NULL && (r->kind == WF_KILL || r->kind == WF_UNKILL)) {
		st->killed = r->kind == WF_KILL;
		st->set_kill = st->set_kill || editor;
	} else if (st != NULL) {
		st->held = r->kind == WF_HOLD;
		st->set_hold = st->set_hold || editor;
	}
	return set_pending(f, r->story, r->kind == WF_HOLD && r->t > 0 ? r->t : 0);
}

static void
apply_withdraw(struct fold *f)
{
	struct entry *e = state_entry(f, f->rec.entry);

	for (; e != NULL; e = window_next(f->window, ENTRY_BY_ID, e))
		if (strcmp(e->id, f->rec.entry) == 0)
			e->flags |= RECORD_GONE;
}

int
state_apply(struct fold *f, const char *guid, struct why *why)
{
	const struct fold_record *r = &f->rec;
	struct story *st = r->story[0] != '\0' ? stories_find(f->stories, r->story) : NULL;
	struct entry *e;
	int rc = 0;

	switch ((enum wf_kind)r->kind) {
	case WF_NEW:
	case WF_COPY:
	case WF_ENTRY_VERSION:
	case WF_NOTICE:
		return apply_entry(f, guid, why);
	case WF_MERGE:
		apply_merge(f, st);
		break;
	case WF_CLEAN:
		apply_clean(f);
		break;
	case WF_KEEP:
		e = state_entry(f, r->entry);
		if (st != NULL && e != NULL && e->story == st)
			st->kept = e;
		break;
	case WF_SPLIT:
		rc = apply_split(f, st);
		break;
	case WF_KILL:
	case WF_UNKILL:
	case WF_HOLD:
	case WF_RELEASE:
		rc = apply_status(f, st);
		break;
	case WF_WITHDRAW:
		apply_withdraw(f);
		break;
	case WF_SET_FURNITURE:
		rc = past_rule(f->past, r->paragraph[0], r->flags & RECORD_DROP ? 1 : -1);
		break;
	default:
		break; /* what is said of a story changes no decision */
	}
	return rc == 0 ? 0 : why_set(why, "out of memory for story %s", r->story);
}

int
state_paragraphs(struct fold *f, const struct fold_record *r)
{
	const struct entry *prev;
	uint32_t replaced = PAST_NONE;

	state_begin(f, r->fetched);
	prev = state_entry(f, r->entry);
	f->feed = past_of(f->past, r->feed);
	if (f->feed == NULL)
		return -1;
	if (prev != NULL && prev->feed == r->feed)
		replaced = prev->past;
	if (past_put(f->past, f->feed, r, replaced, &f->number) != 0)
		return -1;
	return furniture_restore(f->past, f->feed, r);
}
