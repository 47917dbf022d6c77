/* wirefold show and path: one story, by any unique start of its id. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"

static int
find(struct store *s, const char *prefix, char id[static WF_STORY_MAX])
{
	struct why why = { "" };
	int rc = store_find(s, prefix, id, &why);

	if (rc == 1)
		say("no story '%s'", prefix);
	else if (rc == 2)
		say("'%s' is the start of several ids", prefix);
	else if (rc < 0)
		say("%s", why.text);
	return rc < 0 ? EXIT_SYSTEM : rc > 0 ? EXIT_NOTHING : 0;
}

static int
print_file(struct store *s, const struct place *p, const char *id)
{
	struct why why = { "" };
	struct buf b;
	int rc;

	(void)p;
	buf_init(&b, (size_t)1 << 30);
	rc = store_story(s, id, &b, &why);
	if (rc > 0)
		say("story %s has no file; `wirefold rebuild` makes it again", id);
	else if (rc < 0)
		say("%s", why.text);
	else if (say_bytes(buf_get(&b), b.n) != 0)
		rc = -1;
	buf_clear(&b);
	return rc != 0 ? EXIT_SYSTEM : 0;
}

static int
print_path(struct store *s, const struct place *p, const char *id)
{
	char path[STORE_PATH];

	(void)s;
	store_story_path(id, path);
	return say_out("%s/%s", place_dir(p), path) == 0 ? 0 : EXIT_SYSTEM;
}

static int
on_story(int argc, char **argv, int (*print)(struct store *, const struct place *, const char *))
{
	char id[WF_STORY_MAX];
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
		rc = find(s, argv[optind], id);
	if (rc == 0)
		rc = print(s, &p, id);
	if (rc == 0 && say_end() != 0)
		rc = EXIT_SYSTEM;
	store_close(s);
	place_clear(&p);
	return rc;
}

int
show_command(int argc, char **argv)
{
	return on_story(argc, argv, print_file);
}

int
show_command_path(int argc, char **argv)
{
	return on_story(argc, argv, print_path);
}
