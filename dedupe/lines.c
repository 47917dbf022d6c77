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
	struct credit credit;
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
	credit_read(&room->credit, &f->text, e);
	l->credits = room->credit.credit;
	l->n_credits = room->credit.n_credits;
	l->bylines = room->credit.byline;
	l->n_bylines = room->credit.n_bylines;
	l->n_flags = more->n_flags;
	l->flags = more->flag;
	l->rule = more->rule;
	l->note = more->note != NULL ? more->note : room->credit.note;
	if (more->d == NULL || more->d->near == NULL)
		return;
	memcpy(l->near, more->d->near->id, sizeof(l->near));
	l->containment = more->d->match.containment;
	l->distance = more->d->match.distance;
	if (l->rule == NULL)
		l->rule = more->d->match.rule;
}

static int
hand_out(struct fold *f, const struct fold_put *put, struct wf_line *l, struct why *why)
{
	const char *guid = l->entry != NULL ? l->entry->guid : NULL;
	struct fold_record *r = &f->rec;
	int furniture[FOLD_PARAGRAPHS], stopped;

	l->kind = (enum wf_kind)r->kind;
	l->time = r->time = put->now;
	memcpy(l->story, r->story, sizeof(l->story));
	l->n_furniture = hidden(r, furniture);
	l->furniture = furniture;
	if (state_apply(f, guid, why) != 0)
		return -1;
	f->latest = l;
	stopped = put->line(put->ctx, l, why);
	f->latest = NULL;
	return stopped == 0 ? 0 : -1;
}

static void
start(struct wf_line *l)
{
	memset(l, 0, sizeof(*l));
	l->containment = -1;
	l->distance = -1;
}

int
lines_put(struct fold *f, const struct fold_put *put, const struct lines_more *more,
    struct why *why)
{
	struct wf_line l;
	struct room room;

	start(&l);
	entry_line(f, put->entry, more, &l, &room);
	return hand_out(f, put, &l, why);
}

static void
copy_id(char *to, const char *from, size_t size)
{
	size_t n = from != NULL ? strnlen(from, size - 1) : 0;

	memcpy(to, from != NULL ? from : "", n);
	to[n] = '\0';
}

int
lines_say(struct fold *f, const struct fold_put *put, const struct lines_say *say,
    struct why *why)
{
	struct fold_record *r = &f->rec;
	struct wf_line l;

	/* The ids may be those of the record that is made anew. */
	start(&l);
	copy_id(l.story, say->story, sizeof(l.story));
	copy_id(l.into, say->into, sizeof(l.into));
	copy_id(l.entry_id, say->entry, sizeof(l.entry_id));
	record_init(r);
	r->kind = (uint8_t)say->kind;
	r->t = say->until;
	r->paragraph[0] = say->paragraph;
	memcpy(r->story, l.story, sizeof(r->story));
	memcpy(r->into, l.into, sizeof(r->into));
	memcpy(r->entry, l.entry_id, sizeof(r->entry));
	if (say->rule != NULL && strcmp(say->rule, WF_EDITOR) == 0)
		r->flags |= RECORD_EDITOR;
	if (say->drop)
		r->flags |= RECORD_DROP;
	l.rule = say->rule;
	l.note = say->note;
	l.feed = say->feed;
	l.until = say->until;
	l.flags = &say->flag;
	l.n_flags = say->flag != NULL;
	if (say->paragraph != 0)
		(void)snprintf(l.paragraph, sizeof(l.paragraph), "%016llx",
		    (unsigned long long)say->paragraph);
	return hand_out(f, put, &l, why);
}

/* The feed is the new entry's, whose paragraph it is; an editor's is said by its caller. */
static int
clean(struct fold *f, const struct fold_put *put, struct entry *e, uint64_t key, struct why *why)
{
	struct fold_record *r = &f->rec;
	uint64_t bits = furniture_hidden(f->past, f->feed, e->past);
	struct wf_line l;
	uint32_t i;

	if (bits == e->hidden)
		return 0;
	start(&l);
	record_init(r);
	r->kind = WF_CLEAN;
	memcpy(r->story, e->story->name.id, sizeof(r->story));
	memcpy(r->entry, e->id, sizeof(r->entry));
	r->n_paragraphs = (uint32_t)furniture_list(f->feed, e->past, bits, r->paragraph_at);
	for (i = 0; i < r->n_paragraphs; i++) {
		r->paragraphs = r->paragraph_at[i] + 1;
		r->paragraph_at[i] |= RECORD_HIDDEN;
	}
	r->paragraph[0] = key;
	l.feed = put->entry->feed;
	memcpy(l.entry_id, r->entry, sizeof(l.entry_id));
	(void)snprintf(l.paragraph, sizeof(l.paragraph), "%016llx", (unsigned long long)key);
	return hand_out(f, put, &l, why);
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

		if (e == NULL || e->feed != feed->key || e->past != number || e->superseded ||
		    e->story == NULL || e->kind == WF_NOTICE || entry_key(e, ENTRY_OWNER) != 0 ||
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
