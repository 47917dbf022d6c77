#include "base/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

/* What may come next. */
enum { VALUE, FIRST_VALUE, FIRST_KEY, KEY, AFTER, DONE };

void
json_init(struct json *j, const char *p, size_t n)
{
	memset(j, 0, sizeof(*j));
	j->start = j->p = p;
	j->end = p + n;
	j->text = "";
	j->state = VALUE;
	buf_init(&j->tmp, SIZE_MAX / 2);
}

void
json_init_fixed(struct json *j, const char *p, size_t n, char *room, size_t size)
{
	json_init(j, p, n);
	j->tmp.p = room;
	j->tmp.cap = size;
	j->tmp.max = size - 1; /* the buffer never grows, and so is never freed */
}

char *
json_take(struct json *j)
{
	char *p = j->tmp.p;
	const size_t n = j->n + 1;

	if (j->tmp.failed || n >= j->tmp.cap)
		return NULL;
	j->tmp.p += n;
	j->tmp.cap -= n;
	j->tmp.max -= n;
	j->tmp.n = 0;
	return p;
}

void
json_clear(struct json *j)
{
	buf_clear(&j->tmp);
	j->text = "";
	j->n = 0;
}

static enum json_token
fail(struct json *j, const char *what)
{
	if (!j->failed)
		(void)why_set(&j->why, "byte %zu: %s", (size_t)(j->p - j->start), what);
	j->failed = 1;
	return JSON_ERROR;
}

static void
white(struct json *j)
{
	while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\t' || *j->p == '\r'))
		j->p++;
}

static int
hex4(struct json *j, uint32_t *v)
{
	int i, c;

	*v = 0;
	if (j->end - j->p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		c = (unsigned char)*j->p++;
		if (c >= '0' && c <= '9')
			c -= '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			c = (c | 0x20) - 'a' + 10;
		else
			return -1;
		*v = *v << 4 | (uint32_t)c;
	}
	return 0;
}

/* Behind `\u`. A lone surrogate becomes U+FFFD, as in every browser. */
static int
escape_u(struct json *j)
{
	uint32_t c, low;
	char bytes[UTF8_MAX];

	if (hex4(j, &c) != 0)
		return -1;
	if (c >= 0xd800 && c <= 0xdbff && j->end - j->p >= 6 && j->p[0] == '\\' && j->p[1] == 'u') {
		const char *was = j->p;

		j->p += 2;
		if (hex4(j, &low) != 0)
			return -1;
		if (low >= 0xdc00 && low <= 0xdfff)
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		else
			j->p = was;
	}
	return buf_put(&j->tmp, bytes, utf8_put(c, bytes));
}

static int
escape(struct json *j)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (j->p >= j->end)
		return -1;
	if (*j->p == 'u') {
		j->p++;
		return escape_u(j);
	}
	at = *j->p != '\0' ? strchr(from, *j->p) : NULL;
	if (at == NULL)
		return -1;
	j->p++;
	return buf_char(&j->tmp, to[at - from]);
}

/* At the opening quote. */
static int
string(struct json *j)
{
	const char *run, *was;

	buf_reset(&j->tmp);
	j->p++;
	for (;;) {
		run = j->p;
		while ((was = j->p = utf8_plain(j->p, j->end)) < j->end && (unsigned char)*was >= 0x7f)
			if (utf8_next(&j->p, j->end) == UTF8_BAD && j->p - was == 1) {
				(void)fail(j, "string that is not UTF-8");
				return -1;
			}
		if (buf_put(&j->tmp, run, (size_t)(j->p - run)) != 0) {
			(void)fail(j, "out of memory");
			return -1;
		}
		if (j->p >= j->end || (unsigned char)*j->p < 0x20) {
			(void)fail(j, "unclosed string");
			return -1;
		}
		if (*j->p++ == '"')
			break;
		if (escape(j) != 0) {
			(void)fail(j, j->tmp.failed ? "out of memory" : "bad escape");
			return -1;
		}
	}
	j->text = buf_get(&j->tmp);
	j->n = j->tmp.n;
	return 0;
}

static int
some_digits(struct json *j)
{
	const char *was = j->p;

	while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
		j->p++;
	return j->p > was;
}

