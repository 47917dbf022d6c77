/* wirefold show and path: one story, by any unique start of its id. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/pager.h"
#include "front/place.h"
#include "front/say.h"
#include "front/texts.h"

struct showing {
	struct place place;
	struct store *store;
	char id[WF_STORY_MAX];
	int what;                 /* 'r' raw, 'k' copies, 'v' versions; 0 the file */
	size_t n;
	struct buf out;
	struct why why;
};

static int
put_file(struct showing *x)
{
	int rc = store_story(x->store, x->id, &x->out, &x->why);

	return rc <= 0 ? rc :
	    why_set(&x->why, "story %s has no file; `wirefold rebuild` makes it again", x->id);
}

/* One text as it was published, furniture and all. */
static void
put_text(struct showing *x, const struct wf_entry *e)
{
	(void)buf_printf(&x->out, "%s\n\n%s\n", e->title != NULL ? e->title : "", e->text);
}

static void
put_head(struct showing *x, const struct wf_line *l, const char *mark)
{
	const struct wf_entry *e = l->entry;
	char t[TIME_LEN];

	x->n++;
	time_format(e->published != TIME_NONE ? e->published : e->fetched, t);
	(void)buf_printf(&x->out, "%s%s %zu: %s  %s  %s%s\n", x->n > 1 ? "\n" : "",
	    x->what == 'v' ? "Version" : "Copy", x->n, t, e->feed != NULL ? e->feed : "-",
	    e->url != NULL ? e->url : "-", mark);
	put_text(x, e);
}

static int
each_copy(void *ctx, const struct store_member *m)
{
	struct showing *x = ctx;

	if (x->what == 'k')
		put_head(x, m->line, m->kept ? "  (kept)" : m->withdrawn ? "  (withdrawn)" : "");
	else if (m->kept)
		put_text(x, m->line->entry);
	return 0;
}

static int
put_versions(struct showing *x)
{
	struct texts t;
	size_t i;
	int rc = texts_versions(&t, x->store, x->id, &x->why);

	for (i = 0; rc == 0 && i < t.n; i++)
		put_head(x, &t.line[i], "");
	texts_clear(&t);
	return rc;
}

static int
show(struct showing *x)
{
	struct pager pager;
	int rc;

	rc = x->what != 0 ? texts_open(x->store, x->id) : 0;
	if (rc != 0)
		return rc;
	rc = x->what == 0 ? put_file(x) : x->what == 'v' ? put_versions(x) :
	    store_members(x->store, x->id, each_copy, x, &x->why);
	if (rc != 0 || x->out.failed) {
		say("%s", rc != 0 ? x->why.text : "out of memory");
		return EXIT_SYSTEM;
	}
	pager_start(&pager);
	(void)say_bytes(buf_get(&x->out), x->out.n);
	return pager_end(&pager) == 0 ? 0 : EXIT_SYSTEM;
}

static int
options(struct showing *x, int argc, char **argv)
{
	static const struct option long_options[] = { { "raw", no_argument, NULL, 'r' },
		{ "copies", no_argument, NULL, 'k' }, { "versions", no_argument, NULL, 'v' }, { NULL, 0, NULL, 0 } };
	int c;

	while ((c = getopt_long(argc, argv, "+c:a:", long_options, NULL)) != -1) {
		if (c == 'c')
			x->place.conf_path = optarg;
		else if (c == 'a')
			x->place.dir = optarg;
		else if (c != '?' && x->what == 0)
			x->what = c;
		else
			return command_usage(argv[0]);
	}
	return argc - optind != 1 ? command_usage(argv[0]) : 0;
}

int
show_command(int argc, char **argv)
{
	struct showing x;
	int rc;

	memset(&x, 0, sizeof(x));
	buf_init(&x.out, (size_t)1 << 30);
	rc = options(&x, argc, argv);
	if (rc == 0)
		rc = place_archive(&x.place, 0, 0, &x.store);
	if (rc == 0)
		rc = texts_find(x.store, argv[optind], x.id);
	if (rc == 0)
		rc = show(&x);
	buf_clear(&x.out);
	store_close(x.store);
	place_clear(&x.place);
	return rc;
}

int
show_command_path(int argc, char **argv)
{
	char id[WF_STORY_MAX], path[STORE_PATH];
	struct store *s = NULL;
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, argv[0], argc, argv);
	if (rc == 0 && argc - optind != 1)
		rc = command_usage(argv[0]);
	if (rc == 0)
		rc = place_archive(&p, 0, 0, &s);
	if (rc == 0)
		rc = texts_find(s, argv[optind], id);
	if (rc == 0) {
		store_story_path(id, path);
		rc = say_out("%s/%s", place_dir(&p), path) == 0 && say_end() == 0 ? 0 : EXIT_SYSTEM;
	}
	store_close(s);
	place_clear(&p);
	return rc;
}
