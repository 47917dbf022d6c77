#include "dedupe/orders.h"

#include <string.h>

#include "dedupe/decide.h"
#include "dedupe/notice.h"
#include "dedupe/place.h"
#include "dedupe/record.h"
#include "dedupe/target.h"

#define NOTICE_WORDS 150u  /* a longer text under a command is a story */
#define NOTE_BYTES 500     /* of a correction's text that are noted */
#define OWN_MAX 32         /* copies of one feed that are taken back */

struct orders {
	struct fold *f;
	const struct fold_put *put;
	enum notice_order order;
	struct target t;
	struct lines_more m;
	char story[WF_STORY_MAX]; /* the target's */
};

static void
flag(struct lines_more *m, const char *name)
{
	if (m->n_flags < LINES_FLAGS)
		m->flag[m->n_flags++] = name;
}

/* The notice's own line, about a story or none. */
static int
put_notice(struct orders *o, struct story *st, struct why *why)
{
	struct fold *f = o->f;
	struct decision d;

	memset(&d, 0, sizeof(d));
	f->rec.kind = WF_NOTICE;
	f->rec.flags |= RECORD_GONE;
	o->story[0] = '\0';
	if (st != NULL) {
		place_belong(&f->rec, st);
		memcpy(o->story, st->name.id, sizeof(o->story));
		if (o->t.near != NULL) {
			f->rec.revision = f->rec.of = o->t.near->revision;
			d.near = o->t.near;
			d.match.containment = d.match.distance = -1;
			o->m.d = &d;
		}
	}
	place_flags(o->put->entry, &o->m);
	if (lines_put(f, o->put, &o->m, why) != 0)
		return -1;
	return lines_clean(f, o->put, why);
}

static int
say(struct orders *o, enum wf_kind kind, const char *rule, const char *note, struct why *why)
{
	const struct wf_entry *e = o->put->entry;
	const struct lines_say l = { .kind = kind, .story = o->story, .entry = e->id, .rule = rule,
		.note = kind == WF_KILL ? (e->owner != NULL ? e->owner : e->feed) : note,
		.feed = kind == WF_KILL ? e->feed : NULL };

	return lines_say(o->f, o->put, &l, why);
}

/* The feed's own copies are gone from the story. */
static int
withdraw(struct orders *o, struct story *st, struct why *why)
{
	char id[OWN_MAX][WF_ID_HEX + 1];
	const uint64_t feed = o->f->rec.feed;
	struct lines_say l = { .kind = WF_WITHDRAW, .story = o->story };
	struct entry *e;
	size_t n = 0, i;

	for (e = st->newest; e != NULL && n < OWN_MAX; e = e->older)
		if (e->feed == feed && entry_usable(e) && !e->superseded)
			memcpy(id[n++], e->id, sizeof(id[0]));
	for (i = 0; i < n; i++) {
		l.entry = id[i];
		if (lines_say(o->f, o->put, &l, why) != 0)
			return -1;
	}
	return 0;
}

/* Would the story be left without a text if the feed's copies went? */
static int
is_alone(const struct story *st, uint64_t feed)
{
	const struct entry *e;

	for (e = st->newest; e != NULL; e = e->older)
		if (e->feed != feed && entry_usable(e) && !e->superseded)
			return 0;
	return 1;
}

/* A kill that is not the owner's: its copies go, the story stays. */
static int
suspect(struct orders *o, struct why *why)
{
	const int hold = o->put->entry->hold_suspected;
	struct story *st = stories_find(o->f->stories, o->story);

	if (withdraw(o, st, why) != 0)
		return -1;
	st = stories_find(o->f->stories, o->story);
	if (st != NULL && hold && !st->held && !st->killed && !st->set_hold &&
	    say(o, WF_HOLD, "suspected-kill", NULL, why) != 0)
		return -1;
	return place_keep(o->f, o->put, o->story, why);
}

static int
kill_target(struct orders *o, struct why *why)
{
	struct story *st = o->t.story[0];
	const struct fold_record *r = &o->f->rec;
	int own = notice_owns(st, r, 1) || (is_alone(st, r->feed) && st->feed == r->feed);
	int overruled = st->set_kill, dead = st->killed;

	if (!own)
		flag(&o->m, "suspected-kill");
	else if (overruled && !dead)
		flag(&o->m, "overruled");
	if (put_notice(o, st, why) != 0)
		return -1;
	if (!own)
		return suspect(o, why);
	return dead || overruled ? 0 : say(o, WF_KILL, NULL, NULL, why);
}

