#include "dedupe/embargo.h"

#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "dedupe/words.h"
#include "dedupe/zone.h"

#define LINE_BYTES 160  /* of a line that may be an embargo; longer is prose */
#define LINES 6         /* that may stand above the lead */
#define LEAD_BYTES 160  /* a longer line is the lead */
#define DAY ((int64_t)86400)

/* How the line begins, folded words with a space between. */
static const char *const heads[] = { "embargoed until", "embargoed for release until",
	"embargoed for publication until", "strictly embargoed until", "under embargo until",
	"embargo until", "embargoed to", "not for publication before", "not for release before",
	"not for publication until", "not to be published before", "not for use before",
	"hold for release until", "sperrfrist bis", "sperrfrist", "gesperrt bis", "frei ab",
	"sous embargo jusqua", "sous embargo jusquau", "embargo jusqua",
	"embargo jusquau", "ne pas publier avant", "embargado hasta",
	"embargo hasta", "no publicar antes de", "embargo fino a", "sotto embargo fino a",
	"da non pubblicare prima di", "embargado ate", "nao publicar antes de" };

/* Three letters of each month in six languages; December is Dec, Dez, Dic, Dic, Dez. */
static const char *const months[12] = { "jan ene gen", "feb fev fev", "mar mrz mae", "apr avr abr",
	"may mai mag", "jun jui giu", "jul lug", "aug aou ago", "sep set", "oct okt out ott", "nov",
	"dec dez dic" };

struct when {
	int hour, minute, has_time;
	int day, month, year, has_zone;
	int zone;             /* minutes */
	const char *zone_at;
	size_t zone_n;
	int64_t iso;          /* a whole date with its offset; or TIME_NONE */
};

static int
digits(const char *s, size_t n)
{
	return n > 0 && strspn(s, "0123456789") >= n;
}

