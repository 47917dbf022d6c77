/* wirefold redact: texts destroyed, everywhere in the archive and for good. */
#include <getopt.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "base/utf8.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"
#include "front/texts.h"

struct redact {
	struct place place;
	const char *id, *feed, *why, *older;
	int dry, wipe;
	char story[WF_STORY_MAX];
};

static int
options(struct redact *x, int argc, char **argv)
{
	static const struct option long_options[] = { { "why", required_argument, NULL, 'w' },
		{ "feed", required_argument, NULL, 'f' }, { "older", required_argument, NULL, 'o' },
		{ "wipe", no_argument, NULL, 'W' },
		{ NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "c:a:n", long_options, NULL)) != -1) {
		if (c == 'c')
			x->place.conf_path = optarg;
		else if (c == 'a')
			x->place.dir = optarg;
		else if (c == 'n')
			x->dry = 1;
		else if (c == 'W')
			x->wipe = 1;
		else if (c == 'w')
			x->why = optarg;
		else if (c == 'f')
			x->feed = optarg;
		else if (c == 'o')
			x->older = optarg;
		else
			return command_usage("redact");
	}
	if (optind < argc)
		x->id = argv[optind];
	if (x->why == NULL || argc - optind > 1 || (x->id == NULL) == (x->feed == NULL) ||
	    (x->feed == NULL) != (x->older == NULL))
		return command_usage("redact");
	return 0;
}

/* What has been asked for, as the store takes it. */
static int
prepare(struct redact *x, struct store_redact *r)
{
	int64_t span = x->older != NULL ? time_span(x->older) : 0;
	const char *p = x->why, *end = x->why + strlen(x->why);
	int control = 0;

	if (span < 0) {
		say("--older %s: not a span like 30d", x->older);
		return EXIT_USAGE;
	}
	if (x->why[0] == '\0' || strlen(x->why) > 200 || !utf8_valid(x->why, strlen(x->why))) {
		say("--why: 1 to 200 bytes of UTF-8");
		return EXIT_USAGE;
	}
	while (p < end)
		control |= utf8_control(utf8_next(&p, end));
	if (control) {
		say("--why: a line without control characters");
		return EXIT_USAGE;
	}
	memset(r, 0, sizeof(*r));
	r->now = (int64_t)time(NULL);
	r->why = x->why;
	r->feed = x->feed;
	r->before = r->now - span;
	r->dry = x->dry;
	r->wipe = x->wipe;
	return 0;
}

static int
carry_out(struct redact *x, struct store *s, struct store_redact *r)
{
	struct why why = { "" };
	int rc = x->id != NULL ? texts_find(s, x->id, x->story) : 0;

	if (rc != 0)
		return rc;
	r->story = x->id != NULL ? x->story : NULL;
	rc = store_redact(s, r, &why);
	if (rc == 0 && !x->dry)
		rc = store_finish(s, &why);
	if (rc < 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	if (rc > 0) {
		say("%s%s has no text that is there still", x->id != NULL ? "story " : "feed ",
		    x->id != NULL ? x->story : x->feed);
		return EXIT_NOTHING;
	}
	(void)say_out("%s %zu lines of %zu stories", x->dry ? "would redact" : "redacted", r->lines, r->stories);
	return say_end() != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

int
redact_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct store_redact r;
	struct redact x;
	int rc;

	memset(&x, 0, sizeof(x));
	rc = options(&x, argc, argv);
	if (rc == 0)
		rc = prepare(&x, &r);
	if (rc == 0) {
		rc = place_archive(&x.place, !x.dry, 0, &s);
		if (rc == EXIT_LOCKED)
			say("another run holds the lock; try again when it is done");
	}
	if (rc == 0)
		rc = carry_out(&x, s, &r);
	store_close(s);
	place_clear(&x.place);
	return rc;
}
