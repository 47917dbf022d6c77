/* Redaction: which lines go, what becomes of their stories, and the batch that says so. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/archive.h"
#include "store/item.h"
#include "store/job.h"
#include "store/scrub.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

struct redacting {
	struct store *s;
	struct store_redact *r;
	struct job job;
	uint64_t *entries;            /* one story's: ids of its entries, sorted */
	size_t n_entries, cap;
	struct publish_set stories;   /* whose lines go; one story's: with what was merged into it */
	struct buf splits;            /* one story's: struct lines_record of those that brought it entries */
	int grown, failed;
};

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int
add_entry(void *ctx, const struct store_member *m)
{
	struct redacting *x = ctx;
	uint64_t *p;

	if (x->n_entries == x->cap) {
		x->cap = x->cap > 0 ? x->cap * 2 : 64;
		p = realloc(x->entries, x->cap * sizeof(*p));
		if (p == NULL)
			return x->failed = 1;
		x->entries = p;
	}
	x->entries[x->n_entries++] = lines_entry_of(m->line->entry->id);
	return 0;
}

static struct lines_key
key_of(const struct lines_record *r)
{
	return (struct lines_key){ r->story_day, r->story };
}

/* What was merged into the story, and the splits that brought it entries. */
static int
tie(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct redacting *x = ctx;
	int added = 0;

	(void)day;
	if (!publish_set_has(&x->stories, (struct lines_key){ r->into_day, r->into }))
		return 0;
	if (r->kind == WF_MERGE)
		added = publish_set_put(&x->stories, key_of(r));
	else if (r->kind == WF_SPLIT && buf_put(&x->splits, r, sizeof(*r)) != 0)
		added = -1;
	x->grown |= added > 0;
	return added < 0 ? why_set(why, "out of memory") : 0;
}

static int
came_by_split(const struct redacting *x, const struct lines_record *r)
{
	const struct lines_record *p = (const struct lines_record *)(const void *)x->splits.p;
	size_t i;

	for (i = 0; i < x->splits.n / sizeof(*p); i++)
		if (p[i].entry == r->entry && p[i].story_day == r->story_day && p[i].story == r->story)
			return 1;
	return 0;
}

/* Is it a decision that carries words? */
static int
has_words(struct redacting *x, const struct lines_record *r, uint32_t day, int *yes, struct why *why)
{
	struct wf_line line;
	struct arena a;
	int rc;

	*yes = 0;
	if (r->kind != WF_NOTE && r->kind != WF_CORRECT)
		return 0;
	arena_init(&a, LINE_ARENA);
	rc = archive_line(x->s, lines_at(r, day), &a, &line, why);
	*yes = rc == 0 && line.note != NULL && line.note[0] != '\0';
	arena_clear(&a);
	return rc;
}

/* One story: is the line one of its entries', or words about it? */
static int
of_story(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct redacting *x = ctx;
	const int ours = publish_set_has(&x->stories, key_of(r));
	int goes = 0;

	if (lines_gone(r))
		return 0;
	if (item_has_entry((enum wf_kind)r->kind))
		goes = (ours && r->kind == WF_NOTICE) ||
		    ((ours || r->story_day == 0 || came_by_split(x, r)) &&
		    bsearch(&r->entry, x->entries, x->n_entries, sizeof(r->entry), by_number) != NULL);
	else if (ours && has_words(x, r, day, &goes, why) != 0)
		return -1;
	return goes && job_line(&x->job, day, r->seq, r->entry) != 0 ? why_set(why, "out of memory") : 0;
}

/* One feed: is the line of an entry of it that came before then? Its story is looked at. */
static int
of_feed(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct redacting *x = ctx;
	struct wf_line line;
	struct arena a;
	int rc;

	if (lines_gone(r) || !item_has_entry((enum wf_kind)r->kind))
		return 0;
	arena_init(&a, LINE_ARENA);
	rc = archive_line(x->s, lines_at(r, day), &a, &line, why);
	if (rc == 0 && line.time < x->r->before && line.entry->feed != NULL &&
	    strcmp(line.entry->feed, x->r->feed) == 0 &&
	    (job_line(&x->job, day, r->seq, r->entry) != 0 || publish_set_put(&x->stories, key_of(r)) < 0))
		rc = why_set(why, "out of memory");
	arena_clear(&a);
	return rc;
}

/* The stories that have the entries now: those that theirs were merged into, or split to. */
static int
move_on(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct redacting *x = ctx;
	(void)day;
	if ((r->kind != WF_MERGE && r->kind != WF_SPLIT) || !publish_set_has(&x->stories, key_of(r)))
		return 0;
	return publish_set_put(&x->stories, (struct lines_key){ r->into_day, r->into }) < 0 ?
	    why_set(why, "out of memory") : 0;
}

static int
find_story(struct redacting *x, struct why *why)
{
	struct lines_key key = lines_key_of(x->r->story);
	int rc = store_members(x->s, x->r->story, add_entry, x, why);

	if (rc == 0 && (x->failed || publish_set_put(&x->stories, key) < 0))
		rc = why_set(why, "out of memory");
	if (rc == 0 && x->n_entries > 0)
		qsort(x->entries, x->n_entries, sizeof(*x->entries), by_number);
	do {
		x->grown = 0;
		buf_reset(&x->splits);
		if (rc == 0)
			rc = lines_each(&x->s->j, &lines_all, tie, x, why);
	} while (rc == 0 && x->grown);
	return rc == 0 ? lines_each(&x->s->j, &lines_all, of_story, x, why) : rc;
}

static int
find_feed(struct redacting *x, struct why *why)
{
	struct lines_range before = lines_all;
	char name[TIME_DAY_LEN];
	int rc;

	time_day(x->r->before, name);
	before.until = journal_day_of(name);
	rc = lines_each(&x->s->j, &before, of_feed, x, why);
	return rc == 0 ? lines_each(&x->s->j, &lines_all, move_on, x, why) : rc;
}

