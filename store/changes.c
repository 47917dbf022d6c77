#include "store/changes.h"

#include <stdlib.h>
#include <string.h>

#include "store/archive.h"
#include "store/changes_find.h"
#include "store/item.h"
#include "store/sha256.h"

#define CHUNK_LINES 8192                    /* lines gone through with one replay */
#define LINE_ARENA ((size_t)64 << 20)       /* bytes of one line's strings */
#define FILE_MAX (JOURNAL_LINE_MAX * 4)     /* bytes of a story file */
#define HOPS 64                             /* merges followed */

/* A line of the range. */
struct ref {
	struct lines_record r;
	uint32_t day;
};

struct walk {
	struct store *s;
	struct changes *c;
	struct ref *refs;
	size_t n;
	int64_t from, until, last;   /* the chunk's lines; the last of the range */
	struct publish_set given;    /* stories that were handed out */
	struct publish_set set;      /* of the chunk */
	struct buf file;
	unsigned char was[2][SHA256_BYTES];
	int there[2];
	int64_t stopped;             /* seq at which the caller had enough; 0 */
	struct why *why;
};

/* What a line is called as an event. */
static const char *
event_name(const struct wf_line *line)
{
	static const char *const names[WF_KINDS] = {
		[WF_NEW] = "new", [WF_COPY] = "copy", [WF_ENTRY_VERSION] = "update", [WF_NOTICE] = "note",
		[WF_MERGE] = "merge", [WF_CLEAN] = "clean", [WF_KEEP] = "kept", [WF_KILL] = "kill",
		[WF_SPLIT] = "split", [WF_UNKILL] = "unkill", [WF_HOLD] = "hold", [WF_RELEASE] = "release",
		[WF_CORRECT] = "correct", [WF_NOTE] = "note", [WF_RENAME] = "rename", [WF_REDACT] = "redact",
		[WF_STUB] = "prune", [WF_WITHDRAW] = "copy",
	};
	size_t i;

	for (i = 0; line->kind == WF_ENTRY_VERSION && i < line->n_flags; i++)
		if (strcmp(line->flags[i], "correction") == 0)
			return "correct";
	return names[line->kind] != NULL ? names[line->kind] : "update";
}

static int
is_backlog(const struct wf_line *line)
{
	size_t i;

	for (i = 0; line->entry != NULL && i < line->n_flags; i++)
		if (strcmp(line->flags[i], "backlog") == 0)
			return 1;
	return 0;
}

/* The story's file as it stands, into w->file: 1, 0 when it has none, -1. */
static int
file_of(struct walk *w, const struct story_set *stories, const char *id)
{
	const struct story *s = id[0] != '\0' ? story_set_get(stories, id) : NULL;

	buf_reset(&w->file);
	if (s == NULL || s->n == 0)
		return 0;
	return story_write(&w->file, s, w->why) == 0 ? 1 : -1;
}

static int
digest_of(struct walk *w, const struct story_set *stories, const char *id, unsigned char to[static SHA256_BYTES])
{
	int rc = file_of(w, stories, id);

	if (rc > 0 && sha256_bytes(w->file.p, w->file.n, to) != 0)
		rc = why_set(w->why, "out of memory");
	return rc;
}

static int
tell(struct walk *w, const struct story *s, const struct wf_line *line)
{
	static const char *const names[] = { "usable", "withheld", "killed", "merged" };
	static const char field[] = "\nText-Sha256: ";
	struct changes_event e = { line->seq, line->time, event_name(line), s->id, names[s->status],
		s->revision, "-", is_backlog(line) };
	const char *file = buf_get(&w->file), *end = strstr(file, "\n\n"), *at = strstr(file, field);

	if (at != NULL && end != NULL && at < end)
		memcpy(e.sha256, at + sizeof(field) - 1, CHANGES_MARK - 1);
	if (w->c->event(w->c->ctx, &e) != 0)
		w->stopped = line->seq;
	return 0;
}

/* The story's file is no more, nor what could be said of it. */
static int
tell_pruned(struct walk *w, const struct wf_line *line)
{
	const struct changes_event e = { line->seq, line->time, event_name(line), line->story, "pruned", 0, "-", 0 };

	if (w->c->event(w->c->ctx, &e) != 0)
		w->stopped = line->seq;
	return 0;
}

/* Before a line: what the files of its stories are; behind it: are they other ones? */
static int
each_line(void *ctx, const struct story_set *stories, const struct wf_line *line, int done)
{
	struct walk *w = ctx;
	const char *ids[2] = { line->story, line->into };
	unsigned char now[SHA256_BYTES];
	size_t i;
	int rc;

	if (line->seq < w->from)
		return 0;
	if (w->stopped != 0 && w->stopped != line->seq)
		return 1;
	if (line->kind == WF_STUB)
		return done && line->entry_id[0] == '\0' ? tell_pruned(w, line) : 0;
	for (i = 0; i < 2; i++) {
		rc = digest_of(w, stories, ids[i], done ? now : w->was[i]);
		if (rc < 0)
			return -1;
		if (done && rc > 0 && (!w->there[i] || memcmp(now, w->was[i], sizeof(now)) != 0))
			(void)tell(w, story_set_get(stories, ids[i]), line);
		if (!done)
			w->there[i] = rc;
	}
	return 0;
}

