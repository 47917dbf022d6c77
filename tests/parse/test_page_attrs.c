/* Tags of too many attributes lose the rest, and nothing else is touched. `@` stands for as many
 * attributes as a tag may have less two, `~` for those with three more. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "parse/page_attrs.h"
#include "tests/test.h"

static const struct { const char *name, *in, *keeps, *loses; } rows[] = {
	{ "few stay", "<p a b=1 c='>' d>text</p>", "<p a b=1 c='>' d>text</p>", NULL },
	{ "as many as may be stay", "<p @ y=\"1\" z>text", "y=\"1\" z>text", NULL },
	{ "one more goes", "<p @ y=\"1\" z lost=1>text", "y=\"1\" z       >text", "lost" },
	{ "a quoted > ends no tag", "<p ~ lost='>' lost>text", ">text", "lost" },
	{ "nor does one in a value of its own line", "<p ~\nlost = \"\n>\">text", ">text", "lost" },
	{ "an empty element stays one", "<br ~ lost />text", "/>text", "lost" },
	{ "a tag that never ends", "<p ~ lost='x", "<p ", "lost" },
	{ "names that are none", "<p ~ =lost 1lost \303\251lost>text", ">text", "lost" },
	{ "values without names", "<p @ \"y\" 'z' \"lost\">text", "\"y\" 'z'       >text", "lost" },
	{ "the next tag has as many again", "<p ~ lost><i @ y z>text", "<i ", "lost" },
	{ "a comment stays", "<!-- <p ~ kept> --><p>text", "kept> --><p>text", NULL },
	{ "and ends where it does", "<!-- - -- --!><p ~ lost>text", ">text", "lost" },
	{ "an end tag stays", "</p <i ~ kept>text", "kept>text", NULL },
	{ "so does text", "1 <2 ~ kept> text", "kept> text", NULL },
	{ "a script stays", "<script>if (a <b ~ kept> c)</script>", "kept> c)</script>", NULL },
	{ "and ends where it does", "<SCRIPT>if (a <b)</p></script><p ~ lost>text", ">text", "lost" },
	{ "one that is empty by itself holds nothing", "<script src=x /><p ~ lost>text", ">text", "lost" },
	{ "a style sheet stays", "<style>a <b ~ kept></style>", "kept></style>", NULL },
	{ "a long name counts by its parts", NULL, ">text", "lost" },
};

static void
spread(struct buf *b, const char *in)
{
	int i, n;

	for (; *in != '\0'; in++) {
		n = *in == '@' ? PAGE_ATTRS_MAX - 2 : *in == '~' ? PAGE_ATTRS_MAX + 1 : 0;
		if (n == 0)
			(void)buf_char(b, *in);
		for (i = 0; i < n; i++)
			(void)buf_printf(b, "a%d=%s", i, i + 1 < n ? i % 2 ? "1 " : "'x'" : "\"x\"");
	}
}

/* Parts of 100 bytes, one attribute each. */
static void
long_name(struct buf *b)
{
	int i;

	(void)buf_str(b, "<p ");
	for (i = 0; i < PAGE_ATTRS_MAX * 100; i++)
		(void)buf_char(b, 'z');
	(void)buf_str(b, "lost>text");
}

int
main(void)
{
	char none[1] = "";
	struct buf b, was;
	size_t i, n;

	buf_init(&b, (size_t)1 << 20);
	buf_init(&was, (size_t)1 << 20);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&b);
		buf_reset(&was);
		if (rows[i].in != NULL)
			spread(&b, rows[i].in);
		else
			long_name(&b);
		(void)buf_put(&was, b.p, b.n);
		n = strlen(rows[i].keeps);
		page_attrs_cut(b.p, b.n);
		CHECK(rows[i].loses != NULL ? strstr(buf_get(&b), rows[i].keeps) != NULL :
		    b.n >= n && memcmp(b.p + b.n - n, rows[i].keeps, n) == 0, rows[i].name);
		CHECK(rows[i].loses != NULL ? strstr(buf_get(&b), rows[i].loses) == NULL :
		    memcmp(b.p, was.p, b.n) == 0, rows[i].name);
	}
	page_attrs_cut(none, 0);
	page_attrs_cut(NULL, 0);
	CHECK(1, "nothing is nothing");
	buf_clear(&b);
	buf_clear(&was);
	return test_end();
}
