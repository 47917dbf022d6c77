/* export_xml: Atom (RFC 4287) and OPML. */
#ifndef FRONT_EXPORT_XML_H
#define FRONT_EXPORT_XML_H

#include "front/conf.h"
#include "front/export_format.h"

void export_xml_head(struct buf *b, const struct export_head *h);
void export_xml_item(struct buf *b, const struct export_item *i);
void export_xml_tail(struct buf *b);

/* The feeds of feeds.conf that have this tag and this name (NULL: any). */
void export_xml_opml(struct buf *b, const struct conf *c, const char *tag, const char *feed);

#endif
