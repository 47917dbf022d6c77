/* A date is none, or one of the years 2 to 9999 that is read back as it is written. */
#include <string.h>

#include "base/time.h"
#include "parse/date.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char s[TIME_LEN];
	struct time_civil c;
	struct buf in;
	int64_t t;

	buf_init(&in, (size_t)1 << 20);
	fuzz_lib_utf8(&in, (const char *)p, n);
	t = date_read(buf_get(&in), in.n);
	buf_clear(&in);
	if (t == TIME_NONE)
		return 0;
	time_to_civil(t, &c);
	FUZZ_HOLDS(c.year >= 1 && c.year <= 9999 && time_of_civil(&c) == t);
	time_format(t, s);
	FUZZ_HOLDS(time_parse(s, strlen(s)) == t && date_read(s, strlen(s)) == t);
	return 0;
}
