/* charset: which charset a document is in, and its bytes as UTF-8.
 *
 * Precedence: byte order mark, Content-Type (RFC 7303), XML declaration, UTF-8;
 * a claim that the bytes refute gives way to the next, and at last to a guess
 * between windows-1252, windows-1251 and KOI8-R. Bytes that are UTF-8 win over a
 * declared legacy charset (docs/WILD.md). ISO-8859-1 is read as windows-1252.
 */
#ifndef PARSE_CHARSET_H
#define PARSE_CHARSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define CHARSET_COUNT 48    /* converters held open */
#define CHARSET_NAME 40     /* bytes of a name with the NUL */

/* One converter of the C library, opened before the jail. */
struct charset_set {
	const char *name[CHARSET_COUNT];
	void *cd[CHARSET_COUNT]; /* NULL: this system has none */
};

/* What was found out about a document. */
struct charset {
	char name[CHARSET_NAME]; /* as it is read, lower case */
	void *cd;                /* NULL: UTF-8 */
	size_t bom;              /* bytes of the mark, to be skipped */
	int guess;               /* 1: the bytes refuted every claim, or there was none */
	char claim[CHARSET_NAME];/* what was claimed first, "" for nothing */
};

/* Opens every converter of the table that the system has. Never fails. */
void charset_open(struct charset_set *set);
void charset_close(struct charset_set *set);

/* Bytes that have been read and will not be for a while: their memory may go,
 * as long as reading them again gives the same. */
typedef void charset_forget(const char *p, size_t n);

/* A document. */
struct charset_source {
	const char *p;
	size_t n;
	const char *content_type; /* or NULL */
	charset_forget *forget;   /* or NULL */
};

void charset_choose(struct charset *c, const struct charset_source *from, const struct charset_set *set);

/* A document as UTF-8, piece by piece: valid, without NUL and without the
 * control characters that XML forbids. Bytes that do not fit are read as
 * windows-1252 (in UTF-8) or become U+FFFD (elsewhere). */
struct charset_stream {
	const char *p, *end, *kept; /* from `kept` on nothing is forgotten yet */
	charset_forget *forget;
	void *cd;
	struct buf tmp;
	size_t bad, controls;    /* repaired so far */
	size_t first_bad, first_control; /* the lines of the first ones */
	const char *begin;       /* of the document, to count lines from */
};

void charset_stream_init(struct charset_stream *s, const struct charset *c, const struct charset_source *from);
void charset_stream_clear(struct charset_stream *s);

/* The next piece, lent until the next call: its length, 0 at the end, -1 when
 * out of memory. Characters are never split. */
ptrdiff_t charset_stream_next(struct charset_stream *s, const char **piece);

/* The code point that windows-1252 gives a byte of 0x80 to 0x9f. */
uint32_t charset_1252(unsigned char c);

#endif
