/* html: an HTML fragment read once into clean text and sanitised HTML.
 *
 * Linear in the input. The HTML comes out balanced, and reading it again gives
 * the same; nesting beyond HTML_DEPTH loses tags, never text.
 */
#ifndef PARSE_HTML_H
#define PARSE_HTML_H

#include <stddef.h>

#include "base/buf.h"

#define HTML_DEPTH 128 /* elements open at once */

/* Reads the n bytes at p (valid UTF-8), appends to `text` (NULL: not wanted) and
 * `html` (NULL: not wanted). Check ->failed of both afterwards. */
void html_read(const char *p, size_t n, const char *base, struct buf *text, struct buf *html);

/* Is this string HTML rather than plain text: a closing tag or a character
 * reference in it, and every tag a known one? */
int html_looks_so(const char *p, size_t n);

#endif
