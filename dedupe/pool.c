#include "dedupe/pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define HIDE(at, n) __asan_poison_memory_region(at, n)
#define SHOW(at, n) __asan_unpoison_memory_region(at, n)
#else
#define HIDE(at, n) ((void)(at), (void)(n))
#define SHOW(at, n) ((void)(at), (void)(n))
#endif

#define UNIT ((size_t)64 << 10) /* bytes that are used again as one; at a multiple of itself */
#define LARGE (UNIT / 16)       /* a thing of so many bytes has a unit of its own */

/* The beginning of a unit. */
struct unit {
	struct pool *pool;      /* NULL: of one large thing */
	struct unit *next;      /* of those that are free */
	struct unit *block;     /* of the first of a block: the block before ... */
	size_t units;           /* ... and how many units it has */
	size_t used, live;      /* bytes; things */
};

struct pool {
	struct unit *now, *spare, *block;
	size_t units;           /* of the next block */
};

static char *
map(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED ? p : NULL;
}

/* The system puts one map beside the other, so where one is at a multiple of its size, the next
 * is, too. */
void *
pool_block(void)
{
	char *p = map(POOL_BLOCK);
	size_t over = (uintptr_t)p % POOL_BLOCK;

	if (p != NULL && over != 0) {
		(void)munmap(p, POOL_BLOCK);
		if ((p = map(2 * POOL_BLOCK)) == NULL)
			return NULL;
		over = (uintptr_t)p % POOL_BLOCK;
		if (over != 0)
			(void)munmap(p, POOL_BLOCK - over);
		p += over != 0 ? POOL_BLOCK - over : 0;
		(void)munmap(p + POOL_BLOCK, over != 0 ? over : POOL_BLOCK);
	}
	if (p != NULL)
		(void)madvise(p, POOL_BLOCK, MADV_HUGEPAGE);
	return p;
}

void
pool_unblock(void *block)
{
	if (block != NULL)
		(void)munmap(block, POOL_BLOCK);
}

static void
free_block(struct unit *u)
{
	const size_t n = u->units * UNIT;

	SHOW(u, n);
	if (n == POOL_BLOCK)
		pool_unblock(u);
	else
		free(u);
}

struct pool *
pool_new(void)
{
	struct pool *p = calloc(1, sizeof(*p));

	if (p != NULL)
		p->units = 1;
	return p;
}

void
pool_free(struct pool *p)
{
	struct unit *u, *before;

	if (p == NULL)
		return;
	for (u = p->block; u != NULL; u = before) {
		before = u->block;
		free_block(u);
	}
	free(p);
}

static struct unit *
unit_at(void *block, size_t i)
{
	return (struct unit *)(void *)((char *)block + i * UNIT);
}

/* More units: one at first, and twice as many each time, up to a block. */
static int
more(struct pool *p)
{
	const size_t n = p->units;
	void *block = NULL;
	struct unit *u;
	size_t i;

	if (n * UNIT >= POOL_BLOCK)
		block = pool_block();
	else if (posix_memalign(&block, UNIT, n * UNIT) != 0)
		block = NULL;
	if (block == NULL)
		return -1;
	for (i = n; i-- > 0;) {
		u = unit_at(block, i);
		*u = (struct unit){ .pool = p, .next = p->spare, .block = p->block, .units = n };
		HIDE(u + 1, UNIT - sizeof(*u));
		p->spare = u;
	}
	p->block = block;
	if (n * UNIT < POOL_BLOCK)
		p->units *= 2;
	return 0;
}

static void *
large(size_t n)
{
	void *p = NULL;
	struct unit *u;

	if (n > SIZE_MAX / 2 || posix_memalign(&p, UNIT, sizeof(*u) + n) != 0)
		return NULL;
	u = p;
	memset(u, 0, sizeof(*u) + n);
	return u + 1;
}

void *
pool_get(struct pool *p, size_t n)
{
	struct unit *u = p->now;
	void *thing;

	if (n >= LARGE)
		return large(n);
	n = (n + 7) / 8 * 8;
	if (u == NULL || u->used + n > UNIT) {
		if (p->spare == NULL && more(p) != 0)
			return NULL;
		u = p->now = p->spare;
		p->spare = u->next;
		u->next = NULL;
		u->used = sizeof(*u);
	}
	thing = (char *)u + u->used;
	SHOW(thing, n);
	u->used += n;
	u->live++;
	return memset(thing, 0, n);
}

void
pool_drop(void *thing)
{
	struct unit *u;

	if (thing == NULL)
		return;
	u = (struct unit *)(void *)((char *)thing - ((uintptr_t)thing & (UNIT - 1)));
	if (u->pool == NULL) {
		free(u);
		return;
	}
	if (--u->live > 0)
		return;
	HIDE(u + 1, UNIT - sizeof(*u));
	if (u == u->pool->now) {
		u->used = sizeof(*u);
		return;
	}
	u->next = u->pool->spare;
	u->pool->spare = u;
}
