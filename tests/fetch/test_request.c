/* request: frames from the front, whole and broken. */
#include <string.h>

#include "fetch/host.h"
#include "fetch/request.h"
#include "fetch/transfer.h"
#include "tests/test.h"
#include "wirefold.h"

static int
read_back(const struct buf *b, struct request *r, struct why *why)
{
	struct frame f;

	if (frame_next(b->p, b->n, 1 << 20, &f, why) != (ptrdiff_t)b->n)
		return -1;
	return request_read(r, &f, why);
}

/* A frame with a URL and one field more. */
static int
with(uint16_t tag, const void *p, size_t n, struct why *why)
{
	struct request r;
	struct buf b;
	size_t at;
	int rc;

	buf_init(&b, 1 << 16);
	(void)frame_start(&b, WF_FRAME_REQUEST, 5, &at);
	(void)frame_str(&b, WF_TAG_URL, "https://a.test/f");
	(void)frame_put(&b, tag, p, n);
	(void)frame_end(&b, at);
	rc = read_back(&b, &r, why);
	if (rc == 0)
		request_clear(&r);
	buf_clear(&b);
	return rc;
}

static void
whole(void)
{
	struct why why = { "" };
	struct request r;
	struct buf b;
	size_t at;

	buf_init(&b, 1 << 16);
	(void)frame_start(&b, WF_FRAME_REQUEST, 5, &at);
	(void)frame_str(&b, WF_TAG_URL, "https://a.test/f");
	(void)frame_str(&b, WF_TAG_ETAG, "\"x\"");
	(void)frame_int(&b, WF_TAG_MAX_BYTES, 1000);
	(void)frame_str(&b, WF_TAG_ALLOW_PRIVATE, "127.0.0.0/8");
	(void)frame_end(&b, at);
	CHECK(read_back(&b, &r, &why) == 0, "request reads");
	CHECK_STR(r.url, "https://a.test/f", "request URL");
	CHECK_STR(r.etag, "\"x\"", "request validator, byte for byte");
	CHECK(r.id == 5 && r.max_bytes == 1000 && r.n_ranges == 1, "request numbers");
	CHECK(r.timeout_ms == 60000 && r.connections == 1 && r.insecure == 0, "request defaults");
	request_clear(&r);
	buf_clear(&b);
}

static void
broken(void)
{
	struct why why = { "" };

	CHECK(with(WF_TAG_ETAG, "a\r\nX: y", 7, &why) == -1, "no line end in a header");
	CHECK(with(WF_TAG_URL, "a\0b", 3, &why) == -1, "no NUL in a string");
	CHECK(with(WF_TAG_MAX_BYTES, "abc", 3, &why) == -1, "a number is 8 bytes");
	CHECK(with(WF_TAG_CONNECTIONS, "\xff\xff\xff\xff\xff\xff\xff\x7f", 8, &why) == -1, "a number in its range");
	CHECK(with(WF_TAG_INSECURE, "\2\0\0\0\0\0\0\0", 8, &why) == -1, "a mark is 0 or 1");
	CHECK(with(WF_TAG_ALLOW_PRIVATE, "nowhere", 7, &why) == -1, "a range is a range");
	CHECK(with(999, "x", 1, &why) == -1, "an unknown field");
	CHECK_STR(why.text, "request with unknown field 999", "is named");
}

static struct transfer *
make(const char *url)
{
	struct request r;
	struct why why;
	struct buf b;
	struct transfer *x = NULL;
	size_t at;

	buf_init(&b, 1 << 16);
	(void)frame_start(&b, WF_FRAME_REQUEST, 1, &at);
	(void)frame_str(&b, WF_TAG_URL, url);
	(void)frame_end(&b, at);
	if (read_back(&b, &r, &why) == 0)
		x = transfer_new(&r);
	buf_clear(&b);
	return x;
}

static void
origins(void)
{
	static const struct {
		const char *url, *origin;
	} cases[] = { { "https://a.test/x", "https://a.test:443" }, { "http://a.test", "http://a.test:80" },
		{ "https://a.test:8443/", "https://a.test:8443" }, { "HTTPS://A.TEST/", "https://A.TEST:443" },
		{ "ftp://a.test/", NULL }, { "file:///etc/passwd", NULL }, { "gopher://a.test/", NULL },
		{ "https://u:p@a.test/", NULL }, { "dict://a.test/", NULL }, { "//a.test/", NULL }, { "", NULL } };
	char origin[TRANSFER_ORIGIN];
	struct transfer *x;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		x = make(cases[i].url);
		rc = x == NULL ? -1 : transfer_origin(x, x->url, origin);
		if (cases[i].origin != NULL)
			CHECK_STR(rc == 0 ? origin : NULL, cases[i].origin, cases[i].url);
		else
			CHECK(rc == -1, cases[i].url[0] != '\0' ? cases[i].url : "no URL");
		transfer_free(x);
	}
}

/* One connection a host, in order, with its delay; other hosts do not wait. */
static void
hosts(void)
{
	struct host_table t;
	struct transfer *x[4];
	struct host *a, *b;
	int64_t wait;
	int i;

	host_table_init(&t);
	for (i = 0; i < 4; i++)
		x[i] = make("https://a.test/x");
	a = host_get(&t, "https://a.test:443");
	b = host_get(&t, "https://b.test:443");
	CHECK(a != NULL && b != NULL && a != b && host_get(&t, "https://a.test:443") == a, "a host is itself");
	x[0]->req.delay_ms = 100;
	x[1]->req.delay_ms = 100;
	host_put(&t, a, x[0]);
	host_put(&t, a, x[1]);
	host_put(&t, b, x[2]);
	CHECK(host_take(&t, 1000, &wait) == x[0], "first come, first served");
	CHECK(host_take(&t, 1000, &wait) == x[2], "the other host does not wait");
	CHECK(host_take(&t, 1000, &wait) == NULL && wait == -1, "one connection a host");
	host_done(&t, a);
	CHECK(host_take(&t, 1050, &wait) == NULL && wait == 50, "the delay holds");
	CHECK(host_take(&t, 1100, &wait) == x[1], "and ends");
	CHECK(t.waiting == 0 && t.active == 2, "counts");
	host_table_clear(&t);
	for (i = 0; i < 4; i++)
		transfer_free(x[i]);
}

int
main(void)
{
	whole();
	broken();
	origins();
	hosts();
	return test_end();
}
