/* html_style: a style attribute reduced to declarations that only change looks. */
#ifndef PARSE_HTML_STYLE_H
#define PARSE_HTML_STYLE_H

#include <stddef.h>

#include "base/buf.h"

/* Appends the declarations of `style` that are on the list and hold neither
 * URL, function (but rgb), escape nor comment, each `name: value;`, a space
 * between. Nothing when there is none. */
void html_style_filter(struct buf *to, const char *style, size_t n);

/* Does it hide the element (display:none, visibility:hidden)? */
int html_style_hides(const char *style, size_t n);

#endif