static int
goes(const struct redacting *x, const struct wf_line *line)
{
	size_t n, lo = 0, hi, mid;
	const struct job_line *p = job_lines(&x->job, &n);

	/* They were found in seq order. */
	for (hi = n; lo < hi;) {
		mid = lo + (hi - lo) / 2;
		if (p[mid].seq < line->seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return line->redacted != NULL || (lo < n && p[lo].seq == line->seq);
}

/* The best of what is left: a full text over an excerpt, the newest version, the first that came. */
static const struct story_member *
best_left(const struct redacting *x, const struct story *s)
{
	const struct story_member *best = NULL, *m;
	int full, was = 0;
	size_t i;

	for (i = 0; i < s->n; i++) {
		m = &s->members[i];
		if (m->withdrawn || goes(x, m->line))
			continue;
		full = m->line->extent == NULL || strcmp(m->line->extent, "full") == 0;
		if (best == NULL || full > was || (full == was && m->line->revision > best->line->revision)) {
			best = m;
			was = full;
		}
	}
	return best;
}

static int
put(struct redacting *x, const struct story *s, enum wf_kind kind, const char *entry, struct why *why)
{
	struct wf_line line;

	memset(&line, 0, sizeof(line));
	line.kind = kind;
	line.time = x->r->now;
	line.containment = line.distance = -1;
	line.rule = WF_EDITOR;
	memcpy(line.story, s->id, sizeof(line.story));
	if (entry != NULL)
		memcpy(line.entry_id, entry, sizeof(line.entry_id));
	else
		line.note = x->r->why;
	return store_put(x->s, &line, NULL, 0, why);
}

/* What is left of a story that loses some, and that it does. */
static int
settle(void *ctx, const struct story *s, struct why *why)
{
	struct redacting *x = ctx;
	const struct story_member *left = best_left(x, s);
	size_t i, n = 0;
	int rc = 0;

	for (i = 0; i < s->n; i++)
		n += goes(x, s->members[i].line) && s->members[i].line->redacted == NULL;
	if (n == 0 || s->status == STORY_MERGED)
		return job_story(&x->job, lines_key_of(s->id)) != 0 ? why_set(why, "out of memory") : 0;
	for (i = 0; rc == 0 && left != NULL && i < s->n; i++)
		if (goes(x, s->members[i].line) && !s->members[i].withdrawn)
			rc = put(x, s, WF_WITHDRAW, s->members[i].line->entry->id, why);
	if (rc == 0 && left != NULL && goes(x, s->members[s->kept].line))
		rc = put(x, s, WF_KEEP, left->line->entry->id, why);
	if (rc == 0)
		rc = put(x, s, WF_REDACT, NULL, why);
	if (rc == 0 && job_story(&x->job, lines_key_of(s->id)) != 0)
		rc = why_set(why, "out of memory");
	x->r->stories++;
	return rc;
}

static int
settle_all(struct redacting *x, struct why *why)
{
	struct publish_set some = { NULL, 0, 0 };
	const struct publish_call call = { .j = &x->s->j, .set = &some, .story = settle, .ctx = x };
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < x->stories.cap; i++) {
		if (x->stories.slots[i].day != 0 && publish_set_put(&some, x->stories.slots[i]) < 0)
			rc = why_set(why, "out of memory");
		if (rc == 0 && some.n > 0 && (some.n == ARCHIVE_CHUNK || i + 1 == x->stories.cap)) {
			rc = publish_each(&call, why);
			publish_set_clear(&some);
		}
	}
	publish_set_clear(&some);
	return rc;
}

/* Spools have entries without stories: their lines go, and the journal says that none is told. */
static int
carry_out(struct redacting *x, struct why *why)
{
	struct wf_line bare;

	memset(&bare, 0, sizeof(bare));
	x->job.seq = x->s->j.seq;
	if (store_begin(x->s, x->r->now, why) != 0 || settle_all(x, why) != 0)
		return -1;
	if (x->r->stories == 0) {
		bare.kind = WF_REDACT;
		bare.time = x->r->now;
		bare.containment = bare.distance = -1;
		bare.note = x->r->why;
		if (store_put(x->s, &bare, NULL, 0, why) != 0)
			return -1;
	}
	if (x->r->dry) {
		journal_drop(&x->s->j);
		return 0;
	}
	if (job_write(&x->s->root, &x->job, why) != 0 || archive_commit(x->s, why) != 0)
		return -1;
	if (job_finish(x->s, why) != 0)
		return -1;
	return x->r->wipe ? scrub_free(&x->s->root, why) : 0;
}

int
store_redact(struct store *s, struct store_redact *r, struct why *why)
{
	struct redacting x = { .s = s, .r = r };
	size_t n = 0;
	int rc;

	r->lines = r->stories = 0;
	job_init(&x.job, JOB_REDACT);
	buf_init(&x.splits, SIZE_MAX / 2);
	if (strlen(r->why) >= sizeof(x.job.why) || strchr(r->why, '\n') != NULL)
		rc = why_set(why, "the reason is one line of at most %zu bytes", sizeof(x.job.why) - 1);
	else
		rc = r->story != NULL ? find_story(&x, why) : find_feed(&x, why);
	if (rc == 0) {
		memcpy(x.job.why, r->why, strlen(r->why) + 1);
		(void)job_lines(&x.job, &n);
		r->lines = n;
		rc = n == 0 ? 1 : carry_out(&x, why);
	}
	job_clear(&x.job);
	buf_clear(&x.splits);
	publish_set_clear(&x.stories);
	free(x.entries);
	return rc;
}
