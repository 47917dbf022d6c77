/* Pruning: the stubs of old days, and the batch that says which stories are no more. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "store/item.h"
#include "store/prune.h"
#include "store/prune_plan.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

struct pruning {
	struct store *s;
	struct store_prune *p;
	struct prune_plan plan;
	struct job job;
	struct publish_set gone;      /* stories that go */
	/* The day that is being gone through. */
	uint32_t day;
	struct buf body, digests;     /* of its stub: the lines between the first and the last */
	int64_t lines;
	size_t dropped;
};

enum fate { WHOLE, ID_ONLY, DROP };

static int
has_entry(const struct lines_record *r)
{
	return item_has_entry((enum wf_kind)r->kind);
}

static struct lines_key
key_of(const struct lines_record *r)
{
	return (struct lines_key){ r->story_day, r->story };
}

/* An entry that no story has: a spool's, a notice that found no target. */
static int
of_no_story(struct pruning *x, const struct lines_record *r, enum fate *fate, struct why *why)
{
	struct wf_line line;
	struct arena a;
	int64_t keep;
	int rc;

	arena_init(&a, LINE_ARENA);
	rc = archive_line(x->s, lines_at(r, x->day), &a, &line, why);
	if (rc == 0) {
		keep = x->p->keep(x->p->ctx, line.entry->feed != NULL ? line.entry->feed : "");
		*fate = prune_plan_young(&x->plan, x->day, keep) ? WHOLE : ID_ONLY;
	}
	arena_clear(&a);
	return rc;
}

/* What becomes of a line. What is about no story (a rule for a paragraph, a feed's new name) later
 * replay needs. */
static int
fate_of(struct pruning *x, const struct lines_record *r, enum fate *fate, struct why *why)
{
	*fate = WHOLE;
	if (r->kind == WF_STUB) {
		if (r->entry == 0)
			*fate = DROP;
		else if (r->story_day != 0 && !x->p->keep_text)
			*fate = ID_ONLY;
		return 0;
	}
	if (r->story_day == 0)
		return has_entry(r) ? of_no_story(x, r, fate, why) : 0;
	if (prune_plan_lives(&x->plan, key_of(r)) ||
	    (r->kind == WF_NOTE && prune_plan_lives(&x->plan, (struct lines_key){ r->into_day, r->into })))
		return 0;
	*fate = has_entry(r) || (x->p->keep_text && r->kind == WF_SPLIT) ? ID_ONLY : DROP;
	return 0;
}

/* The line by which the entry's id, and the story's where its file stays, are remembered. */
static void
id_line(const struct pruning *x, const struct lines_record *r, struct buf *b)
{
	struct wf_line line;
	struct lines_key key = { r->story_day, r->story };

	memset(&line, 0, sizeof(line));
	line.kind = WF_STUB;
	line.seq = r->seq;
	line.time = TIME_NONE;
	line.containment = line.distance = -1;
	(void)snprintf(line.entry_id, sizeof(line.entry_id), "%016llx", (unsigned long long)r->entry);
	if (r->kind == WF_SPLIT)
		key = (struct lines_key){ r->into_day, r->into };
	if (x->p->keep_text && (r->kind == WF_NEW || r->kind == WF_SPLIT))
		lines_key_name(key, line.story);
	(void)item_write(b, &line);
}

/* Stories whose lines go, go. */
static int
note_stories(struct pruning *x, const struct lines_record *r, enum fate fate)
{
	const struct lines_key keys[2] = { key_of(r), { r->into_day, r->into } };
	size_t i;
	int added;

	if (fate == WHOLE || x->p->keep_text || (r->kind == WF_STUB && r->entry == 0))
		return 0;
	for (i = 0; i < 2; i++) {
		if (keys[i].day == 0 || prune_plan_lives(&x->plan, keys[i]))
			continue;
		added = publish_set_put(&x->gone, keys[i]);
		if (added < 0 || (added > 0 && job_story(&x->job, keys[i]) != 0))
			return -1;
	}
	return 0;
}

static int
put_line(struct pruning *x, const char *p, size_t n)
{
	unsigned char digest[SHA256_BYTES];

	if (journal_digest(p, n, digest) != 0 || buf_put(&x->digests, digest, sizeof(digest)) != 0 ||
	    buf_put(&x->body, p, n) != 0 || buf_char(&x->body, '\n') != 0)
		return -1;
	x->lines++;
	return 0;
}

