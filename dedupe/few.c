#include "dedupe/few.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/few_keys.h"
#include "dedupe/notice.h"
#include "dedupe/record.h"
#include "dedupe/simhash.h"
#include "dedupe/state.h"

#define BAND_BITS 16u
#define BANDS 4u
#define WINDOWS_MOST 4096u /* of all new entries */

/* What the first pass is for: the paragraphs of the feeds, so that the features of the new entries
 * are known. Then records are looked for that are near them, and whatever shares an id
 * or story with one, until there are no more. The last pass makes the fold. */
enum phase { PHASE_FEEDS, PHASE_NEAR, PHASE_NAMES, PHASE_FOLD };

struct few {
	struct fold_options options;
	struct fold *fold;
	enum phase phase;
	struct few_keys feeds;  /* of the new entries */
	struct few_keys names;  /* ids of entries and stories that are wanted */
	struct few_keys asked;  /* keys of the new entries, paragraphs, beginnings of story ids */
	uint64_t window[WINDOWS_MOST];
	size_t n_windows;
	uint8_t band[BANDS][1u << BAND_BITS]; /* has a window those bits? */
	struct fold_record last; /* of what was passed over: that with the latest arrival */
	int blocks;             /* it does not stand in the fold yet */
	int more;               /* names have come in this pass */
	int failed;             /* memory is out */
};

/* What a key in `asked` is, so that one is not taken for another. */
enum { ASKED_ID = ENTRY_KEYS, ASKED_PARAGRAPH };

struct few *
few_new(const struct fold_options *options)
{
	struct few *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->options = *options;
	x->options.leave = NULL;
	x->options.live_max = 0;
	x->fold = state_new(&x->options);
	if (x->fold == NULL) {
		few_free(x);
		return NULL;
	}
	return x;
}

void
few_free(struct few *x)
{
	if (x == NULL)
		return;
	state_free(x->fold);
	few_keys_clear(&x->feeds);
	few_keys_clear(&x->names);
	few_keys_clear(&x->asked);
	free(x);
}

static uint64_t
asked(unsigned what, uint64_t key)
{
	return key != 0 ? hash_pair(what + 1, key) : 0;
}

/* The part of a story's id that is the beginning of an entry's. */
static uint64_t
story_hex(const char *story)
{
	return strnlen(story, WF_STORY_MAX) >= 21 ? asked(ASKED_ID, hash_bytes(0, story + 9, 12)) : 0;
}

int
few_want(struct few *x, const struct wf_entry *e, const char *story)
{
	const char *rest;

	if (notice_command(e, &rest) != NOTICE_NONE)
		return 1;
	if (few_keys_put(&x->feeds, hash_str(e->key != NULL ? e->key : e->feed)) < 0 ||
	    few_keys_put(&x->names, hash_str(e->id)) < 0 || few_keys_put(&x->names, hash_str(story)) < 0 ||
	    few_keys_put(&x->asked, asked(ASKED_ID, hash_bytes(0, e->id, 12))) < 0)
		return -1;
	return 0;
}

struct fold *
few_fold(struct few *x)
{
	return x->fold;
}

/* Of each key of an entry, in which a decision looks for others. */
static void
keys_of(const struct fold_record *r, uint64_t key[static ENTRY_KEYS])
{
	key[ENTRY_BY_EXACT] = r->exact;
	key[ENTRY_BY_URL] = r->url;
	key[ENTRY_BY_SLUG] = r->slug;
	key[ENTRY_BY_LEAD] = r->lead;
}

static int
is_entry(unsigned kind)
{
	return kind == WF_NEW || kind == WF_COPY || kind == WF_ENTRY_VERSION || kind == WF_NOTICE;
}

int
few_ask(struct few *x, const struct wf_line *line)
{
	const struct fold_record *r = &x->fold->rec;
	uint64_t key[ENTRY_KEYS] = { 0 };
	uint32_t i, band;

	if (line != x->fold->latest || !is_entry(r->kind))
		return 0;
	if (x->n_windows + r->n_windows > WINDOWS_MOST)
		return -1;
	keys_of(r, key);
	for (i = 0; i < ENTRY_KEYS; i++)
		if (few_keys_put(&x->asked, asked(i, key[i])) < 0)
			return -1;
	for (i = 0; i < r->n_paragraphs; i++)
		if (few_keys_put(&x->asked, asked(ASKED_PARAGRAPH, r->paragraph[i])) < 0)
			return -1;
	for (i = 0; i < r->n_windows; i++) {
		x->window[x->n_windows++] = r->window[i];
		for (band = 0; band < BANDS; band++)
			x->band[band][r->window[i] >> (BAND_BITS * band) & 0xffff] = 1;
	}
	return 0;
}

/* Of two fingerprints that are near, one of four bands is equal. */
static int
window_near(const struct few *x, uint64_t w)
{
	size_t i;

	if (!(x->band[0][w & 0xffff] | x->band[1][w >> 16 & 0xffff] | x->band[2][w >> 32 & 0xffff] |
	    x->band[3][w >> 48]))
		return 0;
	for (i = 0; i < x->n_windows && !simhash_near(x->window[i], w); i++)
		;
	return i < x->n_windows;
}

/* Could a decision about the new entries find it by what it says? */
static int
is_asked(const struct few *x, const struct fold_record *r)
{
	uint64_t key[ENTRY_KEYS] = { 0 };
	uint32_t i;

	keys_of(r, key);
	for (i = 0; i < ENTRY_KEYS; i++)
		if (few_keys_has(&x->asked, asked(i, key[i])))
			return 1;
	if (few_keys_has(&x->asked, story_hex(r->story)))
		return 1;
	if (few_keys_has(&x->feeds, r->feed))
		for (i = 0; i < r->n_paragraphs; i++)
			if (few_keys_has(&x->asked, asked(ASKED_PARAGRAPH, r->paragraph[i])))
				return 1;
	for (i = 0; i < r->n_windows; i++)
		if (window_near(x, r->window[i]))
			return 1;
	return 0;
}

