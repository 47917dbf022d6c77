#include "store/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/archive.h"
#include "store/prune.h"
#include "store/redact.h"

#define NAME "job"

static const char *const kinds[] = { [JOB_PRUNE] = "prune", [JOB_REDACT] = "redact" };

void
job_init(struct job *j, enum job_kind kind)
{
	memset(j, 0, sizeof(*j));
	j->kind = kind;
	buf_init(&j->lines, SIZE_MAX / 2);
	buf_init(&j->stories, SIZE_MAX / 2);
}

void
job_clear(struct job *j)
{
	buf_clear(&j->lines);
	buf_clear(&j->stories);
}

int
job_line(struct job *j, uint32_t day, int64_t seq, uint64_t entry)
{
	struct job_line line;

	memset(&line, 0, sizeof(line));
	line.day = day;
	line.seq = seq;
	line.entry = entry;
	return buf_put(&j->lines, &line, sizeof(line));
}

int
job_story(struct job *j, struct lines_key key)
{
	return buf_put(&j->stories, &key, sizeof(key));
}

struct job_line *
job_lines(const struct job *j, size_t *n)
{
	*n = j->lines.n / sizeof(struct job_line);
	return (struct job_line *)(void *)j->lines.p;
}

struct lines_key *
job_stories(const struct job *j, size_t *n)
{
	*n = j->stories.n / sizeof(struct lines_key);
	return (struct lines_key *)(void *)j->stories.p;
}

int
job_write(struct root *root, const struct job *j, struct why *why)
{
	char name[WF_STORY_MAX];
	const struct job_line *lines;
	const struct lines_key *stories;
	struct buf b;
	size_t i, n;
	int rc;

	buf_init(&b, SIZE_MAX / 2);
	(void)buf_printf(&b, "%s %lld %s\n", kinds[j->kind], (long long)j->seq, j->why);
	lines = job_lines(j, &n);
	for (i = 0; i < n; i++)
		(void)buf_printf(&b, "line %u %lld %016llx\n", (unsigned)lines[i].day, (long long)lines[i].seq,
		    (unsigned long long)lines[i].entry);
	stories = job_stories(j, &n);
	for (i = 0; i < n; i++) {
		lines_key_name(stories[i], name);
		(void)buf_printf(&b, "story %s\n", name);
	}
	(void)buf_str(&b, "end\n");
	rc = b.failed ? why_set(why, "out of memory") : root_replace(root, ROOT_STATE, NAME, &b, why);
	buf_clear(&b);
	return rc;
}

/* One line behind the first: 0; 1 at the end; -1. */
static int
read_line(struct job *j, char *s)
{
	char *at = s, *end;
	uint32_t day;
	int64_t seq;
	int rc;

	if (strcmp(s, "end") == 0)
		return 1;
	if (strncmp(s, "story ", 6) == 0)
		return lines_key_of(s + 6).day != 0 ? job_story(j, lines_key_of(s + 6)) : -1;
	if (strncmp(s, "line ", 5) != 0)
		return -1;
	day = (uint32_t)strtoul(at + 5, &at, 10);
	seq = strtoll(at, &at, 10);
	errno = 0;
	rc = job_line(j, day, seq, strtoull(at, &end, 16));
	return *end != '\0' || end == at || day == 0 || errno != 0 ? -1 : rc;
}

static int
read_first(struct job *j, char *s)
{
	size_t n;
	char *at;

	for (j->kind = JOB_PRUNE; j->kind <= JOB_REDACT; j->kind++) {
		n = strlen(kinds[j->kind]);
		if (strncmp(s, kinds[j->kind], n) != 0 || s[n] != ' ')
			continue;
		j->seq = strtoll(s + n + 1, &at, 10);
		if (*at != ' ' || strlen(at + 1) >= sizeof(j->why))
			return -1;
		memcpy(j->why, at + 1, strlen(at + 1) + 1);
		return 0;
	}
	return -1;
}

/* 0; 1 when none is written down; -1 and `why`. */
static int
read_job(struct root *root, struct job *j, struct why *why)
{
	char *at, *end;
	struct buf b;
	int rc, first = 1, done = 0;

	buf_init(&b, SIZE_MAX / 2);
	rc = root_read(root, ROOT_STATE, NAME, &b, why);
	for (at = b.p; rc == 0 && done == 0 && at != NULL && at < b.p + b.n; at = end + 1) {
		end = memchr(at, '\n', (size_t)(b.p + b.n - at));
		if (end == NULL)
			break;
		*end = '\0';
		done = first ? read_first(j, at) : read_line(j, at);
		first = 0;
	}
	buf_clear(&b);
	if (rc == 0 && done != 1)
		rc = why_set(why, "state/" NAME ": %s", j->lines.failed || j->stories.failed ? "out of memory" :
		    "not one of ours");
	return rc;
}

static int
forget(struct root *root, struct why *why)
{
	if (unlinkat(root->fd[ROOT_STATE], NAME, 0) != 0 || fsync(root->fd[ROOT_STATE]) != 0)
		return why_errno(why, "remove state/" NAME);
	return 0;
}

int
job_finish(struct store *s, struct why *why)
{
	struct job j;
	int rc;

	job_init(&j, JOB_NONE);
	rc = read_job(&s->root, &j, why);
	if (rc == 0 && j.kind == JOB_REDACT && s->j.seq > j.seq)
		rc = redact_finish(s, &j, why);
	if (rc == 0 && j.kind == JOB_PRUNE)
		rc = s->j.seq > j.seq ? prune_finish(s, &j, why) : prune_drop(s, &j, why);
	if (rc == 0)
		rc = publish_sync(&s->root, why);
	if (rc == 0)
		rc = forget(&s->root, why);
	job_clear(&j);
	return rc < 0 ? -1 : 0;
}
