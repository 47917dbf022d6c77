/* Holding the archive against its journal. */
#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/archive.h"
#include "store/prune.h"

#define LINE_ARENA ((size_t)64 << 20)

/* Where a line stands, for a finding. */
struct place {
	char file[JOURNAL_FILE];      /* below journal/ */
	size_t line;
	unsigned long long byte;
};

struct verifying {
	struct store *s;
	struct store_verify *v;
	int64_t seq;                  /* of the line before */
	char prev[SHA256_HEX + 1];      /* of the commit line before */
	struct buf digests;           /* of the open batch */
	int64_t lines;
	struct place commit;          /* of the last commit line */
	struct publish_set known;     /* every story that the journal has */
	struct publish_set frozen;    /* whose day is pruned, and whose file stayed */
	struct journal_commit stub;   /* what the day's stub says of its lines; seq 1 inside one */
	size_t redacted;              /* lines of the day */
	struct buf records;           /* what the day's .ids should hold */
	int index_bad;                /* stories cannot be put together */
};

/* What matters to nobody but who looks: not counted. */
static void __attribute__((format(printf, 2, 3)))
told(struct store_verify *v, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	v->finding(v->ctx, text);
}

static void __attribute__((format(printf, 2, 3)))
found(struct store_verify *v, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	v->found++;
	v->finding(v->ctx, text);
}

#define PLACE "journal/%s: line %zu, byte %llu: "
#define AT(p) (p)->file, (p)->line, (p)->byte

/* Seqs go up by one; in a stub lines are missing. */
static void
check_seq(struct verifying *x, int64_t seq, const struct place *at)
{
	if (x->stub.seq > 0 ? seq <= x->seq : seq != x->seq + 1)
		found(x->v, PLACE "seq %lld behind %lld", AT(at), (long long)seq, (long long)x->seq);
	x->seq = seq;
}

/* The commit line that ends a stub: the lines before it are those that the stub was made of. */
static void
check_stub(struct verifying *x, const struct place *at)
{
	char hex[SHA256_HEX + 1];

	if (x->stub.lines != x->lines)
		found(x->v, PLACE "a stub of %lld lines, %lld there", AT(at), (long long)x->stub.lines,
		    (long long)x->lines);
	else if (sha256_hex(x->digests.p, x->digests.n, hex) != 0 || strcmp(hex, x->stub.sha256) != 0)
		found(x->v, PLACE "the %lld lines before it are not those of the stub", AT(at),
		    (long long)x->stub.lines);
}

static void
check_commit(struct verifying *x, const char *p, size_t n, const struct place *at)
{
	struct journal_commit c;
	char hex[SHA256_HEX + 1];

	if (journal_commit_read(p, n, &c) != 0) {
		found(x->v, PLACE "commit line that cannot be read", AT(at));
		return;
	}
	if (x->stub.seq > 0)
		check_stub(x, at);
	else if (c.lines != x->lines)
		found(x->v, PLACE "commit of %lld lines, %lld there", AT(at), (long long)c.lines,
		    (long long)x->lines);
	else if (sha256_hex(x->digests.p, x->digests.n, hex) != 0 || strcmp(hex, c.sha256) != 0)
		found(x->v, PLACE "the %lld lines before it are not those that were committed", AT(at),
		    (long long)c.lines);
	if (x->stub.seq == 0 && strcmp(c.prev, x->prev) != 0)
		found(x->v, PLACE "does not follow the commit before it", AT(at));
	if (sha256_hex(p, n, x->prev) != 0)
		x->prev[0] = '\0';
	x->commit = *at;
	buf_reset(&x->digests);
	x->lines = 0;
}

static void
check_day(struct verifying *x, const char *p, size_t n, const struct place *at)
{
	struct journal_commit c;

	if (at->line != 1)
		found(x->v, PLACE "day line inside a day", AT(at));
	if (journal_commit_read(p, n, &c) != 0)
		found(x->v, PLACE "day line that cannot be read", AT(at));
	else if (strcmp(c.prev, x->prev) != 0)
		found(x->v, PLACE "does not follow the day before it", AT(at));
}

