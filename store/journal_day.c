/* Reading a day file: marks, commit lines, the committed end. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "store/journal.h"

#define MARK_STRING 4096 /* longest string of a mark; the reason of a redaction is one */
#define MARK_SEQ 64      /* bytes from a line's `_wirefold` to the end of its `"seq":` at most */
#define HEAD "{\"_wirefold\":{\"kind\":\""

void
journal_day_name(uint32_t day, char to[static JOURNAL_DAY_NAME])
{
	(void)snprintf(to, JOURNAL_DAY_NAME, "%04u-%02u-%02u", day / 10000 % 10000, day / 100 % 100,
	    day % 100);
}

void
journal_file(uint32_t day, const char *suffix, char to[static JOURNAL_FILE])
{
	char name[JOURNAL_DAY_NAME];

	journal_day_name(day, name);
	(void)snprintf(to, JOURNAL_FILE, "%s%s", name, suffix);
}

uint32_t
journal_day_of(const char *name)
{
	static const char shape[] = "dddd-dd-dd";
	uint32_t v = 0;
	size_t i;

	for (i = 0; i < sizeof(shape) - 1; i++) {
		if (shape[i] == 'd' && name[i] >= '0' && name[i] <= '9')
			v = v * 10 + (uint32_t)(name[i] - '0');
		else if (shape[i] == 'd' || name[i] != '-')
			return 0;
	}
	return v;
}

int
journal_kind(const char *p, size_t n)
{
	static const char *const kinds[] = { "day\"", "commit\"", "redacted\"", "pruned\"" };
	const size_t head = sizeof(HEAD) - 1;
	size_t i, len;

	if (n < head || memcmp(p, HEAD, head) != 0)
		return 0;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		len = strlen(kinds[i]);
		if (n - head >= len && memcmp(p + head, kinds[i], len) == 0)
			return kinds[i][0];
	}
	return 0;
}

static int
begins(const char *p, const char *end, const char *with)
{
	const size_t n = strlen(with);

	return (size_t)(end - p) >= n && memcmp(p, with, n) == 0;
}

/* Where the quotes of a key stand unescaped it is no string's text. An author has a `_wirefold` as
 * well; ours is the one that begins with `seq`, or with the kind that `seq` follows. */
int64_t
journal_seq(const char *p, size_t n)
{
	static const char ours[] = "\"_wirefold\":{", kind[] = "\"kind\":\"", seq[] = "\"seq\":";
	const char *at = p, *end = p + n, *q;
	int64_t v = 0;

	do {
		at = memmem(at, (size_t)(end - at), ours, sizeof(ours) - 1);
		if (at == NULL)
			return 0;
		at += sizeof(ours) - 1;
	} while (!begins(at, end, seq) && !begins(at, end, kind));
	q = memmem(at, (size_t)(end - at) < MARK_SEQ ? (size_t)(end - at) : MARK_SEQ, seq, sizeof(seq) - 1);
	if (q == NULL)
		return 0;
	for (q += sizeof(seq) - 1; q < end && *q >= '0' && *q <= '9' && v < INT64_MAX / 16; q++)
		v = v * 10 + (*q - '0');
	return v;
}

/* Reads the members of the one object inside `_wirefold`. */
static int
members(struct json *j, struct journal_commit *c)
{
	enum json_token t;
	int64_t *number;
	char *hex;

	while ((t = json_next(j)) == JSON_KEY) {
		number = strcmp(j->text, "seq") == 0 ? &c->seq :
		    strcmp(j->text, "lines") == 0 ? &c->lines : NULL;
		hex = strcmp(j->text, "sha256") == 0 ? c->sha256 :
		    strcmp(j->text, "prev") == 0 ? c->prev : NULL;
		t = json_next(j);
		if (number != NULL && t == JSON_NUMBER && json_int(j, number) != 0)
			return -1;
		if (hex != NULL && t == JSON_STRING && j->n == SHA256_HEX)
			memcpy(hex, j->text, SHA256_HEX + 1);
		if (json_skip(j, t) != 0)
			return -1;
	}
	return t == JSON_OBJECT_END ? 0 : -1;
}

