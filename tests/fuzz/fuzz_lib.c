#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_lib_broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

void
fuzz_lib_utf8(struct buf *to, const char *p, size_t n)
{
	const char *end = p + n;
	char c[UTF8_MAX];
	uint32_t u;

	while (p < end) {
		u = utf8_next(&p, end);
		if (u != 0)
			(void)buf_put(to, c, utf8_put(u, c));
	}
}
