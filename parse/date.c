#include "parse/date.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/time.h"
#include "base/utf8.h"
#include "parse/zone.h"

#define DATE_MAX 128 /* bytes of a date; what is longer is none */
#define WORD_MAX 48  /* bytes of a word */
#define KOREA 540    /* minutes: what names its months in Korean is there */
#define NONE (-1)

struct date {
	const char *p, *end;
	long year, month, day, hour, minute, second;
	long ordinal;    /* day of the year */
	int pm;          /* 1 am, 2 pm */
	int zone, zoned; /* minutes east; 2 by number, 1 by name */
	int words;       /* words that mean nothing here */
	int bad;
};

static int
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits at d->p: their value, and how many in *n. */
static long
number(struct date *d, int *n)
{
	long v = 0;

	for (*n = 0; d->p < d->end && digit(*d->p); d->p++, ++*n)
		v = *n < 9 ? v * 10 + (*d->p - '0') : v;
	return v;
}

static long
part(const char *s, int n)
{
	long v = 0;

	while (n-- > 0)
		v = v * 10 + (*s++ - '0');
	return v;
}

static long
full_year(long y, int digits)
{
	if (digits > 2)
		return y;
	return y < 90 ? 2000 + y : 1900 + y;
}

static void
zone_numbers(struct date *d)
{
	int sign = *d->p == '-' ? -1 : 1, n;
	long v, m = 0;

	d->p++;
	v = number(d, &n);
	if (n > 2) {
		m = v % 100;
		v /= 100;
	} else if (d->p < d->end && *d->p == ':') {
		d->p++;
		m = number(d, &n);
	}
	if (v > 24 || m > 59)
		return;
	d->zone = sign * (int)(v * 60 + m);
	d->zoned = 2;
}

/* Behind "hh:". */
static void
clock_time(struct date *d, long hour)
{
	int n;

	d->p++;
	d->hour = hour;
	d->minute = number(d, &n);
	if (n == 0)
		d->bad = 1;
	d->second = 0;
	if (d->p < d->end && *d->p == ':') {
		d->p++;
		d->second = number(d, &n);
	}
	if (d->p + 1 < d->end && (*d->p == '.' || *d->p == ',') && digit(d->p[1])) {
		d->p++;
		(void)number(d, &n);
	}
	if (d->p < d->end && (*d->p == '+' || *d->p == '-') && d->p + 1 < d->end && digit(d->p[1]))
		zone_numbers(d);
}

