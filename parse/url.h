/* url: references resolved (RFC 3986 section 5), cleaned and judged.
 *
 * White space around a reference and tab, CR, LF and NUL inside it are removed
 * first, as browsers do, so that "java\nscript:" is what it is.
 */
#ifndef PARSE_URL_H
#define PARSE_URL_H

#include <stddef.h>

#include "base/buf.h"

/* Appends `ref` (n bytes) resolved against `base` (NULL or "": none, the
 * reference stays as it is). "http:////host" becomes "http://host". 0, or -1
 * when out of memory or longer than WF_URL_MAX (nothing appended). */
int url_resolve(struct buf *to, const char *base, const char *ref, size_t n);

/* Is it absolute http or https with a host? 1 or 0. */
int url_is_http(const char *url);

/* May it stand in a link: relative, or of a scheme that cannot run code or name
 * a local file? 1 or 0. */
int url_is_safe(const char *url);

/* Does it start with a scheme and a colon? 1 or 0. */
int url_has_scheme(const char *url);

/* May it be an image's source: as url_is_safe, or a data: URL of a raster image? */
int url_is_image(const char *url);

/* Takes the parameters that only track readers (utm_*, fbclid, gclid ...) off
 * the URL in `b` that starts at byte `from`. */
void url_untrack(struct buf *b, size_t from);

#endif
