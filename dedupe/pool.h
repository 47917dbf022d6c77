/* pool: memory for many small things that leave in about the order in which they came: live entries,
 * and what feeds are remembered by. A thing costs what it holds and no more, as its neighbours come and
 * go with it; what is free again is used again, and goes back to the system with the pool. */
#ifndef DEDUPE_POOL_H
#define DEDUPE_POOL_H

#include <stddef.h>

struct pool;

/* NULL when out of memory. */
struct pool *pool_new(void);
/* Frees all that is in it. */
void pool_free(struct pool *p);

/* n bytes, zeroed, aligned for 64 bits; NULL when out of memory. The pool's, until pool_drop. */
void *pool_get(struct pool *p, size_t n);
/* Silent for NULL. */
void pool_drop(void *thing);

/* POOL_BLOCK bytes, a large page where the kernel has one: memory that is read all over the place
 * would look up its page first most times. Zeroed; NULL when out of memory. */
#define POOL_BLOCK ((size_t)2 << 20)
void *pool_block(void);
/* Silent for NULL. */
void pool_unblock(void *block);

#endif
