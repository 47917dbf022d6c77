#include "front/place.h"

#include <string.h>
#include <unistd.h>

#include "front/command.h"
#include "front/exit.h"
#include "front/say.h"

int
place_options(struct place *p, const char *command, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "+c:a:")) != -1) {
		if (c == 'c')
			p->conf_path = optarg;
		else if (c == 'a')
			p->dir = optarg;
		else
			return command_usage(command);
	}
	return 0;
}

static void
say_lines(const char *text)
{
	const char *nl;

	for (; *text != '\0'; text = nl + 1) {
		nl = strchr(text, '\n');
		if (nl == NULL)
			break;
		say("%.*s", (int)(nl - text), text);
	}
}

int
place_conf(struct place *p, int needed)
{
	struct arena a;
	const char *path;
	int rc = 0;

	arena_init(&a, 1 << 20);
	path = conf_path(&a, p->conf_path);
	if (path == NULL || (access(path, F_OK) != 0 && !needed && p->conf_path == NULL)) {
		if (needed)
			say("no feeds.conf found; `wirefold init` makes one");
		arena_clear(&a);
		return needed ? EXIT_USAGE : 0;
	}
	rc = conf_read(&p->conf, path);
	p->conf_read = 1;
	if (p->conf.errors.failed)
		say("%s: out of memory", path);
	say_lines(buf_get(&p->conf.errors));
	say_lines(buf_get(&p->conf.warnings));
	if (rc != 0)
		rc = p->conf.errors.failed ? EXIT_SYSTEM : EXIT_USAGE;
	arena_clear(&a);
	return rc;
}

const char *
place_dir(const struct place *p)
{
	return p->dir != NULL ? p->dir : p->conf_read ? p->conf.archive : NULL;
}

int
place_archive(struct place *p, int write, int create, struct store **s)
{
	struct store_options o = { .create = create, .write = write };
	struct why why = { "" };
	int rc;

	if (p->dir == NULL && !p->conf_read && (rc = place_conf(p, 1)) != 0)
		return rc;
	o.dir = place_dir(p);
	if (o.dir == NULL) {
		say("no archive: give -a DIR, or `set archive DIR` in feeds.conf");
		return EXIT_USAGE;
	}
	rc = store_open(s, &o, &why);
	if (rc == 1)
		return EXIT_LOCKED;
	if (rc != 0)
		say("%s", why.text);
	return rc != 0 ? EXIT_SYSTEM : 0;
}

void
place_clear(struct place *p)
{
	if (p->conf_read)
		conf_clear(&p->conf);
	p->conf_read = 0;
}
