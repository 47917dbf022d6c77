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

static struct story *
open_story(struct story_set *set, const struct wf_line *line)
{
	struct story **at = slot(set, line->story);
	struct story *s = *at;

	if (s != NULL)
		return s;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	memcpy(s->id, line->story, sizeof(s->id));
	s->seen = line->entry->fetched != TIME_NONE ? line->entry->fetched : line->time;
	s->killed = TIME_NONE;
	*at = s;
	return s;
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
	m->furniture = line->furniture;
	m->n_furniture = line->n_furniture;
	m->withdrawn = 0;
	if (fresh || line->containment >= 0)
		m->containment = line->near[0] != '\0' ? line->containment : -1;
	return 0;
}

static int
merge(struct story_set *set, struct story *from, const struct wf_line *line)
{
	struct story *into = *slot(set, line->into);
	struct story_member *m;
	size_t i;

	memcpy(from->into, line->into, sizeof(from->into));
	from->status = STORY_MERGED;
	if (into == NULL)
		return 0;
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
	s->status = STORY_KILLED;
	s->killed = line->time;
	s->killed_by = line->feed;
}

/* A notice withdraws the copy of its own entry. */
static void
notice(struct story *s, const struct wf_line *line)
{
	struct story_member *m = member(s, line->entry->id);

	if (m != NULL)
		m->withdrawn = 1;
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
	case WF_NOTICE:
		notice(s, line);
		break;
	case WF_MERGE:
		return merge(set, s, line);
	case WF_KEEP:
		keep(s, line->entry_id);
		break;
	case WF_CLEAN:
		clean(s, line);
		break;
	case WF_KILL:
		kill_story(s, line);
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
	s = line->kind == WF_NEW ? open_story(set, line) : *slot(set, line->story);
	if (s == NULL)
		return line->kind == WF_NEW ? why_set(why, "out of memory") : 0;
	if (line->kind == WF_MERGE)
		into = *slot(set, line->into);
	if (apply(set, s, line) != 0 || count_revision(s, line) != 0 ||
	    (into != NULL && count_revision(into, line) != 0))
		return why_set(why, "out of memory");
	return 0;
}

void
story_path(const char *id, char dir[static STORY_DIR], char file[static STORY_FILE])
{
	(void)snprintf(dir, STORY_DIR, "%.4s/%.2s/%.2s", id, id + 4, id + 6);
	(void)snprintf(file, STORY_FILE, "%s.txt", id);
}
