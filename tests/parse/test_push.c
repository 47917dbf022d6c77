/* Long text that goes past libxml2 is read as libxml2 reads it: the same document with
 * its text cut into short pieces (by comments, and by more CDATA sections), none of which
 * is worth the trouble, gives the same frames. */
#include <stdlib.h>
#include <string.h>

#include "tests/parse/lib_dump.h"
#include "tests/test.h"

#define ROUNDS 400
#define WORDS(a) (sizeof(a) / sizeof((a)[0]))

static const char *const in_text[] = { "plain words ", "words and more of them, long enough to go by themselves ", "&lt;p&gt;",
	"&amp;amp;", "&quot;", "&apos;", "&#233;", "&#xe9;", "&#x1F600;", "&nbsp;", "&eacute;", "\r\n", "\r", "\n", "\t", "]", "]]", "]]&gt;",
	"&#13;", "gr\303\274n ", "\346\226\207", "\357\274\214", "\357\277\275", ">", "'", "\"", "&#32;" };
static const char *const in_cdata[] = { "plain words ", "<p>words and more of them, long enough</p>", "&lt;", "&", "<", ">", "]", "]]",
	"] ]>", "\r\n", "\n", "gr\303\274n", "\357\274\214", "<!-- c -->", "<![CDATA[", "&#0;" };

struct pair {
	struct buf whole, cut;
};

static void
both(struct pair *d, const char *s)
{
	(void)buf_str(&d->whole, s);
	(void)buf_str(&d->cut, s);
}

static void
text(struct pair *d, int cdata)
{
	const char *const *words = cdata ? in_cdata : in_text;
	size_t n = cdata ? WORDS(in_cdata) : WORDS(in_text), k, was = n;
	int i, long_one = 5 + (int)(random() % 200);

	if (cdata)
		both(d, "<![CDATA[");
	for (i = 0; i < long_one; i++) {
		k = random() % 3 == 0 ? (size_t)random() % n : (size_t)random() % 2;
		/* What must not be made by two words, or parted between them. */
		if (was < n && (words[was][strlen(words[was]) - 1] == ']' || strcmp(words[was], "\r") == 0))
			k = 0;
		was = k;
		(void)buf_str(&d->whole, words[k]);
		(void)buf_str(&d->cut, words[k]);
		(void)buf_str(&d->cut, cdata ? "]]><![CDATA[" : "<!---->");
	}
	both(d, cdata ? " ]]>" : " ");
}

static void
write_doc(struct pair *d)
{
	static const char *const elements[] = { "description", "title", "content:encoded", "dc:creator", "other" };
	int i, k;
	const char *e;

	buf_reset(&d->whole);
	buf_reset(&d->cut);
	both(d, "<?xml version='1.0'?>\n<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' "
	    "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><!-- a > b <![CDATA[ c --><title>t</title>\n");
	for (i = 0; i < 4; i++) {
		both(d, "<item a='>' b=\"/>\">");
		for (k = 0; k < 3; k++) {
			e = elements[(size_t)random() % WORDS(elements)];
			both(d, "<");
			both(d, e);
			both(d, ">");
			text(d, (int)(random() % 2));
			if (random() % 2)
				text(d, (int)(random() % 2));
			both(d, "</");
			both(d, e);
			both(d, ">\n");
		}
		both(d, "</item><?pi > <![CDATA[ ?>");
	}
	both(d, "</channel></rss>");
}

int
main(void)
{
	struct lib_dump a, b;
	struct pair d;
	int i, same = 1, read = 1;

	lib_dump_init(&a);
	lib_dump_init(&b);
	buf_init(&d.whole, (size_t)16 << 20);
	buf_init(&d.cut, (size_t)16 << 20);
	srandom(7);
	for (i = 0; i < ROUNDS && same; i++) {
		write_doc(&d);
		read &= lib_dump_read(&a, d.whole.p, d.whole.n, NULL, NULL) == 0 && a.items == 4 && strstr(buf_get(&a.text), "well-formed") == NULL;
		read &= lib_dump_read(&b, d.cut.p, d.cut.n, NULL, NULL) == 0;
		same = strcmp(buf_get(&a.text), buf_get(&b.text)) == 0;
	}
	if (!same)
		(void)CHECK_STR(buf_get(&a.text), buf_get(&b.text), "the first that differs");
	(void)CHECK(read, "all are read");
	(void)CHECK(same, "long text as short text");
	buf_clear(&d.whole);
	buf_clear(&d.cut);
	lib_dump_clear(&a);
	lib_dump_clear(&b);
	return test_end();
}
