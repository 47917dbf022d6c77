#include "dedupe/word.h"

#include <string.h>

#include "base/time.h"
#include "dedupe/hash.h"
#include "dedupe/lines.h"
#include "dedupe/place.h"
#include "dedupe/record.h"

/* The line as it was said. */
static int
say(struct fold *f, const struct fold_put *put, const struct fold_word *w, struct why *why)
{
	const struct lines_say l = { .kind = w->kind, .story = w->story, .into = w->into,
		.entry = w->entry, .note = w->note, .feed = w->feed, .until = w->until,
		.paragraph = w->paragraph, .drop = w->drop, .rule = WF_EDITOR,
		.flag = w->kind == WF_SET_FURNITURE ? (w->drop ? "drop" : "keep") : NULL };

	return lines_say(f, put, &l, why);
}

static int
merge(struct fold *f, const struct fold_put *put, const struct fold_word *w, struct why *why)
{
	const struct story *a = stories_find(f->stories, w->story), *b = stories_find(f->stories, w->into);

	if (strcmp(w->story, w->into) == 0 || (a != NULL && a == b)) {
		(void)why_set(why, "it is one story");
		return 1;
	}
	if ((a != NULL && a->killed) || (b != NULL && b->killed)) {
		(void)why_set(why, "a killed story is not merged");
		return 1;
	}
	if (say(f, put, w, why) != 0)
		return -1;
	return place_keep(f, put, w->into, why);
}

/* Has the story another entry than this? One that is not live has been looked at. */
static int
has_other(const struct story *st, const char *entry)
{
	const struct entry *e;

	for (e = st->newest; e != NULL; e = e->older)
		if (e->kind != WF_NOTICE && strcmp(e->id, entry) != 0)
			return 1;
	return 0;
}

/* The id of the story that an entry is split off to: the one that it had opened before a
 * merge, or a new one. */
static void
split_id(struct fold *f, const struct fold_word *w, char id[static WF_STORY_MAX])
{
	const struct entry *e = state_entry(f, w->entry);
	struct fold_record *r = &f->rec;
	char own[WF_STORY_MAX];
	struct story *st;

	record_init(r);
	memcpy(r->entry, w->entry, WF_ID_HEX + 1);
	r->fetched = e != NULL ? e->fetched : w->fetched;
	r->t = e != NULL ? e->t : w->now;
	place_new_id(f, r);
	memcpy(id, r->story, WF_STORY_MAX);
	if (strcmp(id, w->story) == 0) { /* not live: the whole entry id is free */
		memcpy(id + 9, w->entry, WF_ID_HEX + 1);
		return;
	}
	if (strlen(id) != 9 + WF_ID_HEX)
		return;
	memcpy(own, id, 21);
	own[21] = '\0';
	st = stories_find(f->stories, own);
	if (st != NULL && strcmp(st->name.id, own) != 0)
		memcpy(id, own, sizeof(own));
}

static int
split(struct fold *f, const struct fold_put *put, const struct fold_word *w, struct why *why)
{
	char id[WF_STORY_MAX], from[WF_STORY_MAX];
	struct story *st = stories_find(f->stories, w->story);
	struct fold_word named = *w;

	if (st != NULL && !has_other(st, w->entry)) {
		(void)why_set(why, "the story has no other entry");
		return 1;
	}
	memcpy(from, w->story, strlen(w->story) + 1);
	split_id(f, w, id);
	named.into = id;
	named.story = from;
	if (say(f, put, &named, why) != 0)
		return -1;
	st = stories_find(f->stories, from);
	if (st != NULL && st->kept == NULL)
		st->kept = st->oldest;
	return place_keep(f, put, from, why);
}

/* The paragraph is furniture of its feed from here on, or is not. */
static int
furniture(struct fold *f, const struct fold_put *put, const struct fold_word *w, struct why *why)
{
	if (say(f, put, w, why) != 0)
		return -1;
	f->feed = past_of(f->past, hash_str(w->feed));
	if (f->feed == NULL)
		return why_set(why, "out of memory");
	f->changed[0] = w->paragraph;
	f->n_changed = 1;
	return lines_clean(f, put, why);
}

int
word_put(struct fold *f, const struct fold_word *w, struct why *why)
{
	const struct wf_entry nobody = { .feed = w->feed };
	const struct fold_put put = { &nobody, NULL, w->now, w->line, w->ctx };

	switch (w->kind) {
	case WF_MERGE:
		return merge(f, &put, w, why);
	case WF_SPLIT:
		return split(f, &put, w, why);
	case WF_SET_FURNITURE:
		return furniture(f, &put, w, why);
	default:
		break;
	}
	if (say(f, &put, w, why) != 0)
		return -1;
	return w->kind == WF_UNKILL ? place_keep(f, &put, w->story, why) : 0;
}

int
word_due(struct fold *f, const struct fold_put *put, struct why *why)
{
	const int64_t now = f->clock != TIME_NONE ? f->clock : f->last_t;
	struct lines_say l = { .kind = WF_RELEASE, .rule = "embargo" };
	char story[WF_STORY_MAX];
	size_t i;

	for (i = 0; f->next_due <= now && i < f->n_pending;) {
		if (f->pending[i].until > now) {
			i++;
			continue;
		}
		memcpy(story, f->pending[i].story, sizeof(story));
		l.story = story; /* its release takes it off the list */
		if (lines_say(f, put, &l, why) != 0)
			return -1;
	}
	return 0;
}
