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
	static const char *const kinds[] = { "day\"", "commit\"", "redacted\"" };
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

int
journal_map(const struct journal *j, uint32_t day, struct journal_day *d, struct why *why)
{
	char name[JOURNAL_FILE];
	struct stat st;
	int fd;

	memset(d, 0, sizeof(*d));
	d->day = day;
	journal_file(day, ".jsonl", name);
	fd = root_openat(j->root, j->root->fd[ROOT_JOURNAL], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0);
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
	d->at += *n + 1;
	return 1;
}

int
journal_read(const struct journal *j, const struct journal_at *at, struct buf *b, struct why *why)
{
	char name[JOURNAL_FILE], *to;
	size_t got = 0;
	ssize_t k = 0;
	int fd;

	journal_file(at->day, ".jsonl", name);
	buf_reset(b);
	to = buf_room(b, at->length);
	if (to == NULL)
		return why_set(why, "out of memory");
	fd = root_openat(j->root, j->root->fd[ROOT_JOURNAL], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	while (got < at->length) {
		k = pread(fd, to + got, at->length - got, (off_t)(at->offset + got));
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		got += (size_t)k;
	}
	if (k < 0)
		(void)why_errno(why, "read journal/%s", name);
	(void)close(fd);
	if (k < 0)
		return -1;
	if (got < at->length)
		return why_set(why, "journal/%s: byte %llu: line is not there", name,
		    (unsigned long long)at->offset);
	b->n = got;
	to[got] = '\0';
	return 0;
}
