/* field: what an element says by its text, when it closes. */
#ifndef PARSE_FIELD_H
#define PARSE_FIELD_H

#include "parse/feed.h"

/* The level has closed; n bytes at p are its text, white space cut off. */
void field_end(struct feed *f, const struct feed_level *level, const char *local, const char *p, size_t n);

#endif
