/* A feed gets another name: a line for each story that shows the old one, then one for the feed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive.h"
#include "store/changes_find.h"
#include "store/item.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

struct finding {
	struct store *s;
	const char *key;
	char quoted[100];          /* the key as it stands in a line */
	struct publish_set set;   /* stories with an entry of the feed */
	size_t entries;
	int grown;
	struct arena arena;
	struct buf b;
};

/* Is it an entry of the feed? The bytes tell of most that it is not. */
static int
find_entry(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct finding *f = ctx;
	struct wf_line line;

	if (r->kind > WF_NOTICE)
		return 0;
	if (changes_find_line(f->s, r, day, &f->b, why) != 0)
		return -1;
	if (journal_kind(f->b.p, f->b.n) != 0 || memmem(f->b.p, f->b.n, f->quoted, strlen(f->quoted)) == NULL)
		return 0;
	arena_clear(&f->arena);
	if (item_read(f->b.p, f->b.n, &f->arena, &line, why) != 0)
		return -1;
	if (line.entry == NULL || line.entry->feed == NULL ||
	    strcmp(line.entry->key != NULL ? line.entry->key : line.entry->feed, f->key) != 0)
		return 0;
	f->entries++;
	return publish_set_put(&f->set, (struct lines_key){ r->story_day, r->story }) < 0 ?
	    why_set(why, "out of memory") : 0;
}

/* Where entries of those went. */
static int
find_moved(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct finding *f = ctx;
	int added = 0;

	(void)day;
	if ((r->kind == WF_MERGE || r->kind == WF_SPLIT) &&
	    publish_set_has(&f->set, (struct lines_key){ r->story_day, r->story }))
		added = publish_set_put(&f->set, (struct lines_key){ r->into_day, r->into });
	f->grown |= added > 0;
	return added < 0 ? why_set(why, "out of memory") : 0;
}

static int
find(struct finding *f, struct why *why)
{
	int n = snprintf(f->quoted, sizeof(f->quoted), "\"%s\"", f->key), rc;

	rc = n < 0 || (size_t)n >= sizeof(f->quoted) ? why_set(why, "'%s' is no feed's key", f->key) : 0;
	arena_init(&f->arena, LINE_ARENA);
	buf_init(&f->b, JOURNAL_LINE_MAX);
	if (rc == 0)
		rc = lines_each(&f->s->j, &lines_all, find_entry, f, why);
	buf_clear(&f->b);
	arena_clear(&f->arena);
	return rc;
}

int
store_entries(struct store *s, const char *key, size_t *n, struct why *why)
{
	struct finding f = { .s = s, .key = key };
	int rc = find(&f, why);

	*n = f.entries;
	publish_set_clear(&f.set);
	return rc;
}

static int
put(struct store *s, const struct store_rename *r, const char *story, struct why *why)
{
	struct wf_line line;

	memset(&line, 0, sizeof(line));
	line.kind = WF_RENAME;
	line.time = r->now;
	line.feed = r->from;
	line.to = r->to;
	line.containment = -1;
	line.distance = -1;
	memcpy(line.story, story, strlen(story) + 1);
	return store_put(s, &line, NULL, 0, why);
}

static int
by_key(const void *a, const void *b)
{
	const struct lines_key *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* In the order of their ids. The feed's own line comes last: without it nothing has happened that
 * a second try would not do again. */
static int
put_all(struct store *s, const struct store_rename *r, const struct publish_set *set, struct why *why)
{
	struct lines_key *keys = calloc(set->n + 1, sizeof(*keys));
	char id[WF_STORY_MAX];
	size_t i, n = 0;
	int rc = keys == NULL ? why_set(why, "out of memory") : 0;

	for (i = 0; rc == 0 && i < set->cap; i++)
		if (set->slots[i].day != 0)
			keys[n++] = set->slots[i];
	if (n > 0)
		qsort(keys, n, sizeof(*keys), by_key);
	for (i = 0; rc == 0 && i <= n; i++) {
		if (i % ARCHIVE_CHUNK == 0)
			rc = store_begin(s, r->now, why);
		if (i < n)
			lines_key_name(keys[i], id);
		if (rc == 0)
			rc = put(s, r, i < n ? id : "", why);
		if (rc == 0 && (i == n || i % ARCHIVE_CHUNK == ARCHIVE_CHUNK - 1))
			rc = store_commit(s, why);
	}
	free(keys);
	return rc;
}

int
store_rename(struct store *s, struct store_rename *r, struct why *why)
{
	struct finding f = { .s = s, .key = r->key };
	int rc = find(&f, why);

	do {
		f.grown = 0;
		if (rc == 0)
			rc = lines_each(&s->j, &lines_all, find_moved, &f, why);
	} while (rc == 0 && f.grown);
	r->entries = f.entries;
	r->stories = f.set.n;
	if (rc == 0)
		rc = put_all(s, r, &f.set, why);
	publish_set_clear(&f.set);
	return rc;
}

struct telling {
	struct store *s;
	store_rename_fn *fn;
	void *ctx;
};

static int
tell(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	const struct telling *t = ctx;
	struct wf_line line;
	struct arena a;
	struct buf b;
	int rc;

	if (r->kind != WF_RENAME || r->story_day != 0)
		return 0;
	arena_init(&a, LINE_ARENA);
	buf_init(&b, JOURNAL_LINE_MAX);
	rc = changes_find_line(t->s, r, day, &b, why);
	if (rc == 0 && journal_kind(b.p, b.n) == 0) {
		rc = item_read(b.p, b.n, &a, &line, why);
		if (rc == 0 && line.feed != NULL && line.to != NULL && t->fn(t->ctx, &line) != 0)
			rc = why_set(why, "out of memory");
	}
	buf_clear(&b);
	arena_clear(&a);
	return rc;
}

int
store_renames(struct store *s, int64_t after, store_rename_fn *fn, void *ctx, struct why *why)
{
	struct telling t = { s, fn, ctx };
	struct lines_range range = lines_all;
	size_t i = 0;

	if (s->j.n_days == 0)
		return 0;
	if (after > 0 && changes_find_day(s, after + 1, &i, why) != 0)
		return -1;
	range.from = s->j.days[i];
	range.after = after;
	return lines_each(&s->j, &range, tell, &t, why);
}
