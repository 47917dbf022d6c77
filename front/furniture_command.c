/* wirefold furniture: the paragraphs that a feed repeats, and an editor's word about one. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "front/command.h"
#include "front/exit.h"
#include "front/ingest.h"
#include "front/place.h"
#include "front/renames.h"
#include "front/say.h"

#define ARENA ((size_t)64 << 20)
#define TEXT_BYTES 100   /* of a paragraph that are shown */
#define LISTED 200       /* paragraphs */

struct furniture {
	struct place place;
	struct store *store;
	struct ingest ingest;
	const char *feed, *key_name;  /* its name; the one that its memory hangs on */
	long keep, drop, n;
	uint64_t key;         /* of the one that was chosen */
	struct why why;
	int failed;
};

static int
options(struct furniture *f, int argc, char **argv)
{
	static const struct option long_options[] = { { "keep", required_argument, NULL, 'k' },
		{ "drop", required_argument, NULL, 'd' }, { NULL, 0, NULL, 0 } };
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "c:a:", long_options, NULL)) != -1) {
		if (c == 'c')
			f->place.conf_path = optarg;
		else if (c == 'a')
			f->place.dir = optarg;
		else if (c == 'k' && (f->keep = strtol(optarg, &end, 10)) > 0 && *end == '\0')
			continue;
		else if (c == 'd' && (f->drop = strtol(optarg, &end, 10)) > 0 && *end == '\0')
			continue;
		else
			return command_usage("furniture");
	}
	if (argc - optind != 1 || (f->keep > 0 && f->drop > 0))
		return command_usage("furniture");
	f->feed = argv[optind];
	return 0;
}

/* The paragraph's first words, from the newest line of an entry that holds it. */
static void
say_text(struct furniture *f, const struct explain_paragraph *p)
{
	struct store_known k = { .id = p->entry };
	struct wf_line line;
	struct arena a;
	const char *s, *end;
	size_t i, n;

	if (p->entry[0] == '\0') {
		(void)say_out("     (no live entry holds it)");
		return;
	}
	arena_init(&a, ARENA);
	if (store_known(f->store, &k, 1, &f->why) == 0 && k.found &&
	    store_line(f->store, &k, &a, &line, &f->why) == 0) {
		for (s = line.entry->text, i = 0; i < p->at && s != NULL; i++)
			if ((s = strstr(s, "\n\n")) != NULL)
				s += 2;
		end = s != NULL ? strstr(s, "\n\n") : NULL;
		n = s == NULL ? 0 : end != NULL ? (size_t)(end - s) : strlen(s);
		if (n > TEXT_BYTES)
			for (n = TEXT_BYTES; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
				;
		(void)say_out("     %.*s", (int)n, s != NULL ? s : "");
	}
	arena_clear(&a);
}

static int
each(void *ctx, const struct explain_paragraph *p)
{
	struct furniture *f = ctx;
	const char *state = p->rule > 0 ? "dropped by an editor" : p->rule < 0 ? "kept by an editor" :
	    !p->shown ? "not shown" : !p->hashed ? "shown, not compared" : "shown";

	f->n++;
	if (f->n == f->keep || f->n == f->drop)
		f->key = p->key;
	if (f->keep == 0 && f->drop == 0) {
		(void)say_out("%3ld  %s, in %zu%s entr%s", f->n, state, p->seen, p->seen >= 16 ? " or more" : "",
		    p->seen == 1 ? "y" : "ies");
		say_text(f, p);
	}
	return f->n >= LISTED;
}

static int
override(struct furniture *f)
{
	struct fold_word w = { .kind = WF_SET_FURNITURE, .feed = f->key_name, .paragraph = f->key,
		.drop = f->drop > 0 };
	int rc = ingest_word(&f->ingest, &w, &f->why);

	return rc == 0 ? store_finish(f->store, &f->why) : -1;
}

static int
with_archive(struct furniture *f)
{
	int rc, change = f->keep > 0 || f->drop > 0;
	struct renames renames;
	const char *key;

	rc = renames_load(&renames, f->store, &f->why);
	if (rc == 0)
		rc = renames_key(&renames, &renames.arena, f->feed, &key, &f->why);
	f->key_name = rc == 0 && key != NULL ? key : f->feed;
	ingest_init(&f->ingest, f->store, f->place.conf_read ? f->place.conf.window : 0);
	f->ingest.now = (int64_t)time(NULL);
	if (rc == 0)
		rc = ingest_fold(&f->ingest, &f->why);
	if (rc == 0)
		explain_feed(f->ingest.fold, f->key_name, each, f);
	if (rc == 0 && change && f->key != 0)
		rc = override(f);
	ingest_clear(&f->ingest);
	renames_clear(&renames);
	if (rc != 0) {
		say("%s", f->why.text);
		return EXIT_SYSTEM;
	}
	if (f->n > 0 && (!change || f->key != 0))
		return EXIT_DONE;
	say("feed '%s' has no such paragraph", f->feed);
	return EXIT_NOTHING;
}

int
furniture_command(int argc, char **argv)
{
	struct furniture f;
	int rc;

	memset(&f, 0, sizeof(f));
	rc = options(&f, argc, argv);
	if (rc == 0) {
		rc = place_archive(&f.place, f.keep > 0 || f.drop > 0, 0, &f.store);
		if (rc == EXIT_LOCKED)
			say("another run holds the lock; try again when it is done");
	}
	if (rc == 0)
		rc = with_archive(&f);
	if (rc == 0 && say_end() != 0)
		rc = EXIT_SYSTEM;
	store_close(f.store);
	place_clear(&f.place);
	return rc;
}
