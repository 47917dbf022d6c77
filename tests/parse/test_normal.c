/* Normal form C is asked of utf8proc only for runs that hold a character which is not
 * content_stable: that none too many is called so, and that runs give what whole texts
 * do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "parse/content.h"
#include "tests/test.h"

#define LAST 0x10ffff

/* Characters that a canonical decomposition has behind its first one. */
static unsigned char joins[LAST + 1];

static void
mark_joins(void)
{
	utf8proc_int32_t c, out[32];
	utf8proc_ssize_t n, i;

	for (c = 0; c <= LAST; c++) {
		n = utf8proc_decompose_char(c, out, 32, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, NULL);
		for (i = 1; i < n && n <= 32; i++)
			joins[out[i]] = 1;
	}
}

/* A stable character that may change, be reordered or join: the first one, or -1. */
static long
first_wrong(void)
{
	utf8proc_int32_t c, out[32];
	utf8proc_ssize_t n;
	size_t k;
	char bytes[UTF8_MAX + 1];
	utf8proc_uint8_t *nfc;
	int same;

	for (c = 1; c <= LAST; c++) {
		if ((c >= 0xd800 && c <= 0xdfff) || !content_stable((uint32_t)c))
			continue;
		if (joins[c] || utf8proc_get_property(c)->combining_class != 0)
			return c;
		n = utf8proc_decompose_char(c, out, 32, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, NULL);
		if (n == 1 && out[0] == c)
			continue;
		k = utf8_put((uint32_t)c, bytes);
		nfc = NULL;
		n = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)k, &nfc, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
		same = n == (utf8proc_ssize_t)k && memcmp(nfc, bytes, k) == 0;
		free(nfc);
		if (!same)
			return c;
	}
	return -1;
}

static void
runs_as_whole(unsigned seed)
{
	static const uint32_t some[] = { 'a', 'e', ' ', 0xe9, 0x301, 0x323, 0x308, 0x300, 0x3b1, 0x345, 0x1100, 0x1161,
		0x11a8, 0xac00, 0x304b, 0x3099, 0x627, 0x653, 0x5d0, 0x5b7, 0x915, 0x93c, 0x958, 0x212b, 0x2126,
		0x4e00, 0xf900, 0x1f600, 0x340, 0x9c7, 0x9be, 0x2000, 0x37e, 0xe38, 0x1d15e };
	struct content_work w;
	struct content_source from;
	struct content got;
	struct arena a;
	struct buf in;
	utf8proc_uint8_t *nfc = NULL;
	char c[UTF8_MAX];
	int i;

	buf_init(&in, 4096);
	(void)buf_char(&in, 'x');
	for (i = 0; i < 24; i++) {
		seed = seed * 1664525u + 1013904223u;
		(void)buf_put(&in, c, utf8_put(some[(seed >> 8) % (sizeof(some) / sizeof(some[0]))], c));
	}
	(void)buf_char(&in, 'x');
	(void)utf8proc_map((const utf8proc_uint8_t *)buf_get(&in), 0, &nfc, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	content_init(&w);
	arena_init(&a, 1 << 20);
	memset(&from, 0, sizeof(from));
	from.p = (const char *)nfc;
	from.n = strlen((const char *)nfc);
	from.type = CONTENT_TEXT;
	(void)content_read(&got, &w, &a, &from);
	nfc = (utf8proc_uint8_t *)(void *)strdup(got.text); /* white space as the text has it */
	free((void *)(uintptr_t)from.p);
	from.p = buf_get(&in);
	from.n = in.n;
	(void)content_read(&got, &w, &a, &from);
	if (strcmp(got.text, (const char *)nfc) != 0)
		(void)test_str(got.text, (const char *)nfc, "a run is normalised as its whole", "seed");
	free(nfc);
	content_clear(&w);
	arena_clear(&a);
	buf_clear(&in);
}

int
main(void)
{
	unsigned i;
	long wrong;

	mark_joins();
	wrong = first_wrong();
	if (!CHECK(wrong < 0, "stable characters stay and join nothing"))
		printf("# U+%04lX\n", (unsigned long)wrong);
	for (i = 0; i < 3000; i++)
		runs_as_whole(i * 2654435761u);
	CHECK(1, "3,000 texts by runs as by wholes");
	return test_end();
}
