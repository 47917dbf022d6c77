/* Documents that are small and ask for much: each ends by a named limit, or as
 * a feed, and what it gives is small. Time is the business of the jail's
 * limits; here the sizes show that nothing was expanded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/parse/lib_dump.h"
#include "tests/test.h"
#include "wirefold.h"

struct bomb {
	const char *name;
	const char *head, *piece, *tail; /* the piece is repeated */
	int times;
	int status;                      /* of the child */
	const char *why;                 /* in the reason, or NULL */
};

#define ITEM "<rss version=\"2.0\"><channel><item><title>t</title><description>"
#define CDATA ITEM "<![CDATA["
#define END "</description></item></channel></rss>"
#define CEND "]]>" END

static const struct bomb bombs[] = {
	{ "billion laughs", "<!DOCTYPE r [<!ENTITY a \"lol\">", "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">",
	    "]><rss><channel><title>&b;</title></channel></rss>", 9, 1, "entity declaration refused" },
	{ "one big entity", "<!DOCTYPE r [<!ENTITY a \"", "xxxxxxxxxx", "\">]><rss><channel><title>&a;&a;</title></channel></rss>",
	    20000, 1, "entity declaration refused" },
	{ "external entity", "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&x;</title>",
	    "", "</channel></rss>", 1, 1, "entity declaration refused" },
	{ "parameter entity", "<!DOCTYPE r [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]><rss>", "", "</rss>", 1, 1,
	    "entity declaration refused" },
	{ "entity in a broken document", "<!DOCTYPE r [<!ENTITY a 'x'>]><rss a=b>", "", "</rss>", 1, 1, "declaration refused" },
	{ "external subset", "<!DOCTYPE rss SYSTEM \"file:///etc/passwd\">" ITEM, "", END, 1, 0, NULL },
	{ "attribute declarations", "<!DOCTYPE rss [<!ATTLIST rss ", "a CDATA 'x' b CDATA 'y'\n", ">]><rss/>", 5000, 1,
	    "attribute declaration refused" },
	{ "element declarations", "<!DOCTYPE rss [", "<!ELEMENT a (b|c)>", "]><rss/>", 20000, 1, "element declarations refused" },
	{ "attributes", "<rss", " a='1'", "><channel/></rss>", 100000, 1, "attributes refused" },
	{ "namespaces", "<rss", " xmlns:a='1'", "><channel/></rss>", 100000, 1, "attributes refused" },
	{ "attributes in an entry", ITEM "</description><x", " a=\"1\"", "/></item></channel></rss>", 100000, 1, "attributes refused" },
	{ "nested elements", "<rss><channel>", "<a>", "", 300000, 1, "nested" },
	{ "nested in an entry", "<rss><channel><item>", "<media:group>", "", 300000, 1, "nested" },
	{ "nested markup", ITEM, "<b>", END, 300000, 1, "nested" },
	{ "nested in a broken document", "<rss><channel>&", "<a>", "", 300000, 1, "nested" },
	{ "nested HTML", CDATA, "<div><p><b>", CEND, 100000, 0, NULL },
	{ "HTML attributes", CDATA "<a ", "b=1 ", ">x" CEND, 200000, 0, NULL },
	{ "HTML <a<b>", CDATA, "<a<b>", CEND, 200000, 0, NULL },
	{ "HTML quotes", CDATA, "<a b=\"", CEND, 200000, 0, NULL },
	{ "fewer HTML quotes", CDATA, "<a \"", CEND, 200000, 0, NULL },
	{ "HTML comments", CDATA, "<!--", CEND, 200000, 0, NULL },
	{ "HTML ends", CDATA "<b><b><b>", "</i></p>", CEND, 200000, 0, NULL },
	{ "HTML wrong order", CDATA, "<b><i><a href=x></b></i>", CEND, 50000, 0, NULL },
	{ "HTML ampersands", CDATA, "&", CEND, 500000, 0, NULL },
	{ "less-than signs", "<rss><channel>", "<", "", 500000, 0, NULL },
	{ "ampersands", ITEM, "&", END, 500000, 0, NULL },
	{ "unclosed CDATA", "<rss><channel><item><title>", "<![CDATA[", "", 100000, 0, NULL },
	{ "unclosed comments", "<rss><channel>&", "<!--", "", 200000, 0, NULL },
	{ "unclosed doctypes", "<rss><channel>&", "<!DOCTYPE [", "", 100000, 0, NULL },
	{ "unclosed instructions", "<rss><channel>&", "<?x ", "", 200000, 0, NULL },
	{ "unclosed quotes", "<rss><channel>", "<a b=\"", "", 100000, 1, "attributes refused" },
	{ "line breaks in a broken document", ITEM, "x<br>", END, 5000, 0, NULL },
	{ "entries", "<rss><channel>", "<item><guid>x</guid></item>", "</channel></rss>", 20000, 0, NULL },
	{ "unclosed entries", "<rss><channel>", "<item><title>x", "", 20000, 0, NULL },
	{ "categories", "<rss><channel><item>", "<category>x</category><author>y</author>", "</item></channel></rss>", 50000, 0, NULL },
	{ "bases", "<rss><channel>", "<item xml:base='http://a/b/'><link>x</link></item>", "</channel></rss>", 3000, 0, NULL },
	{ "dots in a URL", "<rss><channel><item><link>http://a", "/..", "</link></item></channel></rss>", 500000, 0, NULL },
	{ "NUL bytes", "", "<\1\2\3", "", 100000, 1, NULL },
	{ "high bytes", "<rss><channel><item><title>", "\377\376\300", "</title></item></channel></rss>", 200000, 0, NULL },
	{ "nested JSON", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":", "[", "", 300000, 1, "broken JSON" },
	{ "JSON items", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "{\"id\":1},", "1]}", 20000, 0, NULL },
	{ "JSON keys", "{", "\"a\":1,", "\"b\":2}", 200000, 1, "no JSON Feed" },
};

static void
one(struct lib_dump *d, const struct bomb *b)
{
	struct buf in;
	char name[128];
	int i, rc;

	buf_init(&in, (size_t)64 << 20);
	(void)buf_str(&in, b->head);
	for (i = 0; i < b->times; i++)
		(void)buf_str(&in, b->piece);
	(void)buf_str(&in, b->tail);
	rc = lib_dump_read(d, buf_get(&in), in.n, "https://h.test/", NULL);
	(void)snprintf(name, sizeof(name), "%s: frames are sound", b->name);
	CHECK(rc == 0, name);
	(void)snprintf(name, sizeof(name), "%s: status", b->name);
	if (!CHECK(d->status == b->status, name))
		printf("# %d, want %d: %s\n", d->status, b->status, d->why);
	if (b->why != NULL) {
		(void)snprintf(name, sizeof(name), "%s: reason", b->name);
		if (!CHECK(strstr(d->why, b->why) != NULL, name))
			printf("# %s\n", d->why);
	}
	(void)snprintf(name, sizeof(name), "%s: nothing grows", b->name);
	CHECK(d->frames.n < in.n * 10 + 4096 && d->items <= WF_ENTRIES_MAX, name);
	(void)snprintf(name, sizeof(name), "%s: nobody's secrets", b->name);
	CHECK(memmem(buf_get(&d->frames), d->frames.n, "root:", 5) == NULL, name);
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
	for (i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++)
		one(d, &bombs[i]);
	lib_dump_clear(d);
	free(d);
	return test_end();
}
