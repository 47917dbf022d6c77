#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define BUF_FIRST 256 /* bytes of the first allocation */

void
buf_init(struct buf *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = max;
}

void
buf_clear(struct buf *b)
{
	free(b->p);
	buf_init(b, b->max);
}

void
buf_reset(struct buf *b)
{
	b->n = 0;
	b->failed = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

char *
buf_room(struct buf *b, size_t n)
{
	size_t want, cap;
	char *p;

	if (b->failed || b->n > b->max || n > b->max - b->n) {
		b->failed = 1;
		return NULL;
	}
	want = b->n + n + 1;
	if (want <= b->cap)
		return b->p + b->n;
	cap = b->cap > 0 ? b->cap : BUF_FIRST;
	while (cap < want)
		cap = cap > SIZE_MAX / 2 ? want : cap * 2;
	if (cap > b->max + 1)
		cap = b->max + 1;
	p = memory_get(b->p, cap);
	if (p == NULL) {
		b->failed = 1;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return b->p + b->n;
}

int
buf_put(struct buf *b, const void *p, size_t n)
{
	char *to = n < b->cap - b->n && !b->failed ? b->p + b->n : buf_room(b, n);

	if (to == NULL)
		return -1;
	if (n > 0)
		memcpy(to, p, n);
	b->n += n;
	b->p[b->n] = '\0';
	return 0;
}

int
buf_str(struct buf *b, const char *s)
{
	return buf_put(b, s, strlen(s));
}

int
buf_char(struct buf *b, char c)
{
	char *to = b->cap - b->n > 1 && !b->failed ? b->p + b->n : buf_room(b, 1);

	if (to == NULL)
		return -1;
	to[0] = c;
	to[1] = '\0';
	b->n++;
	return 0;
}

int
buf_printf(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap;
	char *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = 1;
		return -1;
	}
	if ((size_t)n < sizeof(small))
		return buf_put(b, small, (size_t)n);
	to = buf_room(b, (size_t)n);
	if (to == NULL)
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(to, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
	return 0;
}

void
buf_shift(struct buf *b, size_t n)
{
	if (b->p == NULL)
		return;
	if (n > b->n)
		n = b->n;
	memmove(b->p, b->p + n, b->n - n + 1);
	b->n -= n;
}

const char *
buf_get(const struct buf *b)
{
	return b->p != NULL && b->n > 0 ? b->p : "";
}
