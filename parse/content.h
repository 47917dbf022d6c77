/* content: the text of an element as clean text and sanitised HTML, strings of
 * an arena, valid UTF-8 in normal form C without control characters. */
#ifndef PARSE_CONTENT_H
#define PARSE_CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum content_type {
	CONTENT_TEXT,   /* plain text */
	CONTENT_HTML,   /* escaped or raw HTML */
	CONTENT_GUESS   /* plain text by the rules, HTML by custom: look */
};

struct content {
	const char *text;   /* NULL: nothing there */
	const char *html;   /* NULL: it was plain text, or it was cut */
};

/* Scratch memory that lives as long as a document. */
struct content_work {
	struct buf raw, text, html;
	int cut;            /* fields that were cut or whose HTML was dropped */
};

void content_init(struct content_work *w);
void content_clear(struct content_work *w);

/* The n bytes of an element. */
struct content_source {
	const char *p;
	size_t n;
	enum content_type type;
	const char *base;   /* for references in HTML; may be NULL */
};

/* 0, or -1 when out of memory. */
int content_read(struct content *c, struct content_work *w, struct arena *a, const struct content_source *from);

/* One line of plain text of at most `max` bytes; NULL when it is empty, or out
 * of memory. */
const char *content_line(struct content_work *w, struct arena *a, const struct content_source *from, size_t max);

/* The URL resolved and cleaned; NULL when empty, too long or of a scheme that
 * runs code. */
const char *content_url(struct content_work *w, struct arena *a, const char *p, size_t n, const char *base);

/* Does normal form C leave the character and what stands before it alone? 1, or 0:
 * it may not. */
int content_stable(uint32_t c);

/* Decodes base64 in `b` from byte `from` on; 0, or -1 and nothing changed when it
 * is none, or no UTF-8. */
int content_base64(struct buf *b, size_t from);

#endif
