/* Every allocation of parse/ fails in turn, once and for ever, in documents of each dialect:
 * the child ends and says why, or what it hands on is whole; in pages those of libxml2 are
 * among them (page_tree.c). Then those of libxml2 in feeds, whose failures may cost the
 * document, no more. */
#include <libxml/xmlmemory.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parse/charset.h"
#include "parse/document.h"
#include "parse/page.h"
#include "tests/oom.h"
#include "tests/test.h"

#define WALL_S 10

static const struct {
	const char *name, *type, *bytes;
	int frame;
} documents[] = {
	{ "rss", NULL, "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
	    " xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Harbour news</title><link>https://a.test/</link>"
	    "<ttl>30</ttl><skipDays><day>Sunday</day></skipDays>"
	    "<item><title>Ferry &amp; tide</title><link>/one?utm_source=x</link><guid isPermaLink='false'>one</guid>"
	    "<pubDate>Tue, 24 Nov 2026 09:30:00 +0100</pubDate><author>ann@a.test (Ann Lee)</author><category>sea</category>"
	    "<enclosure url='/a.mp3' type='audio/mpeg' length='10'/><media:thumbnail url='/t.png'/>"
	    "<content:encoded><![CDATA[<p>The <b>ferry</b> left <a href='/x' onclick='y()'>late</a>.<ul><li>one<li>two</ul>"
	    "<table><tr><td>1<td>2</table><script>no</script>]]></content:encoded></item>"
	    "<item><description>&lt;p&gt;No title, no guid.&lt;/p&gt;</description></item></channel></rss>", 0 },
	{ "atom", NULL, "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://b.test/d/' xml:lang='en'><title type='html'>"
	    "A &lt;i&gt;b&lt;/i&gt;</title><id>urn:x</id><updated>2026-11-24T09:00:00Z</updated><author><name>Bo</name></author>"
	    "<entry><id>urn:1</id><title>One</title><link href='one'/><link rel='enclosure' href='e.pdf'/>"
	    "<updated>2026-11-24T08:00:00Z</updated><summary>Short</summary><content type='xhtml'>"
	    "<div xmlns='http://www.w3.org/1999/xhtml'><p>Long <em>text</em></p></div></content></entry></feed>", 0 },
	{ "latin", "text/xml; charset=iso-8859-1", "<rss><channel><title>Caf\xe9 &nbsp; & bar</title><item><title>d\xe9"
	    "j\xe0 vu</title><link>http://c.test/1</link></item><item><title>cut off", 0 },
	{ "json", NULL, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"J\",\"items\":[{\"id\":1,\"title\":"
	    "\"T\\u00e9\",\"content_html\":\"<p>x<p>y\",\"tags\":[\"a\",\"b\"],\"authors\":[{\"name\":\"C\"}],"
	    "\"attachments\":[{\"url\":\"https://d.test/a\",\"mime_type\":\"audio/mpeg\"}]}]}", 0 },
	{ "page", NULL, "<!DOCTYPE html><html><head><title>No feed</title></head><body>Gone</body></html>", 0 },
	{ "outline", NULL, "<opml><body><outline text='Caf\xc3\xa9'><outline text='A &amp; b' xmlUrl='http://a.test/' category='x,/y'/>"
	    "<outline xmlUrl=http://b.test/></outline>", WF_FRAME_OUTLINE },
	{ "links", "text/html; charset=windows-1252", "<base href='/d/'><link rel=alternate type=application/rss+xml href=f\xe9><a href='/rss'>x</a>",
	    WF_FRAME_LINKS },
	{ "robots", NULL, "User-agent: *\nDisallow: /a*\nAllow: /%e2%82%ac$\n", WF_FRAME_ROBOTS },
	{ "article", "text/html; charset=utf-8", "<html lang=en><head><title>Ferry | Harbour</title><meta name=author content='Ann Lee'>"
	    "<link rel=canonical href='/f'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"The ferry\","
	    "\"author\":[{\"name\":\"Ann\"},{\"name\":\"Bo\"}]}</script></head><body><nav><a href=/>Home</a></nav><article><h1>The ferry</h1>"
	    "<p>The ferry left late on Monday, and nobody on the quay could say why it had, or when it would come back.</p>"
	    "<img src=/a.png><ul><li>one of the things that were said<li>and another, which was not</ul>"
	    "<p>It came back on Tuesday, with all who had been on it, and with <a href='/x' onclick='y()'>two</a> more.</p>"
	    "<div class=card><h3><a href=/1>A headline of many words</a></h3></div><p>Add a comment</p></article></body></html>", WF_FRAME_PAGE },
	{ "streamed page", NULL, "<html><body><p>The ferry left late on Monday, and nobody on the quay could say why it had.</p>"
	    "<template id=\"B:1\"></template><div hidden id=\"S:1\"><p>It came back on Tuesday, with all who had been on it.</p></div>"
	    "</body></html>", WF_FRAME_PAGE },
	{ "script page", NULL, "<html><body><div id=root></div><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":"
	    "\"The ferry left late on Monday, and nobody on the quay could say why it had.\\n\\nIt came back on Tuesday, with all who had been"
	    " on it, and with two more, who had been on the island all of the winter.\"}</script></body></html>", WF_FRAME_PAGE },
};

