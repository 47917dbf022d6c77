/* Markup that wants to run: every vector below, and the product of schemes,
 * their disguises and the attributes that load. What comes out is tokenized
 * again and may hold only tags and attributes of the lists, with harmless URLs,
 * and must be its own sanitised form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "parse/entity.h"
#include "parse/html.h"
#include "parse/html_table.h"
#include "parse/html_token.h"
#include "parse/url.h"
#include "tests/test.h"

static const char *const vectors[] = {
	"<script>alert(1)</script>", "<SCRIPT SRC=//x.test/x.js></SCRIPT>", "<script\n>alert(1)</script\n>",
	"<scr<script>ipt>alert(1)</scr</script>ipt>", "<script/x>alert(1)</script>", "<script x", "<script src=x",
	"<<script>alert(1)//<</script>", "<script>alert(1)", "</script><script>alert(1)</script>",
	"<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
	"<svg><animate onbegin=alert(1) attributeName=x>", "<svg><a xlink:href=javascript:alert(1)><text>x</text></a>",
	"<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
	"<svg><style><img src=x onerror=alert(1)></style>", "<svg><title><img src=x onerror=alert(1)></title>",
	"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
	"<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
	"<math href=javascript:alert(1)>x</math>", "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x",
	"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<noembed><img src=x onerror=alert(1)></noembed>",
	"<noframes><img src=x onerror=alert(1)></noframes>", "<xmp><img src=x onerror=alert(1)></xmp>",
	"<plaintext><img src=x onerror=alert(1)>", "<textarea></textarea><img src=x onerror=alert(1)>",
	"<title></title><img src=x onerror=alert(1)>", "<template><script>alert(1)</script></template>",
	"<iframe srcdoc=\"<script>alert(1)</script>\">", "<iframe src=javascript:alert(1)>", "<iframe src=data:text/html,x>",
	"<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<applet code=x archive=y></applet>",
	"<object><param name=movie value=x.swf></object>", "<embed src=x.swf allowscriptaccess=always>",
	"<base href=javascript:alert(1)//>", "<link rel=stylesheet href=x.css>", "<link rel=import href=x.html>",
	"<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">", "<meta charset=utf-7>+ADw-script+AD4-",
	"<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>", "<body onload=alert(1)>",
	"<body background=javascript:alert(1)>", "<table background=javascript:alert(1)><td background=javascript:x>",
	"<input type=image src=javascript:alert(1)>", "<input onfocus=alert(1) autofocus>",
	"<button formaction=javascript:alert(1)>x", "<form action=javascript:alert(1)><input type=submit>",
	"<isindex action=javascript:alert(1) type=image>", "<video poster=javascript:alert(1)>",
	"<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>",
	"<marquee onstart=alert(1)>", "<keygen autofocus onfocus=alert(1)>", "<select onfocus=alert(1) autofocus>",
	"<img src=x onerror=alert(1)//", "<img src=x:x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>",
	"<img \"\"\"><script>alert(1)</script>\">", "<img src=`x`onerror=alert(1)>", "<img src='x'onerror=alert(1)>",
	"<img src=\"x\"onerror=\"alert(1)\">", "<img src=x onerror\n=\nalert(1)>", "<img src=x \0onerror=alert(1)>",
	"<img src=x ONERROR=alert(1)>", "<img src=x onerror=alert&#40;1&#41;>", "<img src=x:alert(1) onerror=eval(src)>",
	"<img dynsrc=javascript:alert(1)>", "<img lowsrc=javascript:alert(1)>", "<img longdesc=javascript:alert(1)>",
	"<img usemap=javascript:alert(1)>", "<img srcset=\"javascript:alert(1) 1x\">",
	"<img srcset=\"x.png 1x, javascript:alert(1) 2x\">", "<img data-src=javascript:alert(1)>",
	"<img src=data:image/svg+xml;base64,PHN2Zy8+>", "<a href=data:text/html;base64,PHNjcmlwdD4=>x</a>",
	"<a href=\"\1javascript:alert(1)\">x</a>", "<a href=\"javascript&colon;alert(1)\">x</a>",
	"<a href=\"javascript&#x3A;alert(1)\">x</a>", "<a href=javascript&#58alert(1)>x</a>",
	"<a href=\"jav&#x09;ascript:alert(1)\">x</a>", "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
	"<a href=\"&#14; javascript:alert(1)\">x</a>", "<a href=\"//x.test/\" onclick=alert(1)>x</a>",
	"<a href=\"vbscript:msgbox(1)\">x</a>", "<a href=\"livescript:x\">x</a>", "<a href=\"mocha:x\">x</a>",
	"<a href=\"feed:javascript:alert(1)\">x</a>", "<a href=\"view-source:javascript:x\">x</a>",
	"<a href=\"file:///etc/passwd\">x</a>", "<a href=x style=\"behavior:url(x)\">x</a>",
	"<div style=\"background:url(javascript:alert(1))\">", "<div style=\"width:expression(alert(1))\">",
	"<div style=\"wi/**/dth:exp/**/ression(alert(1))\">", "<div style=\"-moz-binding:url(//x/x.xml#x)\">",
	"<div style=\"@import '//x/x.css'\">", "<div style=\"color:\\65xpression(1)\">", "<style>@import '//x'</style>",
	"<div style=\"background:u\\72l(javascript:x)\">", "<style><!--</style><script>alert(1)//--></script>",
	"<!--[if IE]><script>alert(1)</script><![endif]-->", "<!--><script>alert(1)</script>-->",
	"<!--x--!><script>alert(1)</script>", "<! foo=\"[[[x]]\"><script>alert(1)</script>", "<!-- --\n><script>alert(1)</script>",
	"<?xml version=\"1.0\"?><script>alert(1)</script>", "<![CDATA[<script>alert(1)</script>]]>",
	"<a<b onclick=alert(1)>", "<b <script>alert(1)</script>", "</p onclick=alert(1)>", "<p/onclick=alert(1)/>",
	"<p title=\"<img src=x onerror=alert(1)>\">x", "<p title='\"><script>alert(1)</script>'>x",
	"<p id=\"x\" name=\"y\" contenteditable onblur=alert(1)>", "<a ping=\"javascript:x\" href=x>x</a>",
	"&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;alert(1)", "<\303\245 onclick=alert(1)>",
	"<table><tr><td></table><img src=x onerror=alert(1)>", "<select><style></select><img src=x onerror=alert(1)>",
	"<p><table><p><a href=javascript:alert(1)><td>x", "<xml><x><script>alert(1)</script></x></xml>",
	"<comment><img src=\"</comment><img src=x onerror=alert(1)>\">", "<bgsound src=javascript:alert(1)>",
	"<layer src=x></layer>", "<ilayer src=x>", "<t:set attributeName=innerHTML to=\"x<script>alert(1)</script>\">",
	"<html xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:script>alert(1)</x:script>", "<image src=x onerror=alert(1)>",
	"<slot onslotchange=alert(1)>", "<dialog open onclose=alert(1)>", "<portal src=javascript:alert(1)>",
	"<fencedframe src=javascript:alert(1)>", "<command onfocus=alert(1)>", "<blink onclick=alert(1)>x",
};

