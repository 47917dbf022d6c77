/* wirefold rename: a feed gets another name and keeps all it has. */
#include <time.h>
#include <getopt.h>
#include <string.h>

#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/renames.h"
#include "front/say.h"
#include "front/schedule.h"

static int
carry_out(struct store *s, struct renames_wish *w, struct why *why)
{
	struct schedule_table t;
	struct renames r;
	int rc;

	memset(&r, 0, sizeof(r));
	rc = schedule_load(&t, s, why);
	w->state = &t;
	if (rc == 0)
		rc = renames_load(&r, s, why);
	if (rc == 0)
		rc = renames_carry_out(&r, s, w, why);
	if (rc == 0 && (store_finish(s, why) != 0 || schedule_save(&t, s, why) != 0))
		rc = -1;
	renames_clear(&r);
	schedule_clear(&t);
	w->state = NULL;
	return rc;
}

int
rename_command(int argc, char **argv)
{
	struct renames_wish w = { .now = (int64_t)time(NULL) };
	struct why why = { "" };
	struct store *s = NULL;
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, "rename", argc, argv);
	if (rc == 0 && argc - optind != 2)
		rc = command_usage("rename");
	if (rc == 0) {
		w.from = argv[optind];
		w.to = argv[optind + 1];
		rc = place_archive(&p, 1, 0, &s);
		if (rc == EXIT_LOCKED)
			say("another run holds the lock; try again when it is done");
	}
	if (rc == 0) {
		rc = carry_out(s, &w, &why);
		if (rc != 0)
			say("%s", why.text);
		else if (p.conf_read && conf_feed(&p.conf, w.from) != NULL)
			say("feeds.conf still says '%s'; it must say name=%s", w.from, w.to);
		if (rc == 0)
			(void)say_out("%zu entries, %zu stories", w.entries, w.stories);
		rc = rc == 0 ? say_end() == 0 ? EXIT_DONE : EXIT_SYSTEM : rc > 0 ? EXIT_NOTHING : EXIT_SYSTEM;
	}
	store_close(s);
	place_clear(&p);
	return rc;
}
