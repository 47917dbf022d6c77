#include "base/utf8.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Bytes of the sequence that c starts, its payload in *v and the smallest
 * value it may hold in *least; 0 when c starts none. */
static size_t
lead(unsigned char c, uint32_t *v, uint32_t *least)
{
	if (c >= 0xc2 && c <= 0xdf) {
		*v = c & 0x1fu;
		*least = 0x80;
		return 2;
	}
	if (c >= 0xe0 && c <= 0xef) {
		*v = c & 0x0fu;
		*least = 0x800;
		return 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		*v = c & 0x07u;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

uint32_t
utf8_next(const char **p, const char *end)
{
	const unsigned char *s = (const unsigned char *)*p;
	uint32_t v = 0, least = 0;
	size_t i, n;

	if (s[0] < 0x80) {
		(*p)++;
		return s[0];
	}
	n = lead(s[0], &v, &least);
	if (n == 0 || n > (size_t)(end - *p))
		goto bad;
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			goto bad;
		v = v << 6 | (s[i] & 0x3fu);
	}
	if (v < least || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		goto bad;
	*p += n;
	return v;
bad:
	(*p)++;
	return UTF8_BAD;
}

size_t
utf8_put(uint32_t c, char *to)
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = UTF8_BAD;
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

#define EACH(byte) (0x0101010101010101u * (byte)) /* eight of a byte */

int
utf8_valid(const char *p, size_t n)
{
	const char *end = p + n, *was;
	uint64_t w;

	while (p < end) {
		for (; end - p >= 8; p += 8) { /* most text is ASCII */
			memcpy(&w, p, 8);
			if ((w & EACH(0x80)) != 0)
				break;
		}
		was = p;
		if (p == end)
			break;
		if (utf8_next(&p, end) == UTF8_BAD && p - was == 1)
			return 0;
	}
	return 1;
}

/* Bytes of a character of which so much is known by its first one: valid if continued, and
 * none that must not be shown. 0: has to be looked at. */
static size_t
common(const unsigned char *p, size_t left)
{
	if (p[0] >= 0xc3 && p[0] <= 0xd7)
		return left >= 2 && (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if (p[0] == 0xe2 && left >= 3 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xa7)
		return 3; /* dashes and quotation marks: U+2010 to 2027 */
	if (p[0] == 0xe1 || (p[0] >= 0xe3 && p[0] <= 0xec))
		return left >= 3 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 ? 3 : 0;
	return 0;
}

/* Printable ASCII, the two that JSON escapes or not. */
static const char *
printable(const char *p, const char *end, int quotes)
{
#ifdef __SSE2__
	__m128i v, odd;

	for (; end - p >= 16; p += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)p);
		/* As signed bytes, those above 0x7f are below 0x20 as well. */
		odd = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)), _mm_cmpeq_epi8(v, _mm_set1_epi8(0x7f)));
		if (!quotes)
			odd = _mm_or_si128(odd, _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')),
			    _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))));
		if (_mm_movemask_epi8(odd) != 0)
			return p + __builtin_ctz((unsigned)_mm_movemask_epi8(odd));
	}
#endif
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x7f && (quotes || (*p != '"' && *p != '\\')))
		p++;
	return p;
}

const char *
utf8_plain(const char *p, const char *end)
{
	size_t n;

	while ((p = printable(p, end, 0)) < end && (n = common((const unsigned char *)p, (size_t)(end - p))) > 0)
		p += n;
	return p;
}

const char *
utf8_shown(const char *p, const char *end)
{
	size_t n;

	while ((p = printable(p, end, 1)) < end && (n = common((const unsigned char *)p, (size_t)(end - p))) > 0)
		p += n;
	return p;
}

int
utf8_control(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return 1;
	if (c < 0x61c)
		return 0;
	return c == 0x61c || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	    c == 0xfeff || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

int
utf8_escape(struct buf *b, const char *p, size_t n)
{
	const char *end = p + n, *was;
	uint32_t c;

	while (p < end) {
		was = p;
		c = utf8_next(&p, end);
		if (c == UTF8_BAD && p - was == 1)
			(void)buf_printf(b, "\\x%02x", (unsigned)(unsigned char)*was);
		else if (utf8_control(c) && c < 0x100)
			(void)buf_printf(b, "\\x%02x", (unsigned)c);
		else if (utf8_control(c))
			(void)buf_printf(b, "\\u{%x}", (unsigned)c);
		else
			(void)buf_put(b, was, (size_t)(p - was));
	}
	return b->failed ? -1 : 0;
}
