#include "dedupe/draft.h"

#include <string.h>

#include "base/time.h"
#include "dedupe/agency.h"
#include "dedupe/hash.h"
#include "dedupe/record.h"
#include "dedupe/target.h"
#include "dedupe/title.h"
#include "dedupe/url.h"

#define DAY 86400
#define CREDIBLE (30 * (int64_t)DAY) /* a date older than this before arrival is not the story's */
#define STUB_WORDS 8u                /* fewer are no text to read */
#define EDGE (FOLD_PARAGRAPHS / 2)   /* paragraphs kept at either end of a long text */

uint64_t
draft_text_hash(const struct wf_entry *e)
{
	return hash_str(e->text);
}

uint64_t
draft_title_hash(const struct wf_entry *e)
{
	return hash_str(e->title);
}

static int64_t
t_of(const struct fold *f, const struct wf_entry *e)
{
	int64_t published = record_time(e->published), fetched = record_time(e->fetched);

	if (fetched == TIME_NONE)
		return published != TIME_NONE ? published : f->last_t;
	if (published != TIME_NONE && published <= fetched && published >= fetched - CREDIBLE)
		return published;
	return fetched;
}

/* Does the text stop short: an ellipsis, or a feed's own word that it does? */
static int
is_cut(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\n' || s[n - 1] == ']' || s[n - 1] == ')'))
		n--;
	return (n >= 3 && memcmp(s + n - 3, "...", 3) == 0) ||
	    (n >= 3 && memcmp(s + n - 3, "\xe2\x80\xa6", 3) == 0);
}

static void
title(struct fold_record *r, const struct wf_entry *e)
{
	struct title t;

	title_read(&t, e->title);
	r->slug = t.slug;
	r->n_title = (uint32_t)t.n;
	memcpy(r->title, t.word, sizeof(r->title));
	if (t.tags & TITLE_VERSION)
		r->flags |= RECORD_VERSION;
	if (t.tags & TITLE_REPEAT)
		r->flags |= RECORD_REPEAT;
	if (t.tags & TITLE_SUB)
		r->flags |= RECORD_SUB;
	r->flags |= t.own << RECORD_SHIFT;
}

static void
facts(struct fold *f, const struct wf_entry *e)
{
	/* A feed that was renamed is still the same one. */
	const char *feed = e->key != NULL ? e->key : e->feed;
	struct fold_record *r = &f->rec;

	record_init(r);
	memcpy(r->entry, e->id, sizeof(r->entry));
	r->entry[WF_ID_HEX] = '\0';
	r->furniture_mode = (uint8_t)e->furniture;
	r->feed = hash_str(feed);
	r->group = hash_str(e->group != NULL && strcmp(e->group, e->feed) != 0 ? e->group : feed);
	r->owner = agency_key(e->owner);
	r->text_hash = draft_text_hash(e);
	r->title_hash = draft_title_hash(e);
	r->url = url_key(e->url);
	r->guid = hash_str(e->guid);
	r->item = target_item(e->guid);
	r->desk = target_desk(e);
	r->t = t_of(f, e);
	r->fetched = record_time(e->fetched);
	r->rank = e->rank;
	title(r, e);
}

static int
read_text(struct fold *f, const struct wf_entry *e)
{
	size_t i;

	if (text_read(&f->text, f->phrases, e) != 0)
		return -1;
	f->agencies = f->text.agencies;
	for (i = 0; i < e->n_authors; i++)
		wire_author(e->authors[i].name, &f->agencies);
	wire_author(e->source, &f->agencies);
	f->rec.agency = agency_key_of(f->agencies);
	if (f->rec.agency == 0)
		f->rec.agency = f->rec.owner;
	return 0;
}

/* Keys of the first and last paragraphs. */
static void
keys(struct fold *f)
{
	struct fold_record *r = &f->rec;
	const struct text *t = &f->text;
	size_t i;

	r->paragraphs = (uint32_t)t->n;
	for (i = 0; i < t->n; i++) {
		if (t->n > FOLD_PARAGRAPHS && i >= EDGE && i < t->n - EDGE)
			continue;
		r->paragraph[r->n_paragraphs] = t->p[i].key;
		r->paragraph_at[r->n_paragraphs++] = (uint32_t)i | t->p[i].at;
	}
}

