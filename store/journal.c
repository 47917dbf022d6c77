#include "store/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"

static int
by_day(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int
add_day(struct journal *j, uint32_t day)
{
	uint32_t *days = realloc(j->days, (j->n_days + 1) * sizeof(*days));
	unsigned char *sound;

	if (days == NULL)
		return -1;
	j->days = days;
	sound = realloc(j->sound, j->n_days + 1);
	if (sound == NULL)
		return -1;
	j->sound = sound;
	sound[j->n_days] = 0;
	days[j->n_days++] = day;
	return 0;
}

/* Does the stub stand beside its whole day? */
static int
beside_day(int dir, const char *stub)
{
	char name[JOURNAL_FILE];

	journal_file(journal_day_of(stub), ".jsonl", name);
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Foreign names are passed over here; verify names them. */
static int
list_days(struct journal *j, struct why *why)
{
	int fd = openat(j->root->fd[ROOT_JOURNAL], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	uint32_t day;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "journal");
	}
	while (rc == 0 && (e = readdir(d)) != NULL) {
		day = strlen(e->d_name) > 10 && (strcmp(e->d_name + 10, ".jsonl") == 0 ||
		    (strcmp(e->d_name + 10, JOURNAL_STUB) == 0 && !beside_day(fd, e->d_name))) ?
		    journal_day_of(e->d_name) : 0;
		if (day != 0 && add_day(j, day) != 0)
			rc = why_set(why, "out of memory");
	}
	(void)closedir(d);
	if (j->n_days > 0)
		qsort(j->days, j->n_days, sizeof(*j->days), by_day);
	return rc;
}

int
journal_open(struct journal *j, struct root *root, int write, const struct journal_mark *acknowledged,
    struct why *why)
{
	memset(j, 0, sizeof(*j));
	j->root = root;
	j->acknowledged = acknowledged->seq;
	memset(j->prev, '0', SHA256_HEX);
	buf_init(&j->batch, JOURNAL_BATCH_MAX);
	buf_init(&j->digests, JOURNAL_BATCH_MAX);
	if (list_days(j, why) == 0 && (!write || journal_recover(j, acknowledged, why) == 0))
		return 0;
	journal_close(j);
	return -1;
}

void
journal_close(struct journal *j)
{
	free(j->days);
	free(j->sound);
	j->sound = NULL;
	buf_clear(&j->batch);
	buf_clear(&j->digests);
	j->days = NULL;
	j->n_days = 0;
}

static uint32_t
day_of(int64_t t)
{
	char name[TIME_DAY_LEN];

	time_day(t, name);
	return journal_day_of(name);
}

int64_t
journal_next(const struct journal *j)
{
	return j->batch_seq + 1;
}

static int
day_line(struct journal *j, struct why *why)
{
	char s[TIME_LEN];
	struct journal_at at;
	struct buf b;
	int rc;

	buf_init(&b, 1024);
	time_format(j->time, s);
	(void)buf_printf(&b,
	    "{\"_wirefold\":{\"kind\":\"day\",\"format\":%d,\"seq\":%lld,\"time\":\"%s\",\"prev\":\"%s\"}}",
	    JOURNAL_FORMAT, (long long)journal_next(j), s, j->prev);
	rc = journal_put(j, &b, &at, why);
	buf_clear(&b);
	return rc;
}

int
journal_begin(struct journal *j, int64_t now, struct why *why)
{
	uint32_t newest = j->n_days > 0 ? j->days[j->n_days - 1] : 0;

	journal_drop(j);
	j->time = now;
	j->batch_seq = j->seq;
	j->day = day_of(now);
	j->fresh = j->day > newest;
	if (!j->fresh) {
		j->day = newest;
		return 0;
	}
	j->end = 0;
	return day_line(j, why);
}

int
journal_put(struct journal *j, const struct buf *line, struct journal_at *at, struct why *why)
{
	unsigned char digest[SHA256_BYTES];

	if (line->failed && line->n + line->cap < JOURNAL_LINE_MAX / 2)
		return why_set(why, "out of memory");
	if (line->failed || line->n >= JOURNAL_LINE_MAX) /* with its LF it is read into as much */
		return why_set(why, "journal line of %zu bytes or more", JOURNAL_LINE_MAX);
	at->day = j->day;
	at->offset = j->end + j->batch.n;
	at->length = (uint32_t)line->n;
	at->seq = 0;
	if (sha256_bytes(line->p, line->n, digest) != 0 ||
	    buf_put(&j->digests, digest, sizeof(digest)) != 0 ||
	    buf_put(&j->batch, line->p, line->n) != 0 || buf_char(&j->batch, '\n') != 0)
		return why_set(why, "out of memory for the batch");
	j->batch_seq++;
	j->lines++;
	return 0;
}

void
journal_drop(struct journal *j)
{
	buf_reset(&j->batch);
	buf_reset(&j->digests);
	j->lines = 0;
	j->batch_seq = j->seq;
}

/* Puts the commit line behind the batch; its digest, the next `prev`, to `hex`. */
static int
commit_line(struct journal *j, char hex[static SHA256_HEX + 1], struct why *why)
{
	char sum[SHA256_HEX + 1], s[TIME_LEN];
	size_t at = j->batch.n;

	time_format(j->time, s);
	if (sha256_hex(j->digests.p, j->digests.n, sum) != 0)
		return why_set(why, "out of memory");
	(void)buf_printf(&j->batch,
	    "{\"_wirefold\":{\"kind\":\"commit\",\"seq\":%lld,\"time\":\"%s\",\"lines\":%lld,"
	    "\"sha256\":\"%s\",\"prev\":\"%s\"}}",
	    (long long)journal_next(j), s, (long long)j->lines, sum, j->prev);
	if (j->batch.failed || sha256_hex(j->batch.p + at, j->batch.n - at, hex) != 0 ||
	    buf_char(&j->batch, '\n') != 0)
		return why_set(why, "out of memory for the batch");
	j->batch_seq++;
	return 0;
}

static int
append(struct journal *j, struct why *why)
{
	const int flags = O_WRONLY | O_NOFOLLOW | O_CLOEXEC;
	char name[JOURNAL_FILE], what[48];
	int fd, rc;

	journal_file(j->day, ".jsonl", name);
	(void)snprintf(what, sizeof(what), "journal/%s", name);
	fd = root_openat(j->root, j->root->fd[ROOT_JOURNAL], name,
	    j->fresh ? flags | O_CREAT | O_EXCL : flags, 0666);
	if (fd < 0)
		return why_errno(why, "journal/%s", name);
	rc = lseek(fd, (off_t)j->end, SEEK_SET) < 0 ? why_errno(why, "journal/%s", name) :
	    root_write(fd, j->batch.p, j->batch.n, what, why);
	if (rc == 0 && fdatasync(fd) != 0)
		rc = why_errno(why, "fdatasync %s", what);
	if (rc == 0 && j->fresh && fsync(j->root->fd[ROOT_JOURNAL]) != 0)
		rc = why_errno(why, "fsync journal");
	/* After a failed sync the page cache shows a batch that the disk may not have: what
	 * reads it next must not take it for committed. */
	if (rc != 0)
		(void)!ftruncate(fd, (off_t)j->end);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close %s", what);
	return rc;
}

int
journal_commit(struct journal *j, struct why *why)
{
	char hex[SHA256_HEX + 1];

	if (commit_line(j, hex, why) != 0 || append(j, why) != 0)
		return -1;
	if (j->fresh && add_day(j, j->day) != 0)
		return why_set(why, "out of memory");
	j->fresh = 0;
	j->end += j->batch.n;
	j->seq = j->batch_seq;
	memcpy(j->prev, hex, sizeof(hex));
	journal_drop(j);
	return 0;
}