static enum json_token
number(struct json *j)
{
	const char *was = j->p;
	int ok = 1;

	if (*j->p == '-')
		j->p++;
	if (j->p < j->end && *j->p == '0')
		j->p++;
	else
		ok = some_digits(j);
	if (ok && j->p < j->end && *j->p == '.') {
		j->p++;
		ok = some_digits(j);
	}
	if (ok && j->p < j->end && (*j->p | 0x20) == 'e') {
		j->p++;
		if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
			j->p++;
		ok = some_digits(j);
	}
	if (!ok)
		return fail(j, "bad number");
	buf_reset(&j->tmp);
	if (buf_put(&j->tmp, was, (size_t)(j->p - was)) != 0)
		return fail(j, "out of memory");
	j->text = buf_get(&j->tmp);
	j->n = j->tmp.n;
	return JSON_NUMBER;
}

static enum json_token
word(struct json *j)
{
	static const struct {
		const char *word;
		enum json_token token;
	} words[] = { { "true", JSON_TRUE }, { "false", JSON_FALSE }, { "null", JSON_NULL } };
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i].word);
		if ((size_t)(j->end - j->p) >= n && memcmp(j->p, words[i].word, n) == 0) {
			j->p += n;
			return words[i].token;
		}
	}
	return fail(j, "not a JSON value");
}

static enum json_token
open_bracket(struct json *j, char c)
{
	if (j->depth >= JSON_DEPTH)
		return fail(j, "nested too deep");
	j->stack[j->depth++] = (unsigned char)c;
	j->p++;
	j->state = c == '{' ? FIRST_KEY : FIRST_VALUE;
	return c == '{' ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_token
close_bracket(struct json *j)
{
	char c = (char)j->stack[--j->depth];

	j->p++;
	j->state = j->depth > 0 ? AFTER : DONE;
	return c == '{' ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_token
value(struct json *j)
{
	enum json_token t;
	char c = *j->p;

	if (c == '{' || c == '[')
		return open_bracket(j, c);
	if (c == '"')
		t = string(j) == 0 ? JSON_STRING : JSON_ERROR;
	else if (c == '-' || (c >= '0' && c <= '9'))
		t = number(j);
	else
		t = word(j);
	j->state = j->depth > 0 ? AFTER : DONE;
	return t;
}

static enum json_token
key(struct json *j)
{
	if (*j->p != '"')
		return fail(j, "key expected");
	if (string(j) != 0)
		return JSON_ERROR;
	white(j);
	if (j->p >= j->end || *j->p != ':')
		return fail(j, "colon expected");
	j->p++;
	j->state = VALUE;
	return JSON_KEY;
}

enum json_token
json_next(struct json *j)
{
	char close;

	if (j->failed)
		return JSON_ERROR;
	j->text = "";
	j->n = 0;
	white(j);
	if (j->state == DONE)
		return j->p == j->end ? JSON_END : fail(j, "junk behind the value");
	if (j->p >= j->end)
		return fail(j, "unexpected end");
	close = j->depth > 0 ? (j->stack[j->depth - 1] == '{' ? '}' : ']') : '\0';
	if (j->state == AFTER) {
		if (*j->p == close)
			return close_bracket(j);
		if (*j->p != ',')
			return fail(j, "comma expected");
		j->p++;
		white(j);
		if (j->p >= j->end)
			return fail(j, "unexpected end");
		j->state = close == '}' ? KEY : VALUE;
	} else if ((j->state == FIRST_KEY || j->state == FIRST_VALUE) && *j->p == close) {
		return close_bracket(j);
	}
	if (j->state == KEY || j->state == FIRST_KEY)
		return key(j);
	return value(j);
}

int
json_skip(struct json *j, enum json_token t)
{
	int depth;

	if (t == JSON_KEY)
		t = json_next(j);
	if (t == JSON_ERROR)
		return -1;
	if (t != JSON_OBJECT && t != JSON_ARRAY)
		return 0;
	depth = j->depth - 1;
	while (j->depth > depth)
		if (json_next(j) == JSON_ERROR)
			return -1;
	return 0;
}

int
json_int(const struct json *j, int64_t *v)
{
	double d = strtod(j->text, NULL);

	if (!(d > -9.2e18 && d < 9.2e18))
		return -1;
	if (strpbrk(j->text, ".eE") != NULL)
		*v = (int64_t)d;
	else
		*v = strtoll(j->text, NULL, 10);
	return 0;
}
