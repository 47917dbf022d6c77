/* html_clean: writes sanitised tags and text.
 *
 * What it writes is HTML of the allow-lists in html_table: values quoted, only
 * & < > " escaped, URLs resolved and of harmless schemes, no event handler, no
 * style beyond looks, no tracking pixel. Balance is html.c's task.
 */
#ifndef PARSE_HTML_CLEAN_H
#define PARSE_HTML_CLEAN_H

#include <stddef.h>

#include "base/buf.h"
#include "parse/html_table.h"
#include "parse/html_token.h"

struct html_clean {
	struct buf *to;
	const char *base;       /* references resolve against it; may be NULL */
	struct buf tmp, url;    /* scratch */
};

void html_clean_init(struct html_clean *c, struct buf *to, const char *base);
void html_clean_clear(struct html_clean *c);

/* Writes the tag that `t` stands on. 0: nothing was written, it is to be
 * dropped (a tracking pixel, a frame of an unknown host). */
int html_clean_open(struct html_clean *c, const struct html_token *t, const struct html_tag *tag);

/* Writes n bytes of text with references in it. */
void html_clean_text(struct html_clean *c, const char *p, size_t n);

/* Writes plain text as HTML. */
void html_clean_escape(struct buf *to, const char *p, size_t n);

/* A frame of a well-known player becomes a link to it. 1 if written. */
int html_clean_frame(struct html_clean *c, const struct html_token *t);

#endif
