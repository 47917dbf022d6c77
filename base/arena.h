/* arena: the memory of one document, freed in one call. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *head;
	size_t used; /* bytes handed out */
	size_t max;  /* ceiling in bytes */
	size_t next; /* bytes of the next chunk */
};

/* An empty arena that hands out at most `max` bytes. Allocates nothing. */
void arena_init(struct arena *a, size_t max);

/* The same for one of many arenas that hold little: it begins with a small chunk. */
void arena_init_small(struct arena *a, size_t max);

/* Frees everything; the arena is empty and usable again. */
void arena_clear(struct arena *a);

/* `n` bytes, zeroed, aligned for any type; NULL when out of memory or past the
 * ceiling. They live until arena_clear. */
void *arena_get(struct arena *a, size_t n);

/* `count` times `size` bytes, the product checked. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A copy of the n bytes at s with a NUL behind; NULL as for arena_get. */
char *arena_strn(struct arena *a, const char *s, size_t n);

/* A copy of the string s; NULL for NULL, else as for arena_get. */
char *arena_str(struct arena *a, const char *s);

#endif
