/* source: the bytes of a document, in memory or behind a descriptor.
 *
 * What is large is read in windows as it is needed: a mapping would cost a fault for
 * every few pages, at each pass.
 */
#ifndef PARSE_SOURCE_H
#define PARSE_SOURCE_H

#include <stddef.h>

#ifndef SOURCE_WINDOW /* fuzzing has many edges in small documents */
#define SOURCE_WINDOW ((size_t)64 * 1024) /* bytes that are there at once */
#endif

/* Reads up to n bytes from the offset on: how many, 0 at the end, -1. */
typedef ptrdiff_t source_read(void *arg, size_t at, char *to, size_t n);

struct source {
	const char *p;      /* all n bytes, or NULL */
	size_t n;
	source_read *read;  /* what source_get gets them by; NULL: from p */
	void *arg;
	char *window;       /* SOURCE_WINDOW bytes; ours */
	size_t at, in;      /* what is in it: so many bytes from this offset on */
};

/* Zeroed memory but for the first four is a source. */
void source_clear(struct source *s);

/* *n bytes of the document from the offset on, at most SOURCE_WINDOW; fewer than asked
 * for at the end alone. Lent until the next call. NULL when out of memory. */
const char *source_get(struct source *s, size_t at, size_t *n);

/* The line on which the offset stands; what source_get lent stays. */
size_t source_line(const struct source *s, size_t at);

#endif
