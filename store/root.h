/* root: the archive directory, its parts as descriptors, its lock, and the one
 * way a file of it is replaced: temporary, flush, rename, flush of the directory.
 */
#ifndef STORE_ROOT_H
#define STORE_ROOT_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/why.h"

enum root_part { ROOT_TOP, ROOT_JOURNAL, ROOT_STORIES, ROOT_INDEX, ROOT_STATE, ROOT_TMP, ROOT_PARTS };

struct root {
	int fd[ROOT_PARTS]; /* -1: not there (readers only) */
	int lock;           /* -1: not held */
	int spare;          /* a descriptor kept for when there are no more, or -1 */
	unsigned temp;      /* temporaries made */
	const char *remote; /* a file system whose locks and renames other hosts see late, or NULL */
};

/* Opens DIR, which must be ours and not writable by others beyond the umask. With
 * `create`, makes it and its parts, and clears tmp/ once the lock is held. With
 * `write`, takes the lock. 0; 1 when another run holds the lock; -1 and `why`. */
struct root_options {
	const char *dir;
	int create, write;
};
int root_open(struct root *r, const struct root_options *o, struct why *why);
void root_close(struct root *r);

/* Seconds for which the lock that another run holds has been held (by the mtime
 * of the file, set when it is taken); -1 if that cannot be told. */
long long root_lock_age(const char *dir, long long now);

/* openat(2) below the archive. A process that has no descriptor left gives up its spare one,
 * and gets it back once there is one: one file at a time always opens. */
int root_openat(struct root *r, int dir, const char *name, int flags, mode_t mode);

/* A new file under tmp/, O_EXCL. Its name goes to `name`. The descriptor, or -1. */
#define ROOT_NAME 64
int root_temp(struct root *r, char name[static ROOT_NAME], mode_t mode, struct why *why);

/* Writes all of it. 0, or -1 and `why` with `what` and errno's words. */
int root_write(int fd, const void *p, size_t n, const char *what, struct why *why);

/* Replaces `name` in a part by these bytes, durably. 0, or -1 and `why`; then the
 * old file stands. */
int root_replace(struct root *r, enum root_part part, const char *name, const struct buf *bytes,
    struct why *why);

/* Reads a whole file, at most `max` bytes, into `b`. 0; 1 when it is not there; -1
 * and `why`. Symbolic links are not followed. */
int root_read(struct root *r, enum root_part part, const char *name, struct buf *b,
    struct why *why);

#endif
