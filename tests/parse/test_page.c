/* Pages that are small and ask for much: each ends as an article or as none, what it gives
 * is small, its HTML is its own sanitised form. tests/e2e/linear.sh has the time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/frame.h"
#include "parse/html.h"
#include "tests/parse/lib_dump.h"
#include "tests/test.h"
#include "wirefold.h"

#define WORDS "The harbour bridge opened to traffic on Monday, ten years after the council first voted for it. "

struct bomb {
	const char *name;
	const char *head, *piece, *tail; /* the piece is repeated */
	int times;
	int status;                      /* of the child */
};

static const struct bomb bombs[] = {
	{ "2 MB of nested tags", "<p>" WORDS, "<div><b><p>", WORDS, 200000, 0 },
	{ "nested tags that all close", "", "<div>", WORDS "</div>", 100000, 0 },
	{ "end tags", "<p>" WORDS "<div><b>", "</i></p></x>", "", 200000, 0 },
	{ "deep, with end tags of others", "<div><span>", "<em><div></span>", WORDS, 50000, 0 },
	{ "attributes", "<p ", "a=1 b='2' ", ">" WORDS, 25000, 0 },
	{ "classes", "<p class=\"", "comment related ", "\">" WORDS, 50000, 0 },
	{ "links", "<p>" WORDS "</p>", "<a href=\"/x\">a link to some other page of it</a> ", "", 100000, 0 },
	{ "paragraphs", "<div>", "<p>" WORDS "</p>", "</div>", 5000, 0 },
	{ "short paragraphs", "<div><p>" WORDS "</p>", "<p>x</p>", "</div>", 100000, 0 },
	{ "unclosed everything", "", "<ul><li><table><tr><td><b><a href=x>x", WORDS, 30000, 1 },
	{ "unclosed buttons", "", "<button><div>x", WORDS, 30000, 0 },
	{ "cards", "<div><p>" WORDS "</p></div>", "<div class=c><h3><a href=/x>A headline of some words</a></h3></div>", "", 20000, 0 },
	{ "comments", "<p>" WORDS "</p>", "<!-- x -->", "", 100000, 0 },
	{ "unclosed comments", "<p>" WORDS "</p>", "<!--", "", 100000, 0 },
	{ "scripts", "<p>" WORDS "</p>", "<script>x</script>", "", 50000, 0 },
	{ "broken JSON-LD", "<p>" WORDS "</p>", "<script type=\"application/ld+json\">{\"@type\":[[[[</script>", "", 5000, 0 },
	{ "deep JSON-LD", "<p>" WORDS "</p><script type=\"application/ld+json\">", "{\"a\":[", "</script>", 100000, 0 },
	{ "breaks", WORDS, "x<br><br>", "", 50000, 0 },
	{ "entities", "<p>" WORDS, "&amp;&nbsp;&#x41;&bogus;", "</p>", 50000, 0 },
	{ "less-than signs", "<p>" WORDS, "<", "", 300000, 0 },
	{ "quotes", "<p>" WORDS, "<a b=\"", "", 100000, 0 },
	{ "meta", "<p>" WORDS, "<meta property=og:title content=x><link rel=next href=x>", "", 30000, 0 },
	{ "titles", "<p>" WORDS, "<title>x</title><h1>x</h1>", "", 30000, 0 },
	{ "svg", "<p>" WORDS, "<svg><title>x", "", 30000, 0 },
	{ "high bytes", "<p>" WORDS, "\377\376\300", "", 100000, 0 },
	{ "parts sent behind", "<p>" WORDS "</p>", "<template id=\"B:1\"></template><div hidden id=\"S:1\"><div>x", "", 30000, 0 },
	{ "parts in one another", "<p>" WORDS "</p><template id=\"B:1\"></template>",
	    "<div hidden id=\"S:1\"><template id=\"B:1\"></template>", "</div>", 30000, 0 },
	{ "calls for parts", "<p>" WORDS "</p><template id=\"B:1\"></template><div hidden id=\"S:1\">x</div>", "$RC(\"B:1\",\"S:1", "", 30000, 0 },
	{ "nothing but tags", "", "<div></div>", "", 100000, 1 },
};

static const char *
field(const struct buf *frames, int tag, size_t *n)
{
	struct frame_field f;
	struct frame frame;
	struct why why;
	ptrdiff_t k;
	size_t at = 0;

	for (; at < frames->n; at += (size_t)k) {
		k = frame_next(frames->p + at, frames->n - at, (size_t)64 << 20, &frame, &why);
		if (k <= 0)
			return NULL;
		while (frame_field(&frame, &f, &why) > 0)
			if (f.tag == tag) {
				*n = f.n;
				return f.p;
			}
	}
	return NULL;
}

static void
again(struct lib_dump *d, const char *what)
{
	struct buf twice;
	size_t n = 0;
	const char *html = field(&d->frames, WF_TAG_HTML, &n);

	buf_init(&twice, (size_t)64 << 20);
	if (html != NULL)
		html_read(html, n, NULL, NULL, &twice);
	CHECK(html == NULL || (twice.n == n && memcmp(twice.p, html, n) == 0), what);
	buf_clear(&twice);
}

static void
one(struct lib_dump *d, const struct bomb *b)
{
	char name[128];
	struct buf in;
	int i, rc;

	buf_init(&in, (size_t)64 << 20);
	(void)buf_str(&in, b->head);
	for (i = 0; i < b->times; i++)
		(void)buf_str(&in, b->piece);
	(void)buf_str(&in, b->tail);
	rc = lib_dump_read(d, buf_get(&in), in.n, "https://h.test/page", NULL);
	(void)snprintf(name, sizeof(name), "%s: frames are sound", b->name);
	CHECK(rc == 0, name);
	(void)snprintf(name, sizeof(name), "%s: status", b->name);
	if (!CHECK(d->status == b->status, name))
		printf("# %d, want %d: %s\n", d->status, b->status, d->why);
	(void)snprintf(name, sizeof(name), "%s: the words are there", b->name);
	CHECK(b->status != 0 || memmem(d->frames.p, d->frames.n, "ten years after", 15) != NULL, name);
	(void)snprintf(name, sizeof(name), "%s: nothing grows", b->name);
	CHECK(d->frames.n < in.n * 8 + 4096, name);
	(void)snprintf(name, sizeof(name), "%s: the HTML is clean", b->name);
	again(d, name);
	buf_clear(&in);
}

int
main(void)
{
	struct lib_dump *d = calloc(1, sizeof(*d));
	size_t i;

	if (d == NULL)
		return 2;
	lib_dump_init(d);
	d->frame = WF_FRAME_PAGE;
	for (i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++)
		one(d, &bombs[i]);
	lib_dump_clear(d);
	free(d);
	return test_end();
}