static void
name(struct few *x, const char *id)
{
	int rc = few_keys_put(&x->names, hash_str(id));

	x->more |= rc > 0;
	x->failed |= rc < 0;
}

/* All of a story is wanted, and all versions of an entry, and what stories it was merged with or split
 * from. */
static void
join(struct few *x, const struct fold_record *r)
{
	int wanted;

	if (!is_entry(r->kind) && r->kind != WF_MERGE && r->kind != WF_SPLIT)
		return;
	wanted = few_keys_has(&x->names, hash_str(r->story)) || few_keys_has(&x->names, hash_str(r->entry)) ||
	    few_keys_has(&x->names, hash_str(r->into)) ||
	    (x->phase == PHASE_NEAR && is_entry(r->kind) && is_asked(x, r));
	if (!wanted)
		return;
	name(x, r->story);
	name(x, r->entry);
	name(x, r->into);
}

/* An entry of one of the feeds that no decision asks for: its feed is remembered by its paragraphs,
 * and its id says whose place a later one takes. */
static void
strip(struct fold_record *r)
{
	r->story[0] = '\0';
	r->n_windows = r->n_sketch = r->n_numbers = r->n_head = r->n_title = 0;
	r->n_prefix = 0;
	r->exact = r->slug = r->url = r->lead = r->guid = r->item = r->desk = 0;
}

/* Entries leave in the order in which they came: one that arrived late, as its feed says, is kept by
 * those before it that are younger. Of what was passed over, the youngest stands for all. */
static int
stand_in(struct few *x, struct why *why)
{
	struct fold *f = x->fold;

	x->blocks = 0;
	f->rec = x->last;
	strip(&f->rec);
	f->number = PAST_NONE;
	f->feed = past_of(f->past, x->last.feed);
	if (f->feed == NULL)
		return why_set(why, "out of memory for entry %s", x->last.entry);
	return state_apply(f, NULL, why);
}

static int
is_late(const struct few *x, const struct fold_record *r)
{
	return x->blocks && r->fetched != TIME_NONE &&
	    (x->last.fetched == TIME_NONE || x->last.fetched > r->fetched);
}

/* Is it younger than all that was passed over before? */
static void
pass_over(struct few *x, const struct fold_record *r)
{
	if (x->last.kind != 0 && (x->last.fetched == TIME_NONE ||
	    (r->fetched != TIME_NONE && r->fetched <= x->last.fetched)))
		return;
	x->last = *r;
	x->blocks = 1;
}

static int
restore_entry(struct few *x, const struct fold_record *r, struct why *why)
{
	struct fold *f = x->fold;
	int whole = x->phase == PHASE_FOLD && (few_keys_has(&x->names, hash_str(r->story)) ||
	    few_keys_has(&x->names, hash_str(r->entry)));

	f->latest = NULL;
	if ((whole || few_keys_has(&x->feeds, r->feed)) && is_late(x, r) && stand_in(x, why) != 0)
		return -1;
	if (few_keys_has(&x->feeds, r->feed)) {
		f->rec = *r;
		if (state_paragraphs(f, r) != 0)
			return why_set(why, "out of memory for entry %s", r->entry);
		if (!whole)
			strip(&f->rec);
		return state_apply(f, NULL, why);
	}
	state_begin(f, r->fetched);
	f->last_t = r->t;
	if (!whole) {
		pass_over(x, r);
		return 0;
	}
	f->rec = *r;
	f->number = PAST_NONE;
	f->feed = past_of(f->past, r->feed);
	if (f->feed == NULL)
		return why_set(why, "out of memory for entry %s", r->entry);
	return state_apply(f, NULL, why);
}

int
few_restore(struct few *x, const struct fold_record *r, struct why *why)
{
	if (record_check(r, why) != 0)
		return -1;
	if (x->phase == PHASE_NEAR || x->phase == PHASE_NAMES)
		join(x, r);
	else if (is_entry(r->kind))
		return restore_entry(x, r, why);
	else
		return fold_restore(x->fold, r, why);
	return x->failed ? why_set(why, "out of memory") : 0;
}

int
few_replay(struct few *x, const struct wf_line *line, struct why *why)
{
	if (is_entry(line->kind))
		return why_set(why, "entry %s has no record", line->entry != NULL ? line->entry->id : "");
	return fold_replay(x->fold, line, why);
}

int
few_end(struct few *x, int64_t now, struct why *why)
{
	state_clock(x->fold, now);
	return x->blocks ? stand_in(x, why) : 0;
}

int
few_next(struct few *x)
{
	switch (x->phase) {
	case PHASE_FEEDS:
		x->phase = PHASE_NEAR;
		break;
	case PHASE_NEAR:
	case PHASE_NAMES:
		x->phase = PHASE_NAMES;
		if (x->more)
			break;
		state_free(x->fold);
		x->fold = state_new(&x->options);
		if (x->fold == NULL)
			return -1;
		x->phase = PHASE_FOLD;
		memset(&x->last, 0, sizeof(x->last));
		x->blocks = 0;
		break;
	default:
		return 0;
	}
	x->more = 0;
	return 1;
}

struct fold *
few_take(struct few *x)
{
	struct fold *f = x->fold;

	x->fold = NULL;
	return f;
}