struct sum {
	unsigned long long hash;
	size_t n;
};

static int
put(void *arg, const char *p, size_t n)
{
	struct sum *s = arg;
	size_t i;

	for (i = 0; i < n; i++)
		s->hash = (s->hash ^ (unsigned char)p[i]) * 1099511628211u;
	s->n += n;
	return 0;
}

static int
once(const struct charset_set *set, size_t d, struct sum *s)
{
	struct document_job job = { .id = 1, .frame = documents[d].frame, .n = strlen(documents[d].bytes), .base = "https://a.test/feed",
		.content_type = documents[d].type, .put = put, .arg = s };
	int rc;

	memset(s, 0, sizeof(*s));
	job.p = documents[d].bytes;
	rc = (job.frame == WF_FRAME_PAGE ? page_read : document_read)(&job, set);
	return rc;
}

/* What a child handed on, and how it ended. */
struct outcome {
	struct sum sum;
	long calls;
	int status;
};

/* In a child, as in life: there memory that is out ends the process (base/memory.h). */
static struct outcome
child(const struct charset_set *set, size_t d, long at, int ever)
{
	static struct outcome *o;
	int status = 0;
	pid_t pid;

	if (o == NULL)
		o = mmap(NULL, sizeof(*o), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(o, 0, sizeof(*o));
	pid = fork();
	if (pid == 0) {
		(void)alarm(WALL_S);
		oom_fail(at, ever);
		status = once(set, d, &o->sum);
		o->calls = oom_calls();
		_exit(status);
	}
	o->status = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return *o;
}

static void
ours(const struct charset_set *set, size_t d)
{
	const struct outcome whole = child(set, d, 0, 0);
	struct outcome o;
	long at, wrong = 0, said = 0;
	int ever;

	for (ever = 0; ever < 2; ever++)
		for (at = 1; at <= whole.calls; at++) {
			o = child(set, d, at, ever);
			said += o.status == DOCUMENT_NO_MEMORY;
			if (o.status == DOCUMENT_NO_MEMORY ||
			    (o.status == whole.status && o.sum.hash == whole.sum.hash))
				continue;
			printf("# %s: allocation %ld of %ld: status %d\n", documents[d].name, at, whole.calls, o.status);
			wrong++;
		}
	printf("# %s: %ld allocations, %ld times said\n", documents[d].name, whole.calls, said);
	CHECK(whole.calls > 2 && said > 0, "allocations fail");
	CHECK(wrong == 0, "memory that is out is said, or what is handed on is whole");
}

static long left = -1;
static int ever_after;

static int
fails(void)
{
	if (left < 0 || left-- > 0)
		return 0;
	left = ever_after ? 0 : -1;
	return 1;
}

/* Not ours to count: past tests/oom.c. */
extern void *__real_malloc(size_t n);
extern void *__real_realloc(void *p, size_t n);
extern void __real_free(void *p);

static void
xml_free(void *p)
{
	__real_free(p);
}

static void *
xml_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

static void *
xml_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

static char *
xml_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = fails() ? NULL : __real_malloc(n);

	return p != NULL ? memcpy(p, s, n) : NULL;
}

/* In a child, as in life; it may end as it likes, but not by a fault, and soon. */
static long
theirs(const struct charset_set *set, size_t d, long at)
{
	struct sum got;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		(void)alarm(WALL_S);
		left = at;
		(void)once(set, d, &got);
		_exit(left < 0 || ever_after ? 0 : 9);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
main(void)
{
	static struct charset_set set;
	long at, rc, points = 0, bad = 0;
	size_t d;

	(void)xmlMemSetup(xml_free, xml_malloc, xml_realloc, xml_strdup);
	charset_open(&set);
	document_warm();
	for (d = 0; d < sizeof(documents) / sizeof(documents[0]); d++)
		ours(&set, d);
	for (d = 0; d < 3; d++)
		for (ever_after = 0; ever_after < 2; ever_after++)
			for (at = 0, rc = 0; rc != 9 && at < 400; at += 3, points++) {
				rc = theirs(&set, d, at);
				bad += rc != 0 && rc != 9;
				if (ever_after && at > 120)
					break;
			}
	printf("# %ld allocations of libxml2 failed\n", points);
	CHECK(points > 60 && bad == 0, "inside libxml2 it costs the document, no more");
	charset_close(&set);
	return test_end();
}
