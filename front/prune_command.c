/* wirefold prune: old days become stubs. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "front/command.h"
#include "front/conf_key.h"
#include "front/exit.h"
#include "front/ingest.h"
#include "front/place.h"
#include "front/say.h"

#define LEAST ((int64_t)30 * 86400) /* folding looks back as far */

struct prune {
	struct place place;
	int64_t keep;         /* of feeds that feeds.conf says nothing of */
	int given;            /* by --keep */
	struct store_prune p;
};

static int
options(struct prune *x, int argc, char **argv)
{
	static const struct option long_options[] = { { "keep", required_argument, NULL, 'k' },
		{ "keep-text", no_argument, NULL, 't' }, { NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "+c:a:n", long_options, NULL)) != -1) {
		if (c == 'c')
			x->place.conf_path = optarg;
		else if (c == 'a')
			x->place.dir = optarg;
		else if (c == 'n')
			x->p.dry = 1;
		else if (c == 't')
			x->p.keep_text = 1;
		else if (c == 'k' && (x->keep = time_span(optarg)) >= LEAST)
			x->given = 1;
		else if (c == 'k') {
			say("--keep %s: not a span of 30d or more", optarg);
			return EXIT_USAGE;
		} else
			return command_usage("prune");
	}
	return argc > optind ? command_usage("prune") : 0;
}

/* The feed's own line, else --keep, else `set keep`. */
static int64_t
keep(void *ctx, const char *name)
{
	const struct prune *x = ctx;
	const struct conf_feed *f = x->place.conf_read ? conf_feed(&x->place.conf, name) : NULL;
	size_t i;

	for (i = 0; x->place.conf_read && f == NULL && i < x->place.conf.n; i++)
		if (x->place.conf.feeds[i].was != NULL && strcmp(x->place.conf.feeds[i].was, name) == 0)
			f = &x->place.conf.feeds[i];
	if (f != NULL && (!x->given || (f->own & conf_key_bit(conf_key_find("keep", 4))) != 0))
		return f->keep;
	return x->keep;
}

/* The least that keep() says of any feed; 0 when all are kept for ever. */
static int64_t
shortest(struct prune *x)
{
	int64_t least = x->keep, own;
	size_t i;

	for (i = 0; x->place.conf_read && i < x->place.conf.n; i++) {
		own = keep(x, x->place.conf.feeds[i].name);
		if (own > 0 && (least == 0 || own < least))
			least = own;
	}
	return least;
}

static int
carry_out(struct prune *x, struct store *s)
{
	struct why why = { "" };

	x->p.keep = keep;
	x->p.ctx = x;
	x->p.now = (int64_t)time(NULL);
	x->p.floor = ingest_first_day(x->p.now);
	if (store_prune(s, &x->p, &why) != 0 || (!x->p.dry && store_finish(s, &why) != 0)) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	(void)say_out("%s %zu days, %zu lines, %zu stories, %.1f MB", x->p.dry ? "would prune" : "pruned",
	    x->p.days, x->p.lines, x->p.stories, (double)x->p.bytes / 1e6);
	return say_end() != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

int
prune_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct prune x;
	int rc;

	memset(&x, 0, sizeof(x));
	rc = options(&x, argc, argv);
	if (rc == 0)
		rc = place_conf(&x.place, x.place.dir == NULL);
	if (rc == 0 && !x.given && x.place.conf_read)
		x.keep = x.place.conf.keep;
	if (rc == 0 && (x.p.shortest = shortest(&x)) == 0) {
		say("nothing says how long to keep what: give --keep, or set keep in feeds.conf");
		rc = EXIT_USAGE;
	}
	if (rc == 0) {
		rc = place_archive(&x.place, !x.p.dry, 0, &s);
		if (rc == EXIT_LOCKED)
			say("another run holds the lock; try again when it is done");
	}
	if (rc == 0)
		rc = carry_out(&x, s);
	store_close(s);
	place_clear(&x.place);
	return rc;
}