/* Each usable story once, as the range leaves it. */
static int
each_story(void *ctx, const struct story *s, struct why *why)
{
	struct walk *w = ctx;
	struct changes_item item = { .story = s->id };
	struct story_named named;
	int added = publish_set_put(&w->given, lines_key_of(s->id));

	if (added < 0)
		return why_set(why, "out of memory");
	if (added == 0 || s->status != STORY_USABLE)
		return 0;
	item.line = story_named(&s->members[s->kept], &named);
	buf_reset(&w->file);
	if (story_write(&w->file, s, why) != 0)
		return -1;
	item.file = buf_get(&w->file);
	if (w->c->item(w->c->ctx, &item) != 0)
		w->stopped = w->until;
	return 0;
}

/* May what the entry says be handed out? Its story is usable, its outlet stands by it. */
static int
is_open(const struct story_set *stories, const struct lines_record *r, char id[static WF_STORY_MAX])
{
	const struct story *s;
	uint64_t entry;
	size_t i, hops;

	id[0] = '\0';
	if (r->kind == WF_UNFOLDED)
		return 1;
	lines_key_name((struct lines_key){ r->story_day, r->story }, id);
	s = story_set_get(stories, id);
	for (hops = 0; s != NULL && s->status == STORY_MERGED && hops < HOPS; hops++) {
		memcpy(id, s->into, WF_STORY_MAX);
		s = story_set_get(stories, id);
	}
	if (s == NULL || s->status != STORY_USABLE)
		return 0;
	for (i = 0; i < s->n; i++) {
		entry = lines_entry_of(s->members[i].line->entry->id);
		if (entry == r->entry)
			return !s->members[i].withdrawn;
	}
	return 0; /* split off, or not there: the other story hands it out */
}

static int
each_entry(void *ctx, const struct story_set *stories, struct why *why)
{
	struct walk *w = ctx;
	char id[WF_STORY_MAX];
	struct changes_item item = { .story = id };
	struct wf_line line;
	struct arena a;
	struct buf b;
	size_t i;
	int rc = 0;

	arena_init(&a, LINE_ARENA);
	buf_init(&b, JOURNAL_LINE_MAX);
	for (i = 0; rc == 0 && i < w->n; i++) {
		if (w->refs[i].r.kind > WF_ENTRY_VERSION || lines_gone(&w->refs[i].r) || !is_open(stories, &w->refs[i].r, id))
			continue;
		arena_clear(&a);
		rc = changes_find_line(w->s, &w->refs[i].r, w->refs[i].day, &b, why);
		if (rc > 0)
			rc = 0; /* pruned just now */
		if (rc != 0 || b.n == 0)
			continue;
		rc = item_read(b.p, b.n, &a, &line, why);
		item.line = &line;
		item.raw = b.p;
		item.n_raw = b.n;
		if (rc == 0 && w->c->item(w->c->ctx, &item) != 0)
			w->stopped = w->until;
	}
	buf_clear(&b);
	arena_clear(&a);
	return rc;
}

static int
chunk(struct walk *w)
{
	struct publish_call call = { .j = &w->s->j, .set = &w->set, .ctx = w };
	int rc;

	if (w->c->event != NULL) {
		call.line = each_line;
		call.until = w->until;
	} else {
		call.until = w->last;
		call.story = w->c->entries ? NULL : each_story;
		call.end = w->c->entries ? each_entry : NULL;
		call.forward = w->c->entries;
	}
	rc = publish_each(&call, w->why);
	if (rc < 0)
		return -1;
	w->c->after = w->c->event != NULL && w->stopped != 0 ? w->stopped : w->until;
	publish_set_clear(&w->set);
	w->n = 0;
	return 0;
}

static int
add(struct walk *w, const struct lines_record *r, uint32_t day)
{
	const struct lines_key keys[2] = { { r->story_day, r->story }, { r->into_day, r->into } };
	size_t i;

	w->refs[w->n++] = (struct ref){ *r, day };
	w->until = r->seq;
	if (w->n == 1)
		w->from = r->seq;
	for (i = 0; i < 2; i++)
		if (!publish_set_has(&w->given, keys[i]) && publish_set_put(&w->set, keys[i]) < 0)
			return why_set(w->why, "out of memory");
	return 0;
}

static int
walk_day(struct walk *w, size_t i)
{
	const uint32_t day = w->s->j.days[i];
	const struct lines_record *r;
	struct fixed f;
	size_t k = 0;
	int rc = lines_map(&w->s->j, i, &f, w->why);

	if (rc == 0)
		rc = lines_find(&f, w->c->after + 1, day, &k, w->why);
	for (; rc == 0 && k < f.n && w->stopped == 0; k++) {
		r = lines_get(&f, k, day, w->why);
		if (r == NULL || r->seq > w->last) {
			rc = r == NULL ? -1 : 0;
			break;
		}
		rc = add(w, r, day);
		if (rc == 0 && w->n == CHUNK_LINES)
			rc = chunk(w);
	}
	fixed_unmap(&f);
	return rc;
}

int
changes_each(struct store *s, struct changes *c, struct why *why)
{
	struct walk w = { .s = s, .c = c, .why = why };
	size_t i = 0;
	int rc = changes_last(s, &w.last, why);

	if (rc != 0 || w.last <= c->after)
		return rc;
	buf_init(&w.file, FILE_MAX);
	w.refs = calloc(CHUNK_LINES, sizeof(*w.refs));
	rc = w.refs == NULL ? why_set(why, "out of memory") : changes_find_day(s, c->after + 1, &i, why);
	for (; rc == 0 && i < s->j.n_days && w.stopped == 0; i++)
		rc = walk_day(&w, i);
	if (rc == 0 && w.n > 0 && w.stopped == 0)
		rc = chunk(&w);
	publish_set_clear(&w.set);
	publish_set_clear(&w.given);
	buf_clear(&w.file);
	free(w.refs);
	return rc;
}
