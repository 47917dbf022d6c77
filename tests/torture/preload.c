/* preload.so: stands between wirefold and libc, in the front alone (its children do not
 * get it). Only calls on files under $TORTURE_ROOT count.
 *
 * TORTURE_CLOCK=SECONDS      time() is this
 * TORTURE_JUMP=K:SECONDS     behind the K-th time() the clock is so much later
 * TORTURE_COUNT=FILE         at the end: a line for each call, `name count`
 * TORTURE_FAIL=NAME:K:ERRNO  the K-th call of that name fails; ERRNO 0: a write is short
 * TORTURE_AFTER=FILE         the names of the sync calls behind the one that failed
 * TORTURE_RECORD=FILE        what changes files, a line each: the power cut's log
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum call { OPEN, READ, WRITE, FSYNC, FDATASYNC, SYNCFS, RENAME, LINK, UNLINK, MKDIR, FTRUNCATE, MMAP,
	CLOSE, CALLS };
static const char *const names[CALLS] = { "open", "read", "write", "fsync", "fdatasync", "syncfs",
	"rename", "link", "unlink", "mkdir", "ftruncate", "mmap", "close" };

static long counts[CALLS], fail_at;
static int fail_call = -1, fail_errno, failed, ready, inside;
static int record_fd = -1, after_fd = -1;
static long long frozen, jump;
static long times, jump_at;
static char root[4096];
static const char *count_path;

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))(size_t)dlsym(RTLD_NEXT, #name)

static int
keep_open(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), high;

	if (fd < 0)
		_exit(125);
	high = fcntl(fd, F_DUPFD_CLOEXEC, 500);
	(void)close(fd);
	return high;
}

static void __attribute__((constructor))
start(void)
{
	const char *s = getenv("TORTURE_FAIL");
	char name[32];
	int i;

	inside = 1;
	(void)unsetenv("LD_PRELOAD");
	(void)snprintf(root, sizeof(root), "%s", getenv("TORTURE_ROOT") != NULL ? getenv("TORTURE_ROOT") : "/nowhere");
	count_path = getenv("TORTURE_COUNT");
	if (s != NULL && sscanf(s, "%31[a-z]:%ld:%d", name, &fail_at, &fail_errno) == 3)
		for (i = 0; i < CALLS; i++)
			if (strcmp(names[i], name) == 0)
				fail_call = i;
	if ((s = getenv("TORTURE_CLOCK")) != NULL)
		frozen = strtoll(s, NULL, 10);
	if ((s = getenv("TORTURE_JUMP")) != NULL && sscanf(s, "%ld:%lld", &jump_at, &jump) != 2)
		_exit(125);
	if ((s = getenv("TORTURE_RECORD")) != NULL)
		record_fd = keep_open(s);
	if ((s = getenv("TORTURE_AFTER")) != NULL)
		after_fd = keep_open(s);
	inside = 0;
	ready = 1;
}

static void __attribute__((destructor))
end(void)
{
	char line[64];
	int i, fd;

	ready = 0;
	if (count_path == NULL)
		return;
	fd = keep_open(count_path);
	for (i = 0; i < CALLS; i++)
		(void)!write(fd, line, (size_t)snprintf(line, sizeof(line), "%s %ld\n", names[i], counts[i]));
}

/* Where a descriptor or a name beside one leads. */
static int
path_at(int dir, const char *name, char to[static 4096])
{
	char link[64];
	ssize_t n = 0;

	if (name == NULL || name[0] != '/') {
		if (dir == AT_FDCWD)
			return 0;
		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
		n = readlink(link, to, 4000);
		if (n < 0)
			return 0;
	}
	to[n] = '\0';
	if (name != NULL && strcmp(name, ".") != 0)
		(void)snprintf(to + n, 4096 - (size_t)n, n > 0 ? "/%s" : "%s", name);
	return strncmp(to, root, strlen(root)) == 0;
}

/* 0 to go on; else errno for the call, or -1 for a short write. */
static int
before(enum call c, int dir, const char *name)
{
	char path[4096];

	if (!ready || inside || (fail_call < 0 && count_path == NULL) || !path_at(dir, name, path))
		return 0;
	counts[c]++;
	if (failed && after_fd >= 0 && (c == FSYNC || c == FDATASYNC || c == SYNCFS))
		dprintf(after_fd, "%s %s\n", names[c], path);
	if ((int)c != fail_call || counts[c] != fail_at)
		return 0;
	failed = 1;
	return fail_errno != 0 ? fail_errno : -1;
}

static void
record(const char *what, int dir, const char *name, const char *more)
{
	char path[4096];
	int saved = errno;

	if (record_fd >= 0 && ready && path_at(dir, name, path))
		dprintf(record_fd, "%s\t%s\t%s\n", what, path + strlen(root), more);
	errno = saved;
}

#define FAIL(c, dir, name, rc) do { int e_ = before(c, dir, name); if (e_ > 0) { errno = e_; return rc; } } while (0)

int
openat(int dir, const char *name, int flags, ...)
{
	REAL(openat);
	struct stat st;
	va_list ap;
	mode_t mode;
	int fd, is_new;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	FAIL(OPEN, dir, name, -1);
	is_new = record_fd >= 0 && (flags & O_CREAT) != 0 && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0;
	fd = real(dir, name, flags, mode);
	if (fd >= 0 && is_new)
		record("create", dir, name, "");
	return fd;
}

