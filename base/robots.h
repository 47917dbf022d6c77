/* robots: path patterns of the Robots Exclusion Protocol (RFC 9309, 2.2.2 and 2.2.3).
 *
 * A rule is `+` (allow) or `-` (disallow) and a pattern: octets of a path and query, `*` for any
 * of them, `$` at its end for the end. Both sides are compared in one spelling.
 */
#ifndef BASE_ROBOTS_H
#define BASE_ROBOTS_H

#include <stddef.h>

#include "base/buf.h"

#define ROBOTS_PATTERN_MAX 1024 /* bytes of a pattern */

/* Appends n bytes of a path or a pattern in the spelling that is compared: what is no printable
 * ASCII percent-encoded, so is a `%` that encodes nothing; an encoded letter, digit or one of `-._~`
 * as itself, hex digits upper case. 0, or -1 as the buffer fails. */
int robots_spell(struct buf *b, const char *p, size_t n);

/* How specific a pattern is for a path, both spelt: its length in bytes if it matches, or -1. Time is
 * at most the product of both lengths. */
int robots_match(const char *pattern, const char *path);

#endif
