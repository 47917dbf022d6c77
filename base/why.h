/* why: the one-clause reason that travels with a failure.
 *
 * Whoever detects a failure writes it; nobody on the way up overwrites it. No
 * capital, no full stop; it names the thing: `line 12: unclosed <item>`.
 */
#ifndef BASE_WHY_H
#define BASE_WHY_H

#define WHY_MAX 400 /* bytes with the NUL; a longer reason is cut at a character */

struct why {
	char text[WHY_MAX];
};

/* Writes the reason, printf-like. Always returns -1, so that a detector can
 * `return why_set(why, "...")`. `why` may be NULL: then only -1. */
int why_set(struct why *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same, with `: ` and strerror(errno) behind it. */
int why_errno(struct why *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
