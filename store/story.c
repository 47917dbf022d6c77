#include "store/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/item.h"
#include "store/lines.h"

#define BUCKETS 1024 /* a set holds a batch's stories, or a rebuild's chunk of them */

struct story_set {
	struct story *bucket[BUCKETS];
};

struct story_set *
story_set_new(void)
{
	return calloc(1, sizeof(struct story_set));
}

void
story_set_free(struct story_set *set)
{
	struct story *s, *next;
	size_t i;

	if (set == NULL)
		return;
	for (i = 0; i < BUCKETS; i++)
		for (s = set->bucket[i]; s != NULL; s = next) {
			next = s->next;
			free(s->members);
			free(s);
		}
	free(set);
}

static struct story **
slot(const struct story_set *set, const char *id)
{
	struct lines_key key = lines_key_of(id);
	size_t i = (size_t)((key.hash * 0x9e3779b97f4a7c15u >> 32) + key.day) % BUCKETS;
	struct story *const *at = &set->bucket[i];

	while (*at != NULL && strcmp((*at)->id, id) != 0)
		at = &(*at)->next;
	return (struct story **)(uintptr_t)at;
}

const struct story *
story_set_get(const struct story_set *set, const char *id)
{
	return *slot(set, id);
}

/* The story of that id, made for the entry of `line` if there is none. */
static struct story *
open_story(struct story_set *set, const char *id, const struct wf_line *line)
{
	struct story **at = slot(set, id);
	struct story *s = *at;

	if (s != NULL)
		return s;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	memcpy(s->id, id, strlen(id) + 1);
	s->seen = line->entry->fetched != TIME_NONE ? line->entry->fetched : line->time;
	s->killed = s->redacted = TIME_NONE;
	*at = s;
	return s;
}

static int
has_flag(const struct wf_line *line, const char *name)
{
	size_t i;

	for (i = 0; i < line->n_flags; i++)
		if (strcmp(line->flags[i], name) == 0)
			return 1;
	return 0;
}

/* What an editor should look at, each once. */
static void
add_flags(struct story *s, const struct wf_line *line)
{
	size_t i, j;

	for (i = 0; i < line->n_flags; i++) {
		if (strncmp(line->flags[i], "suspected-", 10) != 0 &&
		    strncmp(line->flags[i], "ambiguous-", 10) != 0 &&
		    strncmp(line->flags[i], "embargo-", 8) != 0 &&
		    strcmp(line->flags[i], "embargoed-copy") != 0)
			continue;
		for (j = 0; j < s->n_flags && strcmp(s->flag[j], line->flags[i]) != 0; j++)
			;
		if (j == s->n_flags && j < STORY_FLAGS)
			s->flag[s->n_flags++] = line->flags[i];
	}
}

static void
add_note(struct story *s, const char *note)
{
	size_t i;

	if (note == NULL || note[0] == '\0')
		return;
	for (i = 0; i < s->n_notes; i++)
		if (strcmp(s->note[i], note) == 0)
			return;
	if (s->n_notes < STORY_NOTES)
		s->note[s->n_notes++] = note;
}

/* A story whose kept copy was destroyed has nothing to show: it is as dead as a killed one. */
static int
is_dead(const struct story *s)
{
	return s->killed != TIME_NONE || (s->n > 0 && s->members[s->kept].line->redacted != NULL);
}

static void
settle(struct story *s)
{
	s->status = s->into[0] != '\0' ? STORY_MERGED : is_dead(s) ? STORY_KILLED :
	    s->held ? STORY_WITHHELD : STORY_USABLE;
}

static struct story_member *
member(struct story *s, const char *entry)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->members[i].line->entry->id, entry) == 0)
			return &s->members[i];
	return NULL;
}

static struct story_member *
add_member(struct story *s)
{
	struct story_member *m;
	size_t cap;

	if (s->n == s->cap) {
		cap = s->cap > 0 ? s->cap * 2 : 4;
		m = realloc(s->members, cap * sizeof(*m));
		if (m == NULL)
			return NULL;
		s->members = m;
		s->cap = cap;
	}
	m = &s->members[s->n++];
	memset(m, 0, sizeof(*m));
	return m;
}

/* A new entry of the story, or a new version of one. */
static int
put_entry(struct story *s, const struct wf_line *line)
{
	struct story_member *m = member(s, line->entry->id);
	int fresh = m == NULL;

	if (fresh && (m = add_member(s)) == NULL)
		return -1;
	m->line = line;
	m->feed = line->entry->feed;
	m->group = line->entry->group;
	m->furniture = line->furniture;
	m->n_furniture = line->n_furniture;
	m->withdrawn = 0;
	if (fresh || line->containment >= 0)
		m->containment = line->near[0] != '\0' ? line->containment : -1;
	if (line->kind == WF_NEW && has_flag(line, "embargo"))
		s->held = 1;
	s->correction |= has_flag(line, "correction");
	add_note(s, line->note);
	add_flags(s, line);
	return 0;
}

