/* A journal line. What is read is written as one line, and that line is read and
 * written the same for ever. */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "store/item.h"
#include "tests/fuzz/fuzz.h"

static int
copy(struct buf *to, const char *p, size_t n)
{
	struct wf_line line;
	struct wf_entry entry;
	struct arena a;
	struct why why;
	int rc;

	arena_init(&a, (size_t)64 << 20);
	memset(&why, 0, sizeof(why));
	rc = item_read(p, n, &a, &line, &why);
	if (rc == 0 && line.entry != NULL && line.entry->id[0] == '\0') { /* from outside: the front gives it one */
		entry = *line.entry;
		memset(entry.id, 'a', WF_ID_HEX);
		line.entry = &entry;
	}
	if (rc == 0)
		FUZZ_HOLDS(item_write(to, &line) == 0);
	else
		FUZZ_HOLDS(why.text[0] != '\0');
	arena_clear(&a);
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf one, two, three;

	buf_init(&one, (size_t)64 << 20);
	buf_init(&two, (size_t)64 << 20);
	buf_init(&three, (size_t)64 << 20);
	if (copy(&one, (const char *)p, n) == 0) {
		FUZZ_HOLDS(memchr(buf_get(&one), '\n', one.n) == NULL && utf8_valid(buf_get(&one), one.n));
		FUZZ_HOLDS(copy(&two, buf_get(&one), one.n) == 0);
		FUZZ_HOLDS(copy(&three, buf_get(&two), two.n) == 0);
		FUZZ_HOLDS(two.n == three.n && memcmp(buf_get(&two), buf_get(&three), two.n) == 0);
	}
	buf_clear(&one);
	buf_clear(&two);
	buf_clear(&three);
	return 0;
}
