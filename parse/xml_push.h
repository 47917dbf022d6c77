/* xml_push: a document on its way into libxml2's push parser.
 *
 * libxml2 reads the structure; long text and CDATA sections go to the feed past it,
 * wherever it stands in an element's content with nothing held back, so that what comes
 * next can be nothing else. What is not plain in such text (a reference that is not
 * predefined, a carriage return, `]]>`, what XML forbids) is left to libxml2 as well.
 */
#ifndef PARSE_XML_PUSH_H
#define PARSE_XML_PUSH_H

#include <stddef.h>

#include "base/buf.h"
#include "parse/feed.h"

struct _xmlParserCtxt;

struct xml_push {
	struct _xmlParserCtxt *ctxt;
	struct feed *feed;
	enum { XML_IN_TEXT, XML_AT_OPEN, XML_IN_TAG, XML_IN_CDATA } place; /* of the bytes that went by */
	int matched, brackets;    /* of `![CDATA[`; of `]]>` */
	size_t equals;      /* attributes in the tag that is open */
	struct buf waiting; /* what libxml2 has not got yet */
	struct buf held;    /* text whose end has not come yet */
};

/* Both are lent. */
void xml_push_init(struct xml_push *x, struct _xmlParserCtxt *ctxt, struct feed *feed);
void xml_push_clear(struct xml_push *x);

/* A piece of valid UTF-8 without characters that XML forbids; the end. 0; 1 for a flood
 * of attributes; -1 when out of memory. */
int xml_push_piece(struct xml_push *x, const char *p, size_t n);
int xml_push_end(struct xml_push *x);

#endif