static const char *const schemes[] = { "javascript:alert(1)", "vbscript:x", "data:text/html,<script>x</script>",
	"livescript:x", "file:///x", "blob:x", "data:image/svg+xml,<svg/>" };

static const char *const disguises[] = { "%s", "  %s", "\t%s", "&#1;%s", "\n%s\n", "&#x20;%s" };

static const char *const carriers[] = { "<a href=\"%s\">x</a>", "<img src=\"%s\">", "<video src='%s' poster='%s'></video>",
	"<blockquote cite=\"%s\">x</blockquote>", "<area href=\"%s\">", "<input src=\"%s\">", "<p background=\"%s\">x",
	"<q cite=%s>x</q>", "<audio src=\"%s\"></audio>", "<source src=\"%s\" srcset=\"%s\">" };

static const char *const handlers[] = { "onabort", "onafterprint", "onanimationend", "onauxclick", "onbeforeunload",
	"onblur", "oncanplay", "onchange", "onclick", "oncopy", "oncut", "ondblclick", "ondrag", "ondrop", "onended",
	"onerror", "onfocus", "onfocusin", "onformdata", "onhashchange", "oninput", "oninvalid", "onkeydown", "onkeypress",
	"onkeyup", "onload", "onmessage", "onmousedown", "onmouseover", "onmouseup", "onpaste", "onpointerdown", "onreset",
	"onresize", "onscroll", "onsearch", "onselect", "onsubmit", "ontoggle", "ontouchstart", "ontransitionend",
	"onunload", "onwheel", "onwebkitanimationend", "fscommand", "seeksegmenttime" };

