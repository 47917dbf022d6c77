/* The first line is a Content-Type, the rest a document. It comes out as valid UTF-8
 * without NUL and controls, no piece is empty, and not longer than it may be. */
#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "tests/fuzz/fuzz.h"

static void
sound(const char *p, size_t n)
{
	size_t i;

	FUZZ_HOLDS(utf8_valid(p, n));
	for (i = 0; i < n; i++)
		FUZZ_HOLDS((unsigned char)p[i] >= ' ' || p[i] == '\t' || p[i] == '\n' || p[i] == '\r');
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct charset_set set;
	static int warm;
	struct source from;
	struct charset_stream s;
	struct charset c;
	const char *nl = n > 0 ? memchr(p, '\n', n) : NULL, *piece;
	size_t head = nl == NULL ? 0 : (size_t)(nl - (const char *)p) + 1, total = 0;
	struct buf type;
	ptrdiff_t k;

	if (!warm)
		charset_open(&set);
	warm = 1;
	memset(&from, 0, sizeof(from));
	buf_init(&type, (size_t)1 << 20);
	fuzz_lib_utf8(&type, (const char *)p, head > 0 ? head - 1 : 0);
	from.p = (const char *)p + head;
	from.n = n - head;
	charset_choose(&c, &from, type.n > 0 ? buf_get(&type) : NULL, &set);
	FUZZ_HOLDS(c.bom <= from.n && memchr(c.name, '\0', sizeof(c.name)) != NULL);
	charset_stream_init(&s, &c, &from);
	while ((k = charset_stream_next(&s, &piece)) > 0) {
		sound(piece, (size_t)k);
		total += (size_t)k;
	}
	FUZZ_HOLDS(k == 0 && total <= from.n * 6 + 16);
	charset_stream_clear(&s);
	buf_clear(&type);
	return 0;
}
