/* document: one feed document into frames.
 *
 * ITEM frames as entries end, then FEED, then END. What is no feed gives one END
 * frame that says why.
 */
#ifndef PARSE_DOCUMENT_H
#define PARSE_DOCUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "parse/charset.h"
#include "parse/emit.h"

#define DOCUMENT_NO_MEMORY MEMORY_EXIT /* exit status of a child that ran out */
#define DOCUMENT_WANTS 128   /* and the row of the charset that has to be warmed first */

struct document_job {
	uint32_t id;                    /* of the frames */
	const char *p;                  /* n bytes, or NULL */
	size_t n;
	const char *base;               /* URL of the document, or NULL */
	const char *content_type;       /* as the server said, or NULL */
	emit_put *put;                  /* where the frames go */
	void *arg;                      /* of both */
	source_read *read;              /* a cheaper way to the bytes, or NULL */
	int frame;                      /* that brought it: WF_FRAME_OUTLINE, WF_FRAME_LINKS, WF_FRAME_PAGE, WF_FRAME_ROBOTS; else a feed */
	const char *summary, *rule;     /* of a page (page.h), or NULL: the feed's words about it, a site's rules */
};

/* Once a process, before the jail. */
void document_warm(void);

/* Reads it. The exit status of the child: 0 a feed, 1 none (the
 * frame says why), 3 nobody takes the frames, DOCUMENT_NO_MEMORY; from DOCUMENT_WANTS on
 * nothing was read: see charset_warm, then read it again. */
int document_read(const struct document_job *job, const struct charset_set *set);

#endif
