#include "store/redact.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/archive.h"
#include "store/item.h"
#include "store/scrub.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

static int
by_place(const void *a, const void *b)
{
	const struct job_line *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* One day's lines, in the order of their seqs. */
struct day_lines {
	const struct job_line *p;
	size_t n;
	const char *reason;
	struct arena arena;           /* of one line's strings */
};

/* The mark of one line. */
static int
put_mark(struct buf *to, const char *p, size_t n, struct day_lines *lines, struct why *why)
{
	struct item_redacted r = { .why = lines->reason };
	char digest[SHA256_HEX + 1];
	struct wf_line line;

	arena_clear(&lines->arena);
	if (item_read(p, n, &lines->arena, &line, why) != 0)
		return -1;
	if (line.entry != NULL)
		r.text = lines_text(line.entry);
	r.digest = digest;
	if (sha256_hex(p, n, digest) != 0 || item_write_redacted(to, &line, &r) != 0)
		return why_set(why, "out of memory");
	return 0;
}

/* The day with marks in it: 1 when it is another one now, 0, -1. */
static int
marked(const struct journal_day *d, struct day_lines *lines, struct buf *to, struct why *why)
{
	struct journal_day walk = *d;
	struct journal_at at;
	const char *p;
	size_t len, i = 0;
	int64_t seq;
	int rc = 0, changed = 0;

	arena_init(&lines->arena, LINE_ARENA);
	while (rc == 0 && journal_line(&walk, &p, &len, &at)) {
		seq = journal_seq(p, len);
		while (i < lines->n && lines->p[i].seq < seq)
			i++;
		if (i < lines->n && lines->p[i].seq == seq && journal_kind(p, len) == 0) {
			rc = put_mark(to, p, len, lines, why);
			changed = 1;
		} else if (buf_put(to, p, len) != 0) {
			rc = why_set(why, "out of memory");
		}
		if (rc == 0 && buf_char(to, '\n') != 0)
			rc = why_set(why, "out of memory");
	}
	if (rc == 0 && buf_put(to, d->p + d->n, d->map - d->n) != 0)
		rc = why_set(why, "out of memory");
	arena_clear(&lines->arena);
	return rc != 0 ? -1 : changed;
}

static int
redact_day(struct store *s, struct day_lines *lines, struct why *why)
{
	const uint32_t day = lines->p[0].day;
	const int stub = journal_is_stub(&s->j, day);
	char name[JOURNAL_FILE];
	struct journal_day d;
	struct buf to;
	int rc;

	if (journal_map(&s->j, day, &d, why) != 0)
		return -1;
	buf_init(&to, SIZE_MAX / 2);
	rc = marked(&d, lines, &to, why);
	journal_unmap(&d);
	journal_file(day, stub > 0 ? JOURNAL_STUB : ".jsonl", name);
	if (rc > 0)
		rc = scrub_hold(&s->root, ROOT_JOURNAL, name, why) != 0 ||
		    root_replace(&s->root, ROOT_JOURNAL, name, &to, why) != 0 ? -1 : 0;
	if (rc == 0)
		rc = archive_index_again(s, day, why);
	/* The next batch goes behind the newest day. */
	if (rc == 0 && day == s->j.days[s->j.n_days - 1])
		s->j.end = to.n;
	buf_clear(&to);
	return rc;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Does what a recovery cut off hold one of the entries? Torn or not, the line of one begins so. */
static int
holds(const struct buf *b, const uint64_t *ids, size_t n)
{
	static const char head[] = "{\"id\":\"";
	const size_t len = sizeof(head) - 1 + WF_ID_HEX;
	char id[WF_ID_HEX + 1];
	const char *at = b->p, *end = b->p + b->n;
	uint64_t v;

	while (at != NULL && (size_t)(end - at) >= len) {
		if (memcmp(at, head, sizeof(head) - 1) == 0) {
			memcpy(id, at + sizeof(head) - 1, WF_ID_HEX);
			id[WF_ID_HEX] = '\0';
			v = lines_entry_of(id);
			if (v != 0 && bsearch(&v, ids, n, sizeof(*ids), by_number) != NULL)
				return 1;
		}
		at = memchr(at, '\n', (size_t)(end - at));
		at += at != NULL;
	}
	return 0;
}

/* What recoveries saved aside was never acknowledged: where it holds such a text it goes whole. */
static int
cut_files(struct store *s, const uint64_t *ids, size_t n, struct why *why)
{
	const int dir = s->root.fd[ROOT_JOURNAL];
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct buf b;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "journal");
	}
	buf_init(&b, SIZE_MAX / 2);
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if (strlen(e->d_name) < 21 || strncmp(e->d_name + 10, ".jsonl.cut-", 11) != 0)
			continue;
		buf_reset(&b);
		rc = root_read(&s->root, ROOT_JOURNAL, e->d_name, &b, why);
		if (rc == 0 && holds(&b, ids, n) && (scrub_hold(&s->root, ROOT_JOURNAL, e->d_name, why) != 0 ||
		    (unlinkat(dir, e->d_name, 0) != 0 && why_errno(why, "remove journal/%s", e->d_name) != 0)))
			rc = -1;
	}
	(void)closedir(d);
	buf_clear(&b);
	if (rc >= 0 && fsync(dir) != 0)
		rc = why_errno(why, "fsync journal");
	return rc < 0 ? -1 : 0;
}

