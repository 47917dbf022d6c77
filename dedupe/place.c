#include "dedupe/place.h"

#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "dedupe/agency.h"
#include "dedupe/decide.h"
#include "dedupe/draft.h"
#include "dedupe/kept.h"
#include "dedupe/lines.h"
#include "dedupe/notice.h"
#include "dedupe/orders.h"
#include "dedupe/record.h"

#define FUTURE (2 * (int64_t)86400) /* a date that far ahead of arrival is marked */
#define SAME_TEXT 0.8               /* a killed text that comes again, not its substitute */

static void
flag(struct lines_more *m, const char *name)
{
	if (m->n_flags < LINES_FLAGS)
		m->flag[m->n_flags++] = name;
}

void
place_flags(const struct wf_entry *e, struct lines_more *m)
{
	static const char *const pages[WF_FULLTEXTS] = WF_FULLTEXT_FLAGS;
	int64_t published = record_time(e->published), fetched = record_time(e->fetched);

	if (e->backlog)
		flag(m, "backlog");
	if (published != TIME_NONE && fetched != TIME_NONE && published > fetched + FUTURE)
		flag(m, "future-date");
	if (e->fulltext > WF_FULLTEXT_NONE && e->fulltext < WF_FULLTEXTS)
		flag(m, pages[e->fulltext]);
}

/* The UTC day of arrival and 12 hex of the entry's id; all 16 if that is taken. */
void
place_new_id(const struct fold *f, struct fold_record *r)
{
	char day[TIME_DAY_LEN];
	size_t hex = 12;

	time_day(r->fetched != TIME_NONE ? r->fetched : r->t, day);
	do {
		memcpy(r->story, day, 4);
		memcpy(r->story + 4, day + 5, 2);
		memcpy(r->story + 6, day + 8, 2);
		r->story[8] = '-';
		memcpy(r->story + 9, r->entry, hex);
		r->story[9 + hex] = '\0';
		hex += 4;
	} while (hex <= WF_ID_HEX && stories_find(f->stories, r->story) != NULL);
}

/* What the record says of its story behind this line. */
void
place_belong(struct fold_record *r, const struct story *st)
{
	if (st == NULL) {
		r->story_agency = r->agency;
		r->story_feed = r->feed;
	} else {
		memcpy(r->story, st->name.id, sizeof(r->story));
		r->story_agency = st->agency != 0 ? st->agency : r->agency;
		r->story_feed = st->feed;
		r->story_revision = st->revision;
		r->flags |= (st->killed ? RECORD_KILLED : 0) | (st->held ? RECORD_HELD : 0) |
		    (st->set_kill ? RECORD_SET_KILL : 0) | (st->set_hold ? RECORD_SET_HOLD : 0);
	}
	if (r->owner != 0 && r->owner == r->story_agency)
		r->flags |= RECORD_OWNED;
	if (r->story_revision < r->revision)
		r->story_revision = r->revision;
}

/* Is it a later version of what it matched, or another's copy (DESIGN 4, Identity)? */
static enum wf_kind
kind_of(const struct fold_record *r, const struct entry *near)
{
	int same_feed = r->feed == near->feed || (r->owner != 0 && r->owner == entry_key(near, ENTRY_OWNER));

	if (strcmp(r->entry, near->id) == 0)
		return WF_ENTRY_VERSION;
	if ((r->flags & RECORD_REPEAT) || r->text_hash == near->text_hash)
		return WF_COPY;
	if ((r->flags & RECORD_VERSION) && match_lineage(r, near))
		return WF_ENTRY_VERSION;
	if (same_feed && r->slug != 0 && r->slug == entry_key(near, ENTRY_BY_SLUG))
		return WF_ENTRY_VERSION;
	return WF_COPY;
}

#define ANCESTORS 256 /* members looked at; a story of more has other worries */

/* The member that it may be a version of: what it matched, or, when that was another outlet's
 * copy, the newest of its own feed, owner or agency. */
static const struct entry *
ancestor(const struct fold_record *r, const struct story *st, const struct entry *near)
{
	const struct entry *e = st->newest;
	int i;

	if (match_lineage(r, near))
		return near;
	for (i = 0; e != NULL && i < ANCESTORS; i++, e = e->older)
		if (match_lineage(r, e))
			return e;
	return near;
}