static int
check_entry(struct verifying *x, const char *p, const struct journal_at *where,
    const struct place *at, struct arena *a)
{
	struct lines_record r;
	struct wf_line line;
	struct why why = { "" };

	arena_clear(a);
	if (item_read(p, where->length, a, &line, &why) != 0) {
		found(x->v, PLACE "%s", AT(at), why.text);
		return 0;
	}
	x->v->lines++;
	check_seq(x, line.seq, at);
	lines_record_of(&line, where, &r);
	if (buf_put(&x->records, &r, sizeof(r)) != 0)
		return -1;
	if (line.redacted != NULL && x->redacted++ == 0)
		told(x->v, PLACE "the first that was redacted", AT(at));
	if (line.kind == WF_STUB && line.entry_id[0] != '\0')
		return publish_set_put(&x->frozen, lines_key_of(line.story)) < 0 ? -1 : 0;
	if (line.kind != WF_NEW && line.kind != WF_SPLIT)
		return 0;
	return publish_set_put(&x->known, lines_key_of(line.kind == WF_NEW ? line.story : line.into)) < 0 ?
	    -1 : 0;
}

static int
check_line(struct verifying *x, const char *p, const struct journal_at *where, struct place *at,
    struct arena *a)
{
	unsigned char digest[SHA256_BYTES];
	int mark = journal_kind(p, where->length);

	at->line++;
	at->byte = (unsigned long long)where->offset;
	if (at->line == 1 && mark != 'd')
		found(x->v, PLACE "no day line", AT(at));
	if (mark == 'p') {
		if (at->line != 2 || x->stub.seq == 0)
			found(x->v, PLACE "no stub, yet its mark", AT(at));
		buf_reset(&x->digests);
		x->lines = 0;
		return 0;
	}
	if (mark == 'c') {
		check_commit(x, p, where->length, at);
	} else {
		if (journal_digest(p, where->length, digest) != 0 ||
		    buf_put(&x->digests, digest, sizeof(digest)) != 0)
			return -1;
		x->lines++;
		if (mark == 'd')
			check_day(x, p, where->length, at);
		else
			return check_entry(x, p, where, at, a);
	}
	check_seq(x, journal_seq(p, where->length), at);
	return 0;
}

/* The day's directory of lines against what the lines say. */
static void
check_index(struct verifying *x, uint32_t day, const char *name)
{
	struct why why = { "" };
	struct fixed f;
	const void *r;
	size_t i, n = x->records.n / sizeof(struct lines_record);
	int rc = fixed_map(&f, &x->s->root, &lines_kind, day, &why);

	x->index_bad |= rc != 0 || f.n != n || f.torn;
	if (rc != 0)
		found(x->v, "index/%s.ids: %s", name, rc > 0 ? "not there" : why.text);
	else if (f.n != n || f.torn)
		found(x->v, "index/%s.ids: %zu records, the day has %zu lines", name, f.n, n);
	for (i = 0; rc == 0 && f.n == n && i < n; i++) {
		r = fixed_get(&f, i);
		x->index_bad |= r == NULL;
		if (r == NULL || memcmp(r, x->records.p + i * sizeof(struct lines_record),
		    sizeof(struct lines_record)) != 0) {
			found(x->v, "index/%s.ids: record %zu, byte %zu: not what the journal says", name, i,
			    i * f.stride);
			break;
		}
	}
	fixed_unmap(&f);
}

/* The fold's records: the fold makes those again that are not there or not right. */
static void
check_records(struct verifying *x, uint32_t day, const char *name)
{
	const struct fixed_kind kind = archive_record_kind(x->v->record_size);
	struct why why = { "" };
	struct fixed f;
	size_t i;
	int rc = x->v->record_size == 0 ? 1 : fixed_map(&f, &x->s->root, &kind, day, &why);

	if (rc < 0)
		found(x->v, "%s", why.text);
	if (rc != 0)
		return;
	for (i = 0; i < f.n && fixed_get(&f, i) != NULL; i++)
		;
	if (i < f.n || f.torn)
		told(x->v, "index/%s.idx: record %zu, byte %zu: damaged, is made again when it is needed", name,
		    i, i * f.stride);
	fixed_unmap(&f);
}

