#include "base/time.h"

#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define YEAR_LAST 9999

static const int month_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static int
leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Days from 1970-01-01 to the first of the month; years start in March so that
 * the leap day is the last. */
static int64_t
days_of(int y, int m)
{
	int64_t era, yoe, doy;

	if (m <= 2)
		y--;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t
time_of_civil(const struct time_civil *c)
{
	int last, second = c->second == 60 ? 59 : c->second;

	if (c->year < 1 || c->year > YEAR_LAST || c->month < 1 || c->month > 12)
		return TIME_NONE;
	last = month_days[c->month - 1] + (c->month == 2 && leap(c->year));
	if (c->day < 1 || c->day > last || c->hour < 0 || c->hour > 23 ||
	    c->minute < 0 || c->minute > 59 || second < 0 || second > 59)
		return TIME_NONE;
	return (days_of(c->year, c->month) + c->day - 1) * DAY_S + c->hour * 3600 +
	    c->minute * 60 + second;
}

void
time_to_civil(int64_t t, struct time_civil *c)
{
	const int64_t first = -62135596800, last = 253402300799;
	int64_t days, z, era, doe, yoe, doy, mp, rest;

	if (t < first)
		t = first;
	if (t > last)
		t = last;
	days = t / DAY_S - (t % DAY_S < 0);
	rest = t - days * DAY_S;
	z = days + 719468;
	era = z / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
	c->hour = (int)(rest / 3600);
	c->minute = (int)(rest / 60 % 60);
	c->second = (int)(rest % 60);
}

void
time_format(int64_t t, char to[static TIME_LEN])
{
	struct time_civil c;

	if (t == TIME_NONE) {
		to[0] = '\0';
		return;
	}
	time_to_civil(t, &c);
	(void)snprintf(to, TIME_LEN, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)c.year % 10000,
	    (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
}

void
time_day(int64_t t, char to[static TIME_DAY_LEN])
{
	char full[TIME_LEN];

	time_format(t, full);
	memcpy(to, full, TIME_DAY_LEN - 1);
	to[TIME_DAY_LEN - 1] = '\0';
}

/* Exactly k digits at *s, or -1. */
static int
digits(const char **s, const char *end, int k)
{
	int v = 0;

	if (end - *s < k)
		return -1;
	while (k-- > 0) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (*(*s)++ - '0');
	}
	return v;
}

static int
one_of(const char **s, const char *end, const char *set)
{
	if (*s >= end || **s == '\0' || strchr(set, **s) == NULL)
		return 0;
	return *(*s)++;
}

/* The zone's offset in seconds, or INT64_MIN. */
static int64_t
offset(const char **s, const char *end)
{
	int sign, h, m;

	if (one_of(s, end, "Zz"))
		return 0;
	sign = one_of(s, end, "+-");
	h = digits(s, end, 2);
	if (sign == 0 || h < 0 || h > 23 || !one_of(s, end, ":"))
		return TIME_NONE;
	m = digits(s, end, 2);
	if (m < 0 || m > 59)
		return TIME_NONE;
	return (sign == '-' ? -1 : 1) * (h * 3600 + m * 60);
}

int64_t
time_parse(const char *s, size_t n)
{
	const char *end = s + n;
	struct time_civil c;
	int64_t t, off;
	int ok;

	c.year = digits(&s, end, 4);
	ok = one_of(&s, end, "-");
	c.month = digits(&s, end, 2);
	ok = one_of(&s, end, "-") && ok;
	c.day = digits(&s, end, 2);
	ok = one_of(&s, end, "Tt ") && ok;
	c.hour = digits(&s, end, 2);
	ok = one_of(&s, end, ":") && ok;
	c.minute = digits(&s, end, 2);
	ok = one_of(&s, end, ":") && ok;
	c.second = digits(&s, end, 2);
	if (ok && one_of(&s, end, "."))
		while (s < end && *s >= '0' && *s <= '9')
			s++;
	off = offset(&s, end);
	t = time_of_civil(&c);
	if (!ok || s != end || off == TIME_NONE || t == TIME_NONE)
		return TIME_NONE;
	return t - off;
}

int64_t
time_span(const char *s)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', DAY_S }, { 'w', 7 * DAY_S } };
	const int64_t most = (int64_t)100 * 366 * DAY_S;
	int64_t v = 0;
	size_t i;

	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++) {
		v = v * 10 + (*s - '0');
		if (v > most)
			return -1;
	}
	if (*s == '\0')
		return v;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (*s == units[i].unit && s[1] == '\0' && v <= most / units[i].seconds)
			return v * units[i].seconds;
	return -1;
}
