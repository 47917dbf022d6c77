/* json: a strict pull reader and a writer (RFC 8259), no tree.
 *
 * The reader walks bytes that stay where they are; strings come out decoded
 * into memory of the reader that lives until the next call. Depth is limited;
 * duplicate keys are not looked for; numbers stay text.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"

#define JSON_DEPTH 64 /* nesting; deeper input is an error */

enum json_token {
	JSON_ERROR = -1, /* `why` is set; every later call returns it too */
	JSON_END,        /* one value was read and only white space follows */
	JSON_OBJECT, JSON_OBJECT_END, JSON_ARRAY, JSON_ARRAY_END,
	JSON_KEY,        /* text, n: the key */
	JSON_STRING,     /* text, n: the decoded bytes, valid UTF-8 but for \u0000 */
	JSON_NUMBER,     /* text, n: as written */
	JSON_TRUE, JSON_FALSE, JSON_NULL
};

struct json {
	const char *start, *p, *end;
	const char *text;       /* of the last token, NUL behind, lent until the next call */
	size_t n;
	struct buf tmp;
	struct why why;         /* `byte 17: ...` after JSON_ERROR */
	unsigned char stack[JSON_DEPTH];
	int depth, state, failed;
};

/* Reads the n bytes at p, which must outlive the reader. Allocates nothing yet. */
void json_init(struct json *j, const char *p, size_t n);
/* The same, decoding into `size` bytes at `room`: never allocates, needs no json_clear; a
 * longer string is an error. */
void json_init_fixed(struct json *j, const char *p, size_t n, char *room, size_t size);
/* Then: the string or number that was read last stays where it is, with its NUL, and is returned;
 * the reader goes on behind it. Once a token. Where the value is an object or array, a byte more
 * than the text has is room enough for all; NULL when there is not enough. */
char *json_take(struct json *j);
void json_clear(struct json *j);

enum json_token json_next(struct json *j);

/* After OBJECT or ARRAY: skips to behind its end. After KEY: skips its value.
 * After anything else: nothing. 0, or -1 on an error. */
int json_skip(struct json *j, enum json_token t);

/* The number token as an integer (fractions cut): 0, or -1 if out of range. */
int json_int(const struct json *j, int64_t *v);

/* Writer: commas are put where they belong. All append to `b`; check b->failed
 * at the end. `key` NULL inside arrays and at the top. Strings are escaped so
 * that the line holds no control character; broken UTF-8 becomes U+FFFD. */
void json_put_open(struct buf *b, const char *key, char bracket);  /* '{' or '[' */
void json_put_close(struct buf *b, char bracket);                  /* '}' or ']' */
void json_put_str(struct buf *b, const char *key, const char *s);  /* nothing for NULL */
void json_put_strn(struct buf *b, const char *key, const char *s, size_t n);
void json_put_int(struct buf *b, const char *key, int64_t v);
void json_put_bool(struct buf *b, const char *key, int v);
void json_put_real(struct buf *b, const char *key, double v);      /* two decimals */
void json_put_raw(struct buf *b, const char *key, const char *s);  /* JSON text as it is */

#endif