/* A version by the story's owner, or tagged so in the agency's name, is the next of the
 * story's text; an outlet's own edit of its copy is not. */
static void
count_version(struct fold_record *r, const struct story *st, const struct entry *near)
{
	int next = notice_owns(st, r, 0) || ((r->flags & RECORD_VERSION) && match_lineage(r, near));

	r->of = near->revision;
	r->revision = near->revision;
	if (r->kind == WF_ENTRY_VERSION && next)
		r->revision = st->revision + 1;
}

/* A kept copy that has left the window stays, unless a new version takes its place
 * (place_version). */
int
place_keep(struct fold *f, const struct fold_put *put, const char *id, struct why *why)
{
	struct story *st = stories_find(f->stories, id);
	struct entry *e;

	if (st == NULL || st->killed || st->kept == NULL)
		return 0;
	e = kept_choose(st);
	if (e == NULL || e == st->kept)
		return 0;
	return lines_say(f, put, &(struct lines_say){ .kind = WF_KEEP, .story = st->name.id,
	    .entry = e->id }, why);
}

/* Behind the entry's line: merges, cleanings, the kept copy. */
static int
follow(struct fold *f, const struct fold_put *put, const struct decision *d, struct why *why)
{
	char id[WF_STORY_MAX];
	size_t i;
	struct story *st = d->story;
	int version = f->rec.kind == WF_ENTRY_VERSION && f->rec.revision > f->rec.of;

	memcpy(id, f->rec.story, sizeof(id));
	if (st != NULL && st->kept == NULL && version)
		st->kept = st->newest;
	for (i = 0; st != NULL && i < d->n_merge; i++) {
		struct story *old = st->born < d->merge[i]->born ? st : d->merge[i];
		struct story *young = old == st ? d->merge[i] : st;

		if (lines_say(f, put, &(struct lines_say){ .kind = WF_MERGE, .story = young->name.id,
		    .into = old->name.id }, why) != 0)
			return -1;
		st = old;
	}
	if (lines_clean(f, put, why) != 0)
		return -1;
	return place_keep(f, put, st != NULL ? st->name.id : id, why);
}

/* A substitute by the owner of a killed story is a story of its own; any other text
 * that matches goes under the tombstone. */
static int
is_substitute(const struct fold_record *r, const struct decision *d)
{
	return d->story->killed && notice_owns(d->story, r, 0) &&
	    ((r->flags & RECORD_SUB) || d->match.containment < SAME_TEXT);
}

/* Is it, or does it say, a correction: CORRECTED-, C O R R E C T I O N, `(Corrects ...)`? */
static int
is_correction(const struct fold *f, const struct wf_entry *e)
{
	const char *rest, *s = e->text;
	size_t i;

	if (notice_command(e, &rest) == NOTICE_CORRECT || (e->title != NULL &&
	    (strncasecmp(e->title, "CORRECTING and REPLACING", 24) == 0 ||
	    strstr(e->title, "C O R R E C T I O N") != NULL)))
		return 1;
	for (i = 0; i < f->text.n; i++) {
		if ((f->text.p[i].at & RECORD_LIFTED) && wire_correction(s, f->text.p[i].bytes))
			return 1;
		s += f->text.p[i].bytes;
		s += s[0] == '\n' ? s[1] == '\n' ? 2 : 1 : 0;
	}
	return 0;
}

/* A text above whose lead a time stands that is yet to come. Only a new story, or one whose
 * owner says so, is held: what another outlet has published is out. 1 to hold. */
static int
is_held(struct fold *f, const struct wf_entry *e, struct story *st, struct lines_more *m)
{
	const struct embargo_in in = { e->text, f->text.place, e->tz, f->rec.t };
	const int64_t now = f->clock != TIME_NONE ? f->clock : f->rec.t;

	embargo_read(&f->embargo, &in);
	if (!f->embargo.found || (f->embargo.until != 0 && f->embargo.until <= now))
		return 0;
	if (f->embargo.until == 0)
		flag(m, "embargo-time");
	if (st == NULL)
		f->rec.flags |= RECORD_HELD;
	if (st == NULL || st->held || (notice_owns(st, &f->rec, 0) && !st->killed && !st->set_hold)) {
		flag(m, "embargo");
		return st == NULL || !st->held;
	}
	flag(m, "embargoed-copy");
	f->rec.flags |= RECORD_EMBARGO;
	return 0;
}

