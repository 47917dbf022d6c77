/* markup: content elements (title, description, content ...), whose children
 * are markup of their own and go back to text. */
#ifndef PARSE_MARKUP_H
#define PARSE_MARKUP_H

#include "parse/feed.h"

/* The element at the top of the levels is a content element that opens. */
void markup_begin(struct feed *f, const struct feed_attr *attrs, int n);

/* An element inside it opens (before its level is pushed) or closes (after).
 * markup_open returns 0 for one that has no content: it gets no level. */
int markup_open(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n);
void markup_close(struct feed *f, const char *local);

/* Text inside it. */
void markup_text(struct feed *f, const char *p, size_t n);

/* It closes; `p` is its text. Stores it where it belongs. */
void markup_end(struct feed *f, const struct feed_level *level);

#endif
