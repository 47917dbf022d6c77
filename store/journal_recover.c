/* What a writer does to the journal first (wirefold-archive(5), Recovery). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/journal.h"

/* How far a day file holds. */
struct state {
	size_t keep;      /* bytes up to its last good commit; 0: it has none */
	size_t bytes;     /* of the file */
	int broken;       /* a commit line stands behind them whose batch does not add up */
	int whole_lines;  /* the bytes behind them end with a line */
	int64_t seq;
	char prev[SHA256_HEX + 1];
};

/* Does the batch that ends at byte `end` (behind its commit line) add up? Its start
 * goes to *start. 1, 0; -1 when out of memory. */
static int
batch_ok(const char *p, size_t end, size_t *start, struct journal_commit *c)
{
	unsigned char digest[SHA256_BYTES];
	const char *from, *line, *at;
	struct buf all;
	char hex[SHA256_HEX + 1];
	int64_t i;
	int ok = 0;

	line = end > 1 ? memrchr(p, '\n', end - 1) : NULL;
	line = line != NULL ? line + 1 : p;
	*start = (size_t)(line - p);
	if (journal_commit_read(line, end - 1 - *start, c) != 0)
		return 0;
	from = line;
	for (i = 0; i < c->lines; i++) {
		if (from == p)
			return 0;
		at = from - 1 > p ? memrchr(p, '\n', (size_t)(from - 1 - p)) : NULL;
		from = at != NULL ? at + 1 : p;
	}
	*start = (size_t)(from - p);
	buf_init(&all, JOURNAL_BATCH_MAX);
	for (; from < line; from = at + 1) {
		at = memchr(from, '\n', (size_t)(line - from));
		if (journal_digest(from, (size_t)(at - from), digest) != 0 ||
		    buf_put(&all, digest, sizeof(digest)) != 0)
			break;
	}
	ok = from != line || sha256_hex(all.p, all.n, hex) != 0 ? -1 : strcmp(hex, c->sha256) == 0;
	buf_clear(&all);
	return ok;
}

/* The first line must be one of ours, of a format that we know. */
static int
check_day_line(const struct journal_day *d, struct why *why)
{
	static const char ours[] = "{\"_wirefold\":{\"kind\":\"day\",\"format\":1,";
	char name[JOURNAL_DAY_NAME];

	if (d->n >= sizeof(ours) - 1 && memcmp(d->p, ours, sizeof(ours) - 1) == 0)
		return 0;
	journal_day_name(d->day, name);
	if (d->n > 0 && journal_kind(d->p, d->n) == 'd')
		return why_set(why, "journal/%s.jsonl: made by a newer wirefold", name);
	return why_set(why, "journal/%s.jsonl: line 1: no day line", name);
}

/* Is the last commit line the one that was acknowledged? Then its batch was durable, and
 * is not read again by every run. */
static int
is_known(const char *p, size_t end, const struct journal_mark *known, struct journal_commit *c)
{
	const char *line = end > 1 ? memrchr(p, '\n', end - 1) : NULL;
	size_t n;
	char hex[SHA256_HEX + 1];

	line = line != NULL ? line + 1 : p;
	n = end - 1 - (size_t)(line - p);
	return known->commit[0] != '\0' && sha256_hex(line, n, hex) == 0 &&
	    strcmp(hex, known->commit) == 0 && journal_commit_read(line, n, c) == 0 && c->seq == known->seq;
}

/* Looks, and changes nothing. */
static int
look(const struct journal *j, uint32_t day, const struct journal_mark *known, struct state *s, struct why *why)
{
	struct journal_commit c = { 0 };
	struct journal_day d;
	const char *line;
	size_t start = 0;
	int ok, rc = 0;

	memset(s, 0, sizeof(*s));
	if (journal_map(j, day, &d, why) != 0)
		return -1;
	s->keep = d.n;
	s->bytes = d.map;
	ok = s->keep > 0 && is_known(d.p, s->keep, known, &c);
	if (s->keep > 0 && !ok)
		ok = batch_ok(d.p, s->keep, &start, &c);
	if (s->keep > 0 && ok == 0) {
		/* The commit line reached the disk, its batch did not; or it is damage. */
		s->broken = 1;
		if (c.seq <= known->seq)
			rc = why_set(why, "journal/%08u: batch of seq %lld is damaged; run verify",
			    (unsigned)day, (long long)c.seq);
		line = memrchr(d.p, '\n', s->keep - 1);
		s->keep = journal_committed(d.p, line != NULL ? (size_t)(line + 1 - d.p) : 0);
		ok = rc == 0 && s->keep > 0 && batch_ok(d.p, s->keep, &start, &c);
		if (rc == 0 && s->keep > 0 && ok == 0)
			rc = why_set(why, "journal/%08u: two broken batches; run verify", (unsigned)day);
	}
	if (rc == 0 && ok < 0)
		rc = why_set(why, "out of memory");
	if (rc == 0 && ok > 0) {
		line = memrchr(d.p, '\n', s->keep - 1);
		line = line != NULL ? line + 1 : d.p;
		s->seq = c.seq;
		rc = sha256_hex(line, (size_t)(d.p + s->keep - 1 - line), s->prev) != 0 ?
		    why_set(why, "out of memory") : check_day_line(&d, why);
	}
	s->whole_lines = s->keep < s->bytes && d.p[d.map - 1] == '\n';
	journal_unmap(&d);
	return rc;
}

