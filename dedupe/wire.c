#include "dedupe/wire.h"

#include <string.h>
#include <strings.h>

#include "dedupe/agency.h"

#define DATELINE_BYTES 120 /* a dateline with two places, a date and an agency */
#define BYLINE_BYTES 160
#define SIGNOFF_BYTES 700  /* a long list of reporters and editors */
#define PLACE_WORDS 5      /* capitals in front of a dash without an agency */

static void
set(uint32_t *agencies, int bit)
{
	if (bit >= 0)
		*agencies |= (uint32_t)1 << bit;
}

/* Bytes of a dash with the spaces about it (`--`, `-`, en and em dash), or of a
 * colon; 0 when there is none at s. */
static size_t
dash(const char *s, size_t n)
{
	size_t i = 0, from;

	while (i < n && (s[i] == ' ' || s[i] == '\n'))
		i++;
	from = i;
	while (i < n && s[i] == '-')
		i++;
	if (i == from && n - i >= 3 && memcmp(s + i, "\xe2\x80", 2) == 0 &&
	    (s[i + 2] == '\x93' || s[i + 2] == '\x94' || s[i + 2] == '\x95'))
		i += 3;
	if (i == from && i < n && s[i] == ':')
		i++;
	if (i == from)
		return 0;
	while (i < n && s[i] == ' ')
		i++;
	return i;
}

static int
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Does a place start here: a capital, or a character beyond ASCII? */
static int
starts_place(const char *s, size_t n)
{
	return n > 0 && (is_upper(s[0]) || (unsigned char)s[0] >= 0x80);
}

static void
copy_place(const char *s, size_t n, char *to)
{
	const char *comma = memchr(s, ',', n);

	/* `WASHINGTON, Oct 3`: the date goes; `SEOUL, South Korea` stays. */
	if (comma != NULL && memchr(comma, '0', n - (size_t)(comma - s)) == NULL) {
		size_t i, at = (size_t)(comma - s);

		for (i = at; i < n; i++)
			if (s[i] >= '1' && s[i] <= '9')
				n = at;
	} else if (comma != NULL) {
		n = (size_t)(comma - s);
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == ',' || s[n - 1] == '.' || s[n - 1] == '-'))
		n--;
	if (n >= WIRE_PLACE)
		n = 0;
	memcpy(to, s, n);
	to[n] = '\0';
}

/* PLACE (AGENCY) -, or the agency alone in brackets. Release wires have none. */
static size_t
bracketed(const char *s, size_t n, uint32_t *agencies, char *place)
{
	const char *open = memchr(s, '(', n), *close;
	size_t used, d;
	int bit;

	if (open == NULL || (close = memchr(open, ')', n - (size_t)(open - s))) == NULL)
		return 0;
	if (open != s && !starts_place(s, n))
		return 0;
	bit = agency_find(open + 1, (size_t)(close - open) - 1);
	if (bit < 0)
		bit = agency_begins(open + 1, (size_t)(close - open) - 1);
	if (bit < 0)
		return 0;
	used = (size_t)(close - s) + 1;
	d = dash(close + 1, n - used);
	if (d == 0 && (used >= n || s[used] != ' '))
		return 0;
	set(agencies, bit);
	copy_place(s, (size_t)(open - s), place);
	return used + (d > 0 ? d : 1);
}

/* NEW YORK, Oct. 3, 2018 /PRNewswire/ -- */
static size_t
slashed(const char *s, size_t n, uint32_t *agencies, char *place)
{
	const char *open = memchr(s, '/', n), *close;
	size_t used, d;
	int bit;

	if (open == NULL || (close = memchr(open + 1, '/', n - (size_t)(open - s) - 1)) == NULL)
		return 0;
	bit = agency_begins(open + 1, (size_t)(close - open) - 1);
	if (bit < 0)
		return 0;
	used = (size_t)(close - s) + 1;
	d = dash(close + 1, n - used);
	set(agencies, bit);
	copy_place(s, (size_t)(open - s), place);
	return used + d;
}

/* PARIS -, LONDON:, SEOUL, South Korea —, NEW YORK, Oct 3 - : capitals first. */
static size_t
bare(const char *s, size_t n, char *place)
{
	size_t i = 0, words = 0, first, d;

	while (i < n && (is_upper(s[i]) || s[i] == ' ' || s[i] == '.' || s[i] == '-' ||
	    s[i] == '\'' || (unsigned char)s[i] >= 0xc3)) {
		if ((unsigned char)s[i] >= 0xc3 && (d = dash(s + i, n - i)) > 0)
			break;
		if (i > 0 && s[i] == '-' && s[i - 1] == ' ')
			break;
		words += i == 0 || (s[i] != ' ' && s[i - 1] == ' ');
		i += (unsigned char)s[i] >= 0xc3 && i + 1 < n ? 2 : 1;
	}
	first = i;
	if (first < 3 || words > PLACE_WORDS || is_lower(s[first < n ? first : n - 1]))
		return 0;
	if (i < n && s[i] == ',')
		while (i < n && i < first + 30 && (d = dash(s + i, n - i)) == 0)
			i++;
	while (i > first && s[i - 1] == ' ')
		i--;
	if (s[first - 1] == ' ' && i == first)
		i--;
	d = i < n ? dash(s + i, n - i) : 0;
	if (d < 2 || (s[i] != ' ' && s[i] != ':'))
		return 0;
	copy_place(s, i, place);
	return i + d;
}

