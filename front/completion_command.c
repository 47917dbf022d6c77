/* wirefold completion: what a shell offers behind a command, out of the command table. */
#include <string.h>

#include "base/buf.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/say.h"

/* Is it the end of an option in a command's arguments? */
static int
ends(char c)
{
	return c == '\0' || c == ' ' || c == ']' || c == '|';
}

/* The options that the arguments name: --word, and each letter of -letters. */
static void
put_options(struct buf *b, const char *arguments)
{
	const char *p;

	for (p = arguments; *p != '\0'; p++) {
		if (*p != '-' || (p > arguments && p[-1] != '[' && p[-1] != ' '))
			continue;
		if (p[1] == '-') {
			for (; !ends(*p); p++)
				(void)buf_char(b, *p);
			(void)buf_char(b, ' ');
		} else {
			for (p++; !ends(*p); p++)
				(void)buf_printf(b, "-%c ", *p);
		}
		p--;
	}
	(void)buf_str(b, "--help --version");
}

/* What may stand behind -o, or "". */
static void
put_formats(struct buf *b, const char *arguments)
{
	const char *p = strstr(arguments, "[-o ");

	for (p = p != NULL ? p + 4 : ""; *p != '\0' && *p != ']'; p++)
		(void)buf_char(b, *p == '|' ? ' ' : *p);
}

static void
put_bash(struct buf *b)
{
	const struct command *c;
	int i;

	(void)buf_str(b, "# bash completion for wirefold; made by `wirefold completion bash`.\n_wirefold() {\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} options= formats= commands='");
	for (i = 0; i < command_count; i++)
		(void)buf_printf(b, "%s%s", i > 0 ? " " : "", command_table[i].name);
	(void)buf_str(b, "'\n\tCOMPREPLY=()\n\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$word\"))\n\t\treturn\n\tfi\n"
	    "\tcase ${COMP_WORDS[1]} in\n");
	for (i = 0; i < command_count; i++) {
		c = &command_table[i];
		(void)buf_printf(b, "\t%s) options='", c->name);
		put_options(b, c->arguments);
		(void)buf_str(b, "' formats='");
		put_formats(b, c->arguments);
		(void)buf_str(b, "' ;;\n");
	}
	(void)buf_str(b, "\tesac\n\tif [ \"$last\" = -o ] && [ -n \"$formats\" ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W \"$formats\" -- \"$word\"))\n"
	    "\telif [ \"$last\" = -a ]; then\n\t\tCOMPREPLY=($(compgen -d -- \"$word\"))\n"
	    "\telif [ \"${word:0:1}\" = - ]; then\n\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
	    "\telse\n\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
	    "complete -o filenames -F _wirefold wirefold\n");
}

int
completion_command(int argc, char **argv)
{
	struct buf b;
	int rc = EXIT_DONE;

	if (argc != 2 || strcmp(argv[1], "bash") != 0)
		return command_usage(argv[0]);
	buf_init(&b, (size_t)1 << 20);
	put_bash(&b);
	if (b.failed)
		say("out of memory");
	if (b.failed || say_bytes(buf_get(&b), b.n) != 0 || say_end() != 0)
		rc = EXIT_SYSTEM;
	buf_clear(&b);
	return rc;
}
