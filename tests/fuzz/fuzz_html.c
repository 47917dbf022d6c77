/* A fragment: both products are valid, the text has no control character, the HTML
 * is its own sanitised form. */
#include <string.h>

#include "base/utf8.h"
#include "parse/html.h"
#include "tests/fuzz/fuzz.h"

static int
is_text(const struct buf *b)
{
	const char *p = buf_get(b), *end = p + b->n;
	uint32_t c;

	while (p < end) {
		c = utf8_next(&p, end);
		if (c != '\n' && utf8_control(c))
			return 0;
	}
	return utf8_valid(buf_get(b), b->n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf in, text, html, twice;

	buf_init(&in, (size_t)16 << 20);
	buf_init(&text, (size_t)16 << 20);
	buf_init(&html, (size_t)16 << 20);
	buf_init(&twice, (size_t)16 << 20);
	fuzz_lib_utf8(&in, (const char *)p, n);
	html_read(buf_get(&in), in.n, "https://h.test/", &text, &html);
	(void)html_looks_so(buf_get(&in), in.n);
	FUZZ_HOLDS(is_text(&text));
	FUZZ_HOLDS(utf8_valid(buf_get(&html), html.n));
	html_read(buf_get(&html), html.n, "https://h.test/", NULL, &twice);
	FUZZ_HOLDS(twice.n == html.n && memcmp(buf_get(&twice), buf_get(&html), html.n) == 0);
	buf_clear(&in);
	buf_clear(&text);
	buf_clear(&html);
	buf_clear(&twice);
	return 0;
}
