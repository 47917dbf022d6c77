/* wirefold export: stories, or entries, in the formats of others, to a file or a command. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "front/child.h"
#include "front/command.h"
#include "front/cursor.h"
#include "front/exit.h"
#include "front/export_format.h"
#include "front/export_xml.h"
#include "front/place.h"
#include "front/say.h"
#include "front/story_file.h"

#define FLUSH ((size_t)256 << 10) /* bytes gathered before they are written */

struct export {
	struct place place;
	struct store *store;
	const char *since, *cursor, *tag, *feed, *name;
	const struct export_format *format; /* NULL: opml */
	int entries;
	char **argv;                    /* COMMAND; NULL: standard output */
	struct child_reader reader;
	int fd;                         /* where it goes; -1: COMMAND is not started yet */
	size_t n;                       /* items so far */
	struct export_head head;
	char id[CHANGES_MARK];
	struct buf out, text;
	int failed;
	struct why why;
};

static const struct option long_options[] = {
	{ "since", required_argument, NULL, 's' }, { "cursor", required_argument, NULL, 'C' },
	{ "feed", required_argument, NULL, 'F' }, { "all", no_argument, NULL, 'A' },
	{ "kept", no_argument, NULL, 'K' }, { NULL, 0, NULL, 0 },
};

static int
option(struct export *x, int c)
{
	const char **to = c == 'c' ? &x->place.conf_path : c == 'a' ? &x->place.dir : c == 's' ? &x->since :
	    c == 'C' ? &x->cursor : c == 't' ? &x->tag : c == 'F' ? &x->feed : c == 'f' ? &x->name : NULL;

	if (to != NULL)
		*to = optarg;
	else if (c == 'A' || c == 'K')
		x->entries = c == 'A';
	return c == '?' ? -1 : 0;
}

static int
options(struct export *x, int argc, char **argv)
{
	int c;

	x->name = "jsonl";
	while ((c = getopt_long(argc, argv, "+c:a:f:t:", long_options, NULL)) != -1)
		if (option(x, c) != 0)
			return command_usage("export");
	if (argc > optind && strcmp(argv[optind - 1], "--") != 0)
		return command_usage("export");
	x->argv = argc > optind ? argv + optind : NULL;
	x->format = export_format_find(x->name);
	if (x->format == NULL && strcmp(x->name, "opml") != 0) {
		say("unknown format '%s'; there are: jsonl jsonfeed atom tsv mbox opml txt", x->name);
		return EXIT_USAGE;
	}
	return 0;
}

