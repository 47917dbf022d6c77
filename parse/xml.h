/* xml: a document through libxml2's push parser, strictly.
 *
 * Stops for good at any ENTITY or ATTLIST declaration (they are how small
 * documents become big), and where feed.h's limits are; nothing is loaded, no
 * entity is expanded but the 253 names of HTML.
 */
#ifndef PARSE_XML_H
#define PARSE_XML_H

#include "base/why.h"
#include "parse/charset.h"
#include "parse/feed.h"

enum xml_result {
	XML_READ,    /* to its end, or as far as feed.stop let it */
	XML_BROKEN   /* not well-formed: `why` says where; read it tolerantly */
};

/* Once a process, before the jail. */
void xml_warm(void);

enum xml_result xml_read(struct feed *f, struct charset_stream *in, struct why *why);

#endif
