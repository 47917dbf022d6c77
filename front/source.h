/* source: the files of a `file:` line of feeds.conf: one path, or a pattern for names in one folder.
 *
 * A file is taken once its size and time have stood still for two seconds: who writes it may be
 * at it. It is opened in its folder without following a symbolic link; what is no regular file
 * is refused before it is opened. The parser gets a sealed copy.
 */
#ifndef FRONT_SOURCE_H
#define FRONT_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "front/conf.h"

#define SOURCE_STILL_MS 2000
#define SOURCE_FILES 10000     /* of one run; the rest waits */

struct source_file;

struct source {
	const struct conf_feed *f;
	int dir;                       /* -1: not open */
	struct source_file *files;     /* by name */
	size_t n, cap, at;             /* at: the next to be taken */
	size_t restless;               /* left out by the last look, for they were being written */
	struct why why;                /* of the first that was refused, or failed; "" none */
};

void source_init(struct source *s, const struct conf_feed *f);
void source_clear(struct source *s);

/* Lists what is there; what an earlier look saw just so, and what is old enough, is ready. 0, or -1
 * and `why`. */
int source_look(struct source *s, struct why *why);

/* SHA-256 over names, sizes, times and inodes: the same files have the same. 0, or -1. */
int source_digest(const struct source *s, char to[static 65]);

/* The next file's bytes as a sealed memfd, -1 when there is none. One that is refused is passed over
 * and noted in s->why. */
int source_next(struct source *s, int64_t *bytes);

/* What became of the file that source_next gave last; `why` NULL: it is in. */
void source_done(struct source *s, const char *why);

/* after=, for the files that are in, once they are committed. 0, or -1 and `why`. */
int source_after(struct source *s, struct why *why);

/* Can the folders be opened? For `check`. */
int source_check(const struct conf_feed *f, struct why *why);

#endif