static int
each_cut(struct store *s, const struct job_line *lines, size_t n, struct why *why)
{
	uint64_t *ids = calloc(n + 1, sizeof(*ids));
	size_t i, k = 0;
	int rc;

	if (ids == NULL)
		return why_set(why, "out of memory");
	for (i = 0; i < n; i++)
		if (lines[i].entry != 0)
			ids[k++] = lines[i].entry;
	qsort(ids, k, sizeof(*ids), by_number);
	rc = cut_files(s, ids, k, why);
	free(ids);
	return rc;
}

/* The stories anew, and the bytes of their files as they were written over. */
static int
stories_again(struct store *s, const struct job *job, struct why *why)
{
	struct publish_set set = { NULL, 0, 0 };
	const struct lines_key *keys;
	char id[WF_STORY_MAX], path[STORE_PATH];
	size_t i, n, written;
	int rc = 0;

	keys = job_stories(job, &n);
	for (i = 0; rc == 0 && i < n; i++) {
		lines_key_name(keys[i], id);
		store_story_path(id, path);
		if (publish_set_put(&set, keys[i]) < 0)
			rc = why_set(why, "out of memory");
		if (rc == 0 && s->root.fd[ROOT_STORIES] >= 0)
			rc = scrub_hold(&s->root, ROOT_STORIES, path + sizeof("stories/") - 1, why);
		if (rc == 0 && (set.n == ARCHIVE_CHUNK || i + 1 == n)) {
			rc = publish(&s->j, &set, &written, why);
			/* A name that is not on the disk yet may lead to the old bytes again. */
			if (rc == 0)
				rc = publish_sync(&s->root, why);
			if (rc == 0)
				rc = scrub_held(&s->root, why);
			publish_set_clear(&set);
		}
	}
	publish_set_clear(&set);
	return rc;
}

int
redact_finish(struct store *s, const struct job *job, struct why *why)
{
	struct job_line *lines;
	struct day_lines one;
	size_t i, k, n;
	int rc = 0;

	lines = job_lines(job, &n);
	if (n > 0)
		qsort(lines, n, sizeof(*lines), by_place);
	for (i = 0; rc == 0 && i < n; i = k) {
		for (k = i; k < n && lines[k].day == lines[i].day; k++)
			;
		one = (struct day_lines){ .p = lines + i, .n = k - i, .reason = job->why };
		rc = redact_day(s, &one, why);
	}
	if (rc == 0)
		rc = each_cut(s, lines, n, why);
	if (rc == 0)
		rc = scrub_held(&s->root, why);
	if (rc == 0)
		rc = stories_again(s, job, why);
	s->unsynced = 1;
	return rc;
}
