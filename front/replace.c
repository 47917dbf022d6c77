#include "front/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
write_all(int fd, const struct buf *b)
{
	size_t done = 0;
	ssize_t n;

	while (done < b->n) {
		n = write(fd, b->p + done, b->n - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return 0;
}

/* The name, too, is to outlast a power cut. A folder that may not be read cannot be flushed. */
static int
sync_folder(const char *path, struct why *why)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
	char folder[PATH_MAX] = ".";
	int fd, rc;

	if (n > 0 && n < sizeof(folder))
		memcpy(folder, path, n);
	folder[n > 0 && n < sizeof(folder) ? n : 1] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? 0 : why_errno(why, "%s", folder);
	rc = fsync(fd) != 0 ? why_errno(why, "fsync %s", folder) : 0;
	(void)close(fd);
	return rc;
}

/* A temporary beside it, then rename: it is whole, or the old one. */
int
replace_file(const char *path, const struct buf *b, struct why *why)
{
	char tmp[PATH_MAX];
	mode_t mask;
	int fd, ok;

	if ((size_t)snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path) >= sizeof(tmp))
		return why_set(why, "%s: the name is too long", path);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return why_errno(why, "%s", path);
	mask = umask(0);
	(void)umask(mask);
	ok = write_all(fd, b) == 0 && fchmod(fd, 0666 & ~mask) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && rename(tmp, path) == 0)
		return sync_folder(path, why);
	(void)why_errno(why, "%s", path);
	(void)unlink(tmp);
	return -1;
}
