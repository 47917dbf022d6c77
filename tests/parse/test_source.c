/* A document that is read in windows gives the frames that it gives in one piece,
 * wherever the edges of the windows fall; one that becomes shorter meanwhile ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "parse/document.h"
#include "tests/test.h"

#define BASE "https://source.test/"

struct bytes {
	struct buf frames, doc;
	size_t there;           /* bytes that reading finds */
};

static int
put(void *arg, const char *p, size_t n)
{
	struct bytes *b = arg;

	return buf_put(&b->frames, p, n);
}

/* Comes in odd pieces, as a descriptor may. */
static ptrdiff_t
get(void *arg, size_t at, char *to, size_t n)
{
	const struct bytes *b = arg;

	if (at >= b->there)
		return 0;
	if (n > b->there - at)
		n = b->there - at;
	if (n > 5000)
		n = 5000;
	memcpy(to, b->doc.p + at, n);
	return (ptrdiff_t)n;
}

static int
frames(struct bytes *b, const struct charset_set *set, int windows)
{
	struct document_job job = { 1, windows ? NULL : b->doc.p, b->doc.n, BASE, NULL, put, b, windows ? get : NULL, 0, NULL, NULL };

	buf_reset(&b->frames);
	return document_read(&job, set);
}

static const struct {
	const char *name, *head, *text, *foot;
} kinds[] = {
	{ "UTF-8", "<rss version='2.0'><channel>", "gr\303\274n \342\200\224 \360\237\230\200 \346\226\207\n", "</channel></rss>" },
	{ "broken UTF-8", "<rss version='2.0'><channel>", "gr\303\274n \302\240 \374 \001 \342\202 x", "</channel></rss>" },
	{ "windows-1251", "<?xml version='1.0' encoding='windows-1251'?><rss><channel>", "\357\360\350\342\345\362 ", "</channel></rss>" },
	{ "GB 18030", "<?xml version='1.0' encoding='gb2312'?><rss><channel>", "\326\320\316\304\2441\2046\2061 ", "</channel></rss>" },
	{ "what is not well-formed", "<rss><channel>", "a & b <b> \303\251", "</channel>" },
};

/* Entries of such a text, `shift` bytes behind the start. */
static void
write_doc(struct bytes *b, size_t kind, size_t shift)
{
	size_t i, k;

	buf_reset(&b->doc);
	(void)buf_str(&b->doc, kinds[kind].head);
	for (i = 0; i < shift; i++)
		(void)buf_char(&b->doc, '\n');
	for (i = 0; b->doc.n < 150000; i++) {
		(void)buf_printf(&b->doc, "<item><guid>%zu</guid><title>", i);
		(void)buf_str(&b->doc, kinds[kind].text);
		(void)buf_str(&b->doc, "</title><description><![CDATA[<p>");
		for (k = 0; k < 200 + i % 50; k++)
			(void)buf_str(&b->doc, kinds[kind].text);
		(void)buf_str(&b->doc, "</p>]]></description></item>\n");
	}
	(void)buf_str(&b->doc, kinds[kind].foot);
	b->there = b->doc.n;
}

static void
write_json(struct bytes *b)
{
	size_t i;

	buf_reset(&b->doc);
	(void)buf_str(&b->doc, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[");
	for (i = 0; b->doc.n < 150000; i++)
		(void)buf_printf(&b->doc, "%s{\"id\":\"%zu\",\"content_text\":\"gr\303\274n \346\226\207 %0200zu\"}", i > 0 ? "," : "", i, i);
	(void)buf_str(&b->doc, "]}");
	b->there = b->doc.n;
}

/* Both ways; 0 when they differ. */
static int
same(struct bytes *b, const struct charset_set *set)
{
	struct buf whole = b->frames;
	int rc = frames(b, set, 0), rc2, equal;

	whole = b->frames;
	buf_init(&b->frames, whole.max);
	rc2 = frames(b, set, 1);
	equal = rc == rc2 && rc == 0 && whole.n == b->frames.n && whole.n > 1000 && memcmp(whole.p, b->frames.p, whole.n) == 0;
	buf_clear(&whole);
	return equal;
}

int
main(void)
{
	static struct charset_set set;
	struct bytes b;
	size_t kind, shift;
	int good;

	charset_open(&set);
	document_warm();
	buf_init(&b.frames, (size_t)64 << 20);
	buf_init(&b.doc, (size_t)16 << 20);
	for (kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		for (shift = 0, good = 1; shift < 24; shift++) {
			write_doc(&b, kind, shift);
			good &= same(&b, &set);
			/* A character that an edge cuts is no broken one. */
			good &= kind != 0 || memmem(b.frames.p, b.frames.n, "read as", 7) == NULL;
		}
		(void)CHECK(good, kinds[kind].name);
	}
	write_json(&b);
	(void)CHECK(same(&b, &set), "JSON Feed");
	write_doc(&b, 0, 0);
	b.there = 100000;
	(void)CHECK(frames(&b, &set, 1) == 0 && b.frames.n > 1000, "a file that becomes shorter ends there");
	b.there = 0;
	(void)CHECK(frames(&b, &set, 1) == 1, "a file that becomes empty is no feed");
	buf_clear(&b.frames);
	buf_clear(&b.doc);
	charset_close(&set);
	return test_end();
}