static int
check_file(struct verifying *x, size_t i, struct why *why)
{
	const uint32_t day = x->s->j.days[i];
	struct place at = { .line = 0 };
	char name[JOURNAL_DAY_NAME];
	struct why unread = { "" };
	struct journal_day d;
	struct journal_at where;
	struct arena a;
	const char *p;
	size_t n;
	int rc = 0;

	journal_day_name(day, name);
	journal_file(day, journal_is_stub(&x->s->j, day) > 0 ? JOURNAL_STUB : ".jsonl", at.file);
	if (journal_map(&x->s->j, day, &d, &unread) != 0) {
		found(x->v, "%s", unread.text);
		return 0;
	}
	memset(&x->stub, 0, sizeof(x->stub));
	if (strcmp(at.file + JOURNAL_DAY_NAME - 1, JOURNAL_STUB) == 0) {
		if (journal_pruned(&d, &x->stub) != 0)
			found(x->v, "journal/%s: no mark of a stub", at.file);
		x->stub.seq = 1;
	}
	x->redacted = 0;
	arena_init(&a, LINE_ARENA);
	buf_reset(&x->records);
	while (rc == 0 && journal_line(&d, &p, &n, &where)) {
		rc = check_line(x, p, &where, &at, &a);
		if (at.line % 1024 == 1)
			archive_progress(x->s, "journal", i, where.offset, d.n);
	}
	if (rc == 0 && d.n < d.map)
		found(x->v, "journal/%s: byte %zu: %zu bytes that were never committed", at.file, d.n,
		    d.map - d.n);
	if (rc == 0) {
		check_index(x, day, name);
		check_records(x, day, name);
		if (x->redacted > 1)
			told(x->v, "journal/%s: %zu lines that were redacted", at.file, x->redacted);
	} else
		(void)why_set(why, "out of memory");
	arena_clear(&a);
	journal_unmap(&d);
	return rc;
}