int
open(const char *name, int flags, ...)
{
	REAL(open);
	va_list ap;
	mode_t mode;

	va_start(ap, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	FAIL(OPEN, AT_FDCWD, name, -1);
	return real(name, flags, mode);
}

ssize_t
write(int fd, const void *p, size_t n)
{
	static char hex[1 << 22];
	REAL(write);
	int e = before(WRITE, fd, NULL);
	ssize_t k;
	size_t i;

	if (e > 0) {
		errno = e;
		return -1;
	}
	k = real(fd, p, e < 0 && n > 1 ? n / 2 : n);
	if (record_fd >= 0 && k > 0 && fd != record_fd && (size_t)k * 2 + 64 < sizeof(hex)) {
		int at = snprintf(hex, 64, "%lld\t", (long long)lseek(fd, 0, SEEK_CUR) - (long long)k);

		for (i = 0; i < (size_t)k; i++)
			(void)snprintf(hex + at + i * 2, 3, "%02x", ((const unsigned char *)p)[i]);
		record("write", fd, NULL, hex);
	}
	return k;
}

ssize_t
read(int fd, void *p, size_t n)
{
	REAL(read);

	FAIL(READ, fd, NULL, -1);
	return real(fd, p, n);
}

ssize_t
pread(int fd, void *p, size_t n, off_t at)
{
	REAL(pread);

	FAIL(READ, fd, NULL, -1);
	return real(fd, p, n, at);
}

#define SYNC(function, c) \
int \
function(int fd) \
{ \
	REAL(function); \
	int rc; \
\
	FAIL(c, fd, NULL, -1); \
	rc = record_fd >= 0 ? 0 : real(fd); \
	if (rc == 0) \
		record(#function, fd, NULL, ""); \
	return rc; \
}
SYNC(fsync, FSYNC)
SYNC(fdatasync, FDATASYNC)
SYNC(syncfs, SYNCFS)

int
renameat(int from, const char *a, int to, const char *b)
{
	REAL(renameat);
	char target[4096];
	int rc;

	FAIL(RENAME, to, b, -1);
	rc = real(from, a, to, b);
	if (rc == 0 && record_fd >= 0 && path_at(to, b, target))
		record("rename", from, a, target + strlen(root));
	return rc;
}

int
linkat(int from, const char *a, int to, const char *b, int flags)
{
	REAL(linkat);
	char target[4096];
	int rc;

	FAIL(LINK, to, b, -1);
	rc = real(from, a, to, b, flags);
	if (rc == 0 && record_fd >= 0 && path_at(to, b, target))
		record("link", from, a, target + strlen(root));
	return rc;
}

int
unlinkat(int dir, const char *name, int flags)
{
	REAL(unlinkat);
	int rc;

	FAIL(UNLINK, dir, name, -1);
	rc = real(dir, name, flags);
	if (rc == 0)
		record("unlink", dir, name, "");
	return rc;
}

int
mkdirat(int dir, const char *name, mode_t mode)
{
	REAL(mkdirat);
	int rc;

	FAIL(MKDIR, dir, name, -1);
	rc = real(dir, name, mode);
	if (rc == 0)
		record("mkdir", dir, name, "");
	return rc;
}

int
mkdir(const char *name, mode_t mode)
{
	REAL(mkdir);
	int rc;

	FAIL(MKDIR, AT_FDCWD, name, -1);
	rc = real(name, mode);
	if (rc == 0)
		record("mkdir", AT_FDCWD, name, "");
	return rc;
}

int
ftruncate(int fd, off_t n)
{
	REAL(ftruncate);
	char text[32];
	int rc;

	FAIL(FTRUNCATE, fd, NULL, -1);
	rc = real(fd, n);
	(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	if (rc == 0)
		record("truncate", fd, NULL, text);
	return rc;
}

void *
mmap(void *at, size_t n, int prot, int flags, int fd, off_t from)
{
	REAL(mmap);

	if (fd >= 0)
		FAIL(MMAP, fd, NULL, MAP_FAILED);
	return real(at, n, prot, flags, fd, from);
}

/* A close that fails has closed all the same. */
int
close(int fd)
{
	REAL(close);
	int e = before(CLOSE, fd, NULL), rc = real(fd);

	if (e <= 0)
		return rc;
	errno = e;
	return -1;
}

int
futimens(int fd, const struct timespec t[2])
{
	REAL(futimens);
	char text[32];
	int rc = real(fd, t);

	if (rc == 0 && t != NULL) {
		(void)snprintf(text, sizeof(text), "%lld", (long long)t[1].tv_sec);
		record("mtime", fd, NULL, text);
	}
	return rc;
}

time_t
time(time_t *t)
{
	struct timespec ts;
	time_t now = (time_t)frozen;

	if (frozen == 0) {
		(void)clock_gettime(CLOCK_REALTIME, &ts);
		now = ts.tv_sec;
	}
	if (jump != 0 && ++times > jump_at)
		now += (time_t)jump;
	if (t != NULL)
		*t = now;
	return now;
}
