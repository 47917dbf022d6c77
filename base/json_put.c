#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

static void quote(struct buf *b, const char *s, size_t n);

/* A comma unless this is the first in its bracket, then the key. */
static void
lead(struct buf *b, const char *key)
{
	char last = b->n > 0 ? b->p[b->n - 1] : '\0';

	if (last != '\0' && last != '{' && last != '[' && last != ':' && last != '\n')
		(void)buf_char(b, ',');
	if (key != NULL) {
		quote(b, key, strlen(key));
		(void)buf_char(b, ':');
	}
}

static void
escaped(struct buf *b, uint32_t c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = c != 0 && c < 0x80 ? strchr(from, (int)c) : NULL;
	char two[2] = "\\";

	if (at != NULL) {
		two[1] = to[at - from];
		(void)buf_put(b, two, sizeof(two));
	} else if (c < 0x10000) {
		(void)buf_printf(b, "\\u%04x", (unsigned)c);
	} else {
		(void)buf_printf(b, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (c >> 10)),
		    (unsigned)(0xdc00 | (c & 0x3ff)));
	}
}

static void
quote(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *run = s, *was;
	uint32_t c;

	(void)buf_char(b, '"');
	while ((was = s = utf8_plain(s, end)) < end) {
		c = utf8_next(&s, end);
		if (c != UTF8_BAD && c != '"' && c != '\\' && !utf8_control(c))
			continue;
		(void)buf_put(b, run, (size_t)(was - run));
		run = s;
		if (c == UTF8_BAD)
			(void)buf_str(b, "\xef\xbf\xbd");
		else
			escaped(b, c);
	}
	(void)buf_put(b, run, (size_t)(end - run));
	(void)buf_char(b, '"');
}

void
json_put_open(struct buf *b, const char *key, char bracket)
{
	lead(b, key);
	(void)buf_char(b, bracket);
}

void
json_put_close(struct buf *b, char bracket)
{
	(void)buf_char(b, bracket);
}

void
json_put_strn(struct buf *b, const char *key, const char *s, size_t n)
{
	lead(b, key);
	quote(b, s, n);
}

void
json_put_str(struct buf *b, const char *key, const char *s)
{
	if (s != NULL)
		json_put_strn(b, key, s, strlen(s));
}

void
json_put_int(struct buf *b, const char *key, int64_t v)
{
	lead(b, key);
	(void)buf_printf(b, "%" PRId64, v);
}

void
json_put_bool(struct buf *b, const char *key, int v)
{
	lead(b, key);
	(void)buf_str(b, v ? "true" : "false");
}

void
json_put_real(struct buf *b, const char *key, double v)
{
	lead(b, key);
	(void)buf_printf(b, "%.2f", v);
}

void
json_put_raw(struct buf *b, const char *key, const char *s)
{
	lead(b, key);
	(void)buf_str(b, s);
}