/* Any of the three marks. Without memory: were a commit line taken for none because there
 * is none to be had, its batch would be cut off as one that was never committed. */
static int
read_mark(const char *p, size_t n, struct journal_commit *c)
{
	char room[MARK_STRING];
	struct json j;
	int rc = -1;

	memset(c, 0, sizeof(*c));
	json_init_fixed(&j, p, n, room, sizeof(room));
	if (json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY &&
	    json_next(&j) == JSON_OBJECT && members(&j, c) == 0 &&
	    json_next(&j) == JSON_OBJECT_END && json_next(&j) == JSON_END)
		rc = 0;
	return rc;
}

int
journal_commit_read(const char *p, size_t n, struct journal_commit *c)
{
	int mark = journal_kind(p, n);

	if ((mark != 'c' && mark != 'd') || read_mark(p, n, c) != 0 || c->seq < 1 || c->prev[0] == '\0')
		return -1;
	return mark == 'd' || (c->lines >= 1 && c->sha256[0] != '\0') ? 0 : -1;
}

int
journal_pruned(const struct journal_day *d, struct journal_commit *c)
{
	const char *from = d->n > 0 ? memchr(d->p, '\n', d->n) : NULL;
	const char *end = from != NULL ? memchr(from + 1, '\n', (size_t)(d->p + d->n - from - 1)) : NULL;

	if (end == NULL || journal_kind(from + 1, (size_t)(end - from - 1)) != 'p' ||
	    read_mark(from + 1, (size_t)(end - from - 1), c) != 0 || c->sha256[0] == '\0')
		return -1;
	return 0;
}

int
journal_digest(const char *p, size_t n, unsigned char to[static SHA256_BYTES])
{
	struct journal_commit c;

	if (journal_kind(p, n) == 'r' && read_mark(p, n, &c) == 0)
		return sha256_of_hex(c.sha256, SHA256_BYTES, to);
	return sha256_bytes(p, n, to);
}

size_t
journal_committed(const char *p, size_t n)
{
	const char *end, *start;
	struct journal_commit c;

	end = memrchr(p, '\n', n);
	while (end != NULL) {
		start = memrchr(p, '\n', (size_t)(end - p));
		start = start != NULL ? start + 1 : p;
		if (journal_kind(start, (size_t)(end - start)) == 'c' &&
		    journal_commit_read(start, (size_t)(end - start), &c) == 0)
			return (size_t)(end - p) + 1;
		end = start > p ? start - 1 : NULL;
	}
	return 0;
}

/* The day's file, whichever it is; its name below journal/. */
static int
open_day(const struct journal *j, uint32_t day, char name[static JOURNAL_FILE])
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	int fd;

	journal_file(day, ".jsonl", name);
	fd = root_openat(j->root, j->root->fd[ROOT_JOURNAL], name, flags, 0);
	if (fd >= 0 || errno != ENOENT)
		return fd;
	journal_file(day, JOURNAL_STUB, name);
	fd = root_openat(j->root, j->root->fd[ROOT_JOURNAL], name, flags, 0);
	if (fd < 0 && errno == ENOENT)
		journal_file(day, ".jsonl", name);
	return fd;
}

int
journal_is_stub(const struct journal *j, uint32_t day)
{
	char name[JOURNAL_FILE];
	int fd = open_day(j, day, name);

	if (fd < 0)
		return -1;
	(void)close(fd);
	return strcmp(name + JOURNAL_DAY_NAME - 1, JOURNAL_STUB) == 0;
}