static int
hold_target(struct orders *o, struct why *why)
{
	struct story *st = o->t.story[0];
	int hold = o->order == NOTICE_HOLD, own = notice_owns(st, &o->f->rec, 0);
	int overruled = st->set_hold, change = st->held != hold;

	if (!own)
		flag(&o->m, hold ? "suspected-hold" : "suspected-release");
	else if (overruled && change)
		flag(&o->m, "overruled");
	if (put_notice(o, st, why) != 0)
		return -1;
	if (!own || overruled || !change)
		return 0;
	return say(o, hold ? WF_HOLD : WF_RELEASE, "notice", NULL, why);
}

/* The notice's text on one line, for the story's Note. */
static void
one_line(const char *s, char to[static NOTE_BYTES])
{
	size_t n = 0;

	for (; *s != '\0' && n < NOTE_BYTES - 1; s++)
		if (*s != '\n' || (n > 0 && to[n - 1] != ' '))
			to[n++] = *s == '\n' ? ' ' : *s;
	while (n > 0 && *s != '\0' && ((unsigned char)to[n - 1] & 0x80) != 0)
		n--; /* no half character at the cut */
	to[n] = '\0';
}

static int
correct_target(struct orders *o, struct why *why)
{
	char note[NOTE_BYTES];
	struct story *st = o->t.story[0];
	int own = notice_owns(st, &o->f->rec, 0);

	one_line(o->put->entry->text, note);
	if (!own)
		flag(&o->m, "suspected-correction");
	if (put_notice(o, st, why) != 0)
		return -1;
	return own ? say(o, WF_CORRECT, NULL, note, why) : 0;
}

/* Two stories may be meant: both are marked, nothing is done. */
static int
ambiguous(struct orders *o, struct why *why)
{
	char id[2][WF_STORY_MAX];
	struct lines_say l = { .kind = WF_NOTE, .rule = "notice", .flag = "ambiguous-notice",
		.entry = o->put->entry->id };
	int i;

	for (i = 0; i < 2; i++)
		memcpy(id[i], o->t.story[i]->name.id, sizeof(id[0]));
	flag(&o->m, "ambiguous-notice");
	if (put_notice(o, NULL, why) != 0)
		return -1;
	for (i = 0; i < 2; i++) {
		l.story = id[i];
		if (lines_say(o->f, o->put, &l, why) != 0)
			return -1;
	}
	return 0;
}

static int
carry_out(struct orders *o, struct why *why)
{
	switch (o->order) {
	case NOTICE_KILL:
		return kill_target(o, why);
	case NOTICE_HOLD:
	case NOTICE_RELEASE:
		return hold_target(o, why);
	case NOTICE_CORRECT:
		return correct_target(o, why);
	default:
		return put_notice(o, NULL, why);
	}
}

/* Does the entry carry the text of a story that is known? Then it is its version. */
static int
has_text(struct fold *f)
{
	const uint32_t flags = f->rec.flags;
	struct decision d;

	decide_entry(f, NULL, NULL, &d);
	f->rec.flags = flags;
	return d.story != NULL;
}

/* Is it a notice at all? An agency's feed gives commands; another feed's word counts only
 * about a story that it names: about its own, or as a suspicion of a kill. */
static int
is_notice(const struct orders *o, int agency)
{
	const struct fold_record *r = &o->f->rec;
	struct story *st = o->t.n == 1 ? o->t.story[0] : NULL;

	if (o->order == NOTICE_OTHER)
		return agency;
	if (o->f->text.own_words > NOTICE_WORDS)
		return agency && o->order != NOTICE_CORRECT;
	if (o->order == NOTICE_CORRECT && has_text(o->f))
		return 0;
	if (agency)
		return 1;
	return st != NULL && (o->order == NOTICE_KILL || notice_owns(st, r, 0));
}

int
orders_put(struct fold *f, const struct fold_put *put, struct entry *prev, struct why *why)
{
	struct orders o = { .f = f, .put = put, .m = { .rule = "command" } };
	const char *rest;

	o.order = notice_command(put->entry, &rest);
	if (o.order == NOTICE_NONE)
		return 1;
	if (o.order == NOTICE_OTHER) {
		memset(&o.t, 0, sizeof(o.t));
	} else if (prev != NULL && prev->story != NULL && prev->kind != WF_NOTICE) {
		o.t = (struct target){ { prev->story, NULL }, 1, prev, "guid" };
	} else {
		target_find(f, put->entry, rest, &o.t);
	}
	if (!is_notice(&o, put->entry->owner != NULL))
		return 1;
	if (o.order != NOTICE_OTHER && o.t.n == 0) {
		flag(&o.m, "no-target");
		return put_notice(&o, NULL, why);
	}
	return o.t.n > 1 ? ambiguous(&o, why) : carry_out(&o, why);
}

int
orders_removed(struct fold *f, const struct fold_put *put, struct entry *prev, struct why *why)
{
	struct orders o = { .f = f, .put = put, .order = NOTICE_KILL, .m = { .rule = "same-id" },
		.t = { { prev->story, NULL }, 1, prev, "guid" } };

	return kill_target(&o, why);
}
