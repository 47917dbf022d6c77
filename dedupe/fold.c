#include "dedupe/fold.h"

#include <string.h>

#include "dedupe/draft.h"
#include "dedupe/hash.h"
#include "dedupe/lines.h"
#include "dedupe/place.h"
#include "dedupe/record.h"
#include "dedupe/state.h"
#include "dedupe/word.h"
#include "dedupe/zone.h"

struct fold *
fold_new(const struct fold_options *options)
{
	return state_new(options);
}

void
fold_free(struct fold *f)
{
	state_free(f);
}

size_t
fold_live(const struct fold *f)
{
	return window_count(f->window);
}

void
fold_clock(struct fold *f, int64_t now)
{
	state_clock(f, now);
}

int
fold_put(struct fold *f, const struct fold_put *put, struct why *why)
{
	return place_put(f, put, why);
}

int
fold_word(struct fold *f, const struct fold_word *w, struct why *why)
{
	return word_put(f, w, why);
}

int
fold_due(struct fold *f, const struct fold_put *put, struct why *why)
{
	return word_due(f, put, why);
}

int64_t
fold_next_due(const struct fold *f)
{
	return f->next_due;
}

int
fold_zone(const char *name)
{
	return zone_of(name, strlen(name), 0) != ZONE_NONE;
}

int
fold_record(const struct fold *f, const struct wf_line *line, struct fold_record *r)
{
	if (line == NULL || line != f->latest)
		return -1;
	*r = f->rec;
	r->seq = line->seq;
	r->time = line->time;
	return 0;
}

static int
is_entry(unsigned kind)
{
	return kind == WF_NEW || kind == WF_COPY || kind == WF_ENTRY_VERSION || kind == WF_NOTICE;
}

/* The paragraphs that the line hides, and no others. */
static void
take_hidden(struct fold_record *r, const struct wf_line *l)
{
	uint32_t i;
	size_t j;

	for (i = 0; i < r->n_paragraphs; i++) {
		r->paragraph_at[i] &= ~RECORD_HIDDEN;
		for (j = 0; j < l->n_furniture; j++)
			if ((uint32_t)l->furniture[j] == (r->paragraph_at[i] & RECORD_INDEX))
				r->paragraph_at[i] |= RECORD_HIDDEN;
	}
}

/* What was decided of an entry. */
static void
take_entry(struct fold *f, const struct wf_line *l)
{
	struct fold_record *r = &f->rec;
	size_t i;

	r->kind = (uint8_t)l->kind;
	r->revision = l->revision;
	r->of = l->of;
	r->extent = (uint8_t)lines_extent(l->extent);
	if (l->kind == WF_NOTICE)
		r->flags |= RECORD_GONE;
	for (i = 0; i < l->n_flags; i++)
		if (strcmp(l->flags[i], "round-up") == 0)
			r->flags |= RECORD_ROUNDUP;
		else if (strcmp(l->flags[i], "embargoed-copy") == 0)
			r->flags |= RECORD_EMBARGO;
		else if (l->kind == WF_NEW && strcmp(l->flags[i], "embargo") == 0)
			r->flags |= RECORD_HELD;
	take_hidden(r, l);
	if (l->story[0] != '\0')
		place_belong(r, l->kind == WF_NEW ? NULL : stories_find(f->stories, l->story));
	memcpy(r->story, l->story, sizeof(r->story));
}

static uint64_t
from_hex(const char *s)
{
	uint64_t v = 0;

	for (; *s != '\0'; s++)
		v = v << 4 | (uint64_t)(*s >= 'a' ? *s - 'a' + 10 : *s - '0');
	return v;
}

/* A decision's record from its line. */
static void
take_decision(struct fold *f, const struct wf_line *l)
{
	struct fold_record *r = &f->rec;
	size_t i;

	record_init(r);
	r->kind = (uint8_t)l->kind;
	r->time = l->time;
	memcpy(r->entry, l->entry_id, sizeof(r->entry));
	memcpy(r->story, l->story, sizeof(r->story));
	memcpy(r->into, l->into, sizeof(r->into));
	r->paragraph[0] = from_hex(l->paragraph);
	r->t = l->until > 0 ? l->until : 0;
	if (l->rule != NULL && strcmp(l->rule, WF_EDITOR) == 0)
		r->flags |= RECORD_EDITOR;
	for (i = 0; i < l->n_flags; i++)
		if (strcmp(l->flags[i], "drop") == 0)
			r->flags |= RECORD_DROP;
	for (i = 0; i < l->n_furniture && i < FOLD_PARAGRAPHS; i++)
		r->paragraph_at[i] = ((uint32_t)l->furniture[i] & RECORD_INDEX) | RECORD_HIDDEN;
	r->n_paragraphs = (uint32_t)i;
	r->paragraphs = i > 0 ? (r->paragraph_at[i - 1] & RECORD_INDEX) + 1 : 0;
}

int
fold_replay(struct fold *f, const struct wf_line *line, struct why *why)
{
	const struct wf_entry *e = line->entry;
	int ok;

	f->latest = NULL;
	if (is_entry(line->kind)) {
		if (e == NULL)
			return why_set(why, "line of story %s without its entry", line->story);
		state_begin(f, e->fetched);
		if (draft_entry(f, e, state_entry(f, e->id), why) != 0)
			return -1;
		take_entry(f, line);
	} else {
		take_decision(f, line);
	}
	f->rec.time = line->time;
	ok = state_apply(f, e != NULL ? e->guid : NULL, why);
	if (ok == 0)
		f->latest = line;
	return ok;
}

int
fold_restore(struct fold *f, const struct fold_record *r, struct why *why)
{
	f->latest = NULL;
	if (record_check(r, why) != 0)
		return -1;
	f->rec = *r;
	if (is_entry(r->kind) && state_paragraphs(f, r) != 0)
		return why_set(why, "out of memory for entry %s", r->entry);
	return state_apply(f, NULL, why);
}