static int
merge(struct story_set *set, struct story *from, const struct wf_line *line)
{
	struct story *into = *slot(set, line->into);
	struct story_member *m;
	size_t i;

	memcpy(from->into, line->into, sizeof(from->into));
	if (into == NULL)
		return 0;
	into->correction |= from->correction;
	for (i = 0; i < from->n_notes; i++)
		add_note(into, from->note[i]);
	for (i = 0; i < from->n; i++) {
		if (member(into, from->members[i].line->entry->id) != NULL)
			continue;
		m = add_member(into);
		if (m == NULL)
			return -1;
		*m = from->members[i];
	}
	return 0;
}

static void
keep(struct story *s, const char *entry)
{
	const struct story_member *m = member(s, entry);

	if (m != NULL)
		s->kept = (size_t)(m - s->members);
}

static void
clean(struct story *s, const struct wf_line *line)
{
	struct story_member *m = member(s, line->entry_id);

	if (m == NULL)
		return;
	m->furniture = line->furniture;
	m->n_furniture = line->n_furniture;
}

static void
kill_story(struct story *s, const struct wf_line *line)
{
	s->killed = line->time;
	s->killed_by = line->feed != NULL ? line->feed : line->note;
}

/* An entry goes to a story of its own, or back to the one that it had opened. */
static int
split(struct story_set *set, struct story *s, const struct wf_line *line)
{
	struct story_member *m = member(s, line->entry_id), *to, moved;
	struct story *into;
	size_t i;

	if (m == NULL || line->into[0] == '\0')
		return 0;
	into = open_story(set, line->into, m->line);
	if (into == NULL)
		return -1;
	if (into->into[0] != '\0') {
		into->into[0] = '\0';
		into->n = into->kept = 0;
	}
	moved = *m;
	moved.containment = -1;
	i = (size_t)(m - s->members);
	memmove(m, m + 1, (s->n - i - 1) * sizeof(*m));
	s->n--;
	if (s->kept > i || s->kept == s->n)
		s->kept -= s->kept > 0;
	to = member(into, line->entry_id);
	if (to == NULL && (to = add_member(into)) == NULL)
		return -1;
	*to = moved;
	return 0;
}

static void
hold(struct story *s, const struct wf_line *line)
{
	s->held = 1;
	s->until = line->until > 0 ? line->until : 0;
	add_flags(s, line);
}

/* A group that nobody gave a name is called as its feed. */
static void
rename_feed(struct story *s, const struct wf_line *line)
{
	struct story_member *m;

	if (line->feed == NULL || line->to == NULL)
		return;
	for (m = s->members; m < s->members + s->n; m++) {
		if (m->feed == NULL || strcmp(m->feed, line->feed) != 0)
			continue;
		m->feed = line->to;
		if (m->group != NULL && strcmp(m->group, line->feed) == 0)
			m->group = line->to;
	}
	if (s->killed_by != NULL && strcmp(s->killed_by, line->feed) == 0)
		s->killed_by = line->to;
}

static void
withdraw(struct story *s, const char *entry)
{
	struct story_member *m = member(s, entry);

	if (m != NULL)
		m->withdrawn = 1;
}

/* A note stands in its story; one of the fold's ties two stories together. */
static void
note(const struct story_set *set, struct story *s, const struct wf_line *line)
{
	struct story *into = line->into[0] != '\0' ? *slot(set, line->into) : NULL;

	if (line->rule != NULL && strcmp(line->rule, "substitute") == 0) {
		if (s != NULL)
			memcpy(s->replaced_by, line->into, sizeof(s->replaced_by));
		if (into != NULL)
			memcpy(into->replaces, line->story, sizeof(into->replaces));
	} else if (s != NULL && line->rule != NULL && strcmp(line->rule, "earlier") == 0) {
		memcpy(s->earlier, line->into, sizeof(s->earlier));
	} else if (s != NULL) {
		add_note(s, line->note);
		add_flags(s, line);
	}
}


const struct wf_line *
story_named(const struct story_member *m, struct story_named *to)
{
	if (m->feed == m->line->entry->feed && m->group == m->line->entry->group)
		return m->line;
	to->line = *m->line;
	to->entry = *m->line->entry;
	to->entry.feed = m->feed;
	to->entry.group = m->group;
	to->line.entry = &to->entry;
	return &to->line;
}