/* A lower case word of letters at d->p into `to`; 0 when there is none. */
static size_t
word(struct date *d, char to[static WORD_MAX])
{
	const char *p, *was = d->p;
	char bytes[UTF8_MAX];
	size_t n = 0, k;
	utf8proc_int32_t c;

	while (d->p < d->end) {
		p = d->p;
		c = (utf8proc_int32_t)utf8_next(&p, d->end);
		if (c < 0x80 ? !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') : utf8proc_category(c) > UTF8PROC_CATEGORY_LO || utf8proc_category(c) == UTF8PROC_CATEGORY_CN)
			break;
		k = utf8_put((uint32_t)utf8proc_tolower(c), bytes);
		if (n + k < WORD_MAX) {
			memcpy(to + n, bytes, k);
			n += k;
		}
		d->p = p;
	}
	to[n] = '\0';
	return (size_t)(d->p - was);
}

static void
take_month(struct date *d, long month)
{
	/* "mar, 16 nov" is a French Tuesday: a later month is the month. */
	d->month = month;
}

static void
named(struct date *d, const char *w)
{
	int minutes, m = zone_month(w);

	if (m > 0 && (d->month == NONE || d->hour == NONE)) {
		take_month(d, m);
		return;
	}
	if (strcmp(w, "am") == 0 || strcmp(w, "pm") == 0 || strcmp(w, "오전") == 0 || strcmp(w, "오후") == 0) {
		d->pm = strcmp(w, "pm") == 0 || strcmp(w, "오후") == 0 ? 2 : 1;
		if (w[0] != 'a' && w[0] != 'p') {
			d->zone = KOREA;
			d->zoned = 1;
		}
		return;
	}
	if (strcmp(w, "t") == 0 && d->hour == NONE)
		return;
	if (zone_offset(w, &minutes) == 0 && d->zoned < 2 && d->hour != NONE) {
		d->zone = minutes;
		d->zoned = 1;
		if (d->p + 1 < d->end && (*d->p == '+' || *d->p == '-') && digit(d->p[1]))
			zone_numbers(d);
		return;
	}
	d->words++;
}

/* Behind the first number of a date and its separator: "2004-05-06",
 * "5/21/2023", "12-Jan-2021", "21.5.2023", "2004-július-13". */
static void
separated(struct date *d, long first, int digits)
{
	char sep = *d->p, w[WORD_MAX];
	long second = 0, third = NONE;
	int n2 = 0, n3 = 0, m = 0;

	d->p++;
	if (d->p < d->end && digit(*d->p)) {
		second = number(d, &n2);
	} else if (word(d, w) > 0) {
		m = zone_month(w);
		if (m == 0) {
			d->bad = 1;
			return;
		}
	}
	if (d->p + 1 < d->end && *d->p == sep && digit(d->p[1])) {
		d->p++;
		third = number(d, &n3);
	}
	if (digits > 2 || (third == NONE && digits == 2 && n2 == 3)) {
		d->year = full_year(first, digits);
		if (n2 == 3 && third == NONE)
			d->ordinal = second;
		else if (n2 == 4 && third == NONE) {
			d->month = second / 100;
			d->day = second % 100;
		} else {
			d->month = m > 0 ? m : second;
			d->day = third == NONE ? 1 : third;
		}
	} else if (m > 0) {
		d->day = first;
		d->month = m;
		d->year = third == NONE ? NONE : full_year(third, n3);
	} else if (n3 == 2 && sep == '-') {
		d->year = 2000 + first; /* ISO 8601: this century */
		d->month = second;
		d->day = third;
	} else if (third != NONE) {
		d->year = full_year(third, n3);
		d->month = sep == '/' && first <= 12 ? first : second;
		d->day = sep == '/' && first <= 12 ? second : first;
	} else {
		d->bad = 1;
	}
}

/* Digits in one run: 20040105, 20040105T123000, 040105, 2003335 ... */
static void
compact(struct date *d, const char *s, int n)
{
	if (d->year != NONE && d->hour == NONE && (n == 4 || n == 6)) {
		d->hour = part(s, 2);
		d->minute = part(s + 2, 2);
		d->second = n == 6 ? part(s + 4, 2) : 0;
	} else if (n == 8 || n == 14 || n == 12) {
		d->year = part(s, 4);
		d->month = part(s + 4, 2);
		d->day = part(s + 6, 2);
		if (n > 8) {
			d->hour = part(s + 8, 2);
			d->minute = part(s + 10, 2);
			d->second = n == 14 ? part(s + 12, 2) : 0;
		}
	} else if (n == 7 || n == 5) {
		d->year = n == 7 ? part(s, 4) : 2000 + part(s, 2);
		d->ordinal = part(s + n - 3, 3);
	} else if (n == 6) {
		d->year = 2000 + part(s, 2);
		d->month = part(s + 2, 2);
		d->day = part(s + 4, 2);
	} else {
		d->bad = 1;
	}
}

/* 2004년 05월 28일 */
static int
korean(struct date *d, long v)
{
	static const char *const units[3] = { "년", "월", "일" };
	int i;

	for (i = 0; i < 3; i++) {
		if ((size_t)(d->end - d->p) < 3 || memcmp(d->p, units[i], 3) != 0)
			continue;
		d->p += 3;
		if (i == 0)
			d->year = v;
		else if (i == 1)
			d->month = v;
		else
			d->day = v;
		d->zone = KOREA;
		d->zoned = 1;
		return 1;
	}
	return 0;
}

static void
numeric(struct date *d)
{
	const char *was = d->p;
	int n;
	long v = number(d, &n);
	char next = '\0';

	if (d->p < d->end)
		next = *d->p;
	if (next == ':' && n <= 2 && d->hour == NONE) {
		clock_time(d, v);
	} else if ((next == '-' || next == '/' || next == '.') && d->year == NONE && d->day == NONE &&
	    d->p + 1 < d->end && d->p[1] != ' ' && (n <= 2 || n == 4)) {
		separated(d, v, n);
	} else if (korean(d, v)) {
		return;
	} else if (n <= 2 && d->day == NONE && d->year == NONE) {
		d->day = v;
	} else if (n <= 2 && d->day == NONE && d->month != NONE) {
		d->day = v;
	} else if (n <= 4 && d->year == NONE) {
		d->year = full_year(v, n);
	} else {
		compact(d, was, n);
	}
}

static void
scan(struct date *d)
{
	char w[WORD_MAX];

	while (d->p < d->end && !d->bad) {
		if (digit(*d->p)) {
			numeric(d);
		} else if ((*d->p == '+' || *d->p == '-') && d->hour != NONE && d->p + 1 < d->end && digit(d->p[1])) {
			if (d->zoned < 2)
				zone_numbers(d);
			else
				d->p++;
		} else if (*d->p == '(') {
			return;
		} else if (word(d, w) > 0) {
			named(d, w);
		} else {
			d->p++;
		}
	}
}

/* "-0312", "-03-12", "-03": ISO 8601 without century. */
static void
truncated(struct date *d)
{
	const char *was = d->p + 1;
	int n;
	long v;

	d->p++;
	v = number(d, &n);
	if (n == 4) {
		d->year = 2000 + v / 100;
		d->month = v % 100;
		d->day = 1;
	} else if (n == 2) {
		d->year = 2000 + v;
		d->month = d->day = 1;
		if (d->p < d->end && *d->p == '-') {
			d->p++;
			d->month = number(d, &n);
		}
	} else {
		d->bad = 1;
	}
	d->bad |= d->p != d->end || was == d->p;
}

static int64_t
finish(struct date *d)
{
	static const struct time_civil first = { 2, 1, 1, 0, 0, 0 }, last = { 9999, 12, 31, 23, 59, 59 };
	struct time_civil c;
	int64_t t, extra = 0;

	if (d->bad || d->year == NONE || d->year < 2 || d->year > 9999)
		return TIME_NONE;
	if (d->ordinal != NONE) {
		if (d->ordinal < 1 || d->ordinal > 366)
			return TIME_NONE;
		extra = (d->ordinal - 1) * 86400;
		d->month = d->day = 1;
	}
	if (d->month == NONE && d->day == NONE && d->words == 0 && d->hour == NONE)
		d->month = d->day = 1;
	if (d->month == NONE)
		return TIME_NONE;
	if (d->day == NONE)
		d->day = 1;
	if (d->hour == NONE)
		d->hour = d->minute = d->second = 0;
	if (d->pm == 2 && d->hour < 12)
		d->hour += 12;
	else if (d->pm == 1 && d->hour == 12)
		d->hour = 0;
	if (d->hour == 24 && d->minute == 0) {
		d->hour = 0;
		extra += 86400;
	}
	c.year = (int)d->year;
	c.month = (int)d->month;
	c.day = (int)d->day;
	c.hour = (int)d->hour;
	c.minute = (int)d->minute;
	c.second = (int)d->second;
	t = time_of_civil(&c);
	if (t == TIME_NONE)
		return t;
	t += extra - (int64_t)d->zone * 60; /* which may leave the years at either end */
	return t < time_of_civil(&first) || t > time_of_civil(&last) ? TIME_NONE : t;
}

int64_t
date_read(const char *s, size_t n)
{
	struct date d;

	while (n > 0 && (unsigned char)s[n - 1] <= ' ')
		n--;
	while (n > 0 && (unsigned char)*s <= ' ') {
		s++;
		n--;
	}
	if (n == 0 || n > DATE_MAX)
		return TIME_NONE;
	memset(&d, 0, sizeof(d));
	d.p = s;
	d.end = s + n;
	d.year = d.month = d.day = d.hour = d.ordinal = NONE;
	if (*s == '-' && n > 1 && digit(s[1]))
		truncated(&d);
	else
		scan(&d);
	return finish(&d);
}
