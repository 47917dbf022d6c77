/* parse_linear: inputs built to be slow, in three sizes, under callgrind. Before each
 * reading the counts are zeroed, behind it they are dumped under the name of the row;
 * tests/e2e/linear.sh reads the dumps. Needs no jail and no clock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#include "base/buf.h"
#include "parse/html.h"
#include "tests/parse/lib_dump.h"
#include "wirefold.h"

/* Bytes of the smallest input of three. */
#define HTML_SIZE ((size_t)10 << 10)
#define PAGE_SIZE ((size_t)8 << 10)
#define FEED_SIZE ((size_t)24 << 10) /* several of libxml2's chunks */

struct row {
	const char *name, *head, *piece, *tail;
	int scale; /* 0, or times the size: chunks that grow need several steps to show their slope */
};

#define RSS "<rss version=\"2.0\"><channel><title>t</title>"
#define END "</channel></rss>"
#define ITEM RSS "<item><title>t</title><description>"
#define LONG "words that are more than a parser likes to take as a part of a chunk of its own, and "
#define IEND "</description></item>" END

static const struct row html[] = {
	{ "html nesting", "", "<div><p><b>", "", 0 },
	{ "html nesting with text", "", "<blockquote>x<ul><li>y", "", 0 },
	{ "html attributes", "<p ", "a=1 ", ">x", 0 },
	{ "html one attribute often", "", "<p title=x title=y title=z>", "", 0 },
	{ "html quotes", "", "<a b=\"", "", 0 },
	{ "html lone quotes", "", "<a '", "", 0 },
	{ "html unclosed tags", "", "<p ", "", 0 },
	{ "html <a<b", "", "<a<b", "", 0 },
	{ "html <", "", "<", "", 0 },
	{ "html comments", "", "<!--x-->", "", 0 },
	{ "html unclosed comments", "", "<!--", "", 0 },
	{ "html declarations", "", "<!x", "", 0 },
	{ "html CDATA marks", "", "<![CDATA[", "", 0 },
	{ "html entities", "", "&amp;", "", 0 },
	{ "html numbers", "", "&#x41;", "", 0 },
	{ "html ampersands", "", "&", "", 0 },
	{ "html long names", "&", "a", "", 0 },
	{ "html wrong order", "", "<b><i><a href=x></b></i>", "", 0 },
	{ "html ends", "<b><b>", "</i></p>", "", 0 },
	{ "html tables", "", "<table><tr><td>", "", 0 },
	{ "html scripts", "", "<script>", "", 0 },
	{ "html frames", "", "<iframe>", "", 0 },
	{ "html white space", "<pre>", " \n", "</pre>", 0 },
	{ "html breaks", "", "<br>", "", 0 },
	{ "html a style", "<p style=\"", "color:red;", "\">x", 0 },
	{ "html a style of comments", "<p style=\"", "/*", "\">x", 0 },
	{ "html a source set", "<img srcset=\"", "a 1x,", "\">", 0 },
};

