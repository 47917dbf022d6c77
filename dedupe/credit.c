#include "dedupe/credit.h"

#include <string.h>
#include <strings.h>

#include "dedupe/agency.h"
#include "dedupe/record.h"
#include "dedupe/wire.h"

#define NAME_BYTES 60 /* of one author; longer is a sentence */

/* Keeps n bytes as a string, line breaks as blanks; NULL when there is no room. */
static char *
keep(struct credit *c, const char *s, size_t n)
{
	char *to = c->text + c->used;
	size_t i;

	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '.' || s[n - 1] == ')' || s[n - 1] == ';' ||
	    s[n - 1] == ']' || s[n - 1] == '\n'))
		n--;
	if (n == 0 || n >= CREDIT_BYTES - c->used)
		return NULL;
	for (i = 0; i < n; i++)
		to[i] = s[i] == '\n' ? ' ' : s[i];
	to[n] = '\0';
	c->used += n + 1;
	return to;
}

/* MATTHEW LEE is Matthew Lee; McCabe and DE LA CRUZ come as well as they can. */
static void
lower_capitals(char *s)
{
	char *p;
	int start = 1;

	for (p = s; *p != '\0'; p++) {
		if (*p >= 'a' && *p <= 'z')
			return;
	}
	for (p = s; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z' && !start)
			*p = (char)(*p | 0x20);
		start = *p == ' ' || *p == '-' || *p == '.' || *p == '\'';
	}
}

/* One person of a byline: `MATTHEW LEE`, with what is behind a comma cut off. */
static void
author(struct credit *c, const char *s, size_t n)
{
	char *name;

	while (n > 0 && *s == ' ') {
		s++;
		n--;
	}
	if (n < 3 || n > NAME_BYTES || memchr(s, ' ', n) == NULL || agency_begins(s, n) >= 0 ||
	    c->n_bylines == CREDIT_MAX)
		return;
	name = keep(c, s, n);
	if (name == NULL)
		return;
	lower_capitals(name);
	c->byline[c->n_bylines++] = name;
}

/* `By MATTHEW LEE and ANN O'HARE, AP Diplomatic Writer` */
static void
byline(struct credit *c, const char *s, size_t n)
{
	static const char *const joins[] = { " and ", " AND ", " und ", " et ", " y ", " e ", ", ", " & " };
	size_t i, j, from, m;

	for (i = 0; i < n && s[i] != ' '; i++)
		; /* `By` and its like */
	from = i;
	for (; i <= n; i++) {
		m = 0;
		for (j = 0; i < n && j < sizeof(joins) / sizeof(joins[0]); j++)
			if (n - i >= strlen(joins[j]) && memcmp(s + i, joins[j], strlen(joins[j])) == 0)
				m = strlen(joins[j]);
		if (i < n && m == 0)
			continue;
		author(c, s + from, i - from);
		/* Behind a comma stands a paper or a post, or one more name. */
		if (i < n && s[i] == ',' && agency_begins(s + i + 2, n - i - 2) >= 0)
			return;
		from = i + m;
		i += m > 0 ? m - 1 : 0;
	}
}

/* The parts between semicolons. */
static void
signoff(struct credit *c, const char *s, size_t n)
{
	const char *end = s + n, *p;

	if (n > 0 && (*s == '(' || *s == '['))
		s++;
	for (; s < end && c->n_credits < CREDIT_MAX; s = p + 1) {
		char *part;

		while (s < end && (*s == ' ' || *s == '\n'))
			s++;
		p = memchr(s, ';', (size_t)(end - s));
		if (p == NULL)
			p = end;
		part = s < p ? keep(c, s, (size_t)(p - s)) : NULL;
		if (part != NULL)
			c->credit[c->n_credits++] = part;
	}
}

static void
note(struct credit *c, const char *s, size_t n)
{
	if (n > 0 && (*s == '(' || *s == '[')) {
		s++;
		n--;
	}
	if (c->note == NULL)
		c->note = keep(c, s, n);
}

void
credit_read(struct credit *c, const struct text *t, const struct wf_entry *e)
{
	const char *s = e->text;
	uint32_t none = 0;
	size_t i, n;

	c->n_bylines = c->n_credits = c->used = 0;
	c->note = NULL;
	for (i = 0; i < t->n; i++) {
		n = t->p[i].bytes;
		if (!(t->p[i].at & (RECORD_LIFTED | RECORD_CREDIT)))
			;
		else if (wire_correction(s, n))
			note(c, s, n);
		else if (wire_byline(s, n, &none))
			byline(c, s, n);
		else if (wire_signoff(s, n, &none) && !wire_copyright(s, n))
			signoff(c, s, n);
		else if ((t->p[i].at & RECORD_CREDIT) && n < 300 && i + 3 >= t->own && i < t->own)
			signoff(c, s, n);
		s += n;
		s += s[0] == '\n' ? s[1] == '\n' ? 2 : 1 : 0;
	}
}
