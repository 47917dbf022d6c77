/* buf: a growing byte buffer that is born with its ceiling.
 *
 * A failure sticks: after one put that failed (out of memory, or past the
 * ceiling) every later put fails too, so a writer may check once at the end.
 * The bytes are always followed by a NUL that does not count.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
	char *p;    /* NULL until the first put; the buffer owns it */
	size_t n;   /* bytes held */
	size_t cap; /* bytes allocated */
	size_t max; /* ceiling in bytes */
	int failed; /* 0, or 1 after the first put that failed */
};

/* Makes an empty buffer that will hold at most `max` bytes. Allocates nothing. */
void buf_init(struct buf *b, size_t max);

/* Frees the bytes; the buffer is empty and usable again, its ceiling kept. */
void buf_clear(struct buf *b);

/* Forgets the bytes and the failure, keeps the memory. */
void buf_reset(struct buf *b);

/* Appends; 0, or -1 when out of memory or past the ceiling (nothing appended). */
int buf_put(struct buf *b, const void *p, size_t n);
int buf_str(struct buf *b, const char *s);
int buf_char(struct buf *b, char c);
int buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Room for `n` bytes at the end, not yet counted: fill it, then add to b->n.
 * NULL as for buf_put. */
char *buf_room(struct buf *b, size_t n);

/* Removes the first n bytes (all, if fewer). */
void buf_shift(struct buf *b, size_t n);

/* The bytes as a C string; "" while nothing was put. Lent until the next put. */
const char *buf_get(const struct buf *b);

#endif