static int
number(const char *s, size_t n)
{
	int v = 0;
	size_t i;

	for (i = 0; i < n && i < 6; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

static int
month_of(const char *s, size_t n)
{
	struct words_reader r;
	int m;

	words_start(&r, s, n);
	if (!words_next(&r) || r.n < 3)
		return 0;
	if (strncmp(r.text, "juil", 4) == 0)
		return 7;
	r.text[3] = '\0';
	for (m = 0; m < 12; m++)
		if (strstr(months[m], r.text) != NULL)
			return m + 1;
	return 0;
}

static void
set_time(struct when *w, int hour, int minute)
{
	if (w->has_time || hour > 24 || minute > 59)
		return;
	w->hour = hour % 24;
	w->minute = minute;
	w->has_time = 1;
}

/* `14:00`, `14.00`, `1400`, `14h00`, `14h`. */
static int
clock_time(struct when *w, const char *s, size_t n)
{
	const char *mid = n > 2 ? strpbrk(s, ":.hH") : NULL;
	size_t a = mid != NULL ? (size_t)(mid - s) : n, b;

	if (n == 4 && digits(s, 4) && !w->has_time && (number(s, 4) < 1900 || number(s, 4) > 2199)) {
		set_time(w, number(s, 2), number(s + 2, 2));
		return 1;
	}
	if (mid == NULL || a == 0 || a > 2 || a >= n || !digits(s, a))
		return 0;
	b = n - a - 1;
	if (b != 0 && (b != 2 || !digits(mid + 1, 2)))
		return 0;
	if (b == 0 && *mid != 'h' && *mid != 'H')
		return 0;
	set_time(w, number(s, a), b == 0 ? 0 : number(mid + 1, 2));
	return 1;
}

/* am, a.m., pm, p.m. behind an hour. 1 when it was one. */
static int
half_day(struct when *w, const char *s, size_t n, int hour)
{
	int pm = s[0] == 'p' || s[0] == 'P';

	if (n < 2 || (!pm && s[0] != 'a' && s[0] != 'A') ||
	    !((s[1] | 0x20) == 'm' || (n >= 3 && s[1] == '.' && (s[2] | 0x20) == 'm')))
		return 0;
	if (!w->has_time)
		set_time(w, hour, 0);
	if (w->hour > 12 || w->hour == 0)
		return 1;
	w->hour = w->hour % 12 + (pm ? 12 : 0);
	return 1;
}

/* One word of the line, the one before it in `last` when that was a small number. */
static void
word(struct when *w, const char *s, size_t n, int *last)
{
	char text[40];
	int m, z, was = *last;

	*last = 0;
	if (n == 0 || n >= sizeof(text))
		return;
	memcpy(text, s, n);
	text[n] = '\0';
	if (n >= 10 && digits(text, 4) && text[4] == '-') {
		w->iso = time_parse(text, n);
		if (n == 10 && digits(text + 5, 2) && digits(text + 8, 2)) {
			w->year = number(text, 4);
			w->month = number(text + 5, 2);
			w->day = number(text + 8, 2);
		}
		return;
	}
	if (half_day(w, text, n, was))
		return;
	if (n == 4 && digits(text, 4) && number(text, 4) >= 1970 && number(text, 4) < 2200 &&
	    (w->month != 0 || w->has_time)) {
		w->year = number(text, 4);
		return;
	}
	if (clock_time(w, text, n)) {
		*last = w->hour;
		return;
	}
	z = zone_of(text, n, 0);
	if (z != ZONE_NONE && !digits(text, n)) {
		w->zone_at = s;
		w->zone_n = n;
		w->has_zone = 1;
		return;
	}
	m = month_of(text, n);
	if (m != 0) {
		w->month = m;
		if (was > 0 && was <= 31 && w->day == 0)
			w->day = was;
		return;
	}
	if (strcasecmp(text, "de") == 0 || strcasecmp(text, "of") == 0 || strcasecmp(text, "di") == 0)
		*last = was; /* `4 de octubre` */
	if (strcmp(text, "noon") == 0 || strcmp(text, "midday") == 0)
		set_time(w, 12, 0);
	if (strcmp(text, "midnight") == 0)
		set_time(w, 0, 0);
	if (strcmp(text, "Uhr") == 0 || strcmp(text, "heures") == 0 || strcmp(text, "horas") == 0 ||
	    strcmp(text, "hrs") == 0)
		set_time(w, was, 0);
	m = (int)strspn(text, "0123456789");
	if (m == 0 || m > 2)
		return;
	*last = number(text, (size_t)m);
	if (w->month != 0 && w->day == 0 && *last > 0 && *last <= 31)
		w->day = *last;
	if ((size_t)m + 2 <= n && half_day(w, text + m, n - (size_t)m, *last))
		*last = 0;
}

static void
words(struct when *w, const char *s, size_t n)
{
	size_t i = 0, k, m;
	int last = 0;

	while (i < n) {
		i += strspn(s + i, " ,;()[]*\t");
		if (i >= n)
			break;
		k = strcspn(s + i, " ,;()[]*\t\n");
		if (k > n - i)
			k = n - i;
		m = k;
		while (m > 0 && (s[i + m - 1] == '.' || s[i + m - 1] == ':') && m > 1 && s[i + m - 2] != 'm')
			m--;
		word(w, s + i, m, &last);
		i += k;
	}
}

/* The time that the words say; 0 when it cannot be told. */
static int64_t
when(const struct when *w, const struct embargo_in *in)
{
	struct time_civil c;
	int64_t t;
	int zone = ZONE_NONE;

	if (w->iso != TIME_NONE)
		return w->iso;
	if (!w->has_time)
		return 0;
	time_to_civil(in->t, &c);
	if (w->year != 0)
		c.year = w->year;
	if (w->month != 0 && w->day != 0) {
		c.month = w->month;
		c.day = w->day;
	} else if (w->month != 0 || w->day != 0) {
		return 0;
	}
	c.hour = w->hour;
	c.minute = w->minute;
	c.second = 0;
	t = time_of_civil(&c);
	if (t == TIME_NONE)
		return 0;
	if (w->has_zone)
		zone = zone_of(w->zone_at, w->zone_n, t);
	if (zone == ZONE_NONE && in->place != NULL)
		zone = zone_of_place(in->place, t);
	if (zone == ZONE_NONE && in->tz != NULL)
		zone = zone_of(in->tz, strlen(in->tz), t);
	if (zone == ZONE_NONE)
		return 0;
	t -= zone * 60;
	if (w->month == 0 && t < in->t)
		t += DAY; /* an hour without a date is the next such hour */
	if (w->month != 0 && w->year == 0 && t < in->t - 180 * DAY) {
		c.year++; /* `Jan 2`, said in December */
		t = time_of_civil(&c) - zone * 60;
	}
	return t;
}

/* Does the line begin as an embargo does? The bytes behind that, or 0. */
static size_t
head(const char *s, size_t n)
{
	struct words_reader r;
	char text[80];
	size_t at = 0, i, m;

	words_start(&r, s, n);
	while (words_next(&r)) {
		if (at + r.n + 2 >= sizeof(text))
			break;
		if (at > 0)
			text[at++] = ' ';
		memcpy(text + at, r.text, r.n);
		at += r.n;
		text[at] = '\0';
		for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
			m = strlen(heads[i]);
			if (m == at && memcmp(text, heads[i], m) == 0)
				return (size_t)(r.p - s);
		}
	}
	return 0;
}

static int
is_upper(const char *s, size_t n)
{
	size_t i, capitals = 0, small = 0;

	for (i = 0; i < n; i++) {
		capitals += s[i] >= 'A' && s[i] <= 'Z';
		small += s[i] >= 'a' && s[i] <= 'z';
	}
	return capitals > 3 && small == 0;
}

void
embargo_read(struct embargo *e, const struct embargo_in *in)
{
	struct when w;
	const char *s = in->text;
	size_t n, used, i;

	e->found = 0;
	e->until = 0;
	for (i = 0; i < LINES && *s != '\0'; i++) {
		n = strcspn(s, "\n");
		if (n > LEAD_BYTES)
			return;
		used = n <= LINE_BYTES ? head(s, n) : 0;
		/* A sentence may begin so; a line of its own has a colon, capitals or a time next. */
		if (used > 0 && (is_upper(s, used) || s[used] == ':' ||
		    (n > used + 1 && strcspn(s + used, "0123456789") < 24 && s[n - 1] != '.'))) {
			memset(&w, 0, sizeof(w));
			w.iso = TIME_NONE;
			words(&w, s + used, n - used);
			e->found = 1;
			e->until = when(&w, in);
			return;
		}
		s += n;
		s += strspn(s, "\n");
	}
}