static int
compare(void *ctx, const struct story *story, struct why *why)
{
	struct verifying *x = ctx;
	char path[STORE_PATH];
	struct buf want, got;
	struct stat st;
	size_t i;
	int rc, made;

	store_story_path(story->id, path);
	buf_init(&want, JOURNAL_LINE_MAX * 4);
	buf_init(&got, JOURNAL_LINE_MAX * 4);
	x->v->stories++;
	made = rc = story_write(&want, story, why);
	if (rc == 0) {
		rc = store_story(x->s, story->id, &got, why);
		if (rc > 0)
			found(x->v, "%s: not there", path);
		else if (rc < 0)
			found(x->v, "%s: %s", path, why->text);
	}
	for (i = 0; rc == 0 && i < want.n && i < got.n && want.p[i] == got.p[i]; i++)
		;
	if (rc == 0 && (i < want.n || i < got.n))
		found(x->v, "%s: byte %zu: not what the journal says", path, i);
	else if (rc == 0 && fstatat(x->s->root.fd[ROOT_TOP], path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_mtime != (time_t)story->changed)
		found(x->v, "%s: mtime is not that of its last revision", path);
	buf_clear(&want);
	buf_clear(&got);
	return made;
}

static int
compare_chunk(struct store *s, const struct publish_set *set, void *ctx, struct why *why)
{
	const struct publish_call call = { .j = &s->j, .set = set, .story = compare, .ctx = ctx };
	struct publish_set half[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	struct verifying *x = ctx;
	size_t i, n, stories = x->v->stories;
	int rc = publish_each(&call, why);

	if (rc == 0)
		return 0;
	/* One line that cannot be read costs one story. */
	if (set->n == 1) {
		found(x->v, "a story cannot be put together: %s", why->text);
		return 0;
	}
	x->v->stories = stories;
	for (rc = 0, i = n = 0; rc == 0 && i < set->cap; i++)
		if (set->slots[i].day != 0 && publish_set_put(&half[n++ & 1], set->slots[i]) < 0)
			rc = why_set(why, "out of memory");
	for (i = 0; rc == 0 && i < 2; i++)
		rc = compare_chunk(s, &half[i], ctx, why);
	publish_set_clear(&half[0]);
	publish_set_clear(&half[1]);
	return rc;
}

/* What a writer had acknowledged must be there. */
static void
check_applied(struct verifying *x)
{
	if (x->s->applied.seq > x->seq)
		found(x->v, PLACE "ends at seq %lld, but index/applied has %lld", AT(&x->commit),
		    (long long)x->seq, (long long)x->s->applied.seq);
	else if (x->s->applied.seq == x->seq && x->s->applied.commit[0] != '\0' &&
	    strcmp(x->s->applied.commit, x->prev) != 0)
		found(x->v, PLACE "not the commit line that index/applied knows", AT(&x->commit));
}

static int
check_stories(struct verifying *x, struct why *why)
{
	size_t n = x->known.n;

	if (x->index_bad) {
		found(x->v, "stories/: not looked into, as index/ is damaged; run rebuild");
		return 0;
	}
	if (archive_chunks(x->s, 0, compare_chunk, x, why) != 0)
		return -1;
	if (x->v->found == 0 && x->v->stories != n)
		found(x->v, "stories/: %zu, the journal has %zu", x->v->stories, n);
	return 0;
}

static int
ours(const struct verifying *x, const char *path, const char *name)
{
	char id[WF_STORY_MAX], want[STORE_PATH];
	size_t n = strlen(name);

	if (n < 5 || n - 4 >= sizeof(id) || strcmp(name + n - 4, ".txt") != 0)
		return 0;
	memcpy(id, name, n - 4);
	id[n - 4] = '\0';
	store_story_path(id, want);
	return strcmp(want, path) == 0 && (publish_set_has(&x->known, lines_key_of(id)) ||
	    publish_set_has(&x->frozen, lines_key_of(id)));
}

/* Files that no line made. `path` is below the archive. */
static void
foreign(struct verifying *x, const char *path, int depth)
{
	int fd = openat(x->s->root.fd[ROOT_TOP], path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	char below[STORE_PATH + 256];
	struct stat st;
	int n;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		found(x->v, "%s: cannot be read", path);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		n = snprintf(below, sizeof(below), "%s/%s", path, e->d_name);
		if (n < 0 || (size_t)n >= sizeof(below) ||
		    fstatat(x->s->root.fd[ROOT_TOP], below, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < 3)
			foreign(x, below, depth + 1);
		else if (!S_ISREG(st.st_mode) || !ours(x, below, e->d_name))
			found(x->v, "%s: not one of ours", below);
	}
	(void)closedir(d);
}

/* Files of journal/ that are no day. What a recovery saved aside is told, and no finding:
 * it was never acknowledged. */
static void
strays(struct verifying *x)
{
	int fd = openat(x->s->root.fd[ROOT_JOURNAL], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	size_t n;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		found(x->v, "journal: cannot be read");
		return;
	}
	while ((e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (e->d_name[0] == '.' || (n > 10 && (strcmp(e->d_name + 10, ".jsonl") == 0 ||
		    strcmp(e->d_name + 10, JOURNAL_STUB) == 0) && journal_day_of(e->d_name) != 0))
			continue;
		if (n > 10 && strcmp(e->d_name + 10, PRUNE_NEW) == 0) {
			told(x->v, "journal/%s: of a prune that did not end", e->d_name);
		} else if (n > 21 && strncmp(e->d_name + 10, ".jsonl.cut-", 11) == 0) {
			told(x->v, "journal/%s: kept from a recovery", e->d_name);
		} else {
			found(x->v, "journal/%s: not one of ours", e->d_name);
		}
	}
	(void)closedir(d);
}

int
store_verify(struct store *s, struct store_verify *v, struct why *why)
{
	struct verifying x = { .s = s, .v = v };
	size_t i;
	int rc = 0;

	v->found = v->lines = v->stories = 0;
	memset(x.prev, '0', SHA256_HEX);
	x.prev[SHA256_HEX] = '\0';
	buf_init(&x.digests, JOURNAL_BATCH_MAX);
	buf_init(&x.records, SIZE_MAX / 2);
	for (i = 0; rc == 0 && i < s->j.n_days; i++)
		rc = check_file(&x, i, why);
	if (rc == 0) {
		check_applied(&x);
		strays(&x);
	}
	if (rc == 0 && !v->quick)
		rc = check_stories(&x, why);
	if (rc == 0 && !v->quick && s->root.fd[ROOT_STORIES] >= 0)
		foreign(&x, "stories", 0);
	buf_clear(&x.digests);
	buf_clear(&x.records);
	publish_set_clear(&x.known);
	publish_set_clear(&x.frozen);
	return rc;
}
