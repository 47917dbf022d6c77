/* lib_dump: a document through the whole parser in this process, its frames as
 * lines of `tag: value`. */
#ifndef TESTS_PARSE_LIB_DUMP_H
#define TESTS_PARSE_LIB_DUMP_H

#include <stddef.h>

#include "base/buf.h"
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

void lib_dump_init(struct lib_dump *d);
void lib_dump_clear(struct lib_dump *d);

/* Reads n bytes; the lines are in d->text. 0, or -1: frames that do not decode,
 * or text in them that must not be there. */
int lib_dump_read(struct lib_dump *d, const char *p, size_t n, const char *base, const char *content_type);

#endif
