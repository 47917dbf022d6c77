/* Frames one behind the other, as the front meets them: whatever type they say, each
 * of its readers takes or refuses them. What was taken keeps wirefold.h's promises. */
#include <string.h>

#include "base/arena.h"
#include "base/frame.h"
#include "base/utf8.h"
#include "front/message.h"
#include "tests/fuzz/fuzz.h"
#include "wirefold.h"

#define MAX ((size_t)1 << 20)

static int
is_url(const char *s)
{
	return s == NULL || (strlen(s) <= WF_URL_MAX && strpbrk(s, "\n\t\r") == NULL && utf8_valid(s, strlen(s)));
}

static void
entry(struct frame f, struct arena *a)
{
	struct wf_entry e;
	struct why why;

	if (message_entry(&f, a, &e, &why) != 0)
		return;
	FUZZ_HOLDS(e.guid != NULL && e.guid[0] != '\0' && e.text != NULL);
	FUZZ_HOLDS(is_url(e.url) && is_url(e.external_url) && is_url(e.image));
	FUZZ_HOLDS(e.n_authors <= WF_LIST_MAX && e.n_tags <= WF_LIST_MAX && e.n_attachments <= WF_LIST_MAX);
	FUZZ_HOLDS(utf8_valid(e.text, strlen(e.text)) && strlen(e.text) <= WF_FIELD_MAX);
	FUZZ_HOLDS(e.title == NULL || (strlen(e.title) <= WF_TITLE_MAX && strchr(e.title, '\n') == NULL));
}

static void
all(const struct frame *f, struct arena *a)
{
	struct message_result result;
	struct message_exit leave;
	struct message_end end;
	struct frame copy = *f;
	struct wf_doc doc;
	struct why why;

	entry(*f, a);
	if (message_doc(&copy, a, &doc, &why) == 0)
		FUZZ_HOLDS(doc.n_warnings <= WF_WARNINGS_MAX && is_url(doc.home) && is_url(doc.self));
	copy = *f;
	(void)message_end(&copy, a, &end, &why);
	copy = *f;
	(void)message_exit(&copy, a, &leave, &why);
	copy = *f;
	if (message_result(&copy, a, &result, &why) == 0)
		FUZZ_HOLDS(result.n_redirects <= MESSAGE_REDIRECTS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct frame_field field;
	struct frame f, copy;
	struct arena a;
	struct why why;
	size_t at = 0, count;
	ptrdiff_t k;

	arena_init(&a, (size_t)64 << 20);
	while (at < n && (k = frame_next((const char *)p + at, n - at, MAX, &f, &why)) > 0) {
		FUZZ_HOLDS((size_t)k <= n - at);
		copy = f;
		for (count = 0; frame_field(&copy, &field, &why) == 1; count++)
			FUZZ_HOLDS(field.p >= (const char *)p + at && field.p + field.n <= (const char *)p + at + k);
		all(&f, &a);
		arena_clear(&a);
		at += (size_t)k;
	}
	return 0;
}
