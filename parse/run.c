#include "parse/run.h"

#ifdef __SSE2__
#include <emmintrin.h>

#define BYTES 16

static __m128i
load(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static unsigned
is(__m128i v, char c)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

/* Below 0x20 or above 0x7f: as signed bytes, below 0x20. */
static unsigned
odd(__m128i v)
{
	return (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(v, _mm_set1_epi8(0x20)));
}

/* Where the first bit of the mask points. */
static const char *
first(const char *p, unsigned mask)
{
	return p + __builtin_ctz(mask);
}
#endif

const char *
run_ascii(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned m;

	for (; end - p >= BYTES; p += BYTES)
		if ((m = (unsigned)_mm_movemask_epi8(load(p))) != 0)
			return first(p, m);
#endif
	while (p < end && (unsigned char)*p < 0x80)
		p++;
	return p;
}

const char *
run_clean(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned m;

	for (; end - p >= BYTES; p += BYTES)
		if ((m = odd(load(p))) != 0)
			return first(p, m);
#endif
	while (p < end && (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80)
		p++;
	return p;
}

static int
word(char c)
{
	return c > ' ' && c < 0x7f && c != '&';
}

const char *
run_words(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned stop, space;
	__m128i v;

	while (end - p >= BYTES) {
		v = load(p);
		stop = odd(v) | is(v, 0x7f) | is(v, '&');
		space = is(v, ' ');
		/* What is behind the last byte is not known yet: a space there waits. */
		stop |= space & ((stop | space) >> 1);
		if (stop != 0)
			return first(p, stop);
		p += BYTES - (space >> (BYTES - 1));
	}
#endif
	while (p < end && (word(*p) || (*p == ' ' && end - p > 1 && word(p[1]))))
		p++;
	return p;
}

const char *
run_unescaped(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned stop;
	__m128i v;

	for (; end - p >= BYTES; p += BYTES) {
		v = load(p);
		stop = odd(v) | is(v, 0x7f) | is(v, '"') | is(v, '&') | is(v, '<') | is(v, '>');
		stop &= ~is(v, '\n');
		if (stop != 0)
			return first(p, stop);
	}
#endif
	while (p < end && ((*p >= ' ' && *p < 0x7f && *p != '"' && *p != '&' && *p != '<' && *p != '>') || *p == '\n'))
		p++;
	return p;
}

const char *
run_text(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned stop;
	__m128i v;

	for (; end - p >= BYTES; p += BYTES) {
		v = load(p);
		stop = is(v, '&') | is(v, '<') | is(v, ']') | is(v, '\r') | is(v, '\xef');
		if (stop != 0)
			return first(p, stop);
	}
#endif
	while (p < end && *p != '&' && *p != '<' && *p != ']' && *p != '\r' && *p != '\xef')
		p++;
	return p;
}

const char *
run_cdata(const char *p, const char *end)
{
#ifdef __SSE2__
	unsigned stop;
	__m128i v;

	for (; end - p >= BYTES; p += BYTES) {
		v = load(p);
		stop = is(v, '\r') | is(v, '\xef');
		if (stop != 0)
			return first(p, stop);
	}
#endif
	while (p < end && *p != '\r' && *p != '\xef')
		p++;
	return p;
}

size_t
run_lines(const char *p, const char *end)
{
	size_t n = 0;
#ifdef __SSE2__
	__m128i sum;
	int i;

	while (end - p >= BYTES) {
		/* A true comparison is -1, and a byte counts to 255. */
		sum = _mm_setzero_si128();
		for (i = 0; i < 255 && end - p >= BYTES; i++, p += BYTES)
			sum = _mm_sub_epi8(sum, _mm_cmpeq_epi8(load(p), _mm_set1_epi8('\n')));
		sum = _mm_sad_epu8(sum, _mm_setzero_si128());
		n += (size_t)_mm_cvtsi128_si32(sum) + (size_t)_mm_extract_epi16(sum, 4);
	}
#endif
	for (; p < end; p++)
		n += *p == '\n';
	return n;
}