/* What is wrong with the output, or NULL. */
static const char *
judge(const char *html, size_t n)
{
	struct html_token t;
	const struct html_tag *tag;
	enum html_kind kind;
	struct buf v;
	const char *bad = NULL;
	int i;

	buf_init(&v, 1 << 20);
	html_token_init(&t, html, n);
	while (bad == NULL && (kind = html_token_next(&t)) != HTML_END) {
		if (kind == HTML_TEXT)
			continue;
		tag = html_table_tag(t.name);
		if (tag == NULL || !(tag->flags & HTML_KEEP))
			bad = "a tag that is not on the list";
		for (i = 0; bad == NULL && kind == HTML_OPEN && i < t.n_attrs; i++) {
			buf_reset(&v);
			entity_decode(&v, t.attr[i].p, t.attr[i].n);
			switch (html_table_attr(t.attr[i].name)) {
			case HTML_NO:
				bad = "an attribute that is not on the list";
				break;
			case HTML_URL:
				bad = url_is_safe(buf_get(&v)) ? NULL : "a URL that acts";
				break;
			case HTML_IMAGE_URL:
				bad = url_is_image(buf_get(&v)) ? NULL : "an image URL that acts";
				break;
			case HTML_SRCSET:
				bad = strstr(buf_get(&v), "script:") == NULL ? NULL : "a source set that acts";
				break;
			case HTML_STYLE:
				bad = strpbrk(buf_get(&v), "\\/@<") == NULL && strstr(buf_get(&v), "url") == NULL ? NULL : "a style that loads";
				break;
			case HTML_EMPTY:
				bad = v.n == 0 ? NULL : "an action";
				break;
			default:
				break;
			}
		}
	}
	buf_clear(&v);
	return bad;
}

/* For a judge of another kind (tests/e2e/xss_html5.sh): the output as a JSON string. */
static void
show(const struct buf *html)
{
	struct buf line;

	buf_init(&line, 8 << 20);
	json_put_strn(&line, NULL, buf_get(html), html->n);
	puts(buf_get(&line));
	buf_clear(&line);
}

static void
one(const char *in, size_t n)
{
	struct buf html, text, twice;
	const char *bad;
	char name[160];

	buf_init(&html, 1 << 20);
	buf_init(&text, 1 << 20);
	buf_init(&twice, 1 << 20);
	html_read(in, n, "https://h.test/", &text, &html);
	html_read(buf_get(&html), html.n, "https://h.test/", NULL, &twice);
	if (getenv("XSS_OUT") != NULL)
		show(&html);
	bad = judge(buf_get(&html), html.n);
	if (bad == NULL && (twice.n != html.n || memcmp(buf_get(&twice), buf_get(&html), html.n) != 0))
		bad = "output that changes when read again";
	(void)snprintf(name, sizeof(name), "%.100s", in);
	for (n = 0; name[n] != '\0'; n++)
		if ((unsigned char)name[n] < ' ')
			name[n] = '~';
	if (!CHECK(bad == NULL, name))
		printf("# %s: %s\n", bad, buf_get(&html));
	buf_clear(&html);
	buf_clear(&text);
	buf_clear(&twice);
}

int
main(void)
{
	char url[256], in[1024];
	size_t i, j, k;

	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		one(vectors[i], strlen(vectors[i]));
	one("<img src=x \0onerror=alert(1)>", 29);
	one("<scr\0ipt>alert(1)</scr\0ipt>", 27);
	one("<a href=\"java\0script:alert(1)\">x</a>", 36);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		for (j = 0; j < sizeof(disguises) / sizeof(disguises[0]); j++) {
			(void)snprintf(url, sizeof(url), disguises[j], schemes[i]);
			for (k = 0; k < sizeof(carriers) / sizeof(carriers[0]); k++) {
				(void)snprintf(in, sizeof(in), carriers[k], url, url);
				one(in, strlen(in));
			}
		}
	}
#pragma GCC diagnostic pop
	for (i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		(void)snprintf(in, sizeof(in), "<p %s=alert(1) title=x>a<img src=x %s='alert(1)'></p>", handlers[i], handlers[i]);
		one(in, strlen(in));
	}
	return test_end();
}
