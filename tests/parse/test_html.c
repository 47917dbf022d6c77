/* HTML to text and to sanitised HTML; every product read again must not change. */
#include <string.h>

#include "base/buf.h"
#include "parse/html.h"
#include "tests/test.h"

static const struct {
	const char *name, *in, *text;
} texts[] = {
	{ "paragraphs", "<p>One</p>\n<p>Two</p>", "One\n\nTwo" },
	{ "divs nest", "<div><div>a</div><div>b</div></div>c", "a\n\nb\n\nc" },
	{ "a break is a space", "a<br>b", "a b" },
	{ "two breaks part", "a<br><br />b", "a\n\nb" },
	{ "inline joins", "a<b>b</b>c <i>d</i>", "abc d" },
	{ "white space", " a \t\r\n b&nbsp;c\302\240d\342\200\203e ", "a b c d e" },
	{ "nothing to see", "a&shy;b\342\200\213c\342\201\240d\357\273\277e&#8203;", "abcde" },
	{ "joiners stay", "\331\205\342\200\214\333\214", "\331\205\342\200\214\333\214" },
	{ "entities", "&lt;p&gt; &amp;amp; &#146; &#x2014; &euro; &bogus; AT&T", "<p> &amp; \342\200\231 \342\200\224 \342\202\254 &bogus; AT&T" },
	{ "bad numbers", "a&#0;b&#xD800;&#1114112;", "a\357\277\275b\357\277\275\357\277\275" },
	{ "bullets", "x<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>y", "x\n\n- a\n\n- b\n\n  - c\n\ny" },
	{ "numbers", "<ol><li>a<li>b</ol>", "1. a\n\n2. b" },
	{ "quotation", "<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n\n> b\n\nc" },
	{ "heading", "<h2>Head</h2>text", "Head\n\ntext" },
	{ "rule", "a<hr>b", "a\n\nb" },
	{ "cells", "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>", "a | b\n\nc | d" },
	{ "links are their text", "<a href=\"http://x/\">here</a>, there", "here, there" },
	{ "no pictures", "a<img src=x alt=\"no\">b<figure><img><figcaption>c</figcaption></figure>", "ab" },
	{ "quotes", "<q>a</q>", "\342\200\234a\342\200\235" },
	{ "ruby", "<ruby>\346\274\242<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "\346\274\242" },
	{ "deleted and inserted", "<del>a</del><ins>b</ins>", "b" },
	{ "wbr", "super<wbr>cali", "supercali" },
	{ "same paragraph twice", "<p>a</p><p>a</p><p>b</p><p>a</p>", "a\n\nb\n\na" },
	{ "pre", "<pre>a  b\n  c</pre>", "a  b\n\nc" },
	{ "scripts and styles", "a<script>x<b>y</script>b<style>z</style>c", "abc" },
	{ "hidden", "a<span hidden>b</span><i style=\"display:none\">c</i><b aria-hidden=\"true\">d</b>e", "ae" },
	{ "forms", "a<select><option>x</select><button>y</button><textarea>z</textarea>b", "a b" },
	{ "comments", "a<!-- b --><!--c-->d<!-->e<!--->f", "adef" },
	{ "comment that never ends", "a<!-- b <p>c", "a" },
	{ "less than", "1 < 2 <3 and a<b", "1 < 2 <3 and a" },
	{ "CDATA marks", "<![CDATA[a<b>b</b>]]>", "ab" },
	{ "control characters", "a\1b\x7f" "c\302\205d", "abc\342\200\246d" },
	{ "bidi marks", "a\342\200\256b\342\200\217c", "abc" },
	{ "unclosed tag", "a <b class=\"x", "a" },
	{ "lost quote", "<a href=\"x>text</a> more", "text more" },
	{ "definition list", "<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\n\nb\n\nc\n\nd" },
	{ "empty", " <p> </p><br> ", "" },
};

static const struct {
	const char *name, *in, *html;
} cleans[] = {
	{ "text is escaped", "a < b & \"c\" > d", "a &lt; b &amp; &quot;c&quot; &gt; d" },
	{ "unknown tags go, children stay", "<foo><b>x</b></foo>", "<b>x</b>" },
	{ "closes what is open", "<p><b>x", "<p><b>x</b></p>" },
	{ "stray ends", "</p>x</b>", "x" },
	{ "wrong order", "<b><i>x</b></i>y", "<b><i>x</i></b>y" },
	{ "paragraphs end", "<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>" },
	{ "items end", "<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>" },
	{ "cells end", "<table><tr><td>a<td>b<tr><td>c</table>", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>" },
	{ "a cell is a wall", "<div><table><tr><td></div>x</td></tr></table></div>", "<div><table><tr><td>x</td></tr></table></div>" },
	{ "handlers go", "<p onclick=\"x()\" ONLOAD=y class=k>t</p>", "<p class=\"k\">t</p>" },
	{ "links resolve", "<a href=\"/a?utm_source=x&amp;b=1\">t</a>",
	    "<a href=\"https://h.test/a?b=1\" rel=\"noopener noreferrer\">t</a>" },
	{ "no script in links", "<a href=\" java&#10;script:x\">t</a>", "<a href=\"\" rel=\"noopener noreferrer\">t</a>" },
	{ "images", "<img src=i.png alt='a \"b\"' width=10 height=20px srcset='a.png 1x, b.png 2x'>",
	    "<img src=\"https://h.test/d/i.png\" alt=\"a &quot;b&quot;\" width=\"10\" height=\"20px\" "
	    "srcset=\"https://h.test/d/a.png 1x, https://h.test/d/b.png 2x\" />" },
	{ "pixels", "a<img src=p.gif width=1 height=1><img src=q.gif height=\"0\">b", "ab" },
	{ "counters", "a<img src=\"https://pixel.wp.com/g.gif\">b", "ab" },
	{ "late images", "<img src=\"data:image/gif;base64,AA\" data-src=\"/r.png\">", "<img src=\"https://h.test/r.png\" />" },
	{ "svg data goes", "<img src=\"data:image/svg+xml,x\">", "<img />" },
	{ "raster data stays", "<img src=\"data:image/png;base64,AA==\">", "<img src=\"data:image/png;base64,AA==\" />" },
	{ "players become links", "<iframe src=\"https://www.youtube.com/embed/x\"></iframe>",
	    "<a href=\"https://www.youtube.com/embed/x\" rel=\"noopener noreferrer\">\342\226\266</a>" },
	{ "other frames go", "a<iframe src=\"https://ads.test/\"></iframe>b", "ab" },
	{ "host is exact", "<iframe src=\"https://www.youtube.com.evil.test/\"></iframe>", "" },
	{ "style", "<p style=\"color: red; background: url(x); position:fixed\">t</p>", "<p style=\"color: red;\">t</p>" },
	{ "no expression", "<p style=\"width: expression(alert(1))\">t</p>", "<p>t</p>" },
	{ "svg and math", "<svg><script>x</script></svg><math><mi>a</mi><annotation>b</annotation></math>", "a" },
	{ "object", "a<object data=x><embed src=y>b</object>", "ab" },
	{ "XML empties", "<b/>x<br/>", "<b></b>x<br />" },
	{ "nested links", "<a href=x>a<a href=y>b</a></a>",
	    "<a href=\"https://h.test/d/x\" rel=\"noopener noreferrer\">a</a>"
	    "<a href=\"https://h.test/d/y\" rel=\"noopener noreferrer\">b</a>" },
	{ "first attribute counts", "<p class=a class=b>t</p>", "<p class=\"a\">t</p>" },
	{ "actions are empty", "<form action=\"https://x/\"><a ping=\"https://x/\">t</a></form>",
	    "<form action=\"\"><a ping=\"\">t</a></form>" },
};

static void
again(const char *name, const struct buf *html)
{
	struct buf twice;

	buf_init(&twice, 1 << 20);
	html_read(buf_get(html), html->n, "https://h.test/d/p", NULL, &twice);
	CHECK_STR(buf_get(&twice), buf_get(html), name);
	buf_clear(&twice);
}

/* Depth beyond the limit loses tags, never words. */
static void
deep(void)
{
	struct buf in, text, html;
	int i;

	buf_init(&in, 1 << 20);
	buf_init(&text, 1 << 20);
	buf_init(&html, 1 << 20);
	for (i = 0; i < 1000; i++)
		(void)buf_str(&in, "<div><blockquote><ul><li>");
	(void)buf_str(&in, "deep words");
	html_read(buf_get(&in), in.n, NULL, &text, &html);
	CHECK(strstr(buf_get(&text), "deep words") != NULL, "words survive any depth");
	CHECK(html.n < 16384, "tags do not");
	again("deep HTML is balanced", &html);
	buf_clear(&in);
	buf_clear(&text);
	buf_clear(&html);
}

int
main(void)
{
	struct buf text, html;
	size_t i;

	buf_init(&text, 1 << 20);
	buf_init(&html, 1 << 20);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		buf_reset(&text);
		buf_reset(&html);
		html_read(texts[i].in, strlen(texts[i].in), "https://h.test/d/p", &text, &html);
		CHECK_STR(buf_get(&text), texts[i].text, texts[i].name);
		again(texts[i].name, &html);
	}
	for (i = 0; i < sizeof(cleans) / sizeof(cleans[0]); i++) {
		buf_reset(&html);
		html_read(cleans[i].in, strlen(cleans[i].in), "https://h.test/d/p", NULL, &html);
		CHECK_STR(buf_get(&html), cleans[i].html, cleans[i].name);
		again(cleans[i].name, &html);
	}
	deep();
	CHECK(html_looks_so("a <b>c</b>", 10), "a closing tag is HTML");
	CHECK(html_looks_so("AT&amp;T", 8), "a reference is HTML");
	CHECK(!html_looks_so("1 < 2", 5), "a comparison is not");
	CHECK(!html_looks_so("<foo>x</foo>", 12), "unknown tags are not");
	buf_clear(&text);
	buf_clear(&html);
	return test_end();
}
