/* date: the dates that feeds really carry.
 *
 * RFC 822, 1123 and 3339, W3C-DTF and the short forms of ISO 8601, asctime,
 * slashed and worded forms, month names in ten languages; weekday words are
 * ignored. No locale, no clock: what needs today's date to be read is no date.
 */
#ifndef PARSE_DATE_H
#define PARSE_DATE_H

#include <stddef.h>
#include <stdint.h>

/* The date in the n bytes at s (UTF-8) as seconds UTC, or TIME_NONE when it is
 * none, is impossible (31 April) or lies before the year 2. A form without zone
 * is UTC, without time is midnight. */
int64_t date_read(const char *s, size_t n);

#endif
