/* wirefold changes: a line for each event that altered a story's file. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "front/changes_line.h"
#include "front/command.h"
#include "front/cursor.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"

struct following {
	struct place place;
	struct store *store;
	const char *since, *cursor;
	int json, latest, failed;
	struct changes_line_latest all;  /* --latest */
	struct buf out;
};

static int
options(struct following *f, int argc, char **argv)
{
	static const struct option long_options[] = { { "since", required_argument, NULL, 's' },
		{ "cursor", required_argument, NULL, 'C' }, { "latest", no_argument, NULL, 'l' }, { NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "+c:a:o:", long_options, NULL)) != -1) {
		if (c == 'c')
			f->place.conf_path = optarg;
		else if (c == 'a')
			f->place.dir = optarg;
		else if (c == 's')
			f->since = optarg;
		else if (c == 'C')
			f->cursor = optarg;
		else if (c == 'l')
			f->latest = 1;
		else if (c == 'o' && (strcmp(optarg, "jsonl") == 0 || strcmp(optarg, "tsv") == 0))
			f->json = optarg[0] == 'j';
		else
			return command_usage("changes");
	}
	return argc > optind ? command_usage("changes") : 0;
}

static int
print(void *ctx, const struct changes_event *e)
{
	struct following *f = ctx;

	buf_reset(&f->out);
	if (changes_line(&f->out, e, f->json) != 0 || say_bytes(f->out.p, f->out.n) != 0)
		f->failed = 1;
	return f->failed;
}

static int
each(void *ctx, const struct changes_event *e)
{
	struct following *f = ctx;

	/* Who follows by a cursor alone wants news; who says --since wants all since then. */
	if (e->backlog && f->since == NULL && f->cursor != NULL)
		return 0;
	if (!f->latest)
		return print(ctx, e);
	f->failed |= changes_line_keep(&f->all, e) != 0;
	return f->failed;
}

/* Where it begins. 0, or the exit code. */
static int
begin(struct following *f, int64_t *after)
{
	struct why why = { "" };
	int rc;

	if (f->cursor == NULL && f->since == NULL)
		return 0;
	rc = f->cursor != NULL ? cursor_read(f->cursor, f->store, after, &why) : 1;

	if (rc > 0 && f->since != NULL) {
		rc = cursor_since(f->since, f->store, (int64_t)time(NULL), after, &why);
		if (rc > 0)
			say("--since %s: not a time, a day, a span such as 2d or a seq", f->since);
		if (rc > 0)
			return EXIT_USAGE;
	} else if (rc > 0) {
		rc = changes_last(f->store, after, &why);
		if (rc == 0)
			say("%s: not there; it begins with what comes from now on (--since begins earlier)", f->cursor);
	}
	if (rc < 0)
		say("%s", why.text);
	return rc < 0 ? EXIT_SYSTEM : 0;
}

/* What was written is on its way, or on the disk where it is a file: then the cursor moves. */
static int
finish(struct following *f, int64_t seq)
{
	struct why why = { "" };
	struct stat st;

	if (say_end() != 0)
		return EXIT_SYSTEM;
	if (f->cursor == NULL)
		return EXIT_DONE;
	if (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) && fsync(STDOUT_FILENO) != 0)
		(void)why_errno(&why, "fsync of standard output");
	else if (cursor_write(f->cursor, f->store, seq, &why) == 0)
		return EXIT_DONE;
	say("%s", why.text);
	return EXIT_SYSTEM;
}

static int
follow(struct following *f)
{
	struct changes c = { .event = each, .ctx = f };
	struct why why = { "" };
	int rc = begin(f, &c.after);

	if (rc != 0)
		return rc;
	rc = changes_each(f->store, &c, &why);
	if (rc == 0 && f->latest && !f->failed)
		changes_line_each(&f->all, print, f);
	if (rc != 0)
		say("%s", why.text);
	else if (f->failed && !ferror(stdout))
		say("out of memory");
	else if (f->failed)
		(void)say_end();
	return rc != 0 || f->failed ? EXIT_SYSTEM : finish(f, c.after);
}

int
changes_command(int argc, char **argv)
{
	struct following f;
	int rc;

	memset(&f, 0, sizeof(f));
	buf_init(&f.out, (size_t)1 << 20);
	rc = options(&f, argc, argv);
	if (rc == 0)
		rc = place_archive(&f.place, 0, 0, &f.store);
	if (rc == 0)
		rc = follow(&f);
	changes_line_clear(&f.all);
	buf_clear(&f.out);
	store_close(f.store);
	place_clear(&f.place);
	return rc;
}