static int
take(struct pruning *x, const struct lines_record *r, const char *p, size_t n, struct why *why)
{
	enum fate fate;
	struct buf b;
	int rc;

	if (fate_of(x, r, &fate, why) != 0)
		return -1;
	x->dropped += fate != WHOLE;
	if (note_stories(x, r, fate) != 0)
		return why_set(why, "out of memory");
	if (fate == DROP)
		return 0;
	buf_init(&b, JOURNAL_LINE_MAX);
	if (fate == ID_ONLY)
		id_line(x, r, &b);
	rc = b.failed || put_line(x, fate == ID_ONLY ? b.p : p, fate == ID_ONLY ? b.n : n) != 0 ?
	    why_set(why, "out of memory") : 0;
	buf_clear(&b);
	return rc;
}

/* Goes through a day's lines and what index/ has of them, side by side. The first line and the last
 * go to *first and *last. */
static int
walk(struct pruning *x, struct journal_day *d, const struct fixed *f, struct buf ends[2], struct why *why)
{
	const struct lines_record *r;
	struct journal_at at;
	const char *p;
	size_t n, k = 0;
	int kind, rc = 0;

	while (rc == 0 && journal_line(d, &p, &n, &at)) {
		kind = journal_kind(p, n);
		if (kind == 'd' || kind == 'c') {
			buf_reset(&ends[kind == 'c']);
			rc = buf_put(&ends[kind == 'c'], p, n);
		} else if (kind != 'p') {
			r = k < f->n ? fixed_get(f, k++) : NULL;
			if (r == NULL || r->seq != journal_seq(p, n))
				return why_set(why, "index/: %08u.ids is not what the journal says; run rebuild",
				    (unsigned)x->day);
			if (take(x, r, p, n, why) != 0)
				return -1;
		}
	}
	return rc != 0 ? why_set(why, "out of memory") : 0;
}

/* The stub: the day's first line, what it holds, the lines, the day's last commit. */
static int
put_stub(struct pruning *x, struct buf ends[2], struct buf *to, struct why *why)
{
	char sum[SHA256_HEX + 1], s[TIME_LEN];

	time_format(x->p->now, s);
	if (sha256_hex(x->digests.p, x->digests.n, sum) != 0)
		return why_set(why, "out of memory");
	(void)buf_put(to, ends[0].p, ends[0].n);
	(void)buf_printf(to, "\n{\"_wirefold\":{\"kind\":\"pruned\",\"time\":\"%s\",\"lines\":%lld,\"sha256\":\"%s\"}}\n",
	    s, (long long)x->lines, sum);
	(void)buf_put(to, x->body.p, x->body.n);
	(void)buf_put(to, ends[1].p, ends[1].n);
	return buf_char(to, '\n') != 0 || to->failed ? why_set(why, "out of memory") : 0;
}

static uint64_t
size_of(struct store *s, enum root_part part, uint32_t day, const char *suffix)
{
	char name[JOURNAL_FILE];
	struct stat st;

	journal_file(day, suffix, name);
	return s->root.fd[part] >= 0 && fstatat(s->root.fd[part], name, &st, AT_SYMLINK_NOFOLLOW) == 0 ?
	    (uint64_t)st.st_size : 0;
}

/* The day changes: its stub is made ready, unless this is only to count. */
static int
ready(struct pruning *x, uint64_t was, struct buf ends[2], struct why *why)
{
	char name[JOURNAL_FILE];
	struct buf to;
	int rc;

	buf_init(&to, SIZE_MAX / 2);
	rc = put_stub(x, ends, &to, why);
	x->p->days++;
	x->p->lines += x->dropped;
	was += size_of(x->s, ROOT_INDEX, x->day, ".idx");
	x->p->bytes += was > to.n ? was - to.n : 0;
	journal_file(x->day, PRUNE_NEW, name);
	if (rc == 0 && !x->p->dry)
		rc = root_replace(&x->s->root, ROOT_JOURNAL, name, &to, why);
	if (rc == 0 && job_line(&x->job, x->day, 0, 0) != 0)
		rc = why_set(why, "out of memory");
	buf_clear(&to);
	return rc;
}

