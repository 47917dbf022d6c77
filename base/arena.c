#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define CHUNK_BYTES ((size_t)32 * 1024) /* a feed's entry fits in one or two */
#define CHUNK_SMALL ((size_t)1024)
#define ALIGN _Alignof(max_align_t)

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char bytes[];
};

void
arena_init(struct arena *a, size_t max)
{
	a->head = NULL;
	a->used = 0;
	a->max = max;
	a->next = CHUNK_BYTES;
}

void
arena_init_small(struct arena *a, size_t max)
{
	arena_init(a, max);
	a->next = CHUNK_SMALL;
}

void
arena_clear(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->head; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	arena_init(a, a->max);
}

/* A big piece gets a chunk of its own behind the head, so that the room left
 * in the head is not lost. */
static struct arena_chunk *
chunk_new(struct arena *a, size_t n)
{
	const int apart = n > a->next / 4;
	size_t size = apart ? n : a->next;
	struct arena_chunk *c = memory_get(NULL, sizeof(*c) + size);

	if (c == NULL)
		return NULL;
	c->used = 0;
	c->size = size;
	if (!apart && a->next < CHUNK_BYTES)
		a->next *= 2;
	if (apart && a->head != NULL) {
		c->next = a->head->next;
		a->head->next = c;
	} else {
		c->next = a->head;
		a->head = c;
	}
	return c;
}

static void *
take(struct arena *a, size_t n)
{
	struct arena_chunk *c = a->head;
	unsigned char *p;

	if (n > SIZE_MAX - ALIGN - sizeof(*c))
		return NULL;
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (a->used > a->max || n > a->max - a->used)
		return NULL;
	if (c == NULL || c->size - c->used < n) {
		c = chunk_new(a, n);
		if (c == NULL)
			return NULL;
	}
	p = c->bytes + c->used;
	c->used += n;
	a->used += n;
	return p;
}

void *
arena_get(struct arena *a, size_t n)
{
	void *p = take(a, n);

	return p != NULL ? memset(p, 0, n) : NULL;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_get(a, count * size);
}

char *
arena_strn(struct arena *a, const char *s, size_t n)
{
	char *p;

	if (n == SIZE_MAX)
		return NULL;
	p = take(a, n + 1);
	if (p == NULL)
		return NULL;
	if (n > 0)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s == NULL ? NULL : arena_strn(a, s, strlen(s));
}