/* The story that had these very words before, too long ago to be one with the new one. */
static int
earlier(const struct fold *f, char story[static WF_STORY_MAX])
{
	const struct fold_record *r = &f->rec;
	const struct entry *e;

	if (r->words < FEATURES_SHORT)
		return 0;
	e = window_find(f->window, ENTRY_BY_EXACT, r->exact);
	if (e != NULL && e->story != NULL && e->kind != WF_NOTICE && e->t < r->t) {
		memcpy(story, e->story->name.id, WF_STORY_MAX);
		return 1;
	}
	return gone_find(f->gone, r->exact, f->clock != TIME_NONE ? f->clock : r->t, story);
}

/* Lines that tie a new story to others, and hold it. */
struct ties {
	char story[WF_STORY_MAX], replaces[WF_STORY_MAX], earlier[WF_STORY_MAX];
	int held;
	int64_t until;
};

static int
put_ties(struct fold *f, const struct fold_put *put, const struct ties *t, struct why *why)
{
	if (t->held && lines_say(f, put, &(struct lines_say){ .kind = WF_HOLD, .story = t->story,
	    .entry = put->entry->id, .until = t->until, .rule = "embargo" }, why) != 0)
		return -1;
	if (t->replaces[0] != '\0' && lines_say(f, put, &(struct lines_say){ .kind = WF_NOTE,
	    .story = t->replaces, .into = t->story, .rule = "substitute" }, why) != 0)
		return -1;
	if (t->earlier[0] == '\0')
		return 0;
	return lines_say(f, put, &(struct lines_say){ .kind = WF_NOTE, .story = t->story,
	    .into = t->earlier, .rule = "earlier" }, why);
}

/* What the decision comes to: the story it goes to, its kind and number. */
static void
settle(struct fold *f, struct decision *d, struct ties *t, struct lines_more *m)
{
	struct fold_record *r = &f->rec;
	const struct entry *from;

	memset(t, 0, sizeof(*t));
	if (d->story != NULL && is_substitute(r, d)) {
		flag(m, "substitute");
		memcpy(t->replaces, d->story->name.id, sizeof(t->replaces));
		d->story = NULL;
		d->n_merge = 0;
	}
	if (d->story == NULL) {
		r->kind = WF_NEW;
		r->revision = 1;
		if (t->replaces[0] == '\0' && !earlier(f, t->earlier))
			t->earlier[0] = '\0';
		place_new_id(f, r);
	} else {
		from = ancestor(r, d->story, d->near);
		r->kind = (uint8_t)kind_of(r, from);
		count_version(r, d->story, r->kind == WF_COPY ? d->near : from);
		if (d->story->killed)
			flag(m, "copy-of-killed");
	}
}

/* The entry's own line: NEW, COPY or VERSION. */
static int
put_entry(struct fold *f, const struct fold_put *put, struct decision *d, struct lines_more *m,
    struct why *why)
{
	struct fold_record *r = &f->rec;
	struct ties t;

	place_flags(put->entry, m);
	if (d->roundup)
		flag(m, "round-up");
	m->d = d;
	settle(f, d, &t, m);
	t.held = is_held(f, put->entry, d->story, m);
	t.until = f->embargo.until;
	if (r->kind != WF_COPY && !f->late && is_correction(f, put->entry))
		flag(m, "correction");
	place_belong(r, d->story);
	memcpy(t.story, r->story, sizeof(t.story));
	if (lines_put(f, put, m, why) != 0 || follow(f, put, d, why) != 0)
		return -1;
	return put_ties(f, put, &t, why);
}

