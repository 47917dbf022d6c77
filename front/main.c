/* wirefold: polls feeds and keeps one clean text file a story. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/say.h"
#include "wirefold.h"

static int
help(FILE *to, int code)
{
	int i;

	(void)fprintf(to, "usage: wirefold COMMAND [arguments]\n\n");
	for (i = 0; i < command_count; i++)
		(void)fprintf(to, "  %-10s %s\n", command_table[i].name, command_table[i].what);
	(void)fprintf(to, "\n`wirefold COMMAND --help` says how a command is called; wirefold(1) has the rest.\n");
	return code;
}

static int
version(void)
{
	(void)printf("wirefold %s\n", WF_VERSION);
	return EXIT_DONE;
}

static int
unknown(const char *name)
{
	struct buf names;
	int i;

	buf_init(&names, 4096);
	for (i = 0; i < command_count; i++)
		(void)buf_printf(&names, "%s%s", i > 0 ? " " : "", command_table[i].name);
	say("unknown command '%s'; there are: %s", name, buf_get(&names));
	buf_clear(&names);
	return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	const struct command *c;

	(void)signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return help(stderr, EXIT_USAGE);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout, EXIT_DONE);
	if (strcmp(argv[1], "--version") == 0)
		return version();
	c = command_find(argv[1]);
	if (c == NULL)
		return unknown(argv[1]);
	if (argc > 2 && strcmp(argv[2], "--help") == 0) {
		(void)printf("usage: wirefold %s %s\n\n%s\n", c->name, c->arguments, c->what);
		return EXIT_DONE;
	}
	if (argc > 2 && strcmp(argv[2], "--version") == 0)
		return version();
	return c->run(argc - 1, argv + 1);
}
