/* lib_dump: a document through the whole parser in this process, its frames as
 * lines of `tag: value`. */
#ifndef TESTS_PARSE_LIB_DUMP_H
#define TESTS_PARSE_LIB_DUMP_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/frame.h"
#include "parse/charset.h"

struct lib_dump {
	struct charset_set charsets;
	struct buf frames, text;
	int status;             /* what document_read returned */
	char why[256];          /* of an END that has one, else "" */
	long items;
	int frame;              /* document_job.frame; 0: a feed */
	const char *summary, *rule; /* of a page, or NULL */
};

/* For fuzz targets, which keep one: aborts when out of memory. */
struct lib_dump *lib_dump_new(void);
/* Calls fn with each frame of what was read and an arena that is cleared behind it. 0, or -1 when
 * the bytes are no frames. */
typedef void lib_dump_fn(struct frame *f, struct arena *a);
int lib_dump_each(const struct lib_dump *d, lib_dump_fn *fn);

void lib_dump_init(struct lib_dump *d);
void lib_dump_clear(struct lib_dump *d);

/* Reads n bytes; the lines are in d->text. 0, or -1: frames that do not decode,
 * or text in them that must not be there. */
int lib_dump_read(struct lib_dump *d, const char *p, size_t n, const char *base, const char *content_type);

#endif