/* A version of an entry that has left the window: its story comes back with it. */
static int
put_prior(struct fold *f, const struct fold_put *put, struct entry *old, struct why *why)
{
	const struct wf_line *p = put->prior;
	struct fold_record *r = &f->rec;
	struct match_new n = { r, &f->fx, f->options.window };
	struct lines_more m = { .rule = f->late ? "fulltext" : "prior" };
	struct decision d;
	int removed = !f->late && notice_removed(f, put->entry, old->chars);

	memset(&d, 0, sizeof(d));
	if (!removed && !f->late && match_reused(&n, old, NULL)) {
		decide_entry(f, NULL, NULL, &d);
		flag(&m, "id-reused");
		m.rule = NULL;
		return put_entry(f, put, &d, &m, why);
	}
	memcpy(r->story, p->story, sizeof(r->story));
	r->kind = removed ? WF_NOTICE : WF_ENTRY_VERSION;
	r->of = p->revision;
	r->revision = p->revision + !removed;
	if (removed)
		r->flags |= RECORD_GONE;
	place_belong(r, stories_find(f->stories, p->story));
	memcpy(r->story, p->story, sizeof(r->story));
	place_flags(put->entry, &m);
	match_measure(&n, old, &d.match);
	d.near = old;
	m.d = &d;
	removed = removed && p->kind == WF_NEW && (p->n_agencies == 0 ||
	    r->owner == agency_key(p->agencies[0]));
	if ((r->flags & RECORD_GONE) && !removed)
		flag(&m, "suspected-kill");
	if (lines_put(f, put, &m, why) != 0 || lines_clean(f, put, why) != 0)
		return -1;
	if (removed)
		return lines_say(f, put, &(struct lines_say){ .kind = WF_KILL, .story = p->story,
		    .entry = put->entry->id, .feed = put->entry->feed,
		    .note = put->entry->owner != NULL ? put->entry->owner : put->entry->feed }, why);
	return place_keep(f, put, p->story, why);
}

static int
with_prior(struct fold *f, const struct fold_put *put, struct why *why)
{
	const struct wf_entry *e = put->entry, *p = put->prior->entry;
	struct entry *old;
	int stopped = 0;

	if (draft_text_hash(e) == draft_text_hash(p) && draft_title_hash(e) == draft_title_hash(p))
		return 0;
	old = draft_old(f, p);
	if (old == NULL)
		return why_set(why, "out of memory for entry %s", e->id);
	stopped = draft_entry(f, e, NULL, why);
	if (stopped == 0)
		stopped = put_prior(f, put, old, why);
	entry_free(old);
	return stopped;
}

static int
with_prev(struct fold *f, const struct fold_put *put, struct entry *prev, struct why *why)
{
	struct match_new n = { &f->rec, &f->fx, f->options.window };
	struct lines_more m = { 0 };
	struct decision d;

	if (prev->story == NULL) {
		decide_entry(f, NULL, NULL, &d);
		return put_entry(f, put, &d, &m, why);
	}
	if (f->late)
		m.rule = "fulltext"; /* the same edition, more of it */
	else if (notice_removed(f, put->entry, prev->chars))
		return orders_removed(f, put, prev, why);
	else if (prev->kind != WF_NOTICE && match_reused(&n, prev, prev->story->rep)) {
		decide_entry(f, NULL, NULL, &d);
		flag(&m, "id-reused");
		return put_entry(f, put, &d, &m, why);
	}
	decide_entry(f, prev->story, prev, &d);
	return put_entry(f, put, &d, &m, why);
}

int
place_put(struct fold *f, const struct fold_put *put, struct why *why)
{
	const struct wf_entry *e = put->entry;
	struct entry *prev = state_entry(f, e->id);
	struct lines_more m = { 0 };
	struct decision d;
	int stopped;

	if (prev != NULL && prev->text_hash == draft_text_hash(e) &&
	    prev->title_hash == draft_title_hash(e))
		return 0;
	f->late = e->fulltext == WF_FULLTEXT_LATE;
	state_begin(f, e->fetched);
	prev = state_entry(f, e->id);
	if (prev == NULL && put->prior != NULL && put->prior->entry != NULL &&
	    put->prior->story[0] != '\0')
		return with_prior(f, put, why);
	if (draft_entry(f, e, prev, why) != 0)
		return -1;
	stopped = orders_put(f, put, prev, why);
	if (stopped <= 0)
		return stopped;
	if (prev != NULL)
		return with_prev(f, put, prev, why);
	decide_entry(f, NULL, NULL, &d);
	return put_entry(f, put, &d, &m, why);
}
