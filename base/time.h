/* time: UTC seconds since 1970 to and from civil dates (proleptic Gregorian),
 * without locale, zone or the C library's struct tm. Reads no clock. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include <stddef.h>
#include <stdint.h>

#define TIME_NONE INT64_MIN /* no time */
#define TIME_LEN 21         /* "2026-11-24T09:31:07Z" and the NUL */
#define TIME_DAY_LEN 11     /* "2026-11-24" and the NUL */

struct time_civil {
	int year;                     /* 1 to 9999 */
	int month, day;               /* from 1 */
	int hour, minute, second;     /* second up to 60 is read, 60 counts as 59 */
};

/* Seconds of a civil UTC time; TIME_NONE when a field is out of range (31 April
 * is). */
int64_t time_of_civil(const struct time_civil *c);

/* The civil time of t; t outside the years 1 to 9999 is clamped. */
void time_to_civil(int64_t t, struct time_civil *c);

/* RFC 3339 in UTC, `Z`; "" for TIME_NONE. */
void time_format(int64_t t, char to[static TIME_LEN]);

/* The UTC day. */
void time_day(int64_t t, char to[static TIME_DAY_LEN]);

/* Reads what time_format writes, and RFC 3339 with fraction (dropped) and
 * offset; all n bytes must be used. TIME_NONE when it is anything else. */
int64_t time_parse(const char *s, size_t n);

/* Reads a span such as 90, 90s, 15m, 72h, 7d, 2w into seconds; -1 when it is
 * anything else or above 100 years. */
int64_t time_span(const char *s);

#endif
