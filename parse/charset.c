#include "parse/charset.h"

#include <iconv.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/charset_meta.h"
#include "parse/charset_table.h"
#include "parse/run.h"

#define DECL_MAX ((size_t)512)          /* bytes in which an XML declaration ends */
#define TRIAL_MAX ((size_t)1 << 20)     /* bytes a legacy charset is tried on */
#define SMALL_SHARE 20                  /* one broken byte in so many characters is damage */

int
charset_warm(struct charset_set *set, int row)
{
	iconv_t cd;

	if (row < 0 || row >= CHARSET_COUNT || (unsigned)row >= charset_table_n || set->tried[row])
		return -1;
	set->tried[row] = 1;
	if (charset_table[row].iconv == NULL)
		return 0;
	cd = iconv_open("UTF-8", charset_table[row].iconv);
	if (cd != (iconv_t)-1)
		set->cd[row] = cd;
	return 0;
}

void
charset_open(struct charset_set *set)
{
	int i;

	memset(set, 0, sizeof(*set));
	for (i = 0; charset_warm(set, i) == 0; i++)
		continue;
}

void
charset_close(struct charset_set *set)
{
	size_t i;

	for (i = 0; i < CHARSET_COUNT; i++)
		if (set->cd[i] != NULL)
			(void)iconv_close(set->cd[i]);
	memset(set, 0, sizeof(*set));
}

/* What the bytes look like as UTF-8. */
struct scan {
	size_t multi;   /* valid sequences of two bytes and more */
	size_t bad;     /* bytes that fit none */
	size_t high, in_run, lower, upper; /* of all high bytes: next to another, 0xe0.., 0xc0.. */
	unsigned char last; /* the byte before */
};

static const char *
scan_slice(struct scan *s, const char *p, const char *stop, const char *end)
{
	const char *was;
	unsigned char c, last = s->last;

	while (was = p, (p = run_ascii(p, stop)) < stop) {
		if (p > was)
			last = 0;
		c = (unsigned char)*p;
		was = p;
		if (utf8_next(&p, end) == UTF8_BAD && p - was == 1)
			s->bad++;
		else
			s->multi++;
		s->high++;
		s->in_run += last >= 0x80;
		s->lower += c >= 0xe0;
		s->upper += c >= 0xc0 && c < 0xe0;
		last = c;
	}
	s->last = p > was ? 0 : last;
	return p;
}

