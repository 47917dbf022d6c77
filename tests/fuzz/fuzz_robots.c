/* A robots.txt: every rule is one that the front takes, spelt once and for all, and matches itself. */
#include <string.h>

#include "base/robots.h"
#include "front/message.h"
#include "tests/fuzz/fuzz.h"
#include "tests/parse/lib_dump.h"
#include "wirefold.h"

static void
taken(struct frame *f, struct arena *a)
{
	struct wf_entry e;
	struct buf twice;
	struct why why;

	if (f->type != WF_FRAME_ITEM)
		return;
	FUZZ_HOLDS(message_entry(f, a, &e, &why) == 0);
	FUZZ_HOLDS((e.guid[0] == '+' || e.guid[0] == '-') && (e.guid[1] == '/' || e.guid[1] == '*'));
	FUZZ_HOLDS(strlen(e.guid) <= ROBOTS_PATTERN_MAX);
	buf_init(&twice, (size_t)8 * ROBOTS_PATTERN_MAX);
	FUZZ_HOLDS(robots_spell(&twice, e.guid + 1, strlen(e.guid + 1)) == 0);
	FUZZ_HOLDS(strcmp(buf_get(&twice), e.guid + 1) == 0);
	if (strchr(e.guid, '$') == NULL)
		FUZZ_HOLDS(robots_match(e.guid + 1, e.guid + 1) == (int)strlen(e.guid + 1));
	buf_clear(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct lib_dump *d;

	if (d == NULL) {
		d = lib_dump_new();
		d->frame = WF_FRAME_ROBOTS;
	}
	FUZZ_HOLDS(lib_dump_read(d, (const char *)p, n, NULL, NULL) == 0);
	FUZZ_HOLDS(d->status == 0);
	FUZZ_HOLDS(lib_dump_each(d, taken) == 0);
	return 0;
}
