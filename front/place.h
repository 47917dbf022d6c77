/* place: which feeds.conf and which archive a command is about. */
#ifndef FRONT_PLACE_H
#define FRONT_PLACE_H

#include "front/conf.h"
#include "store/store.h"

/* What the command line gave: -c and -a, or NULL. */
struct place {
	const char *conf_path, *dir;
	struct conf conf;
	int conf_read;        /* conf holds a file */
};

/* Reads -c and -a, which are all that many commands take. 0, or EXIT_USAGE after saying how
 * the command is called; optind is behind them. */
int place_options(struct place *p, const char *command, int argc, char **argv);

/* Reads feeds.conf; says every error. 0, or the exit code (2). Without a file: 2 when
 * `needed`, else 0 and place->conf_read 0. */
int place_conf(struct place *p, int needed);

/* Opens the archive: -a, else `set archive`. 0, or the exit code: 2, 3, or 75 when another
 * run holds the lock (nothing is said then). */
int place_archive(struct place *p, int write, int create, struct store **s);

/* The archive's directory after place_archive; NULL before. */
const char *place_dir(const struct place *p);

void place_clear(struct place *p);

#endif
