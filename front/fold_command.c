/* wirefold fold: items in, stories out; with -a into an archive. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/heap.h"
#include "front/ingest.h"
#include "front/place.h"
#include "front/renames.h"
#include "front/say.h"
#include "front/wall.h"

#define LIVE_MAX 1000000          /* entries that a filter without `fetched` remembers */
#define ITEM_ARENA ((size_t)64 << 20)
#define IN_BYTES ((size_t)64 << 10) /* read at once */
#define OUT_BYTES ((size_t)64 << 10) /* written at once where the input is a file */
#define BATCH_ITEMS 1000          /* items of one commit */

struct folding {
	struct place place;
	struct wall wall;
	struct store *store;
	struct ingest ingest;
	struct fold *fold;
	int tsv;
	struct buf out;
	size_t hold;          /* bytes of it that may wait */
	/* A batch for an archive. */
	struct renames renames;
	struct arena arena;
	struct ingest_entry *batch;
	size_t n;
	struct heap heap;
	const char *file;
	size_t line;
};

static int
options(struct folding *f, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+c:a:o:")) != -1) {
		if (c == 'c')
			f->place.conf_path = optarg;
		else if (c == 'a')
			f->place.dir = optarg;
		else if (c == 'o' && (strcmp(optarg, "tsv") == 0 || strcmp(optarg, "jsonl") == 0))
			f->tsv = optarg[0] == 't';
		else
			return command_usage("fold");
	}
	return 0;
}

/* Guids may hold anything: a TAB or LF in one would make two lines or columns of it. */
static void
leave(void *ctx, const char *guid, const char *story)
{
	struct folding *f = ctx;
	const char *p;

	for (p = guid; *p != '\0'; p++)
		(void)buf_char(&f->out, (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p);
	(void)buf_char(&f->out, '\t');
	(void)buf_str(&f->out, story);
	(void)buf_char(&f->out, '\n');
}

static int
flush(struct folding *f)
{
	int rc = f->out.failed || say_bytes(buf_get(&f->out), f->out.n) != 0 ||
	    (f->hold == 0 && say_end() != 0) ? -1 : 0;

	buf_reset(&f->out);
	return rc;
}

static int
print_line(void *ctx, const struct wf_line *line, struct why *why)
{
	struct folding *f = ctx;

	if (f->tsv)
		return 0;
	if (item_write(&f->out, line) != 0 || buf_char(&f->out, '\n') != 0)
		return why_set(why, "out of memory");
	return 0;
}

/* What feeds.conf (with -c) says of the item's feed; else a feed is its own outlet. */
static void
policy(const struct folding *f, struct wf_entry *e)
{
	const struct conf_feed *c;

	if (e->feed == NULL)
		e->feed = "-";
	c = f->place.conf_read ? conf_feed(&f->place.conf, e->feed) : NULL;
	if (c != NULL) {
		e->group = c->group;
		e->owner = c->agency;
		e->rank = (int)c->rank;
		e->furniture = c->furniture;
		e->hold_suspected = c->on_suspected;
		e->tz = c->tz;
	}
	if (e->group == NULL)
		e->group = e->feed;
}

static int
filter(struct folding *f, struct wf_entry *e, struct why *why)
{
	const struct fold_put put = { e, NULL, e->fetched, print_line, f };

	if (e->id[0] == '\0' && store_entry_id(e->key != NULL ? e->key : e->feed, e->guid, e->id) != 0)
		return why_set(why, "out of memory");
	if (e->fetched != TIME_NONE)
		fold_clock(f->fold, e->fetched);
	if (fold_next_due(f->fold) != INT64_MAX && fold_due(f->fold, &put, why) != 0)
		return -1;
	return fold_put(f->fold, &put, why);
}

static int
commit(struct folding *f, struct why *why)
{
	int rc = 0;

	if (f->n > 0) {
		f->ingest.now = wall_now(&f->wall);
		rc = ingest_batch(&f->ingest, f->batch, f->n, NULL, why);
	}
	f->n = 0;
	arena_clear(&f->arena);
	return rc;
}

static int
spool(struct folding *f, struct wf_entry *e, struct why *why)
{
	const int64_t now = wall_now(&f->wall);

	if (e->key == NULL && f->renames.n > 0 && renames_key(&f->renames, &f->arena, e->feed, &e->key, why) != 0)
		return -1;
	/* Nothing came after now; a story's day is never behind that of its line. */
	if (e->fetched == TIME_NONE || e->fetched > now)
		e->fetched = now;
	f->batch[f->n++] = (struct ingest_entry){ e, 0, 0 };
	return f->n == BATCH_ITEMS || f->arena.used > ITEM_ARENA / 2 ? commit(f, why) : 0;
}

/* One input line. A line that is no item is named and passed over: 1. */
static int
take(struct folding *f, const char *p, size_t n, struct why *why)
{
	struct wf_line line;
	struct wf_entry *e;
	struct why inner = { "" };

	if (n == 0)
		return 0;
	heap_large(&f->heap);
	if (f->store == NULL)
		arena_clear(&f->arena);
	if (item_read(p, n, &f->arena, &line, &inner) != 0) {
		say("%s:%zu: %s", f->file, f->line, inner.text);
		return 1;
	}
	if (line.entry == NULL || line.redacted != NULL)
		return 0; /* a decision of another fold: ours are made anew */
	e = (struct wf_entry *)(uintptr_t)line.entry;
	policy(f, e);
	return f->store != NULL ? spool(f, e, why) : filter(f, e, why);
}

/* Whoever feeds a pipe may wait for each answer; nobody waits behind a file. */
static size_t
held_back(FILE *in)
{
	struct stat st;

	return fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode) ? OUT_BYTES : 0;
}

