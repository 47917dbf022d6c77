#include "store/fixed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/journal.h"

#define CHECK_BYTES sizeof(uint64_t)

/* Finds damage, not malice: whoever can write here can write the journal too. */
static uint64_t
checksum(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 0x9e3779b97f4a7c15u ^ n, w;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&w, s + i, 8);
		h = (h ^ w) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	for (; i < n; i++)
		h = (h ^ s[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

int
fixed_map(struct fixed *f, struct root *r, const struct fixed_kind *kind, uint32_t day,
    struct why *why)
{
	char name[JOURNAL_FILE];
	struct stat st;
	int fd, rc = 0;

	memset(f, 0, sizeof(*f));
	f->size = kind->size;
	f->stride = kind->size + CHECK_BYTES;
	journal_file(day, kind->suffix, name);
	if (r->fd[ROOT_INDEX] < 0)
		return 1;
	fd = root_openat(r, r->fd[ROOT_INDEX], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0)
		return errno == ENOENT ? 1 : why_errno(why, "index/%s", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		rc = why_set(why, "index/%s: not a plain file", name);
	} else if (st.st_size > 0) {
		f->map = (size_t)st.st_size;
		f->p = mmap(NULL, f->map, PROT_READ, MAP_SHARED, fd, 0);
		if (f->p == MAP_FAILED) {
			f->p = NULL;
			rc = why_errno(why, "map index/%s", name);
		}
		f->n = f->map / f->stride;
		f->torn = f->map % f->stride != 0;
	}
	(void)close(fd);
	return rc;
}

void
fixed_unmap(struct fixed *f)
{
	if (f->p != NULL)
		(void)munmap(f->p, f->map);
	f->p = NULL;
	f->n = 0;
}

const void *
fixed_get(const struct fixed *f, size_t i)
{
	const char *at = f->p + i * f->stride;
	uint64_t sum;

	memcpy(&sum, at, sizeof(sum));
	return sum == checksum(at + CHECK_BYTES, f->size) ? at + CHECK_BYTES : NULL;
}

static int
encode(const struct fixed_put *put, struct buf *b)
{
	const char *s = put->p;
	uint64_t sum;
	size_t i;

	for (i = 0; i < put->n; i++, s += put->kind->size) {
		sum = checksum(s, put->kind->size);
		(void)buf_put(b, &sum, sizeof(sum));
		(void)buf_put(b, s, put->kind->size);
	}
	return b->failed ? -1 : 0;
}

int
fixed_append(struct root *r, const struct fixed_put *put, struct why *why)
{
	char name[JOURNAL_FILE], what[40];
	struct buf b;
	int fd, rc;

	if (put->n == 0)
		return 0;
	journal_file(put->day, put->kind->suffix, name);
	buf_init(&b, SIZE_MAX / 2);
	fd = root_openat(r, r->fd[ROOT_INDEX], name,
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return why_errno(why, "index/%s", name);
	(void)snprintf(what, sizeof(what), "index/%s", name);
	rc = encode(put, &b) != 0 ? why_set(why, "out of memory") :
	    root_write(fd, b.p, b.n, what, why);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close index/%s", name);
	buf_clear(&b);
	return rc;
}

int
fixed_remove(struct root *r, const char *suffix, uint32_t day, struct why *why)
{
	char name[JOURNAL_FILE];

	journal_file(day, suffix, name);
	if (unlinkat(r->fd[ROOT_INDEX], name, 0) != 0 && errno != ENOENT)
		return why_errno(why, "remove index/%s", name);
	return 0;
}

int
fixed_replace(struct root *r, const struct fixed_put *put, struct why *why)
{
	char name[JOURNAL_FILE];
	struct buf b;
	int rc;

	journal_file(put->day, put->kind->suffix, name);
	buf_init(&b, SIZE_MAX / 2);
	rc = encode(put, &b) != 0 ? why_set(why, "out of memory") :
	    root_replace(r, ROOT_INDEX, name, &b, why);
	buf_clear(&b);
	return rc;
}
