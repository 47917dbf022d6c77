/* feed_json: a parsed document as JSON Feed 1.1, item by item. */
#ifndef FRONT_FEED_JSON_H
#define FRONT_FEED_JSON_H

#include "base/buf.h"
#include "wirefold.h"

/* The start of the document, before the first item. */
void feed_json_open(struct buf *b);

/* One item; its id is the guid. */
void feed_json_item(struct buf *b, const struct wf_entry *e);

/* The feed-level keys and the end. `cut` says why the document ended early, or NULL. */
void feed_json_close(struct buf *b, const struct wf_doc *d, const char *cut);

#endif
