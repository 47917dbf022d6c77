/* cursor: how far a reader of changes or exports has come, in a file (wirefold-archive(5)).
 *
 * It holds the seq of the last line that was handed on and that line's digest, so that the
 * cursor of another archive is known for one.
 */
#ifndef FRONT_CURSOR_H
#define FRONT_CURSOR_H

#include <stdint.h>

#include "base/why.h"
#include "store/store.h"

/* Reads the file and holds it against the archive. 0; 1 when there is no such file; -1 and
 * `why`: it cannot be read, or is not of this archive. */
int cursor_read(const char *path, struct store *s, int64_t *seq, struct why *why);

/* Replaces the file. Call it when all up to `seq` is out of our hands. 0, or -1 and `why`. */
int cursor_write(const char *path, struct store *s, int64_t seq, struct why *why);

/* --since: a time or a day (the lines from then on), a span such as 2d (from that long before
 * `now` on), or a seq (the lines behind it). 0, 1 when it is none of them, -1 and `why`. */
int cursor_since(const char *text, struct store *s, int64_t now, int64_t *seq, struct why *why);

#endif
