/* html_text: clean text, built paragraph by paragraph.
 *
 * One paragraph a line, one blank line between, no white space at the edges,
 * runs of white space one space; characters that show nothing dropped; a
 * paragraph equal to the one before it kept once.
 */
#ifndef PARSE_HTML_TEXT_H
#define PARSE_HTML_TEXT_H

#include <stddef.h>

#include "base/buf.h"

#define HTML_TEXT_QUOTES 8 /* blockquotes marked at once */
#define HTML_TEXT_LISTS 8  /* lists indented at once */

/* What stands between the text so far and the next word; the larger wins. */
enum { HTML_GAP_NONE, HTML_GAP_SPACE, HTML_GAP_BREAK, HTML_GAP_CELL, HTML_GAP_PARA };

struct html_text {
	struct buf *to;
	size_t start;           /* of this text in `to` */
	size_t para, last;      /* where the paragraph begins, and the one before it */
	size_t last_n;
	int gap, pre;
	int quotes, lists;      /* open blockquotes and lists */
	int counter[HTML_TEXT_LISTS]; /* of the next item; 0 in a list without numbers */
	int marker;             /* an item's mark is due: 1 bullet, 2 number */
};

/* Appends to `to` from here on. */
void html_text_init(struct html_text *t, struct buf *to);

/* n bytes of text with references in it. */
void html_text_put(struct html_text *t, const char *p, size_t n, int decode);

/* A gap of at least this kind comes next. Two BREAKs are a PARA. */
void html_text_gap(struct html_text *t, int gap);

/* A list (numbered or not), an item, a quotation begins or ends. */
void html_text_list(struct html_text *t, int open, int numbered);
void html_text_item(struct html_text *t);
void html_text_quote(struct html_text *t, int open);

/* Ends the text: what is left of gaps is forgotten. */
void html_text_end(struct html_text *t);

/* Appends one line of plain text: white space collapsed, nothing that does not
 * show, references decoded when `decode`; cut at a character to `max` bytes. */
void html_text_line(struct buf *to, const char *p, size_t n, int decode, size_t max);

#endif