static const struct row feeds[] = {
	{ "xml nesting in reach", ITEM "<![CDATA[", "<i><b></b></i>", "]]>" IEND, 0 },
	{ "xml elements", RSS, "<x><y></y></x>", END, 0 },
	{ "xml attributes", RSS, "<x a=\"1\" b=\"2\" c=\"3\"/>", END, 0 },
	{ "xml comments", ITEM, "<!--x-->", IEND, 0 },
	{ "xml CDATA sections", ITEM, "<![CDATA[x]]>", IEND, 0 },
	{ "xml entities", ITEM, "&amp;", IEND, 0 },
	{ "xml unknown entities", ITEM, "&nbsp;&bogus;", IEND, 0 },
	{ "xml instructions", RSS, "<?x y?>", END, 0 },
	{ "xml entries", RSS, "<item><title>x</title><guid>y</guid></item>", END, 0 },
	{ "xml names", RSS "<item>", "<category>x</category><author>y</author>", "</item>" END, 0 },
	{ "xml white space", RSS, "\n ", END, 0 },
	{ "xml CDATA marks in a section", ITEM "<![CDATA[", "> <![CDATA[ " LONG "\r", "]]>" IEND, 0 },
	{ "xml one section", ITEM "<![CDATA[", LONG, "]]>" IEND, 0 },
	{ "xml one text", ITEM, LONG "&lt;", IEND, 0 },
	{ "xml long texts", RSS "<item>", "<x>" LONG "</x>", "</item>" END, 0 },
	{ "xml long texts of many lines", ITEM, "<b>" LONG "\r" LONG "]]" LONG "&eacute;</b>", IEND, 0 },
	{ "xml long texts in a comment", RSS "<!-- ", "<x>" LONG "</x>", " -->" END, 8 },
	{ "broken: a section that never ends", ITEM, "<![CDATA[> " LONG, "", 8 },
	{ "broken: a text that never ends", ITEM, LONG, "", 8 },
	{ "broken: unclosed tags", RSS "<item><title>", "<b>x", "", 0 },
	{ "broken: <a<b", RSS "<item><title>", "<a<b", "", 0 },
	{ "broken: <", RSS "<item><title>", "<", "", 0 },
	{ "broken: ampersands", ITEM, "& words ", IEND, 0 },
	{ "broken: unclosed entries", RSS, "<item><title>x words that fill it up to make it fewer", "", 0 },
	{ "broken: unclosed comments", RSS "&", "<!--", "", 0 },
	{ "broken: unclosed CDATA", RSS "&", "<![CDATA[", "", 8 },
	{ "broken: doctypes", RSS "&", "<!DOCTYPE [", "", 0 },
	{ "broken: instructions", RSS "&", "<?x ", "", 0 },
	{ "broken: ends", RSS "<item>", "</b>", "", 0 },
	{ "broken: line breaks", ITEM, "x<br>word word word\n", IEND, 0 },
	{ "json items", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "{\"id\":\"x\",\"content_html\":\"<b>\"},", "1]}", 0 },
	{ "json escapes", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":1,\"content_text\":\"", "\\u00e4", "\"}]}", 0 },
	{ "bytes that are not UTF-8", ITEM, "\xff\xc3 words in between", IEND, 0 },
};

#define WORDS "<p>The harbour bridge opened to traffic on Monday, ten years after the vote.</p>"

static const struct row pages[] = {
	{ "page nesting", WORDS, "<div><b><p>", WORDS, 2 },
	{ "page inline nesting", WORDS, "<span>", WORDS, 2 },
	{ "page ends of nothing", WORDS, "</x></i></p>", "", 0 },
	{ "page deep, ends of others", "<div><span>", "<em><div></span>", WORDS, 2 },
	{ "page attributes", "<p ", "a=1 ", ">" WORDS, 0 },
	{ "page attributes of names of their own", "<p ", "a\1=1 ", ">" WORDS, 4 },
	{ "page attributes of names of their own, several tags", WORDS, "<p \1 a\1 b\1 c\1 d\1 e\1 f\1 g\1>x", WORDS, 0 },
	{ "page elements of names of their own", WORDS, "<x\1>", WORDS, 4 },
	{ "page ids", WORDS, "<p id=x\1 class=y\1>z", WORDS, 4 },
	{ "page hints", WORDS, "<p class=\"comment related\" id=x1>", "", 0 },
	{ "page classes", "<p class=\"", "comment related ", "\">" WORDS, 0 },
	{ "page links", WORDS, "<a href=\"/x\">a link to some other page</a> ", "", 0 },
	{ "page paragraphs", "<div>", WORDS, "</div>", 0 },
	{ "page cards", "<div>" WORDS "</div>", "<div class=c><h3><a href=/x>A headline of some words</a></h3></div>", "", 0 },
	{ "page lists", WORDS, "<ul><li><table><tr><td>x", "", 2 },
	{ "page buttons", WORDS, "<button><div>x", "", 2 },
	{ "page comments", WORDS, "<!--x-->", "", 0 },
	{ "page scripts", WORDS, "<script>x</script>", "", 0 },
	{ "page JSON-LD", WORDS, "<script type=\"application/ld+json\">{\"author\":{\"name\":\"x\"}}</script>", "", 0 },
	{ "page authors", WORDS "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"author\":[", "{\"name\":\"xyz\"},", "{}]}</script>", 0 },
	{ "page breaks", WORDS, "x<br><br>", "", 0 },
	{ "page quotes", WORDS, "<a b=\"", "", 0 },
	{ "page headings", WORDS, "<h1>x</h1>", "", 0 },
	{ "page cards in lines", "<p>The harbour bridge opened <span>", "<span><a href=/x>x</a><i>", "</p>" WORDS, 2 },
	{ "page parts sent behind", WORDS "<template id=\"B:0\"></template>", "<template id=\"B:\1\"></template><div hidden id=\"S:\1\"><div>x</div></div>", WORDS, 0 },
	{ "page parts that never end", WORDS "<template id=\"B:0\"></template>", "<div hidden id=\"S:\1\"><div>", WORDS, 0 },
	{ "page NUL bytes", WORDS, "<p>\2a\2b", WORDS, 0 },
	{ "page tables", WORDS, "<table><tr><td>x</td></tr></table>", WORDS, 4 },
	{ "page open tables", WORDS, "<table><tr><td>x", WORDS, 4 },
	{ "page unclosed everything", WORDS, "<p>x<b><i><div><span><li><td><tr><table>", WORDS, 4 },
	{ "page a giant meta", WORDS "<meta name=description content=\"", "word ", "\">" WORDS, 4 },
	{ "page metas", WORDS, "<meta property=\"og:title\" content=\"The harbour\">", WORDS, 0 },
	{ "page a long class", "<p class=\"", "c", "\">" WORDS, 4 },
	{ "page a long class of many words", "<p class=\"", "aB-c", "\">" WORDS, 4 },
	{ "page a long name", "<", "a", ">" WORDS, 4 },
	{ "page other articles", WORDS, "<article><p>x y z</p></article>", "", 0 },
	{ "page definitions", WORDS, "<dl><dt>x<dd>y", "", 2 },
	{ "page ruby", WORDS, "<ruby>x<rt>y", "", 2 },
	{ "page quotations", WORDS, "<blockquote>x", "", 2 },
	{ "page pictures", WORDS, "<figure><img src=/x.jpg><figcaption>x</figcaption></figure>", "", 0 },
	{ "page Chinese", "<p>", "\346\261\211", "", 0 },
	{ "page next pages", WORDS, "<a href=\"?page=2\" rel=next>2</a>", "", 0 },
};

