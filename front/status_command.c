/* wirefold status and check: how the feeds are, and what is wrong with feeds.conf. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"
#include "front/schedule.h"
#include "front/secret.h"

static void
when(int64_t t, const char *none, char to[static TIME_LEN])
{
	time_format(t, to);
	if (to[0] == '\0')
		(void)snprintf(to, TIME_LEN, "%s", none);
}

static void
print_feed(const struct conf_feed *f, const struct schedule *s)
{
	char next[TIME_LEN], ok[TIME_LEN], since[TIME_LEN];
	struct buf why;
	const char *state = f->disabled ? "disabled" : s->gone ? "gone" : s->strikes > 0 ? "failing" :
	    s->last_ok == TIME_NONE ? "new" : "ok";

	when(f->disabled || s->gone ? TIME_NONE : s->next, s->gone || f->disabled ? "never" : "now", next);
	when(s->last_ok, "never", ok);
	buf_init(&why, WHY_MAX);
	if (!f->disabled && !s->gone && s->next != TIME_NONE)
		(void)schedule_why(s, f, &why);
	(void)say_out("%-24s %-8s next %s%s%s%s  last ok %s  polls %lld  304 %lld  entries %lld  %s%s", f->name,
	    state, next, why.n > 0 ? " (" : "", why.n > 0 ? buf_get(&why) : "", why.n > 0 ? ")" : "", ok, (long long)s->polls, (long long)s->not_modified, (long long)s->entries,
	    s->verdict != NULL ? s->verdict : "-", f->insecure ? "  insecure" : "");
	buf_clear(&why);
	if (s->strikes > 0) {
		when(s->since, "-", since);
		(void)say_out("%-24s   %s (%lld times, since %s)", "", s->why != NULL ? s->why : "?",
		    (long long)s->strikes, since);
	}
	if (s->filtered > 0)
		(void)say_out("%-24s   %lld entries left out by drop= and only=", "", (long long)s->filtered);
	if (s->moved != NULL) {
		when(s->moved_since, "-", since);
		when(s->moved_since + SCHEDULE_MOVED, "-", next);
		(void)say_out("%-24s   moved to %s (since %s, adopted from %s on)", "", s->moved, since, next);
	}
	if (schedule_moved_url(s, f) != NULL) {
		when(s->adopted_since, "-", since);
		(void)say_out("%-24s   asked at %s (adopted %s)", "", s->adopted, since);
	}
}

static int
print(const struct place *p, struct store *s, char **names, int n)
{
	struct schedule_table t;
	const struct schedule *state;
	const struct conf_feed *f;
	struct why why = { "" };
	size_t i;
	int k, shown = 0;

	if (schedule_load(&t, s, &why) != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	for (i = 0; i < p->conf.n; i++) {
		f = &p->conf.feeds[i];
		for (k = 0; k < n && strcmp(names[k], f->name) != 0; k++)
			;
		state = schedule_get(&t, f->name);
		if ((n == 0 || k < n) && state != NULL) {
			print_feed(f, state);
			shown++;
		}
	}
	schedule_clear(&t);
	if (say_end() != 0)
		return EXIT_SYSTEM;
	return shown > 0 ? EXIT_DONE : EXIT_NOTHING;
}

int
status_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, "status", argc, argv);
	if (rc == 0)
		rc = place_conf(&p, 1);
	if (rc == 0)
		rc = place_archive(&p, 0, 0, &s);
	if (rc == 0)
		rc = print(&p, s, argv + optind, argc - optind);
	store_close(s);
	place_clear(&p);
	return rc;
}

/* The files that feeds.conf names are as they must be. */
static int
check_secrets(const struct conf *c)
{
	struct why why;
	size_t i;
	int bad = 0;

	for (i = 0; i < c->n; i++)
		if (secret_check(&c->feeds[i], &why) != 0) {
			say("%s:%zu: %s: %s", c->feeds[i].file, c->feeds[i].line, c->feeds[i].name, why.text);
			bad = 1;
		}
	return bad ? EXIT_USAGE : 0;
}

int
status_command_check(int argc, char **argv)
{
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, "check", argc, argv);
	if (rc == 0 && argc > optind)
		rc = command_usage("check");
	if (rc == 0)
		rc = place_conf(&p, 1);
	if (rc == 0 && p.conf.archive == NULL)
		say("warning: no `set archive DIR`; commands will need -a");
	if (rc == 0)
		rc = check_secrets(&p.conf);
	if (rc == 0)
		(void)say_out("%zu feeds, no errors", p.conf.n);
	place_clear(&p);
	return rc;
}
