/* jsonfeed: JSON Feed 1.0 and 1.1, found out by parsing. */
#ifndef PARSE_JSONFEED_H
#define PARSE_JSONFEED_H

#include <stddef.h>

#include "base/why.h"
#include "parse/feed.h"

/* Do the n bytes begin like a JSON object? 1 or 0. */
int jsonfeed_looks_so(const char *p, size_t n);

/* Reads them (UTF-8) into f. 0, or -1 and `why`: no JSON Feed. What breaks off
 * behind the first item is f->truncated and 0. */
int jsonfeed_read(struct feed *f, const char *p, size_t n, struct why *why);

#endif
