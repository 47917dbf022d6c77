/* entity: character references of HTML, named and numeric. */
#ifndef PARSE_ENTITY_H
#define PARSE_ENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* The code point of a name of n bytes (case counts); 0 when there is none. */
uint32_t entity_find(const char *name, size_t n);

/* Reads a reference at *p, which stands on `&`. Moves *p behind it and returns
 * its code point (0x80 to 0x9f read as windows-1252, nonsense as U+FFFD);
 * returns 0 and leaves *p when it is none. The semicolon may be missing behind
 * a number, and behind a Latin-1 name when no letter, digit or `=` follows. */
uint32_t entity_read(const char **p, const char *end);

/* Appends the n bytes with every reference decoded once. */
void entity_decode(struct buf *to, const char *p, size_t n);

/* Does a reference that entity_read knows stand in the n bytes? */
int entity_any(const char *p, size_t n);

#endif