static int
prune_day(struct pruning *x, size_t i, struct why *why)
{
	struct buf ends[2];
	struct journal_day d;
	struct fixed f;
	int rc;

	x->day = x->s->j.days[i];
	x->lines = 0;
	x->dropped = 0;
	buf_reset(&x->body);
	buf_reset(&x->digests);
	buf_init(&ends[0], JOURNAL_LINE_MAX);
	buf_init(&ends[1], JOURNAL_LINE_MAX);
	rc = lines_map(&x->s->j, i, &f, why);
	if (rc == 0 && journal_map(&x->s->j, x->day, &d, why) == 0) {
		rc = walk(x, &d, &f, ends, why);
		if (rc == 0 && x->dropped > 0)
			rc = ready(x, d.map, ends, why);
		journal_unmap(&d);
	} else {
		rc = -1;
	}
	fixed_unmap(&f);
	buf_clear(&ends[0]);
	buf_clear(&ends[1]);
	return rc;
}

/* Stubs that a run made ready which then died before it wrote its job down. */
static int
sweep(struct store *s, struct why *why)
{
	const int dir = s->root.fd[ROOT_JOURNAL];
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "journal");
	}
	while (rc == 0 && (e = readdir(d)) != NULL)
		if (strlen(e->d_name) == 10 + sizeof(PRUNE_NEW) - 1 && strcmp(e->d_name + 10, PRUNE_NEW) == 0 &&
		    unlinkat(dir, e->d_name, 0) != 0)
			rc = why_errno(why, "remove journal/%s", e->d_name);
	(void)closedir(d);
	return rc;
}

static void
count_stories(struct pruning *x)
{
	char id[WF_STORY_MAX], path[STORE_PATH];
	const struct lines_key *keys;
	struct stat st;
	size_t i, n;

	keys = job_stories(&x->job, &n);
	for (i = 0; i < n; i++) {
		lines_key_name(keys[i], id);
		store_story_path(id, path);
		if (fstatat(x->s->root.fd[ROOT_TOP], path, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		x->p->stories++;
		x->p->bytes += (uint64_t)st.st_size;
	}
}

/* One line for each story that goes, for those who follow; one that says so where none does. */
static int
tell(struct pruning *x, struct why *why)
{
	const struct lines_key *keys;
	struct wf_line line;
	size_t i, n;
	int rc = store_begin(x->s, x->p->now, why);

	memset(&line, 0, sizeof(line));
	line.kind = WF_STUB;
	line.time = x->p->now;
	line.containment = line.distance = -1;
	keys = job_stories(&x->job, &n);
	for (i = 0; rc == 0 && i < n; i++) {
		lines_key_name(keys[i], line.story);
		rc = store_put(x->s, &line, NULL, 0, why);
	}
	return rc == 0 && n == 0 ? store_put(x->s, &line, NULL, 0, why) : rc;
}

int
store_prune(struct store *s, struct store_prune *p, struct why *why)
{
	struct pruning x = { .s = s, .p = p };
	size_t i, n = 0;
	int rc;

	p->days = p->lines = p->stories = 0;
	p->bytes = 0;
	job_init(&x.job, JOB_PRUNE);
	buf_init(&x.body, SIZE_MAX / 2);
	buf_init(&x.digests, SIZE_MAX / 2);
	rc = prune_plan_make(&x.plan, s, p, why);
	if (rc == 0 && !p->dry)
		rc = sweep(s, why);
	for (i = 0; rc == 0 && i < s->j.n_days && s->j.days[i] < x.plan.limit; i++)
		rc = prune_day(&x, i, why);
	(void)job_lines(&x.job, &n);
	count_stories(&x);
	if (rc == 0 && n > 0 && !p->dry) {
		x.job.seq = s->j.seq;
		rc = tell(&x, why) != 0 || job_write(&s->root, &x.job, why) != 0 || archive_commit(s, why) != 0 ||
		    job_finish(s, why) != 0 ? -1 : 0;
	}
	prune_plan_clear(&x.plan);
	job_clear(&x.job);
	buf_clear(&x.body);
	buf_clear(&x.digests);
	publish_set_clear(&x.gone);
	return rc;
}
