/* one_doc: one document through the jailed parser, for commands that look at one. */
#ifndef FRONT_ONE_DOC_H
#define FRONT_ONE_DOC_H

#include "base/frame.h"
#include "base/why.h"
#include "front/docs.h"

/* All bytes that come from a descriptor, in a sealed memfd, at most `max`. The memfd, or -1 and
 * `why`, which starts with `name`. */
int one_doc_copy(int from, const char *name, int64_t max, struct why *why);

/* A descriptor of a file's bytes (NULL or "-": standard input), at most `max`: a sealed
 * memfd, or the file itself where a copy would cost more than it helps. -1 and `why`. */
int one_doc_load(const char *path, int64_t max, struct why *why);

/* Parses it, handing out ITEM and FEED frames, or a page's ARTICLE, as they come. 0 when the document counts; 1
 * when it does not, -1 when the parser cannot be started; both with `why`. */
struct one_doc {
	int body;                        /* taken */
	const char *base, *content_type; /* or NULL */
	uint16_t what;                   /* docs_job.frame */
	const char *rule;                /* for a page, or NULL */
	int unbounded;                   /* frames may be more than WF_DOC_MAX bytes in all */
	int (*frame)(void *ctx, struct frame *f, struct why *why);
	int (*idle)(void *ctx, struct why *why); /* nothing more is there yet; or NULL */
	void *ctx;
};
int one_doc_parse(const struct one_doc *d, struct why *why);

#endif