/* A \1 in a piece is the number of the piece, so that each is another; a \2 is a NUL. */
static void
fill(struct buf *in, const struct row *r, size_t size)
{
	const char *p;
	long i;

	buf_reset(in);
	(void)buf_str(in, r->head);
	for (i = 0; in->n < size; i++)
		for (p = r->piece; *p != '\0'; p++)
			(void)(*p == '\1' ? buf_printf(in, "%06ld", i) : buf_char(in, *p == '\2' ? '\0' : *p));
	(void)buf_str(in, r->tail);
}

static void
measure(struct lib_dump *d, const struct row *r, size_t size)
{
	struct buf in, text, out;
	char name[128];

	buf_init(&in, (size_t)4 << 20);
	buf_init(&text, (size_t)64 << 20);
	buf_init(&out, (size_t)64 << 20);
	fill(&in, r, size);
	CALLGRIND_ZERO_STATS;
	if (d == NULL)
		html_read(buf_get(&in), in.n, "https://h.test/", &text, &out);
	else
		(void)lib_dump_read(d, buf_get(&in), in.n, "https://h.test/", NULL);
	(void)snprintf(name, sizeof(name), "%s|%zu", r->name, size);
	CALLGRIND_DUMP_STATS_AT(name);
	buf_clear(&in);
	buf_clear(&text);
	buf_clear(&out);
}

int
main(void)
{
	struct lib_dump *d = calloc(1, sizeof(*d));
	size_t i, k;

	if (d == NULL)
		return 2;
	lib_dump_init(d);
	for (i = 0; i < sizeof(html) / sizeof(html[0]); i++)
		for (k = 0; k < 3; k++)
			measure(NULL, &html[i], HTML_SIZE << k);
	for (i = 0; i < sizeof(feeds) / sizeof(feeds[0]); i++)
		for (k = 0; k < 3; k++)
			measure(d, &feeds[i], FEED_SIZE * (size_t)(feeds[i].scale > 0 ? feeds[i].scale : 1) << k);
	d->frame = WF_FRAME_PAGE;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		for (k = 0; k < 3; k++)
			measure(d, &pages[i], PAGE_SIZE * (size_t)(pages[i].scale > 0 ? pages[i].scale : 1) << k);
	lib_dump_clear(d);
	free(d);
	return 0;
}
