/* A document through the whole parser. Its frames decode, hold no character that
 * must not be there, and the front takes every one of them. */

#include "front/message.h"
#include "tests/fuzz/fuzz.h"
#include "tests/parse/lib_dump.h"
#include "wirefold.h"

static void
taken(struct frame *f, struct arena *a)
{
	struct message_end end;
	struct wf_entry e;
	struct wf_doc doc;
	struct why why;

	if (f->type == WF_FRAME_ITEM)
		FUZZ_HOLDS(message_entry(f, a, &e, &why) == 0);
	else if (f->type == WF_FRAME_FEED)
		FUZZ_HOLDS(message_doc(f, a, &doc, &why) == 0);
	else
		FUZZ_HOLDS(message_end(f, a, &end, &why) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct lib_dump *d;

	if (d == NULL)
		d = lib_dump_new();
	FUZZ_HOLDS(lib_dump_read(d, (const char *)p, n, "https://h.test/feed", NULL) == 0);
	FUZZ_HOLDS(d->status == 0 || d->status == 1);
	FUZZ_HOLDS(lib_dump_each(d, taken) == 0);
	return 0;
}
