#include "store/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const struct {
	const char *name;
	mode_t mode;
} parts[ROOT_PARTS] = {
	[ROOT_TOP] = { ".", 0777 }, [ROOT_JOURNAL] = { "journal", 0777 },
	[ROOT_STORIES] = { "stories", 0777 }, [ROOT_INDEX] = { "index", 0777 },
	[ROOT_STATE] = { "state", 0700 }, [ROOT_TMP] = { "tmp", 0700 },
};

static void
blank(struct root *r)
{
	int i;

	for (i = 0; i < ROOT_PARTS; i++)
		r->fd[i] = -1;
	r->lock = r->spare = -1;
	r->temp = 0;
	r->remote = NULL;
}

void
root_close(struct root *r)
{
	int i;

	for (i = 0; i < ROOT_PARTS; i++)
		if (r->fd[i] >= 0)
			(void)close(r->fd[i]);
	if (r->lock >= 0)
		(void)close(r->lock);
	if (r->spare >= 0)
		(void)close(r->spare);
	blank(r);
}

int
root_openat(struct root *r, int dir, const char *name, int flags, mode_t mode)
{
	int fd = openat(dir, name, flags, mode);
	int saved = errno;

	if (fd >= 0 || (errno != EMFILE && errno != ENFILE)) {
		if (r->spare < 0)
			r->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
		errno = saved;
		return fd;
	}
	if (r->spare < 0)
		return -1;
	(void)close(r->spare);
	r->spare = -1;
	return openat(dir, name, flags, mode);
}

static const char *
remote(int fd)
{
	static const struct {
		unsigned long type;
		const char *name;
	} known[] = {
		{ 0x6969, "NFS" }, { 0x517b, "SMB" }, { 0xff534d42, "CIFS" }, { 0xfe534d42, "SMB" },
		{ 0x5346414f, "AFS" }, { 0x01021997, "9P" }, { 0x00c36400, "Ceph" }, { 0x65735546, "FUSE" },
	};
	struct statfs st;
	size_t i;

	for (i = 0; fstatfs(fd, &st) == 0 && i < sizeof(known) / sizeof(known[0]); i++)
		if (((unsigned long)st.f_type & 0xffffffff) == known[i].type)
			return known[i].name;
	return NULL;
}

