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
	f->number = PAST_NONE;
	text_init(&f->text);
	features_init(&f->fx);
	f->window = window_new();
	f->near = near_new();
	f->stories = stories_new();
	f->past = past_new();
	f->phrases = phrases_new();
	if (f->window == NULL || f->near == NULL || f->stories == NULL || f->past == NULL ||
	    f->phrases == NULL) {
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
		f->options.leave(f->options.ctx, e->guid != NULL ? e->guid : e->id,
		    e->story != NULL ? e->story->id : "");
	stories_remove(f->stories, e);
	entry_free(e);
}

void
state_free(struct fold *f)
{
	if (f == NULL)
		return;
	while (f->window != NULL && window_oldest(f->window) != NULL)
		leave(f);
	text_clear(&f->text);
	features_clear(&f->fx);
	window_free(f->window);
	near_free(f->near);
	stories_free(f->stories);
	past_free(f->past);
	phrases_free(f->phrases);
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

	e = entry_new(r, f->options.leave != NULL ? guid : NULL);
	if (e == NULL || (r->story[0] != '\0' &&
	    (st = stories_make(f->stories, r->story)) == NULL))
		goto failed;
	if (near_put(f->near, window_end(f->window), r->window, windows) != 0)
		goto failed;
	supersede(f, r);
	if (window_put(f->window, e) != 0)
		goto failed;
	e->past_feed = f->feed;
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

	if (e != NULL && e->past_feed != NULL)
		e->hidden = furniture_bits(e->past_feed, e->past, f->rec.paragraph_at,
		    f->rec.n_paragraphs);
}

int
state_apply(struct fold *f, const char *guid, struct why *why)
{
	const struct fold_record *r = &f->rec;
	struct story *st = r->story[0] != '\0' ? stories_find(f->stories, r->story) : NULL, *into;
	struct entry *e;

	switch ((enum wf_kind)r->kind) {
	case WF_NEW:
	case WF_COPY:
	case WF_ENTRY_VERSION:
	case WF_NOTICE:
		return apply_entry(f, guid, why);
	case WF_MERGE:
		into = stories_find(f->stories, r->into);
		if (st != NULL && into != NULL && st != into)
			stories_merge(f->stories, st, into);
		return 0;
	case WF_CLEAN:
		apply_clean(f);
		return 0;
	case WF_KEEP:
		e = state_entry(f, r->entry);
		if (st != NULL && e != NULL && e->story == st)
			st->kept = e;
		return 0;
	case WF_KILL:
		if (st != NULL)
			st->killed = 1;
		return 0;
	default:
		return 0; /* an editor's word, about which this window does not care yet */
	}
}
