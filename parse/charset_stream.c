#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "parse/run.h"

#define PIECE SOURCE_WINDOW       /* bytes handed on at once; libxml2 looks at all it holds each time */
#define BLOCK ((size_t)8 * 1024)  /* bytes of a legacy charset converted at once */

uint32_t
charset_1252(unsigned char c)
{
	static const uint16_t table[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,
		0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d,
		0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178 };

	return c >= 0x80 && c <= 0x9f ? table[c - 0x80] : c;
}

void
charset_stream_init(struct charset_stream *s, const struct charset *c, struct source *from)
{
	memset(s, 0, sizeof(*s));
	s->from = from;
	s->at = c->bom;
	s->cd = c->cd;
	buf_init(&s->tmp, PIECE * 4);
	if (s->cd != NULL)
		(void)iconv(s->cd, NULL, NULL, NULL, NULL);
}

void
charset_stream_clear(struct charset_stream *s)
{
	buf_clear(&s->tmp);
}

static int
forbidden(unsigned char c)
{
	return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/* Bytes from p on that need no repair; stops in front of one that does, or of a
 * sequence that the end cuts. */
static size_t
clean_run(const char *p, const char *end)
{
	const char *was = p, *q;

	while ((p = run_clean(p, end)) < end) {
		if ((unsigned char)*p < 0x80) {
			if (forbidden((unsigned char)*p))
				break;
			p++;
			continue;
		}
		q = p;
		if (utf8_next(&q, end) == UTF8_BAD && q - p == 1)
			break;
		p = q;
	}
	return (size_t)(p - was);
}

static void
note(const struct charset_stream *s, size_t *count, size_t *first, size_t at)
{
	if ((*count)++ == 0)
		*first = source_line(s->from, at);
}

/* Appends [p, end) repaired. `last`: nothing comes behind. Returns how many
 * bytes were used up: all but a sequence that the end cuts. */
static size_t
repair(struct charset_stream *s, const char *p, const char *end, int last)
{
	const char *was = p;
	char bytes[UTF8_MAX];
	size_t n;

	while (p < end) {
		n = clean_run(p, end);
		(void)buf_put(&s->tmp, p, n);
		p += n;
		if (p == end)
			break;
		/* A converted piece is another length than what it was made of. */
		n = s->at + (s->cd == NULL ? (size_t)(p - was) : 0);
		if ((unsigned char)*p < 0x80) {
			note(s, &s->controls, &s->first_control, n);
			p++;
			continue;
		}
		if (!last && end - p < UTF8_MAX)
			break;
		note(s, &s->bad, &s->first_bad, n);
		n = utf8_put(charset_1252((unsigned char)*p++), bytes);
		(void)buf_put(&s->tmp, bytes, n);
	}
	return (size_t)(p - was);
}

static ptrdiff_t
next_utf8(struct charset_stream *s, const char **piece)
{
	size_t n = PIECE, clean;
	const char *p = source_get(s->from, s->at, &n);

	if (p == NULL || n == 0)
		return p == NULL ? -1 : 0;
	clean = clean_run(p, p + n);
	if (clean == n || clean > PIECE / 2) {
		*piece = p;
		s->at += clean;
		return (ptrdiff_t)clean;
	}
	s->at += repair(s, p, p + n, s->at + n >= s->from->n);
	*piece = buf_get(&s->tmp);
	return s->tmp.failed ? -1 : (ptrdiff_t)s->tmp.n;
}

static ptrdiff_t
next_legacy(struct charset_stream *s, const char **piece)
{
	char out[BLOCK * 2], *to = out, *from;
	union { const char *in; char *out; } cast;
	size_t room = sizeof(out), left = BLOCK, n;

	cast.in = source_get(s->from, s->at, &left);
	if (cast.in == NULL || left == 0)
		return cast.in == NULL ? -1 : 0;
	from = cast.out;
	n = left;
	if (iconv(s->cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG && to == out &&
	    (errno == EILSEQ || n < BLOCK || s->at + BLOCK >= s->from->n || left == n)) {
		left--;
		note(s, &s->bad, &s->first_bad, s->at);
		memcpy(out, "\357\277\275", 3);
		to = out + 3;
	}
	s->at += n - left;
	(void)repair(s, out, to, 1);
	*piece = buf_get(&s->tmp);
	return s->tmp.failed ? -1 : (ptrdiff_t)s->tmp.n;
}

ptrdiff_t
charset_stream_next(struct charset_stream *s, const char **piece)
{
	ptrdiff_t n = 0;
	size_t was;

	do {
		was = s->at;
		buf_reset(&s->tmp);
		n = s->cd == NULL ? next_utf8(s, piece) : next_legacy(s, piece);
	} while (n == 0 && s->at > was);
	return n;
}
