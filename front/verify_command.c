/* wirefold verify and rebuild: the archive against its journal. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "front/command.h"
#include "front/docs.h"
#include "front/exit.h"
#include "front/ingest.h"
#include "front/place.h"
#include "front/say.h"

static const struct option long_options[] = { { "quick", no_argument, NULL, 'q' },
	{ NULL, 0, NULL, 0 } };

static int
options(const char *name, struct place *p, int *quick, char **argv)
{
	int c, argc = 0;

	while (argv[argc] != NULL)
		argc++;
	while ((c = getopt_long(argc, argv, "+c:a:", long_options, NULL)) != -1) {
		if (c == 'c')
			p->conf_path = optarg;
		else if (c == 'a')
			p->dir = optarg;
		else if (c == 'q' && quick != NULL)
			*quick = 1;
		else
			return command_usage(name);
	}
	return argc > optind ? command_usage(name) : 0;
}

#define SHOW_EVERY_MS 200

/* What a terminal shows of a long command. */
struct shown {
	const char *command, *what;
	int64_t start, last; /* ms, of this part; of the last line */
};

static void
show(void *ctx, const char *what, uint64_t done, uint64_t all)
{
	struct shown *s = ctx;
	int64_t now = docs_now(), left;
	char text[128];

	if (s->what != what) {
		s->what = what;
		s->start = now;
	}
	if (now - s->last < SHOW_EVERY_MS || done == 0)
		return;
	s->last = now;
	left = (int64_t)((double)(now - s->start) / 1000 * (double)(all - done) / (double)done);
	(void)snprintf(text, sizeof(text), left > 90 ? "%s: %s %.0f %%, about %lld min left" :
	    "%s: %s %.0f %%, about %lld s left", s->command, what, (double)done * 100 / (double)all,
	    (long long)(left > 90 ? left / 60 : left));
	say_progress(text);
}

static void
finding(void *ctx, const char *text)
{
	(void)ctx;
	say_progress("");
	(void)say_out("%s", text);
}

static int
verify(struct store *s, int quick)
{
	struct store_verify v = { .quick = quick, .record_size = sizeof(struct fold_record),
		.finding = finding };
	struct shown shown = { .command = "verify" };
	struct why why = { "" };
	int rc;

	store_progress(s, show, &shown);
	rc = store_verify(s, &v, &why);
	say_progress("");
	if (rc != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	(void)say_out("%zu lines, %zu stories, %zu findings", v.lines, v.stories, v.found);
	if (say_end() != 0)
		return EXIT_SYSTEM;
	return v.found > 0 ? EXIT_SYSTEM : EXIT_DONE;
}

int
verify_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct place p;
	int rc, quick = 0;

	(void)argc;
	memset(&p, 0, sizeof(p));
	rc = options("verify", &p, &quick, argv);
	if (rc == 0)
		rc = place_archive(&p, 0, 0, &s);
	if (rc == 0)
		rc = verify(s, quick);
	store_close(s);
	place_clear(&p);
	return rc;
}

/* Stories and the directory of lines first, then the fold's memory of the live window. */
static int
rebuild(struct store *s, const struct place *p)
{
	struct shown shown = { .command = "rebuild" };
	struct ingest in;
	struct why why = { "" };
	size_t stories;
	int rc;

	ingest_init(&in, s, p->conf_read ? p->conf.window : 0);
	store_progress(s, show, &shown);
	rc = store_rebuild(s, &stories, &why);
	say_progress("");
	in.now = store_newest_time(s);
	if (rc == 0 && in.now != TIME_NONE)
		rc = ingest_fold(&in, &why);
	ingest_clear(&in);
	if (rc != 0)
		say("%s", why.text);
	return rc != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

int
verify_command_rebuild(int argc, char **argv)
{
	struct store *s = NULL;
	struct place p;
	int rc;

	(void)argc;
	memset(&p, 0, sizeof(p));
	rc = options("rebuild", &p, NULL, argv);
	if (rc == 0)
		rc = place_archive(&p, 1, 0, &s);
	if (rc == 0)
		rc = rebuild(s, &p);
	store_close(s);
	place_clear(&p);
	return rc;
}
