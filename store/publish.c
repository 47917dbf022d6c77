#include "store/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "store/item.h"

#define FSYNC_EACH 64 /* files up to which fsync each beats syncfs (research: measured) */
#define SET_ARENA ((size_t)2 << 30) /* bytes of the lines of one call's stories */

/* A record and the day it stands in. */
struct ref {
	struct journal_at at;
	int64_t seq;
};

struct refs {
	struct ref *p;
	size_t n, cap;
};

void
publish_set_clear(struct publish_set *set)
{
	free(set->slots);
	memset(set, 0, sizeof(*set));
}

static size_t
probe(const struct publish_set *set, struct lines_key key)
{
	size_t i = (size_t)((key.hash ^ key.day) * 0x9e3779b97f4a7c15u >> 20) & (set->cap - 1);

	while (set->slots[i].day != 0 &&
	    (set->slots[i].day != key.day || set->slots[i].hash != key.hash))
		i = (i + 1) & (set->cap - 1);
	return i;
}

int
publish_set_has(const struct publish_set *set, struct lines_key key)
{
	return set->cap > 0 && key.day != 0 && set->slots[probe(set, key)].day != 0;
}

static int
grow(struct publish_set *set)
{
	struct publish_set bigger = { NULL, 0, set->cap > 0 ? set->cap * 2 : 64 };
	size_t i;

	bigger.slots = calloc(bigger.cap, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return -1;
	for (i = 0; i < set->cap; i++)
		if (set->slots[i].day != 0)
			bigger.slots[probe(&bigger, set->slots[i])] = set->slots[i];
	bigger.n = set->n;
	free(set->slots);
	*set = bigger;
	return 0;
}

int
publish_set_put(struct publish_set *set, struct lines_key key)
{
	size_t i;

	if (key.day == 0)
		return 0;
	if (set->n * 2 >= set->cap && grow(set) != 0)
		return -1;
	i = probe(set, key);
	if (set->slots[i].day != 0)
		return 0;
	set->slots[i] = key;
	set->n++;
	return 1;
}

static struct lines_key
story_key(const struct lines_record *r)
{
	return (struct lines_key){ r->story_day, r->story };
}

static uint32_t
first_day(const struct publish_set *set)
{
	uint32_t day = UINT32_MAX;
	size_t i;

	for (i = 0; i < set->cap; i++)
		if (set->slots[i].day != 0 && (set->slots[i].day & ~LINES_LONG) < day)
			day = set->slots[i].day & ~LINES_LONG;
	return day;
}

/* Two passes: who was merged into one of ours, or split into it; then the lines of all of
 * them. A note ties two stories, of which only one may be ours. */
struct gather {
	struct publish_set all;
	struct refs refs;
	int grown, forward;
};

static int
gather_merges(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	const struct lines_key into = { r->into_day, r->into };
	struct gather *g = ctx;
	int added = 0;

	(void)day;
	if (r->kind != WF_MERGE && r->kind != WF_SPLIT)
		return 0;
	if (publish_set_has(&g->all, into))
		added = publish_set_put(&g->all, story_key(r));
	else if (g->forward && publish_set_has(&g->all, story_key(r)))
		added = publish_set_put(&g->all, into);
	g->grown |= added > 0;
	return added < 0 ? why_set(why, "out of memory") : 0;
}

static int
gather_refs(void *ctx, const struct lines_record *r, uint32_t day, struct why *why)
{
	struct gather *g = ctx;
	struct ref *p;

	if (!publish_set_has(&g->all, story_key(r)) && (r->kind != WF_NOTE ||
	    !publish_set_has(&g->all, (struct lines_key){ r->into_day, r->into })))
		return 0;
	if (g->refs.n == g->refs.cap) {
		g->refs.cap = g->refs.cap > 0 ? g->refs.cap * 2 : 256;
		p = realloc(g->refs.p, g->refs.cap * sizeof(*p));
		if (p == NULL)
			return why_set(why, "out of memory");
		g->refs.p = p;
	}
	p = &g->refs.p[g->refs.n++];
	p->at = lines_at(r, day);
	p->seq = r->seq;
	return 0;
}

static int
gather_all(const struct publish_call *call, struct gather *g, struct why *why)
{
	struct lines_range range = { 0, UINT32_MAX, 0, call->until };
	size_t i;

	g->forward = call->forward;
	for (i = 0; i < call->set->cap; i++)
		if (publish_set_put(&g->all, call->set->slots[i]) < 0)
			return why_set(why, "out of memory");
	do {
		g->grown = 0;
		range.from = first_day(&g->all);
		if (lines_each(call->j, &range, gather_merges, g, why) != 0)
			return -1;
	} while (g->grown);
	range.from = first_day(&g->all);
	return lines_each(call->j, &range, gather_refs, g, why);
}

static int
replay_line(const struct publish_call *call, struct story_set *stories, const struct wf_line *line,
    struct why *why)
{
	int rc = call->line != NULL ? call->line(call->ctx, stories, line, 0) : 0;

	if (rc == 0)
		rc = story_set_put(stories, line, why);
	if (rc == 0 && call->line != NULL)
		rc = call->line(call->ctx, stories, line, 1);
	return rc;
}

static int
replay(const struct publish_call *call, const struct refs *refs, struct arena *a, struct story_set *stories,
    struct why *why)
{
	struct wf_line *line;
	struct why inner = { "" };
	struct buf b;
	size_t i;
	int rc = 0;

	buf_init(&b, JOURNAL_LINE_MAX);
	for (i = 0; rc == 0 && i < refs->n; i++) {
		line = arena_get(a, sizeof(*line));
		if (line == NULL)
			rc = why_set(why, "out of memory");
		if (rc == 0)
			rc = journal_read(call->j, &refs->p[i].at, &b, why);
		if (rc > 0) { /* its story has just been pruned */
			rc = 0;
			continue;
		}
		if (rc == 0 && item_read(b.p, b.n, a, line, &inner) != 0)
			rc = why_set(why, "journal/%08u: byte %llu: %s", (unsigned)refs->p[i].at.day,
			    (unsigned long long)refs->p[i].at.offset, inner.text);
		if (rc == 0)
			rc = replay_line(call, stories, line, why);
	}
	buf_clear(&b);
	return rc;
}

static int
by_key(const void *a, const void *b)
{
	const struct lines_key *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* In the order of their ids, so that what is written does not hang on a hash. */
static int
hand_out(const struct publish_call *call, const struct story_set *stories, struct why *why)
{
	struct lines_key *keys = calloc(call->set->n + 1, sizeof(*keys));
	const struct story *s;
	char id[WF_STORY_MAX];
	size_t i, n = 0;
	int rc = 0;

	if (keys == NULL)
		return why_set(why, "out of memory");
	for (i = 0; i < call->set->cap; i++)
		if (call->set->slots[i].day != 0)
			keys[n++] = call->set->slots[i];
	qsort(keys, n, sizeof(*keys), by_key);
	for (i = 0; rc == 0 && i < n; i++) {
		lines_key_name(keys[i], id);
		s = story_set_get(stories, id);
		if (s != NULL && s->n > 0)
			rc = call->story(call->ctx, s, why);
	}
	free(keys);
	return rc;
}

int
publish_each(const struct publish_call *call, struct why *why)
{
	struct gather g;
	struct story_set *stories = story_set_new();
	struct arena a;
	int rc;

	memset(&g, 0, sizeof(g));
	arena_init(&a, SET_ARENA);
	rc = stories == NULL ? why_set(why, "out of memory") : gather_all(call, &g, why);
	if (rc == 0)
		rc = replay(call, &g.refs, &a, stories, why);
	if (rc == 0 && call->end != NULL)
		rc = call->end(call->ctx, stories, why);
	if (rc == 0 && call->story != NULL)
		rc = hand_out(call, stories, why);
	story_set_free(stories);
	arena_clear(&a);
	publish_set_clear(&g.all);
	free(g.refs.p);
	return rc;
}

/* The files of one batch, written but not yet in place. */
struct staged {
	char temp[ROOT_NAME];
	char dir[STORY_DIR];
	char file[STORY_FILE];
};

struct batch {
	struct root *root;
	struct staged *files;
	size_t n, cap;
	int each;                  /* fsync each file */
	struct buf bytes, old;
};

#define STAGED_PATH (STORY_DIR + STORY_FILE + 1)
static void
below_stories(const struct staged *f, char path[static STAGED_PATH])
{
	(void)snprintf(path, STAGED_PATH, "%s/%s", f->dir, f->file);
}

static int
make_dirs(struct root *root, const char *dir, struct why *why)
{
	char part[STORY_DIR];
	size_t n;

	for (n = 4; n <= 10; n += 3) {
		memcpy(part, dir, n);
		part[n] = '\0';
		if (mkdirat(root->fd[ROOT_STORIES], part, 0777) != 0 && errno != EEXIST)
			return why_errno(why, "stories/%s", part);
	}
	return 0;
}

static int
write_temp(struct batch *b, struct staged *f, int64_t changed, struct why *why)
{
	const struct timespec times[2] = { { (time_t)changed, 0 }, { (time_t)changed, 0 } };
	int fd = root_temp(b->root, f->temp, 0666, why);
	int rc;

	if (fd < 0)
		return -1;
	rc = root_write(fd, b->bytes.p, b->bytes.n, f->file, why);
	if (rc == 0 && futimens(fd, times) != 0)
		rc = why_errno(why, "set time of stories/%s/%s", f->dir, f->file);
	if (rc == 0 && b->each && fsync(fd) != 0)
		rc = why_errno(why, "fsync stories/%s/%s", f->dir, f->file);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close stories/%s/%s", f->dir, f->file);
	return rc;
}

static int
stage(void *ctx, const struct story *s, struct why *why)
{
	char path[STAGED_PATH];
	struct batch *b = ctx;
	struct staged *f;
	int rc;

	if (b->n == b->cap)
		return why_set(why, "more stories than were touched");
	f = &b->files[b->n];
	story_path(s->id, f->dir, f->file);
	buf_reset(&b->bytes);
	buf_reset(&b->old);
	below_stories(f, path);
	rc = story_write(&b->bytes, s, why);
	if (rc == 0)
		rc = root_read(b->root, ROOT_STORIES, path, &b->old, why);
	if (rc < 0 || (rc == 0 && b->old.n == b->bytes.n && memcmp(b->old.p, b->bytes.p, b->old.n) == 0))
		return rc;
	if (write_temp(b, f, s->changed, why) != 0)
		return -1;
	b->n++;
	return 0;
}

static int
place(const struct batch *b, struct why *why)
{
	char path[STAGED_PATH];
	const struct staged *f;
	size_t i;

	if (b->n > 0 && !b->each && syncfs(b->root->fd[ROOT_TOP]) != 0)
		return why_errno(why, "syncfs");
	for (i = 0; i < b->n; i++) {
		f = &b->files[i];
		below_stories(f, path);
		if ((i == 0 || strcmp(f->dir, b->files[i - 1].dir) != 0) &&
		    make_dirs(b->root, f->dir, why) != 0)
			return -1;
		if (renameat(b->root->fd[ROOT_TMP], f->temp, b->root->fd[ROOT_STORIES], path) != 0)
			return why_errno(why, "rename to stories/%s", path);
	}
	return 0;
}

int
publish(struct journal *j, const struct publish_set *set, size_t *written, struct why *why)
{
	struct batch b = { .root = j->root, .cap = set->n, .each = set->n <= FSYNC_EACH };
	struct publish_call call = { .j = j, .set = set, .story = stage, .ctx = &b };
	int rc;

	*written = 0;
	if (set->n == 0)
		return 0;
	b.files = calloc(set->n, sizeof(*b.files));
	if (b.files == NULL)
		return why_set(why, "out of memory");
	buf_init(&b.bytes, JOURNAL_LINE_MAX * 4);
	buf_init(&b.old, JOURNAL_LINE_MAX * 4);
	rc = publish_each(&call, why);
	if (rc == 0)
		rc = place(&b, why);
	*written = b.n;
	free(b.files);
	buf_clear(&b.bytes);
	buf_clear(&b.old);
	return rc;
}

int
publish_sync(struct root *root, struct why *why)
{
	return syncfs(root->fd[ROOT_STORIES]) != 0 ? why_errno(why, "syncfs stories") : 0;
}
