/* say: what goes to a person. One line each, nothing in it that a terminal obeys. */
#ifndef FRONT_SAY_H
#define FRONT_SAY_H

#include <stddef.h>

/* `wirefold: ...` on stderr, control characters and broken UTF-8 escaped. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same text on stdout, without the prefix. 0, or -1 when stdout fails. */
int say_out(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Writes bytes to stdout as they are; flushes and checks at the end of a command. */
int say_bytes(const char *p, size_t n);
int say_end(void);

/* A progress line on stderr, overwritten by the next; "" clears it. Nothing unless stderr
 * is a terminal. */
void say_progress(const char *text);

#endif
