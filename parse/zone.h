/* zone: month names and time zone names of dates. */
#ifndef PARSE_ZONE_H
#define PARSE_ZONE_H

#include <stddef.h>

/* The month (1 to 12) that a word begins with, in English, German, French,
 * Spanish, Italian, Portuguese, Dutch, Greek, Hungarian or Russian; 0 for none.
 * `word` is lower case. */
int zone_month(const char *word);

/* Minutes east of UTC of a zone name (lower case) into *minutes; 0, or -1 when
 * it is no zone. Names that mean several zones read as in North America, where
 * RFC 822 put them. */
int zone_offset(const char *word, int *minutes);

#endif
