/* lenient: a second reading for documents that are not well-formed.
 *
 * Tags as browsers see them, references where they are known, text where
 * nothing else fits; elements close when their parents do. What the strict
 * reading refuses for good (declarations, depth, floods) is refused here too.
 */
#ifndef PARSE_LENIENT_H
#define PARSE_LENIENT_H

#include "parse/charset.h"
#include "parse/feed.h"

/* Reads to the end, or as far as feed.stop lets it. */
void lenient_read(struct feed *f, struct charset_stream *in);

#endif