int
story_paragraph(const struct story_member *m, size_t *i, const char **p, size_t *n)
{
	const char *at = m->line->entry->text, *end;
	size_t k = 0, f;

	while (*at != '\0') {
		end = strstr(at, "\n\n");
		*n = end != NULL ? (size_t)(end - at) : strlen(at);
		for (f = 0; f < m->n_furniture && m->furniture[f] != (int)k; f++)
			;
		if (k >= *i && f == m->n_furniture && *n > 0) {
			*p = at;
			*i = k + 1;
			return 1;
		}
		at += *n;
		while (*at == '\n')
			at++;
		k++;
	}
	return 0;
}

/* What stands for the title and text of a copy that is no more: its revisions count as they did. */
static void
destroyed(const struct story *s, struct buf *b)
{
	const struct story_member *m = s->n > 0 ? &s->members[s->kept] : NULL;
	size_t i;

	if (m == NULL || m->line->redacted == NULL)
		return;
	(void)buf_printf(b, " %s %d", m->line->redacted, s->redacted != TIME_NONE);
	for (i = 0; i < m->n_furniture; i++)
		(void)buf_printf(b, " %d", m->furniture[i]);
}

/* Counts a revision when title, text or status are not what they were. */
static int
count_revision(struct story *s, const struct wf_line *line)
{
	const struct story_member *m = &s->members[s->kept];
	unsigned char shown[SHA256_BYTES];
	const char *title, *p;
	struct buf b;
	size_t i = 0, n;
	int rc;

	settle(s);
	buf_init(&b, JOURNAL_LINE_MAX * 2);
	if (s->status == STORY_USABLE && s->n > 0) {
		title = m->line->entry->title;
		(void)buf_str(&b, title != NULL ? title : "");
		while (story_paragraph(m, &i, &p, &n)) {
			(void)buf_char(&b, '\n');
			(void)buf_put(&b, p, n);
		}
	}
	(void)buf_printf(&b, "\n%d", (int)s->status);
	destroyed(s, &b);
	rc = b.failed ? -1 : sha256_bytes(b.p, b.n, shown);
	buf_clear(&b);
	if (rc != 0 || (s->revision > 0 && memcmp(shown, s->shown, sizeof(shown)) == 0))
		return rc;
	memcpy(s->shown, shown, sizeof(shown));
	s->revision++;
	s->changed = s->revision == 1 ? s->seen : line->time;
	return 0;
}

static int
apply(struct story_set *set, struct story *s, const struct wf_line *line)
{
	switch ((int)line->kind) {
	case WF_NEW:
	case WF_COPY:
	case WF_ENTRY_VERSION:
		return put_entry(s, line);
	case WF_NOTICE: /* withdraws the copy of its own entry */
		withdraw(s, line->entry->id);
		add_flags(s, line);
		break;
	case WF_WITHDRAW:
		withdraw(s, line->entry_id);
		break;
	case WF_SPLIT:
		return split(set, s, line);
	case WF_MERGE:
		return merge(set, s, line);
	case WF_REDACT:
		s->redacted = line->time;
		break;
	case WF_KEEP:
		keep(s, line->entry_id);
		break;
	case WF_CLEAN:
		clean(s, line);
		break;
	case WF_KILL:
		kill_story(s, line);
		break;
	case WF_UNKILL:
		s->killed = TIME_NONE;
		break;
	case WF_HOLD:
		hold(s, line);
		break;
	case WF_RELEASE:
		s->held = 0;
		break;
	case WF_RENAME:
		rename_feed(s, line);
		break;
	case WF_CORRECT:
		s->correction = 1;
		add_note(s, line->note);
		break;
	default:
		break;
	}
	return 0;
}

int
story_set_put(struct story_set *set, const struct wf_line *line, struct why *why)
{
	struct story *s, *into = NULL;

	if (line->story[0] == '\0')
		return 0;
	s = line->kind == WF_NEW ? open_story(set, line->story, line) : *slot(set, line->story);
	if (line->kind == WF_NOTE)
		note(set, s, line);
	if (s == NULL)
		return line->kind == WF_NEW ? why_set(why, "out of memory") : 0;
	if (apply(set, s, line) != 0)
		return why_set(why, "out of memory");
	if (line->kind == WF_MERGE || line->kind == WF_SPLIT)
		into = line->into[0] != '\0' ? *slot(set, line->into) : NULL;
	if (count_revision(s, line) != 0 || (into != NULL && count_revision(into, line) != 0))
		return why_set(why, "out of memory");
	return 0;
}

void
story_path(const char *id, char dir[static STORY_DIR], char file[static STORY_FILE])
{
	(void)snprintf(dir, STORY_DIR, "%.4s/%.2s/%.2s", id, id + 4, id + 6);
	(void)snprintf(file, STORY_FILE, "%s.txt", id);
}
