/* memory: where buf and arena get theirs.
 *
 * Two files define it, and a program links one. memory.c says when there is none: the front
 * and the fetcher report it and go on or end. memory_exit.c ends the process: the parser's
 * children, one a document, would else hand on an entry without what did not fit.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#define MEMORY_EXIT 4 /* exit status of a process that ends so */

/* realloc(3): n bytes, at least 1, with those at p; NULL when there is none. */
void *memory_get(void *p, size_t n);

#endif
