#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"

#define PIECE ((size_t)64 * 1024) /* bytes handed on at once; libxml2 looks at all it holds each time */
#define BLOCK ((size_t)8 * 1024)  /* bytes of a legacy charset converted at once */
#define SLICE ((size_t)1 << 20)   /* bytes read before their memory may go */

uint32_t
charset_1252(unsigned char c)
{
	static const uint16_t table[32] = { 0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,
		0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d,
		0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178 };

	return c >= 0x80 && c <= 0x9f ? table[c - 0x80] : c;
}

void
charset_stream_init(struct charset_stream *s, const struct charset *c, const struct charset_source *from)
{
	memset(s, 0, sizeof(*s));
	s->p = from->p + c->bom;
	s->end = from->p + from->n;
	s->kept = s->begin = from->p;
	s->forget = from->forget;
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
	uint64_t w;

	while (p < end) {
		if (end - p >= 8) {
			memcpy(&w, p, 8);
			/* No high bit and no byte below 0x20. */
			if (((w | (w - 0x2020202020202020u)) & 0x8080808080808080u) == 0) {
				p += 8;
				continue;
			}
		}
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

/* The line on which `at` stands; what was forgotten is read again. */
static size_t
line_of(const struct charset_stream *s, const char *at)
{
	const char *p = s->begin;
	size_t line = 1;

	while ((p = memchr(p, '\n', (size_t)(at - p))) != NULL) {
		line++;
		p++;
	}
	return line;
}

/* `at` is in the document, or in a converted piece of it. */
static void
note(struct charset_stream *s, size_t *count, size_t *first, const char *at)
{
	if ((*count)++ == 0)
		*first = line_of(s, at >= s->begin && at < s->end ? at : s->p);
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
		if ((unsigned char)*p < 0x80) {
			note(s, &s->controls, &s->first_control, p);
			p++;
			continue;
		}
		if (!last && end - p < UTF8_MAX)
			break;
		note(s, &s->bad, &s->first_bad, p);
		n = utf8_put(charset_1252((unsigned char)*p++), bytes);
		(void)buf_put(&s->tmp, bytes, n);
	}
	return (size_t)(p - was);
}

static ptrdiff_t
next_utf8(struct charset_stream *s, const char **piece)
{
	const char *end = (size_t)(s->end - s->p) > PIECE ? s->p + PIECE : s->end;
	size_t n = clean_run(s->p, end);

	if (s->p + n == end || n > PIECE / 2) {
		*piece = s->p;
		s->p += n;
		return (ptrdiff_t)n;
	}
	s->p += repair(s, s->p, end, end == s->end);
	*piece = buf_get(&s->tmp);
	return s->tmp.failed ? -1 : (ptrdiff_t)s->tmp.n;
}

static ptrdiff_t
next_legacy(struct charset_stream *s, const char **piece)
{
	char out[BLOCK * 2], *to = out, *from;
	union { const char *in; char *out; } cast;
	size_t room = sizeof(out), left = (size_t)(s->end - s->p);

	cast.in = s->p;
	from = cast.out;
	if (left > BLOCK)
		left = BLOCK;
	if (iconv(s->cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG && to == out &&
	    (errno == EILSEQ || s->p + BLOCK >= s->end || from == cast.out)) {
		from++;
		note(s, &s->bad, &s->first_bad, s->p);
		memcpy(out, "\357\277\275", 3);
		to = out + 3;
	}
	s->p = from;
	(void)repair(s, out, to, 1);
	*piece = buf_get(&s->tmp);
	return s->tmp.failed ? -1 : (ptrdiff_t)s->tmp.n;
}

ptrdiff_t
charset_stream_next(struct charset_stream *s, const char **piece)
{
	ptrdiff_t n = 0;

	if (s->forget != NULL && (size_t)(s->p - s->kept) >= SLICE) {
		s->forget(s->kept, (size_t)(s->p - s->kept));
		s->kept = s->p;
	}
	while (n == 0 && s->p < s->end) {
		buf_reset(&s->tmp);
		n = s->cd == NULL ? next_utf8(s, piece) : next_legacy(s, piece);
	}
	return n;
}
