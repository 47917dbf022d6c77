#include "front/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP (64 << 20)  /* bytes; in each step the last large page is not whole, so steps are few */
#define APART (1 << 20)  /* bytes of an allocation that is not of the heap */

void
heap_init(struct heap *h)
{
	(void)mallopt(M_TOP_PAD, STEP);
	(void)mallopt(M_TRIM_THRESHOLD, 2 * STEP);
	(void)mallopt(M_MMAP_THRESHOLD, APART);
	h->end = sbrk(0);
}

void
heap_large(struct heap *h)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	char *end = sbrk(0);
	uintptr_t from = ((uintptr_t)h->end + page - 1) / page * page;

	if (end < h->end + STEP / 4)
		return;
	(void)madvise((void *)from, (uintptr_t)end - from, MADV_HUGEPAGE);
	h->end = end;
}

void
heap_begin(void)
{
	struct heap h;
	void *volatile grows;

	heap_init(&h);
	grows = malloc(APART / 2);
	free(grows);
	heap_large(&h);
}
