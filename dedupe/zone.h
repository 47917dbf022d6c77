/* zone: offsets of the time zones that wires write, and of the places they write from. */
#ifndef DEDUPE_ZONE_H
#define DEDUPE_ZONE_H

#include <stddef.h>
#include <stdint.h>

#define ZONE_NONE INT32_MIN

/* Minutes east of UTC of an abbreviation (GMT, EDT, MEZ), an offset (+01:00) or a zone
 * (Europe/London), at the local time `t` (seconds as if it were UTC). ZONE_NONE when it is
 * none of them. */
int zone_of(const char *name, size_t n, int64_t t);

/* The same for a dateline's place (LONDON, NEW YORK). */
int zone_of_place(const char *place, int64_t t);

#endif
