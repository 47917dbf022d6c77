#include "parse/entity.h"

#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "parse/entity_table.h"

#define NAME_MAX_BYTES 8 /* "thetasym" */

uint32_t
entity_find(const char *name, size_t n)
{
	size_t lo = 0, hi = entity_table_n, mid;
	int cmp;

	if (n == 0 || n > NAME_MAX_BYTES)
		return 0;
	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strncmp(name, entity_table[mid].name, n);
		if (cmp == 0 && entity_table[mid].name[n] != '\0')
			cmp = -1;
		if (cmp == 0)
			return entity_table[mid].c;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static int
alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static uint32_t
numeric(const char **p, const char *end)
{
	const char *q = *p + 2;
	uint32_t v = 0;
	int hex = q < end && (*q | 0x20) == 'x', digits = 0, c;

	for (q += hex; q < end && digits < 64; q++, digits++) {
		c = (unsigned char)*q;
		if (c >= '0' && c <= '9')
			c -= '0';
		else if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			c = (c | 0x20) - 'a' + 10;
		else
			break;
		v = v > 0x110000 ? v : v * (hex ? 16u : 10u) + (uint32_t)c;
	}
	if (digits == 0)
		return 0;
	if (q < end && *q == ';')
		q++;
	*p = q;
	if (v >= 0x80 && v <= 0x9f)
		return charset_1252((unsigned char)v);
	if (v == 0 || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return UTF8_BAD;
	return v;
}

uint32_t
entity_read(const char **p, const char *end)
{
	const char *q = *p + 1;
	uint32_t c;

	if (q >= end)
		return 0;
	if (*q == '#')
		return numeric(p, end);
	while (q < end && alnum(*q) && q - *p <= NAME_MAX_BYTES)
		q++;
	c = entity_find(*p + 1, (size_t)(q - *p - 1));
	if (c == 0)
		return 0;
	if (q < end && *q == ';')
		q++;
	else if (c > 0xff || c == 39 || (q < end && (alnum(*q) || *q == '=')))
		return 0;
	*p = q;
	return c;
}

void
entity_decode(struct buf *to, const char *p, size_t n)
{
	const char *end = p + n, *amp;
	char bytes[UTF8_MAX];
	uint32_t c;

	while (p < end) {
		amp = memchr(p, '&', (size_t)(end - p));
		if (amp == NULL)
			amp = end;
		(void)buf_put(to, p, (size_t)(amp - p));
		p = amp;
		if (p == end)
			break;
		c = entity_read(&p, end);
		if (c == 0)
			(void)buf_char(to, *p++);
		else
			(void)buf_put(to, bytes, utf8_put(c, bytes));
	}
}

int
entity_any(const char *p, size_t n)
{
	const char *end = p + n;

	while (p < end && (p = memchr(p, '&', (size_t)(end - p))) != NULL) {
		if (entity_read(&p, end) != 0)
			return 1;
		p++;
	}
	return 0;
}