/* Writes what is gathered, to COMMAND or to standard output. */
static int
flush(struct export *x)
{
	const char *p = x->out.p;
	size_t n = x->out.n;
	ssize_t k;

	if (x->out.failed)
		return why_set(&x->why, "out of memory");
	if (n > 0 && x->fd < 0) {
		if (child_reader_start(&x->reader, x->argv, NULL, &x->why) != 0)
			return -1;
		x->fd = x->reader.fd;
	}
	while (n > 0) {
		k = write(x->fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return x->argv == NULL ? why_errno(&x->why, "standard output") :
			    errno == EPIPE ? why_set(&x->why, "%s did not read all", x->argv[0]) :
			    why_errno(&x->why, "pipe to %s", x->argv[0]);
		p += k;
		n -= (size_t)k;
	}
	buf_reset(&x->out);
	return 0;
}

static int
wanted(const struct export *x, const struct wf_line *line)
{
	const struct wf_entry *e = line->entry;
	size_t i;

	if (x->feed != NULL && (e->feed == NULL || strcmp(e->feed, x->feed) != 0))
		return 0;
	for (i = 0; x->tag != NULL && i < e->n_tags; i++)
		if (strcmp(e->tags[i], x->tag) == 0)
			return 1;
	return x->tag == NULL;
}

static int64_t
file_time(const char *file, const char *name)
{
	char s[TIME_LEN];

	story_file_copy(file, name, s, sizeof(s));
	return time_parse(s, strlen(s));
}

/* The text of a story file: behind the first blank line, without the LF at the end. */
static int
story_text(struct export *x, const char *file)
{
	const char *at = strstr(file, "\n\n");

	buf_reset(&x->text);
	if (at != NULL && buf_str(&x->text, at + 2) != 0)
		return why_set(&x->why, "out of memory");
	while (x->text.n > 0 && x->text.p[x->text.n - 1] == '\n')
		x->text.p[--x->text.n] = '\0';
	return 0;
}

/* The formats that have a head begin with it once there is an item, or at the end. */
static void
put_head(struct export *x)
{
	if (x->n == 0 && x->format->head != NULL)
		x->format->head(&x->out, &x->head);
}

static int
each(void *ctx, const struct changes_item *item)
{
	struct export *x = ctx;
	const struct wf_entry *e = item->line->entry;
	struct export_item i = {
		.id = item->file != NULL ? item->story : e->id, .story = item->story, .entry = e, .line = item->line,
		.file = item->file, .raw = item->raw, .n_raw = item->n_raw, .text = e->text,
		.published = e->published, .modified = e->modified, .number = x->n,
	};

	if (!wanted(x, item->line))
		return 0;
	if (item->file != NULL) {
		if (story_text(x, item->file) != 0)
			return x->failed = 1;
		i.text = buf_get(&x->text);
		i.published = file_time(item->file, "Date");
		i.modified = file_time(item->file, "Changed");
	}
	put_head(x);
	x->format->item(&x->out, &i);
	x->n++;
	if ((x->out.n >= FLUSH || x->out.failed) && flush(x) != 0)
		x->failed = 1;
	return x->failed;
}

/* Where it begins: a cursor that is not there is at the beginning, as is none. */
static int
begin(struct export *x, int64_t *after)
{
	int rc = x->cursor != NULL ? cursor_read(x->cursor, x->store, after, &x->why) : 1;

	if (rc > 0 && x->since != NULL) {
		rc = cursor_since(x->since, x->store, (int64_t)time(NULL), after, &x->why);
		if (rc > 0)
			say("--since %s: not a time, a day, a span such as 2d or a seq", x->since);
		if (rc > 0)
			return EXIT_USAGE;
	}
	return rc < 0 ? EXIT_SYSTEM : 0;
}

/* Who the archive is, by its first line. */
static int
identify(struct export *x)
{
	int64_t first = 0;
	int rc;

	x->head.updated = store_newest_time(x->store);
	if (x->head.updated == TIME_NONE)
		x->head.updated = (int64_t)time(NULL);
	rc = changes_mark(x->store, 1, x->id, &first, &x->why);
	if (rc > 0 && first > 0)
		rc = changes_mark(x->store, first, x->id, &first, &x->why);
	if (rc < 0)
		return EXIT_SYSTEM;
	x->id[32] = '\0';
	x->head.id = x->id;
	return 0;
}

/* All is out of our hands: the command ended well, or the output is where it goes. */
static int
deliver(struct export *x)
{
	struct stat st;

	if (flush(x) != 0 || (x->argv != NULL && child_reader_end(&x->reader, 0, &x->why) != 0))
		return -1;
	if (x->argv == NULL && x->cursor != NULL && fstat(x->fd, &st) == 0 && S_ISREG(st.st_mode) && fsync(x->fd) != 0)
		return why_errno(&x->why, "fsync of standard output");
	return 0;
}

static int
export(struct export *x)
{
	struct changes c = { .item = each, .entries = x->entries, .ctx = x };
	int rc = begin(x, &c.after);

	if (rc == 0)
		rc = identify(x);
	if (rc != 0)
		return rc;
	rc = changes_each(x->store, &c, &x->why);
	/* A command is not started for nothing. */
	if (rc == 0 && !x->failed && (x->n > 0 || x->argv == NULL)) {
		put_head(x);
		if (x->format->tail != NULL)
			x->format->tail(&x->out);
	}
	if (rc != 0 || x->failed || deliver(x) != 0)
		return EXIT_SYSTEM;
	return x->cursor != NULL && cursor_write(x->cursor, x->store, c.after, &x->why) != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

static int
opml(struct export *x)
{
	int rc = place_conf(&x->place, 1);

	if (rc != 0)
		return rc;
	export_xml_opml(&x->out, &x->place.conf, x->tag, x->feed);
	return deliver(x) != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

int
export_command(int argc, char **argv)
{
	struct export x;
	int rc;

	memset(&x, 0, sizeof(x));
	buf_init(&x.out, (size_t)1 << 30);
	buf_init(&x.text, (size_t)1 << 30);
	x.reader.fd = -1;
	rc = options(&x, argc, argv);
	x.fd = x.argv == NULL ? STDOUT_FILENO : -1;
	if (rc == 0 && x.format != NULL)
		rc = place_archive(&x.place, 0, 0, &x.store);
	if (rc == 0)
		rc = x.format != NULL ? export(&x) : opml(&x);
	if (x.why.text[0] != '\0')
		say("%s", x.why.text);
	/* After a failure the command sees the end of its input; how it ends does not matter then. */
	if (x.reader.pid != 0)
		(void)child_reader_end(&x.reader, 0, NULL);
	buf_clear(&x.out);
	buf_clear(&x.text);
	store_close(x.store);
	place_clear(&x.place);
	return rc;
}