int
journal_map(const struct journal *j, uint32_t day, struct journal_day *d, struct why *why)
{
	char name[JOURNAL_FILE];
	struct stat st;
	int fd;

	memset(d, 0, sizeof(*d));
	d->day = day;
	fd = open_day(j, day, name);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return why_set(why, "journal/%s: not a plain file", name);
	}
	d->map = (size_t)st.st_size;
	if (d->map > 0) {
		d->p = mmap(NULL, d->map, PROT_READ, MAP_SHARED, fd, 0);
		if (d->p == MAP_FAILED) {
			d->p = NULL;
			(void)close(fd);
			return why_errno(why, "map journal/%s", name);
		}
		d->n = journal_committed(d->p, d->map);
	}
	(void)close(fd);
	return 0;
}

void
journal_unmap(struct journal_day *d)
{
	if (d->p != NULL)
		(void)munmap(d->p, d->map);
	d->p = NULL;
	d->n = d->map = 0;
}

int
journal_line(struct journal_day *d, const char **p, size_t *n, struct journal_at *at)
{
	const char *end;

	if (d->at >= d->n)
		return 0;
	*p = d->p + d->at;
	end = memchr(*p, '\n', d->n - d->at);
	*n = end != NULL ? (size_t)(end - *p) : d->n - d->at;
	at->day = d->day;
	at->offset = d->at;
	at->length = (uint32_t)*n;
	at->seq = 0;
	d->at += *n + 1;
	return 1;
}

/* Reads the bytes at `at` and the LF behind them; *got fewer where the file ends before. */
static int
read_bytes(int fd, const struct journal_at *at, char *to, size_t *got)
{
	const size_t n = (size_t)at->length + 1;
	ssize_t k = 1;

	for (*got = 0; *got < n && k > 0;) {
		k = pread(fd, to + *got, n - *got, (off_t)(at->offset + *got));
		if (k < 0 && errno == EINTR)
			k = 1;
		else if (k > 0)
			*got += (size_t)k;
	}
	return k < 0 ? -1 : 0;
}

/* Are the n bytes the line that was meant, whole, with its LF? */
static int
is_line(const struct journal_at *at, const char *p, size_t n)
{
	if (n != (size_t)at->length + 1 || at->seq == 0)
		return n == (size_t)at->length + 1;
	return p[0] == '{' && memchr(p, '\n', n) == p + n - 1 && journal_seq(p, n - 1) == at->seq;
}

/* The line of that seq, wherever it stands now. */
static int
look_for(const struct journal *j, const struct journal_at *at, struct buf *b, struct why *why)
{
	struct journal_at now;
	struct journal_day d;
	const char *p;
	size_t n;
	int rc = 1;

	if (journal_map(j, at->day, &d, why) != 0)
		return -1;
	while (rc == 1 && journal_line(&d, &p, &n, &now))
		if (journal_kind(p, n) != 'p' && journal_seq(p, n) == at->seq)
			rc = buf_put(b, p, n) != 0 ? why_set(why, "out of memory") : 0;
	journal_unmap(&d);
	if (rc == 0)
		(void)buf_get(b);
	return rc;
}

int
journal_read(const struct journal *j, const struct journal_at *at, struct buf *b, struct why *why)
{
	char name[JOURNAL_FILE], *to;
	size_t got = 0;
	int fd, rc;

	buf_reset(b);
	to = buf_room(b, (size_t)at->length + 1);
	if (to == NULL)
		return why_set(why, "out of memory");
	fd = open_day(j, at->day, name);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	rc = read_bytes(fd, at, to, &got);
	if (rc != 0)
		(void)why_errno(why, "read journal/%s", name);
	(void)close(fd);
	if (rc != 0)
		return -1;
	if (is_line(at, to, got)) {
		b->n = at->length;
		to[b->n] = '\0';
		return 0;
	}
	rc = at->seq > 0 ? look_for(j, at, b, why) : 1;
	if (rc <= 0)
		return rc;
	if (strcmp(name + JOURNAL_DAY_NAME - 1, JOURNAL_STUB) == 0)
		return 1;
	return why_set(why, "journal/%s: byte %llu: line is not there", name, (unsigned long long)at->offset);
}
