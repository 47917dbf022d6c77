/* The members of a JSON Feed's object: the version stands before them already. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/parse/lib_dump.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct lib_dump *d;
	struct buf in;

	if (d == NULL) {
		d = calloc(1, sizeof(*d));
		if (d == NULL)
			abort();
		lib_dump_init(d);
	}
	buf_init(&in, (size_t)16 << 20);
	(void)buf_str(&in, "{\"version\":\"https://jsonfeed.org/version/1.1\",");
	(void)buf_put(&in, p, n);
	FUZZ_HOLDS(lib_dump_read(d, buf_get(&in), in.n, "https://h.test/", "application/feed+json") == 0);
	FUZZ_HOLDS(d->status == 0 || d->status == 1);
	buf_clear(&in);
	return 0;
}
