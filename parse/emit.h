/* emit: the frames of one document, written as entries end. */
#ifndef PARSE_EMIT_H
#define PARSE_EMIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wirefold.h"

/* Where bytes go. 0, or -1: nobody takes them any more. */
typedef int emit_put(void *arg, const char *p, size_t n);

struct emit {
	emit_put *put;
	void *arg;
	uint32_t id;            /* of the document */
	struct buf out;
	uint64_t bytes;         /* of all frames so far */
	size_t items;
	int failed;             /* a put failed, or memory ran out */
};

void emit_init(struct emit *e, uint32_t id, emit_put *put, void *arg);
void emit_clear(struct emit *e);

/* An ITEM frame. 0 or -1. */
int emit_item(struct emit *e, const struct wf_entry *entry);

/* The FEED and END frames, and everything buffered. 0 or -1. */
int emit_feed(struct emit *e, const struct wf_doc *doc);

/* The ARTICLE and END frames. 0 or -1. */
int emit_article(struct emit *e, const struct wf_article *article);

/* An END frame that says why there is no feed. 0 or -1. */
int emit_why(struct emit *e, const char *why);

#endif
