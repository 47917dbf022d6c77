/* A page through article extraction. Its frames decode, hold no character that must not be
 * there, the front takes them, and the HTML is its own sanitised form. */
#include <stdlib.h>
#include <string.h>

#include "front/message.h"
#include "parse/html.h"
#include "parse/leftover.h"
#include "parse/leftover_tail.h"
#include "tests/fuzz/fuzz.h"
#include "tests/parse/lib_dump.h"
#include "wirefold.h"

static void
again(const char *html)
{
	struct buf twice;

	if (html == NULL)
		return;
	buf_init(&twice, (size_t)64 << 20);
	html_read(html, strlen(html), "https://h.test/", NULL, &twice);
	FUZZ_HOLDS(strcmp(buf_get(&twice), html) == 0);
	buf_clear(&twice);
}

static void
taken(struct frame *f, struct arena *a)
{
	struct message_end end;
	struct wf_article x;
	struct why why;

	if (f->type == WF_FRAME_ARTICLE) {
		FUZZ_HOLDS(message_article(f, a, &x, &why) == 0);
		FUZZ_HOLDS(x.text[0] != '\0' && x.confidence >= 0 && x.confidence <= 100);
		again(x.html);
	} else {
		FUZZ_HOLDS(message_end(f, a, &end, &why) == 0);
	}
}

/* The same bytes as a feed's text: what is left over is behind something, and not all. */
static void
tail(const char *p, size_t n)
{
	char *text = malloc(n + 1);
	const char *at;
	int from, i;

	FUZZ_HOLDS(text != NULL);
	memcpy(text, p, n);
	text[n] = '\0';
	from = leftover_tail_find(text, "The harbour bridge");
	FUZZ_HOLDS(from >= 0);
	for (at = text, i = 0; i < from; i++) {
		at = strstr(at, "\n\n");
		FUZZ_HOLDS(at != NULL);
		at += 2;
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct lib_dump *d;

	if (d == NULL) {
		d = lib_dump_new();
		d->frame = WF_FRAME_PAGE;
	}
	(void)leftover_find((const char *)p, n);
	tail((const char *)p, n);
	FUZZ_HOLDS(lib_dump_read(d, (const char *)p, n, "https://h.test/page", NULL) == 0);
	FUZZ_HOLDS(d->status == 0 || d->status == 1);
	FUZZ_HOLDS(lib_dump_each(d, taken) == 0);
	return 0;
}