static void
scan_bytes(struct scan *s, struct source *from)
{
	const char *p;
	size_t at, n;

	memset(s, 0, sizeof(*s));
	for (at = 0; n = SOURCE_WINDOW, (p = source_get(from, at, &n)) != NULL && n > 0; at += n) {
		/* A character that the window cuts is left for the next. */
		if (n > UTF8_MAX && at + n < from->n)
			n = (size_t)(scan_slice(s, p, p + n - UTF8_MAX, p + n) - p);
		else
			n = (size_t)(scan_slice(s, p, p + n, p + n) - p);
	}
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Copies a label of n bytes, lower case, without quotes and white space. */
static void
take_label(char to[static CHARSET_NAME], const char *p, size_t n)
{
	size_t k = 0;

	for (; n > 0 && k < CHARSET_NAME - 1; p++, n--)
		if ((unsigned char)*p > ' ' && (unsigned char)*p < 0x7f && *p != '"' && *p != '\'')
			to[k++] = lower(*p);
	to[k] = '\0';
}

static int
find_label(const char *label)
{
	char key[CHARSET_NAME + 2];
	size_t n = strlen(label);
	unsigned i;

	if (n == 0)
		return -1;
	key[0] = key[n + 1] = ' ';
	memcpy(key + 1, label, n);
	key[n + 2] = '\0';
	for (i = 0; i < charset_table_n; i++)
		if (strstr(charset_table[i].labels, key) != NULL)
			return (int)i;
	return -1;
}

static int
find_name(const char *name)
{
	unsigned i;

	for (i = 0; i < charset_table_n; i++)
		if (strcmp(charset_table[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* The charset parameter of a Content-Type. */
static void
http_label(char to[static CHARSET_NAME], const char *ct)
{
	const char *p = ct, *end;

	to[0] = '\0';
	while (p != NULL && (p = strchr(p, ';')) != NULL) {
		p++;
		while (*p == ' ' || *p == '\t')
			p++;
		if (strncasecmp(p, "charset", 7) != 0)
			continue;
		p += 7;
		while (*p == ' ' || *p == '\t')
			p++;
		if (*p != '=')
			continue;
		p++;
		end = strchr(p, ';');
		take_label(to, p, end != NULL ? (size_t)(end - p) : strlen(p));
		return;
	}
}

/* The encoding of the XML declaration in the first bytes, white space and a
 * little junk before it allowed. */
static void
declared_label(char to[static CHARSET_NAME], const char *p, size_t n)
{
	const char *end = p + n, *q, *close;

	to[0] = '\0';
	q = memmem(p, (size_t)(end - p), "<?xml", 5);
	if (q == NULL)
		return;
	close = memmem(q, (size_t)(end - q), "?>", 2);
	if (close == NULL)
		close = memchr(q, '>', (size_t)(end - q));
	if (close == NULL)
		return;
	p = memmem(q, (size_t)(close - q), "encoding", 8);
	if (p == NULL)
		return;
	for (p += 8; p < close && (*p == ' ' || *p == '\t' || *p == '=' || *p == '"' || *p == '\''); p++)
		continue;
	for (q = p; q < close && *q != '"' && *q != '\'' && *q != ' ' && *q != '?'; q++)
		continue;
	take_label(to, p, (size_t)(q - p));
}

static const struct {
	const char *bytes;
	size_t n, bom;
	const char *name;
} marks[] = {
	{ "\0\0\376\377", 4, 4, "utf-32be" }, { "\377\376\0\0", 4, 4, "utf-32le" },
	{ "\376\377", 2, 2, "utf-16be" }, { "\377\376", 2, 2, "utf-16le" },
	{ "\357\273\277", 3, 3, "utf-8" },
	{ "\0\0\0<", 4, 0, "utf-32be" }, { "<\0\0\0", 4, 0, "utf-32le" },
	{ "\0<\0?", 4, 0, "utf-16be" }, { "<\0?\0", 4, 0, "utf-16le" },
	{ "\0<\0r", 4, 0, "utf-16be" }, { "<\0r\0", 4, 0, "utf-16le" },
	{ "\0<\0f", 4, 0, "utf-16be" }, { "<\0f\0", 4, 0, "utf-16le" },
	{ "\0<\0!", 4, 0, "utf-16be" }, { "<\0!\0", 4, 0, "utf-16le" },
	{ "\x4c\x6f\xa7\x94", 4, 0, "cp037" },
};

/* The converter of a row; NULL for UTF-8, where the system has none, and where it has
 * to be opened first (c->want). */
static void *
converter(struct charset *c, int row, const struct charset_set *set)
{
	if (charset_table[row].iconv != NULL && !set->tried[row] && c->want < 0)
		c->want = row;
	return set->cd[row];
}

static void
pick(struct charset *c, int row, const struct charset_set *set)
{
	c->cd = converter(c, row, set);
	memcpy(c->name, charset_table[row].name, strlen(charset_table[row].name) + 1);
}

static int
by_mark(struct charset *c, const char *p, size_t n, const struct charset_set *set)
{
	size_t i;
	int row;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (n < marks[i].n || memcmp(p, marks[i].bytes, marks[i].n) != 0)
			continue;
		row = find_name(marks[i].name);
		if (row < 0 || (converter(c, row, set) == NULL && charset_table[row].iconv != NULL))
			return c->want >= 0;
		c->bom = marks[i].bom;
		pick(c, row, set);
		return 1;
	}
	return 0;
}

/* Does the legacy charset read the bytes without an error? */
static int
decodes(void *cd, struct source *s)
{
	char out[4096], *to, *from;
	union { const char *in; char *out; } cast;
	size_t max = s->n < TRIAL_MAX ? s->n : TRIAL_MAX, at = 0, n, left, room;

	(void)iconv(cd, NULL, NULL, NULL, NULL);
	while (at < max) {
		left = max - at;
		cast.in = source_get(s, at, &left);
		if (cast.in == NULL || left == 0)
			return 0;
		from = cast.out;
		n = left;
		to = out;
		room = sizeof(out);
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && room == sizeof(out) && left == n)
			return left < 8 && s->n > TRIAL_MAX;
		at += n - left;
	}
	return 1;
}

static int
is_wide(int row)
{
	return strncmp(charset_table[row].name, "utf-16", 6) == 0 ||
	    strncmp(charset_table[row].name, "utf-32", 6) == 0;
}

/* Do the bytes agree with the claim? Wide charsets would have shown by now. */
static int
fits(struct charset *c, int row, const struct scan *s, struct source *from, const struct charset_set *set)
{
	void *cd;

	if (row < 0 || is_wide(row))
		return 0;
	if (strcmp(charset_table[row].name, "us-ascii") == 0)
		return s->high == 0;
	if (charset_table[row].iconv == NULL)
		return s->bad == 0 || s->bad < s->multi / SMALL_SHARE;
	/* Real legacy text is hardly ever valid UTF-8 by chance. */
	if (s->bad == 0 && s->multi > 0 && (s->multi > 2 || strncmp(charset_table[row].iconv, "CP125", 5) == 0))
		return 0;
	cd = converter(c, row, set);
	return cd != NULL && decodes(cd, from);
}

/* Cyrillic stands in runs; western letters stand alone. */
static const char *
guess(const struct scan *s)
{
	if (s->bad == 0 || s->bad < s->multi)
		return "utf-8";
	if (s->high > 20 && s->in_run > s->high / 10 * 7 && s->lower + s->upper > s->high / 10 * 8)
		return s->lower > s->upper ? "windows-1251" : "koi8-r";
	return "windows-1252";
}

void
charset_choose(struct charset *c, struct source *from, const char *content_type, const struct charset_set *set)
{
	char http[CHARSET_NAME], decl[CHARSET_NAME];
	size_t n = DECL_MAX;
	const char *p = source_get(from, 0, &n);
	struct scan s;
	int row;

	memset(c, 0, sizeof(*c));
	c->want = -1;
	http_label(http, content_type);
	if (p == NULL || by_mark(c, p, n, set))
		return;
	declared_label(decl, p, n);
	memcpy(c->claim, http[0] != '\0' ? http : decl, CHARSET_NAME);
	scan_bytes(&s, from);
	if (http[0] == '\0' && s.high == 0 && content_type != NULL && strncasecmp(content_type, "text/", 5) == 0 &&
	    (memmem(content_type, strlen(content_type), "xml", 3) != NULL)) {
		pick(c, find_name("us-ascii"), set);
		return;
	}
	row = find_label(http);
	if (fits(c, row, &s, from, set)) {
		pick(c, row, set);
		return;
	}
	row = find_label(decl);
	if (fits(c, row, &s, from, set)) {
		pick(c, row, set);
		return;
	}
	c->guess = c->claim[0] != '\0' || s.bad > 0;
	if (s.bad == 0) {
		pick(c, find_name("utf-8"), set);
		return;
	}
	/* A declared legacy charset with a few broken bytes is still the best guess. */
	if (row < 0 || is_wide(row) || set->cd[row] == NULL)
		row = find_name(guess(&s));
	pick(c, row < 0 ? find_name("utf-8") : row, set);
}

void
charset_choose_page(struct charset *c, struct source *from, const char *content_type, const struct charset_set *set)
{
	char label[2][CHARSET_NAME];
	const char *p, *meta;
	struct scan s;
	size_t n = CHARSET_META_BYTES, len = 0;
	int i, row = -1;

	memset(c, 0, sizeof(*c));
	c->want = -1;
	p = source_get(from, 0, &n);
	if (p == NULL || by_mark(c, p, n, set))
		return;
	http_label(label[0], content_type);
	meta = charset_meta_label(p, n, &len);
	take_label(label[1], meta, meta != NULL ? len : 0);
	scan_bytes(&s, from);
	memcpy(c->claim, label[label[0][0] == '\0'], CHARSET_NAME);
	for (i = 0; i < 2; i++) {
		row = find_label(label[i]);
		if (fits(c, row, &s, from, set)) {
			pick(c, row, set);
			return;
		}
	}
	/* <meta> may say no UTF-16: the bytes that say so are none. */
	c->guess = 1;
	pick(c, find_name(s.bad == 0 || s.bad < s.multi / SMALL_SHARE ? "utf-8" : "windows-1252"), set);
}
