/* command: what `wirefold` can do, in one table. Each is a function of its own file that
 * gets the words behind its name (argv[0] is the name) and returns the exit code. */
#ifndef FRONT_COMMAND_H
#define FRONT_COMMAND_H

struct command {
	const char *name, *arguments, *what;
	int (*run)(int argc, char **argv);
};

extern const struct command command_table[];
extern const int command_count;

int run_command(int argc, char **argv);
int fold_command(int argc, char **argv);
int parse_command(int argc, char **argv);
int extract_command(int argc, char **argv);
int list_command(int argc, char **argv);
int show_command(int argc, char **argv);
int show_command_path(int argc, char **argv);
int changes_command(int argc, char **argv);
int export_command(int argc, char **argv);
int diff_command(int argc, char **argv);
int edit_command(int argc, char **argv);
int rename_command(int argc, char **argv);
int explain_command(int argc, char **argv);
int explain_command_audit(int argc, char **argv);
int furniture_command(int argc, char **argv);
int status_command(int argc, char **argv);
int status_command_check(int argc, char **argv);
int try_command(int argc, char **argv);
int init_command(int argc, char **argv);
int import_command(int argc, char **argv);
int discover_command(int argc, char **argv);
int verify_command_rebuild(int argc, char **argv);
int prune_command(int argc, char **argv);
int redact_command(int argc, char **argv);
int completion_command(int argc, char **argv);
int verify_command(int argc, char **argv);

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/* Says how a command is called; returns EXIT_USAGE. */
int command_usage(const char *name);

#endif
