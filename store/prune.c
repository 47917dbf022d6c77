#include "store/prune.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/archive.h"

/* A stub is whole and on the disk before it is named in a job. */
static int
swap_day(struct store *s, uint32_t day, struct why *why)
{
	const int dir = s->root.fd[ROOT_JOURNAL];
	char from[JOURNAL_FILE], to[JOURNAL_FILE], whole[JOURNAL_FILE];

	journal_file(day, PRUNE_NEW, from);
	journal_file(day, JOURNAL_STUB, to);
	journal_file(day, ".jsonl", whole);
	if (renameat(dir, from, dir, to) != 0 && errno != ENOENT)
		return why_errno(why, "rename to journal/%s", to);
	if (faccessat(dir, to, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
		return why_errno(why, "journal/%s", to);
	if (fsync(dir) != 0)
		return why_errno(why, "fsync journal");
	if (unlinkat(dir, whole, 0) != 0 && errno != ENOENT)
		return why_errno(why, "remove journal/%s", whole);
	return archive_index_again(s, day, why);
}

/* The directories of a day, a month, a year go with their last story. */
static int
remove_story(struct store *s, struct lines_key key, struct why *why)
{
	const int dir = s->root.fd[ROOT_STORIES];
	char id[WF_STORY_MAX], path[STORE_PATH], *below, *end;

	lines_key_name(key, id);
	store_story_path(id, path);
	below = path + sizeof("stories/") - 1;
	if (unlinkat(dir, below, 0) != 0 && errno != ENOENT)
		return why_errno(why, "remove %s", path);
	while ((end = strrchr(below, '/')) != NULL) {
		*end = '\0';
		if (unlinkat(dir, below, AT_REMOVEDIR) != 0)
			break;
	}
	return 0;
}

int
prune_finish(struct store *s, const struct job *job, struct why *why)
{
	const struct job_line *lines;
	const struct lines_key *keys;
	size_t i, n;
	int rc = 0;

	lines = job_lines(job, &n);
	for (i = 0; rc == 0 && i < n; i++)
		rc = swap_day(s, lines[i].day, why);
	if (rc == 0 && fsync(s->root.fd[ROOT_JOURNAL]) != 0)
		rc = why_errno(why, "fsync journal");
	keys = job_stories(job, &n);
	for (i = 0; rc == 0 && s->root.fd[ROOT_STORIES] >= 0 && i < n; i++)
		rc = remove_story(s, keys[i], why);
	s->unsynced = 1;
	return rc;
}

int
prune_drop(struct store *s, const struct job *job, struct why *why)
{
	const struct job_line *lines;
	char name[JOURNAL_FILE];
	size_t i, n;

	lines = job_lines(job, &n);
	for (i = 0; i < n; i++) {
		journal_file(lines[i].day, PRUNE_NEW, name);
		if (unlinkat(s->root.fd[ROOT_JOURNAL], name, 0) != 0 && errno != ENOENT)
			return why_errno(why, "remove journal/%s", name);
	}
	return 0;
}
