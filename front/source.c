#include "front/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "front/one_doc.h"
#include "store/store.h"

#define MOVE_TRIES 100 /* names tried where one is taken */

enum state { SEEN, READY, OPEN, IN, BAD, GONE };

struct source_file {
	char *name;
	struct stat st;
	enum state state;
};

void
source_init(struct source *s, const struct conf_feed *f)
{
	memset(s, 0, sizeof(*s));
	s->f = f;
	s->dir = -1;
}

static void
drop_files(struct source_file *files, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(files[i].name);
	free(files);
}

void
source_clear(struct source *s)
{
	drop_files(s->files, s->n);
	if (s->dir >= 0)
		(void)close(s->dir);
	source_init(s, s->f);
}

static int
same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Has nothing been written for a while, by the clock of file times? */
static int
is_old(const struct stat *st)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec - st->st_mtim.tv_sec > SOURCE_STILL_MS / 1000;
}

static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int
open_folder(const char *path, size_t n, struct why *why)
{
	char dir[PATH_MAX];
	int fd;

	if (n >= sizeof(dir))
		return why_set(why, "%s: the name is too long", path);
	memcpy(dir, n > 0 ? path : ".", n > 0 ? n : 1);
	dir[n > 0 ? n : 1] = '\0';
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 ? fd : why_errno(why, "%s", dir);
}

static int
add(struct source *s, const char *name, const struct stat *st, struct why *why)
{
	struct source_file *bigger;
	size_t cap = s->cap > 0 ? s->cap * 2 : 16;
	char *copied;

	if (s->n == s->cap) {
		bigger = realloc(s->files, cap * sizeof(*bigger));
		if (bigger == NULL)
			return why_set(why, "out of memory");
		s->files = bigger;
		s->cap = cap;
	}
	copied = strdup(name);
	if (copied == NULL)
		return why_set(why, "out of memory");
	s->files[s->n++] = (struct source_file){ copied, *st, S_ISREG(st->st_mode) ? SEEN : BAD };
	return 0;
}

/* What is no regular file is never opened: a pipe would wait, a device might do something. */
static int
look_at(struct source *s, const char *name, struct why *why)
{
	struct stat st;

	if (fstatat(s->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : why_errno(why, "%s", name);
	if (S_ISDIR(st.st_mode))
		return 0;
	if (add(s, name, &st, why) != 0)
		return -1;
	if (!S_ISREG(st.st_mode) && s->why.text[0] == '\0')
		(void)why_set(&s->why, "%s: %s", name, S_ISLNK(st.st_mode) ? "a symbolic link" : "not a regular file");
	return 0;
}

static int
list(struct source *s, const char *pattern, struct why *why)
{
	int fd = fcntl(s->dir, F_DUPFD_CLOEXEC, 0), rc = 0;
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "%s", s->f->path);
	}
	rewinddir(d);
	while (rc == 0 && s->n < SOURCE_FILES && (errno = 0, e = readdir(d)) != NULL)
		if (fnmatch(pattern, e->d_name, FNM_PERIOD) == 0)
			rc = look_at(s, e->d_name, why);
	if (rc == 0 && errno != 0)
		rc = why_errno(why, "%s", s->f->path);
	(void)closedir(d);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct source_file *)a)->name, ((const struct source_file *)b)->name);
}

int
source_look(struct source *s, struct why *why)
{
	const char *pattern = last_part(s->f->path);
	struct source_file *was = s->files, *old;
	size_t n_was = s->n, i;
	int rc = 0;

	s->files = NULL;
	s->n = s->cap = s->at = s->restless = 0;
	s->why.text[0] = '\0';
	if (s->dir < 0)
		s->dir = open_folder(s->f->path, (size_t)(pattern - s->f->path), why);
	rc = s->dir < 0 ? -1 : strpbrk(pattern, "*?[") != NULL ? list(s, pattern, why) : look_at(s, pattern, why);
	if (rc == 0 && s->n == 0 && strpbrk(pattern, "*?[") == NULL) {
		errno = ENOENT;
		rc = why_errno(why, "%s", s->f->path);
	}
	if (s->n > 0)
		qsort(s->files, s->n, sizeof(*s->files), by_name);
	for (i = 0; i < s->n; i++) {
		if (s->files[i].state != SEEN)
			continue;
		old = n_was > 0 ? bsearch(&s->files[i], was, n_was, sizeof(*was), by_name) : NULL;
		if (is_old(&s->files[i].st) || (old != NULL && same(&old->st, &s->files[i].st)))
			s->files[i].state = READY;
		else
			s->restless++;
	}
	drop_files(was, n_was);
	return rc;
}

