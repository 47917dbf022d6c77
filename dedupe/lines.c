#include "dedupe/lines.h"

#include <stdio.h>
#include <string.h>

#include "dedupe/agency.h"
#include "dedupe/record.h"

static const char *const extents[RECORD_EXTENTS] = {
	[RECORD_STUB] = "stub", [RECORD_EXCERPT] = "excerpt", [RECORD_FULL] = "full",
};

unsigned
lines_extent(const char *name)
{
	unsigned i;

	for (i = 0; name != NULL && i < RECORD_EXTENTS; i++)
		if (strcmp(name, extents[i]) == 0)
			return i;
	return RECORD_FULL;
}

/* The arrays that one line points to. */
struct room {
	const char *agency[AGENCY_MAX];
	int furniture[FOLD_PARAGRAPHS];
};

static size_t
hidden(const struct fold_record *r, int *to)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < r->n_paragraphs; i++)
		if (r->paragraph_at[i] & RECORD_HIDDEN)
			to[n++] = (int)(r->paragraph_at[i] & RECORD_INDEX);
	return n;
}

static size_t
agencies(uint32_t bits, const char **to)
{
	size_t n = 0;
	int i;

	for (i = 0; i < AGENCY_MAX; i++)
		if ((bits >> i & 1) && agency_name(i) != NULL)
			to[n++] = agency_name(i);
	return n;
}

static void
entry_line(const struct fold *f, const struct wf_entry *e, const struct lines_more *more,
    struct wf_line *l, struct room *room)
{
	const struct fold_record *r = &f->rec;

	l->entry = e;
	l->extent = extents[r->extent];
	l->dateline = f->text.place[0] != '\0' ? f->text.place : NULL;
	l->revision = r->revision;
	l->of = r->of;
	l->n_agencies = agencies(f->agencies, room->agency);
	l->agencies = room->agency;
	l->n_flags = more->n_flags;
	l->flags = more->flag;
	l->rule = more->rule;
	l->note = more->note;
	if (more->d == NULL || more->d->near == NULL)
		return;
	memcpy(l->near, more->d->near->id, sizeof(l->near));
	l->containment = more->d->match.containment;
	l->distance = more->d->match.distance;
	if (l->rule == NULL)
		l->rule = more->d->match.rule;
}

/* A decision's feed is the new entry's: its paragraph, or who kills. */
static void
decision_line(const struct fold *f, const struct wf_entry *e, struct wf_line *l)
{
	const struct fold_record *r = &f->rec;

	memcpy(l->into, r->into, sizeof(l->into));
	memcpy(l->entry_id, r->entry, sizeof(l->entry_id));
	if (r->kind == WF_CLEAN || r->kind == WF_KILL)
		l->feed = e->feed;
	if (r->kind == WF_KILL)
		l->note = e->owner != NULL ? e->owner : e->feed;
	if (r->kind == WF_CLEAN)
		(void)snprintf(l->paragraph, sizeof(l->paragraph), "%016llx",
		    (unsigned long long)r->paragraph[0]);
}

int
lines_put(struct fold *f, const struct fold_put *put, const struct lines_more *more,
    struct why *why)
{
	struct wf_line l;
	struct room room;
	struct fold_record *r = &f->rec;
	int stopped;

	memset(&l, 0, sizeof(l));
	l.kind = (enum wf_kind)r->kind;
	l.time = r->time = put->now;
	l.containment = -1;
	l.distance = -1;
	memcpy(l.story, r->story, sizeof(l.story));
	if (more != NULL)
		entry_line(f, put->entry, more, &l, &room);
	else
		decision_line(f, put->entry, &l);
	l.n_furniture = hidden(r, room.furniture);
	l.furniture = room.furniture;
	if (state_apply(f, more != NULL ? put->entry->guid : NULL, why) != 0)
		return -1;
	f->latest = &l;
	stopped = put->line(put->ctx, &l, why);
	f->latest = NULL;
	return stopped == 0 ? 0 : -1;
}

static void
start(struct fold *f, enum wf_kind kind, const char *story)
{
	record_init(&f->rec);
	f->rec.kind = (uint8_t)kind;
	memcpy(f->rec.story, story, strlen(story) + 1);
}

int
lines_keep(struct fold *f, const struct fold_put *put, const struct story *st,
    const struct entry *e, struct why *why)
{
	start(f, WF_KEEP, st->id);
	memcpy(f->rec.entry, e->id, sizeof(f->rec.entry));
	return lines_put(f, put, NULL, why);
}

int
lines_merge(struct fold *f, const struct fold_put *put, const struct story *from,
    const struct story *into, struct why *why)
{
	start(f, WF_MERGE, from->id);
	memcpy(f->rec.into, into->id, sizeof(f->rec.into));
	return lines_put(f, put, NULL, why);
}

int
lines_kill(struct fold *f, const struct fold_put *put, const char *story, struct why *why)
{
	start(f, WF_KILL, story);
	memcpy(f->rec.entry, put->entry->id, WF_ID_HEX + 1);
	return lines_put(f, put, NULL, why);
}

static int
clean(struct fold *f, const struct fold_put *put, struct entry *e, uint64_t key, struct why *why)
{
	struct fold_record *r = &f->rec;
	uint64_t bits = furniture_hidden(f->past, e->past_feed, e->past);
	uint32_t i;

	if (bits == e->hidden)
		return 0;
	start(f, WF_CLEAN, e->story->id);
	memcpy(r->entry, e->id, sizeof(r->entry));
	r->n_paragraphs = (uint32_t)furniture_list(e->past_feed, e->past, bits, r->paragraph_at);
	for (i = 0; i < r->n_paragraphs; i++) {
		r->paragraphs = r->paragraph_at[i] + 1;
		r->paragraph_at[i] |= RECORD_HIDDEN;
	}
	r->paragraph[0] = key;
	return lines_put(f, put, NULL, why);
}

int
lines_clean(struct fold *f, const struct fold_put *put, struct why *why)
{
	struct past_feed *feed = f->feed;
	uint32_t number, end;
	size_t i;

	if (f->n_changed == 0)
		return 0;
	for (furniture_range(feed, &number, &end); number != end; number++) {
		struct entry *e = window_get(f->window, furniture_place(feed, number));

		if (e == NULL || e->past_feed != feed || e->past != number || e->superseded ||
		    e->story == NULL || e->kind == WF_NOTICE || e->owner != 0 ||
		    e->furniture_mode != WF_FURNITURE_AUTO)
			continue;
		for (i = 0; i < f->n_changed; i++)
			if (furniture_holds(feed, number, f->changed[i]))
				break;
		if (i < f->n_changed && clean(f, put, e, f->changed[i], why) != 0)
			return -1;
	}
	return 0;
}