size_t
wire_dateline(const char *s, size_t n, uint32_t *agencies, char place[static WIRE_PLACE])
{
	size_t used, m = n < DATELINE_BYTES ? n : DATELINE_BYTES;

	place[0] = '\0';
	used = bracketed(s, m, agencies, place);
	if (used == 0)
		used = slashed(s, m, agencies, place);
	if (used == 0)
		used = bare(s, m, place);
	return used < n ? used : 0;
}

/* Agencies behind commas, brackets, ` of ` and ` for ` in a byline. */
static void
named(const char *s, size_t n, uint32_t *agencies)
{
	static const char *const marks[] = { ", ", "(", " of ", " for ", " | ", " - ", "/" };
	size_t i, j, m;

	set(agencies, agency_begins(s, n));
	for (i = 0; i < n; i++)
		for (j = 0; j < sizeof(marks) / sizeof(marks[0]); j++) {
			m = strlen(marks[j]);
			if (m < n - i && memcmp(s + i, marks[j], m) == 0)
				set(agencies, agency_begins(s + i + m, n - i - m));
		}
}

int
wire_byline(const char *s, size_t n, uint32_t *agencies)
{
	static const char *const by[] = { "By ", "BY ", "Von ", "Par ", "Por ", "Di " };
	size_t i, m;

	if (n > BYLINE_BYTES || n < 5)
		return 0;
	for (i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		m = strlen(by[i]);
		if (memcmp(s, by[i], m) != 0 || !(is_upper(s[m]) || (unsigned char)s[m] >= 0x80))
			continue;
		/* A sentence (`By Monday, prices had risen.`) is no byline. */
		if (s[n - 1] == '.' || s[n - 1] == ':' || s[n - 1] == '?')
			return 0;
		named(s + m, n - m, agencies);
		return 1;
	}
	return 0;
}

static int
starts(const char *s, size_t n, const char *with)
{
	size_t m = strlen(with);

	return n >= m && strncasecmp(s, with, m) == 0;
}

/* © 2018 Reuters; Copyright 2018 The Associated Press. All rights reserved. */
static int
copyright(const char *s, size_t n, uint32_t *agencies)
{
	size_t i = 0;
	int bit;

	if (starts(s, n, "copyright"))
		i = 9;
	else if (starts(s, n, "(c) "))
		i = 4;
	else if (starts(s, n, "\xc2\xa9"))
		i = 2;
	else
		return 0;
	for (; i < n && i < 40; i++) {
		if (s[i - 1] != ' ')
			continue;
		bit = agency_begins(s + i, n - i);
		set(agencies, bit);
		if (bit >= 0)
			break;
	}
	return 1;
}

int
wire_signoff(const char *s, size_t n, uint32_t *agencies)
{
	static const char *const heads[] = { "Reporting by ", "Additional reporting by ",
		"Writing by ", "Editing by ", "Compiled by ", "Reporting and writing by ",
		"Reported by ", "Bericht von ", "Berichtet von ", "Redigiert von ", "Reportage de ",
		"Reportage par ", "Reporte de ", "Reportado por ", "Editado por ", "Reportagem de ",
		"Reportagem por ", "Edi\303\247\303\243o de ", "A cura di ", "Additional reporting: " };
	size_t i;

	if (n > SIGNOFF_BYTES)
		return 0;
	if (copyright(s, n, agencies))
		return 1;
	if (n > 0 && (s[0] == '(' || s[0] == '['))
		s++, n--;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (starts(s, n, heads[i]))
			return 1;
	return 0;
}

int
wire_copyright(const char *s, size_t n)
{
	uint32_t agencies = 0;

	return copyright(s, n, &agencies);
}

int
wire_correction(const char *s, size_t n)
{
	static const char *const heads[] = { "(Corrects ", "(Correcting ", "(Refiles ", "(Refiled ",
		"(This version corrects ", "(This version CORRECTS ", "This version corrects ",
		"This story has been corrected", "(This story has been corrected",
		"This article has been corrected", "This story was corrected", "Correction: ", "CORRECTION: ",
		"(Korrigiert ", "(Berichtigt ", "Korrektur: ", "Berichtigung: ", "Korrigierte Fassung: ",
		"(Corrige ", "Corrige ", "Correction : ", "(Corrig\303\251 ", "Correcci\303\263n: ",
		"(Corregge ", "Rettifica: ", "Errata corrige: ", "Corre\303\247\303\243o: " };
	static const char dated[] = " has been corrected to ";
	size_t i;

	if (n > SIGNOFF_BYTES)
		return 0;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (n > strlen(heads[i]) && memcmp(s, heads[i], strlen(heads[i])) == 0)
			return 1;
	/* `This Oct. 3 story has been corrected to ...` */
	return n > 40 && (memcmp(s, "This ", 5) == 0 || memcmp(s, "(This ", 6) == 0) &&
	    memmem(s, n < 90 ? n : 90, dated, sizeof(dated) - 1) != NULL;
}

void
wire_author(const char *name, uint32_t *agencies)
{
	if (name != NULL)
		named(name, strnlen(name, BYLINE_BYTES), agencies);
}
