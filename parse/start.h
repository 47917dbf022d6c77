/* start: what an element says by opening, in its attributes. */
#ifndef PARSE_START_H
#define PARSE_START_H

#include "parse/feed.h"

/* The element at the top of the levels has opened. */
void start_element(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n);

#endif
