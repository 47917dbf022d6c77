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
#include "parse/source.h"

#define CHARSET_COUNT 48    /* converters held open */
#define CHARSET_NAME 40     /* bytes of a name with the NUL */

/* The converters of the C library, opened outside the jail. */
struct charset_set {
	void *cd[CHARSET_COUNT];             /* NULL: this system has none, or not tried */
	unsigned char tried[CHARSET_COUNT];
};

/* What was found out about a document. */
struct charset {
	char name[CHARSET_NAME]; /* as it is read, lower case */
	void *cd;                /* NULL: UTF-8 */
	size_t bom;              /* bytes of the mark, to be skipped */
	int guess;               /* 1: the bytes refuted every claim, or there was none */
	char claim[CHARSET_NAME];/* what was claimed first, "" for nothing */
	int want;                /* the row of a converter that nobody tried to open; else -1 */
};

/* Zeroed memory is a set without converters. charset_warm opens the one of a row, once:
 * 0, or -1 when that was tried or there is no such row. charset_open opens all that
 * the system has. Neither fails. */
int charset_warm(struct charset_set *set, int row);
void charset_open(struct charset_set *set);
void charset_close(struct charset_set *set);

/* With c->want >= 0 nothing is chosen: open that one and ask again. */
void charset_choose(struct charset *c, struct source *from, const char *content_type, const struct charset_set *set);

/* The same for an HTML page, by the HTML standard: byte order mark, Content-Type, <meta> in
 * the first 1024 bytes, UTF-8 if the bytes are, else windows-1252; a claim that the bytes
 * refute gives way here too. */
void charset_choose_page(struct charset *c, struct source *from, const char *content_type, const struct charset_set *set);

/* A document as UTF-8, piece by piece: valid, without NUL and without the
 * control characters that XML forbids. Bytes that do not fit are read as
 * windows-1252 (in UTF-8) or become U+FFFD (elsewhere). */
struct charset_stream {
	struct source *from;
	size_t at;               /* where in it */
	void *cd;
	struct buf tmp;
	size_t bad, controls;    /* repaired so far */
	size_t first_bad, first_control; /* the lines of the first ones */
};

/* The source is lent. */
void charset_stream_init(struct charset_stream *s, const struct charset *c, struct source *from);
void charset_stream_clear(struct charset_stream *s);

/* The next piece, lent until the next call: its length, 0 at the end, -1 when
 * out of memory. Characters are never split. */
ptrdiff_t charset_stream_next(struct charset_stream *s, const char **piece);

/* The code point that windows-1252 gives a byte of 0x80 to 0x9f. */
uint32_t charset_1252(unsigned char c);

#endif
