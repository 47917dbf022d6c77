/* wirefold init: a first feeds.conf, an archive, and the line for cron. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "front/command.h"
#include "front/conf.h"
#include "front/exit.h"
#include "front/say.h"
#include "store/store.h"

static const char template[] =
    "# feeds.conf: the feeds that wirefold polls. feeds.conf(5) has every key.\n"
    "#\n"
    "# URL  [tags...]  [\"~Title\"]  [key=value...]\n"
    "\n"
    "# Where the stories go.\n"
    "set archive  %s\n"
    "\n"
    "# How often a feed is asked when it says nothing itself.\n"
    "set interval 30m\n"
    "\n"
    "# One line a feed. Take the # off, or write your own:\n"
    "# https://feeds.bbci.co.uk/news/world/rss.xml  world  \"~BBC World\"  name=bbc-world\n"
    "\n"
    "# An agency's own feed says so; its text is preferred to the copies of it:\n"
    "# https://agency.example/top.rss  wire  name=agency-top  agency=Agency  rank=1  interval=5m\n";

/* Makes the folders above a file. */
static int
make_parents(const char *path)
{
	char part[PATH_MAX];
	size_t i, n = strlen(path);

	if (n >= sizeof(part))
		return -1;
	for (i = 1; i < n; i++) {
		if (path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) != 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

static int
write_conf(const char *path, const char *dir)
{
	FILE *f;
	int fd, ok;

	fd = make_parents(path) == 0 ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
	if (fd < 0 && errno == EEXIST) {
		say("%s: is there already; it stays as it is", path);
		return 0;
	}
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL) {
		say("%s: %s", path, strerror(errno));
		return -1;
	}
	ok = fprintf(f, template, dir) > 0;
	ok = fclose(f) == 0 && ok;
	if (!ok)
		say("%s: write failed", path);
	return ok ? 0 : -1;
}

static int
make_archive(const char *dir)
{
	const struct store_options o = { dir, 1, 1 };
	struct store *s = NULL;
	struct why why = { "" };
	int rc = make_parents(dir) == 0 ? store_open(&s, &o, &why) : why_errno(&why, "%s", dir);

	if (rc == 0)
		store_close(s);
	else
		say("%s", rc > 0 ? "another run holds the lock" : why.text);
	return rc > 0 ? EXIT_LOCKED : rc < 0 ? EXIT_SYSTEM : 0;
}

static int
init(struct arena *a, const char *conf, const char *dir)
{
	char self[PATH_MAX], full[PATH_MAX];
	ssize_t n;
	int rc;

	if (conf == NULL)
		conf = conf_path(a, NULL);
	if (conf != NULL && strcmp(conf, "/etc/wirefold/feeds.conf") == 0)
		conf = conf_expand(a, "", "~/.config/wirefold/feeds.conf");
	if (dir == NULL)
		dir = conf_expand(a, "", "~/news");
	if (conf == NULL || dir == NULL) {
		say("no home directory; give -a DIR and a file name");
		return EXIT_USAGE;
	}
	rc = make_archive(dir);
	if (rc != 0)
		return rc;
	if (realpath(dir, full) == NULL || write_conf(conf, full) != 0)
		return EXIT_SYSTEM;
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	if (realpath(conf, full) == NULL)
		return EXIT_SYSTEM;
	(void)say_out("feeds.conf: %s", full);
	(void)say_out("archive:    %s", dir);
	(void)say_out("for cron:   */5 * * * * %s run -c %s", n > 0 ? self : "wirefold", full);
	return say_end() == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

int
init_command(int argc, char **argv)
{
	const char *dir = NULL;
	struct arena a;
	int c, rc;

	while ((c = getopt(argc, argv, "+a:")) != -1) {
		if (c != 'a')
			return command_usage("init");
		dir = optarg;
	}
	if (argc - optind > 1)
		return command_usage("init");
	arena_init(&a, 1 << 20);
	rc = init(&a, argv[optind], dir);
	arena_clear(&a);
	return rc;
}
