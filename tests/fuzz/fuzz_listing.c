/* OPML or a page: the frames decode, the front takes every one, and a URL is one of the web. The
 * first byte chooses. */
#include <string.h>

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

	if (f->type == WF_FRAME_ITEM) {
		FUZZ_HOLDS(message_entry(f, a, &e, &why) == 0);
		FUZZ_HOLDS(e.url == NULL || strncasecmp(e.url, "http", 4) == 0);
		FUZZ_HOLDS(e.source != NULL && e.n_extras == 1);
	} else if (f->type == WF_FRAME_FEED) {
		FUZZ_HOLDS(message_doc(f, a, &doc, &why) == 0);
	} else {
		FUZZ_HOLDS(message_end(f, a, &end, &why) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct lib_dump *d;

	if (d == NULL)
		d = lib_dump_new();
	if (n == 0)
		return 0;
	d->frame = p[0] % 2 == 0 ? WF_FRAME_OUTLINE : WF_FRAME_LINKS;
	FUZZ_HOLDS(lib_dump_read(d, (const char *)p + 1, n - 1, "https://h.test/page", NULL) == 0);
	FUZZ_HOLDS(d->status == 0 || d->status == 1);
	FUZZ_HOLDS(lib_dump_each(d, taken) == 0);
	return 0;
}
