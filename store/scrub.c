#include "store/scrub.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "scrub."
#define CHUNK 65536 /* bytes written at once */

#define BLOCK 512   /* no file system has smaller ones */

static const char zeros[CHUNK];

int
scrub_hold(struct root *root, enum root_part part, const char *path, struct why *why)
{
	char name[ROOT_NAME];
	int n;

	for (n = 0; n < 1000; n++) {
		(void)snprintf(name, sizeof(name), PREFIX "%u", root->temp++);
		if (linkat(root->fd[part], path, root->fd[ROOT_STATE], name, 0) == 0 || errno == ENOENT)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return why_errno(why, "%s: cannot be held to be written over", path);
}

static int
write_over(int fd, off_t size, const char *name, struct why *why)
{
	size_t n;
	int rc = 0;

	for (; rc == 0 && size > 0; size -= (off_t)n) {
		n = size < CHUNK ? (size_t)size : CHUNK;
		rc = root_write(fd, zeros, n, name, why);
	}
	if (rc == 0 && fdatasync(fd) != 0)
		rc = why_errno(why, "fdatasync state/%s", name);
	return rc;
}

static int
let_go(struct root *root, const char *name, struct why *why)
{
	int fd = openat(root->fd[ROOT_STATE], name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int rc = 0;

	if (fd < 0 || fstat(fd, &st) != 0)
		rc = why_errno(why, "state/%s", name);
	else if (S_ISREG(st.st_mode) && st.st_nlink == 1)
		rc = write_over(fd, st.st_size, name, why);
	if (fd >= 0 && close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close state/%s", name);
	if (rc == 0 && unlinkat(root->fd[ROOT_STATE], name, 0) != 0)
		rc = why_errno(why, "remove state/%s", name);
	return rc;
}

int
scrub_held(struct root *root, struct why *why)
{
	int fd = openat(root->fd[ROOT_STATE], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return why_errno(why, "state");
	}
	while (rc == 0 && (e = readdir(d)) != NULL)
		if (strncmp(e->d_name, PREFIX, sizeof(PREFIX) - 1) == 0)
			rc = let_go(root, e->d_name, why);
	(void)closedir(d);
	return rc;
}

int
scrub_free(struct root *root, struct why *why)
{
	char name[ROOT_NAME];
	size_t n = CHUNK;
	int fd = root_temp(root, name, 0600, why), rc = 0;

	if (fd < 0)
		return -1;
	/* Blocks that were freed just now are given out again once that is on the disk. */
	if (syncfs(fd) != 0)
		rc = why_errno(why, "syncfs");
	/* The last blocks go one by one. */
	while (rc == 0 && n > 0) {
		if (write(fd, zeros, n) < 0 && errno != EINTR) {
			if (errno != ENOSPC && errno != EDQUOT && errno != EFBIG)
				rc = why_errno(why, "write tmp/%s", name);
			n = n > BLOCK ? BLOCK : 0;
		}
	}
	if (rc == 0 && fdatasync(fd) != 0 && errno != ENOSPC && errno != EDQUOT)
		rc = why_errno(why, "fdatasync tmp/%s", name);
	if (close(fd) != 0 && rc == 0)
		rc = why_errno(why, "close tmp/%s", name);
	if (unlinkat(root->fd[ROOT_TMP], name, 0) != 0 && rc == 0)
		rc = why_errno(why, "remove tmp/%s", name);
	return rc;
}