/* One that may not be read cannot be flushed either; then the name is as durable as any. */
static int
sync_parent(int top)
{
	int fd = openat(top, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return errno == EACCES ? 0 : -1;
	rc = fsync(fd);
	(void)close(fd);
	return rc;
}

static int
open_top(struct root *r, const struct root_options *o, struct why *why)
{
	struct stat st;
	mode_t mask;
	int made;

	made = o->create && mkdir(o->dir, 0777) == 0;
	if (o->create && !made && errno != EEXIST)
		return why_errno(why, "%s", o->dir);
	r->fd[ROOT_TOP] = open(o->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->fd[ROOT_TOP] < 0 && errno == ENOENT)
		return why_set(why, "no archive at %s", o->dir);
	if (r->fd[ROOT_TOP] < 0 || fstat(r->fd[ROOT_TOP], &st) != 0)
		return why_errno(why, "%s", o->dir);
	if (made && sync_parent(r->fd[ROOT_TOP]) != 0)
		return why_errno(why, "fsync of the directory of %s", o->dir);
	if (!o->write)
		return 0;
	r->remote = remote(r->fd[ROOT_TOP]);
	mask = umask(077);
	(void)umask(mask);
	if (st.st_uid != geteuid())
		return why_set(why, "%s: belongs to another user", o->dir);
	if ((st.st_mode & 022 & mask) != 0)
		return why_set(why, "%s: others may write to it (mode %03o)", o->dir,
		    (unsigned)(st.st_mode & 0777));
	return 0;
}

static int
open_part(struct root *r, int i, const struct root_options *o, int *made, struct why *why)
{
	int top = r->fd[ROOT_TOP];
	struct stat st, above;

	if (o->create || (o->write && i != ROOT_JOURNAL)) {
		if (mkdirat(top, parts[i].name, parts[i].mode) == 0)
			*made = 1;
		else if (errno != EEXIST)
			return why_errno(why, "%s/%s", o->dir, parts[i].name);
	}
	r->fd[i] = openat(top, parts[i].name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (r->fd[i] < 0 && errno == ENOENT && !o->write)
		return 0;
	if (r->fd[i] < 0)
		return why_errno(why, "%s/%s", o->dir, parts[i].name);
	if (o->write && (fstat(r->fd[i], &st) != 0 || fstat(top, &above) != 0))
		return why_errno(why, "%s/%s", o->dir, parts[i].name);
	if (o->write && st.st_dev != above.st_dev)
		return why_set(why, "%s/%s: on another file system", o->dir, parts[i].name);
	return 0;
}

static int
take_lock(struct root *r, const struct root_options *o, struct why *why)
{
	r->lock = openat(r->fd[ROOT_TOP], "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (r->lock < 0)
		return why_errno(why, "%s/lock", o->dir);
	if (flock(r->lock, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			return 1;
		return why_errno(why, "%s/lock", o->dir);
	}
	if (futimens(r->lock, NULL) != 0)
		return why_errno(why, "%s/lock", o->dir);
	return 0;
}

long long
root_lock_age(const char *dir, long long now)
{
	char path[4096];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/lock", dir);

	if (n < 0 || (size_t)n >= sizeof(path) || stat(path, &st) != 0)
		return -1;
	return now - (long long)st.st_mtime;
}

/* What dead runs left: we hold the lock, so no living run owns a temporary. */
static int
clear_temp(struct root *r, struct why *why)
{
	int fd = openat(r->fd[ROOT_TMP], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "tmp");
	}
	while ((e = readdir(d)) != NULL)
		if (strncmp(e->d_name, "t.", 2) == 0)
			(void)unlinkat(r->fd[ROOT_TMP], e->d_name, 0);
	(void)closedir(d);
	return 0;
}

int
root_open(struct root *r, const struct root_options *o, struct why *why)
{
	int i, rc, made = 0;

	blank(r);
	r->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	rc = open_top(r, o, why);
	if (rc == 0 && o->write)
		rc = take_lock(r, o, why);
	for (i = ROOT_JOURNAL; rc == 0 && i < ROOT_PARTS; i++)
		rc = open_part(r, i, o, &made, why);
	if (rc == 0 && r->fd[ROOT_JOURNAL] < 0)
		rc = why_set(why, "%s: not an archive (no journal/)", o->dir);
	/* A journal whose directory a power cut can take is no journal. */
	if (rc == 0 && made && fsync(r->fd[ROOT_TOP]) != 0)
		rc = why_errno(why, "fsync %s", o->dir);
	if (rc == 0 && o->write)
		rc = clear_temp(r, why);
	if (rc != 0)
		root_close(r);
	return rc;
}

int
root_temp(struct root *r, char name[static ROOT_NAME], mode_t mode, struct why *why)
{
	int fd;

	(void)snprintf(name, ROOT_NAME, "t.%ld.%u", (long)getpid(), r->temp++);
	fd = root_openat(r, r->fd[ROOT_TMP], name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0)
		(void)why_errno(why, "tmp/%s", name);
	return fd;
}

int
root_write(int fd, const void *p, size_t n, const char *what, struct why *why)
{
	const char *s = p;
	ssize_t k;

	while (n > 0) {
		k = write(fd, s, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return why_errno(why, "write %s", what);
		s += k;
		n -= (size_t)k;
	}
	return 0;
}

int
root_replace(struct root *r, enum root_part part, const char *name, const struct buf *bytes,
    struct why *why)
{
	char temp[ROOT_NAME], what[ROOT_NAME * 2];
	int fd = root_temp(r, temp, part == ROOT_STATE ? 0600 : 0666, why);
	int rc;

	if (fd < 0)
		return -1;
	(void)snprintf(what, sizeof(what), "%s/%s", parts[part].name, name);
	rc = root_write(fd, bytes->p, bytes->n, what, why);
	if (rc == 0 && fsync(fd) != 0)
		rc = why_errno(why, "fsync %s/%s", parts[part].name, name);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close %s/%s", parts[part].name, name);
	if (rc == 0 && renameat(r->fd[ROOT_TMP], temp, r->fd[part], name) != 0)
		rc = why_errno(why, "rename %s/%s", parts[part].name, name);
	if (rc != 0) {
		(void)unlinkat(r->fd[ROOT_TMP], temp, 0);
		return -1;
	}
	if (fsync(r->fd[part]) != 0)
		return why_errno(why, "fsync %s", parts[part].name);
	return 0;
}

int
root_read(struct root *r, enum root_part part, const char *name, struct buf *b,
    struct why *why)
{
	int fd, rc = 0;
	ssize_t k;
	char *to;

	if (r->fd[part] < 0)
		return 1;
	fd = root_openat(r, r->fd[part], name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0);
	if (fd < 0 && errno == ENOENT)
		return 1;
	if (fd < 0)
		return why_errno(why, "%s/%s", parts[part].name, name);
	for (;;) {
		to = buf_room(b, 65536);
		if (to == NULL) {
			rc = why_set(why, "%s/%s: too large or out of memory", parts[part].name, name);
			break;
		}
		k = read(fd, to, 65536);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			rc = why_errno(why, "%s/%s", parts[part].name, name);
		if (k <= 0)
			break;
		b->n += (size_t)k;
		b->p[b->n] = '\0';
	}
	(void)close(fd);
	return rc;
}
