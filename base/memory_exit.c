/* For processes that may die of it: see memory.h. */
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

void *
memory_get(void *p, size_t n)
{
	void *q = realloc(p, n);

	if (q == NULL)
		_exit(MEMORY_EXIT);
	return q;
}