/* The words of all paragraphs but furniture, legal texts and what is lifted; of all but a page's
 * leftovers. */
static int
put_words(struct fold *f, int all)
{
	const struct text *t = &f->text;
	const struct fold_record *r = &f->rec;
	size_t i, j = 0;
	uint32_t at;

	features_reset(&f->fx);
	for (i = 0; i < t->n; i++) {
		at = t->p[i].at;
		if (j < r->n_paragraphs && (r->paragraph_at[j] & RECORD_INDEX) == i)
			at = r->paragraph_at[j++];
		if (!all && (at & (RECORD_LEGAL | RECORD_LIFTED)))
			continue;
		if ((at & RECORD_LEFTOVER) && r->furniture_mode != WF_FURNITURE_OFF)
			continue;
		if (!all && (at & RECORD_FURNITURE) && r->furniture_mode != WF_FURNITURE_OFF)
			continue;
		if (features_put(&f->fx, t->words.hash + t->p[i].first, t->words.flag + t->p[i].first,
		    t->p[i].n) != 0)
			return -1;
	}
	return 0;
}

static int
hash_words(struct fold *f)
{
	if (put_words(f, 0) != 0)
		return -1;
	if (f->fx.n < FEATURES_SHORT && f->fx.n < f->text.own_words && put_words(f, 1) != 0)
		return -1;
	return features_make(&f->fx, &f->rec);
}

/* Bytes that are shown, and how much of the story they are. */
static void
extent(struct fold *f, const struct wf_entry *e)
{
	struct fold_record *r = &f->rec;
	size_t n = strlen(e->text), i, own = 0;

	for (i = 0; i < f->text.own; i++)
		own += f->text.p[i].bytes + (i > 0 ? 2 : 0);
	for (i = 0; i < r->n_paragraphs; i++)
		if (r->paragraph_at[i] & RECORD_HIDDEN)
			n -= f->text.p[r->paragraph_at[i] & RECORD_INDEX].bytes;
	r->chars = (uint32_t)n;
	r->extent = RECORD_FULL;
	if (e->excerpt || is_cut(e->text, own))
		r->extent = RECORD_EXCERPT;
	if (f->text.own_words < STUB_WORDS)
		r->extent = RECORD_STUB;
}

static void
hide(struct fold *f, const struct wf_entry *e)
{
	struct fold_record *r = &f->rec;
	uint64_t bits;
	uint32_t i;

	if (e->furniture != WF_FURNITURE_AUTO || e->owner != NULL)
		return;
	bits = furniture_hidden(f->past, f->feed, f->number);
	for (i = 0; i < r->n_paragraphs; i++)
		if (bits >> i & 1)
			r->paragraph_at[i] |= RECORD_HIDDEN;
}

int
draft_entry(struct fold *f, const struct wf_entry *e, const struct entry *prev, struct why *why)
{
	struct fold_record *r = &f->rec;
	uint32_t replaced = PAST_NONE;

	facts(f, e);
	f->n_changed = 0;
	if (read_text(f, e) != 0)
		goto memory;
	keys(f);
	f->feed = past_of(f->past, r->feed);
	if (f->feed == NULL)
		goto memory;
	if (prev != NULL && prev->feed == r->feed)
		replaced = prev->past;
	if (past_put(f->past, f->feed, r, replaced, &f->number) != 0)
		goto memory;
	f->n_changed = furniture_judge(f->past, f->feed, r, f->changed);
	hide(f, e);
	if (hash_words(f) != 0)
		goto memory;
	extent(f, e);
	return 0;
memory:
	return why_set(why, "out of memory for entry %s", r->entry);
}

struct entry *
draft_old(struct fold *f, const struct wf_entry *e)
{
	facts(f, e);
	if (read_text(f, e) != 0 || hash_words(f) != 0)
		return NULL;
	return entry_new(f->entries, &f->rec, NULL);
}