int
source_digest(const struct source *s, char to[static 65])
{
	struct buf b;
	size_t i;
	int rc;

	buf_init(&b, (size_t)64 << 20);
	for (i = 0; i < s->n; i++) {
		const struct stat *st = &s->files[i].st;

		if (s->files[i].state == READY)
			(void)buf_printf(&b, "%s/%llu %lld %lld.%09ld %lld.%09ld\n", s->files[i].name,
			    (unsigned long long)st->st_ino, (long long)st->st_size, (long long)st->st_mtim.tv_sec,
			    st->st_mtim.tv_nsec, (long long)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
	}
	rc = b.failed ? -1 : store_digest(buf_get(&b), b.n, to);
	buf_clear(&b);
	return rc;
}

/* Its bytes, unless it changes under our hands: then it is left for the next run. */
static int
copy(struct source *s, struct source_file *file, struct why *why)
{
	int from = openat(s->dir, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), to = -1;
	struct stat st;

	if (from < 0)
		return why_errno(why, "%s", file->name);
	if (fstat(from, &st) == 0 && S_ISREG(st.st_mode) && same(&st, &file->st))
		to = one_doc_copy(from, file->name, s->f->max_size, why);
	else
		file->state = GONE;
	if (to >= 0 && (fstat(from, &st) != 0 || !same(&st, &file->st))) {
		(void)close(to);
		file->state = GONE;
		to = -1;
	}
	(void)close(from);
	return to;
}

int
source_next(struct source *s, int64_t *bytes)
{
	struct source_file *file;
	struct why why = { "" };
	int fd;

	while (s->at < s->n) {
		file = &s->files[s->at++];
		if (file->state != READY)
			continue;
		fd = copy(s, file, &why);
		if (fd >= 0) {
			file->state = OPEN;
			*bytes = (int64_t)file->st.st_size;
			return fd;
		}
		if (file->state == GONE)
			continue;
		file->state = BAD;
		if (s->why.text[0] == '\0')
			s->why = why;
	}
	return -1;
}

void
source_done(struct source *s, const char *why)
{
	struct source_file *file = &s->files[s->at - 1];

	file->state = why != NULL ? BAD : IN;
	if (why != NULL && s->why.text[0] == '\0')
		(void)why_set(&s->why, "%s: %s", file->name, why);
}

static int
move(int from, const char *name, int to, struct why *why)
{
	char other[NAME_MAX + 1];
	int i;

	if (renameat2(from, name, to, name, RENAME_NOREPLACE) == 0)
		return 0;
	for (i = 1; errno == EEXIST && i < MOVE_TRIES; i++) {
		if ((size_t)snprintf(other, sizeof(other), "%s.%d", name, i) >= sizeof(other))
			errno = ENAMETOOLONG;
		else if (renameat2(from, name, to, other, RENAME_NOREPLACE) == 0)
			return 0;
	}
	return why_errno(why, "after=move: %s", name);
}

int
source_after(struct source *s, struct why *why)
{
	struct source_file *file;
	struct stat st;
	int to = -1, rc = 0;
	size_t i;

	if (s->f->after == CONF_KEEP)
		return 0;
	if (s->f->after == CONF_MOVE && (to = open_folder(s->f->after_dir, strlen(s->f->after_dir), why)) < 0)
		return -1;
	for (i = 0; rc == 0 && i < s->n; i++) {
		file = &s->files[i];
		if (file->state != IN)
			continue;
		file->state = GONE;
		/* One that was written again meanwhile has not been read. */
		if (fstatat(s->dir, file->name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !same(&st, &file->st))
			continue;
		if (s->f->after == CONF_MOVE)
			rc = move(s->dir, file->name, to, why);
		else if (unlinkat(s->dir, file->name, 0) != 0 && errno != ENOENT)
			rc = why_errno(why, "after=delete: %s", file->name);
	}
	if (to >= 0)
		(void)close(to);
	return rc;
}

int
source_check(const struct conf_feed *f, struct why *why)
{
	int dir, to = -1;

	if (f->path == NULL)
		return 0;
	dir = open_folder(f->path, (size_t)(last_part(f->path) - f->path), why);
	if (dir >= 0 && f->after == CONF_MOVE) {
		to = open_folder(f->after_dir, strlen(f->after_dir), why);
		if (to < 0) {
			(void)close(dir);
			return -1;
		}
		(void)close(to);
	}
	if (dir >= 0)
		(void)close(dir);
	return dir >= 0 ? 0 : -1;
}