static int
take_file(struct folding *f, FILE *in, struct why *why)
{
	char *p = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc, bad = 0;

	(void)setvbuf(in, NULL, _IOFBF, IN_BYTES);
	f->hold = held_back(in);

	for (f->line = 1; (n = getline(&p, &cap, in)) >= 0; f->line++) {
		if (n > 0 && p[n - 1] == '\n')
			n--;
		rc = take(f, p, (size_t)n, why);
		if (rc == 0 && f->store == NULL && f->out.n >= f->hold)
			rc = flush(f) != 0 ? why_set(why, "standard output: write failed") : 0;
		if (rc < 0)
			break;
		bad |= rc;
	}
	if (n < 0 && ferror(in))
		rc = why_errno(why, "%s", f->file);
	else
		rc = n < 0 ? bad : -1;
	free(p);
	return rc;
}

static int
take_files(struct folding *f, int argc, char **argv, struct why *why)
{
	FILE *in;
	int i, rc = 0, bad = 0;

	if (argc == 0) {
		f->file = "standard input";
		return take_file(f, stdin, why);
	}
	for (i = 0; rc >= 0 && i < argc; i++) {
		f->file = argv[i];
		in = strcmp(argv[i], "-") == 0 ? stdin : fopen(argv[i], "r");
		if (in == NULL)
			return why_errno(why, "%s", argv[i]);
		rc = take_file(f, in, why);
		bad |= rc > 0;
		if (in != stdin)
			(void)fclose(in);
	}
	return rc < 0 ? rc : bad;
}

static int
start(struct folding *f, struct why *why)
{
	const struct fold_options options = { .window = f->place.conf_read ? f->place.conf.window : 0,
		.live_max = LIVE_MAX, .leave = f->tsv ? leave : NULL, .ctx = f };

	heap_init(&f->heap);
	buf_init(&f->out, SIZE_MAX / 2);
	arena_init(&f->arena, ITEM_ARENA);
	if (f->store != NULL) {
		ingest_init(&f->ingest, f->store, options.window);
		f->ingest.keep_order = 1;
		f->ingest.now = (int64_t)time(NULL);
		f->batch = calloc(BATCH_ITEMS, sizeof(*f->batch));
		return f->batch == NULL ? why_set(why, "out of memory") :
		    renames_load(&f->renames, f->store, why) != 0 ||
		    renames_keep(&f->renames, f->store, why) != 0 ? -1 : ingest_due(&f->ingest, why);
	}
	f->fold = fold_new(&options);
	return f->fold != NULL ? 0 : why_set(why, "out of memory");
}

static int
finish(struct folding *f, int rc, struct why *why)
{
	if (f->store != NULL && rc >= 0 && (commit(f, why) != 0 || store_finish(f->store, why) != 0))
		rc = -1;
	if (f->store != NULL)
		ingest_clear(&f->ingest);
	fold_free(f->fold);
	renames_clear(&f->renames);
	if (rc >= 0 && flush(f) != 0)
		rc = why_set(why, "standard output: write failed");
	buf_clear(&f->out);
	arena_clear(&f->arena);
	free(f->batch);
	return rc;
}

int
fold_command(int argc, char **argv)
{
	struct folding f;
	struct why why = { "" };
	int rc;

	memset(&f, 0, sizeof(f));
	wall_init(&f.wall, TIME_NONE);
	rc = options(&f, argc, argv);
	if (rc == 0 && f.place.conf_path != NULL)
		rc = place_conf(&f.place, 1);
	if (rc == 0 && f.place.dir != NULL)
		rc = place_archive(&f.place, 1, 1, &f.store);
	if (rc == 0) {
		rc = start(&f, &why);
		if (rc == 0)
			rc = take_files(&f, argc - optind, argv + optind, &why);
		rc = finish(&f, rc, &why);
		if (rc < 0)
			say("%s", why.text);
		if (rc == 0 && say_end() != 0)
			rc = -1;
		rc = rc < 0 ? EXIT_SYSTEM : rc > 0 ? EXIT_USAGE : EXIT_DONE;
	}
	store_close(f.store);
	place_clear(&f.place);
	return rc;
}
