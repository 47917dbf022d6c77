#include "base/memory.h"

#include <stdlib.h>

void *
memory_get(void *p, size_t n)
{
	return realloc(p, n);
}