/* Bytes that look like more than an unfinished write are evidence: they stay, aside. */
static int
save_aside(const struct journal *j, const char *name, size_t from, const struct journal_day *d,
    struct why *why)
{
	const int dir = j->root->fd[ROOT_JOURNAL];
	char aside[JOURNAL_FILE * 4];
	int fd, n, rc;

	for (n = 0, fd = -1; fd < 0 && n < 100; n++) {
		(void)snprintf(aside, sizeof(aside), n > 0 ? "%s.cut-%zu.%d" : "%s.cut-%zu", name, from, n);
		fd = openat(dir, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return why_errno(why, "journal/%s", aside);
	rc = root_write(fd, d->p + from, d->map - from, aside, why);
	if (rc == 0 && (fsync(fd) != 0 || fsync(dir) != 0))
		rc = why_errno(why, "fsync journal/%s", aside);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close journal/%s", aside);
	if (rc != 0)
		(void)unlinkat(dir, aside, 0);
	return rc;
}

/* Cuts a day file to what it keeps; a file that keeps nothing goes. */
static int
cut(struct journal *j, uint32_t day, const struct state *s, struct why *why)
{
	const int dir = j->root->fd[ROOT_JOURNAL];
	struct journal_day d;
	char name[JOURNAL_FILE];
	int fd, rc = 0;

	journal_file(day, ".jsonl", name);
	if (s->broken || s->whole_lines) {
		if (journal_map(j, day, &d, why) != 0)
			return -1;
		rc = save_aside(j, name, s->keep, &d, why);
		journal_unmap(&d);
		if (rc != 0)
			return -1;
	}
	if (s->keep == 0)
		return unlinkat(dir, name, 0) != 0 || fsync(dir) != 0 ?
		    why_errno(why, "remove journal/%s", name) : 0;
	fd = openat(dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	if (ftruncate(fd, (off_t)s->keep) != 0 || fdatasync(fd) != 0)
		rc = why_errno(why, "cut journal/%s", name);
	(void)close(fd);
	return rc;
}

/* A run that died may have committed what is in memory only. What this one builds on
 * (entries that it knows already, so that validators follow) must be on the disk. */
static int
make_durable(const struct journal *j, uint32_t day, struct why *why)
{
	const int dir = j->root->fd[ROOT_JOURNAL];
	char name[JOURNAL_FILE];
	int fd, rc = 0;

	journal_file(day, ".jsonl", name);
	fd = openat(dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	if (fdatasync(fd) != 0 || fsync(dir) != 0)
		rc = why_errno(why, "fdatasync journal/%s", name);
	(void)close(fd);
	return rc;
}

int
journal_recover(struct journal *j, const struct journal_mark *acknowledged, struct why *why)
{
	struct state s = { 0 }, gone;
	size_t n = j->n_days;

	while (n > 0 && s.keep == 0) {
		if (look(j, j->days[n - 1], acknowledged, &s, why) != 0)
			return -1;
		n -= s.keep == 0;
	}
	if (s.seq < acknowledged->seq)
		return why_set(why, "journal: ends at seq %lld, but index/applied has %lld; run verify",
		    (long long)s.seq, (long long)acknowledged->seq);
	for (; j->n_days > n; j->n_days--)
		if (look(j, j->days[j->n_days - 1], acknowledged, &gone, why) != 0 ||
		    cut(j, j->days[j->n_days - 1], &gone, why) != 0)
			return -1;
	if (n == 0)
		return 0;
	j->seq = s.seq;
	j->end = s.keep;
	memcpy(j->prev, s.prev, sizeof(s.prev));
	if (s.keep < s.bytes && cut(j, j->days[n - 1], &s, why) != 0)
		return -1;
	return s.seq > acknowledged->seq ? make_durable(j, j->days[n - 1], why) : 0;
}
