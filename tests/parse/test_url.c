#include <string.h>

#include "base/buf.h"
#include "parse/url.h"
#include "tests/test.h"

/* RFC 3986 section 5.4, against http://a/b/c/d;p?q, and what the wild adds. */
static const struct {
	const char *base, *ref, *out;
} refs[] = {
#define B "http://a/b/c/d;p?q"
	{ B, "g:h", "g:h" }, { B, "g", "http://a/b/c/g" }, { B, "./g", "http://a/b/c/g" }, { B, "g/", "http://a/b/c/g/" },
	{ B, "/g", "http://a/g" }, { B, "//g", "http://g" }, { B, "?y", "http://a/b/c/d;p?y" },
	{ B, "g?y", "http://a/b/c/g?y" }, { B, "#s", "http://a/b/c/d;p?q#s" }, { B, "g#s", "http://a/b/c/g#s" },
	{ B, "g?y#s", "http://a/b/c/g?y#s" }, { B, ";x", "http://a/b/c/;x" }, { B, "g;x", "http://a/b/c/g;x" },
	{ B, "g;x?y#s", "http://a/b/c/g;x?y#s" }, { B, "", "http://a/b/c/d;p?q" }, { B, ".", "http://a/b/c/" },
	{ B, "./", "http://a/b/c/" }, { B, "..", "http://a/b/" }, { B, "../", "http://a/b/" },
	{ B, "../g", "http://a/b/g" }, { B, "../..", "http://a/" }, { B, "../../", "http://a/" },
	{ B, "../../g", "http://a/g" }, { B, "../../../g", "http://a/g" }, { B, "../../../../g", "http://a/g" },
	{ B, "/./g", "http://a/g" }, { B, "/../g", "http://a/g" }, { B, "g.", "http://a/b/c/g." },
	{ B, ".g", "http://a/b/c/.g" }, { B, "g..", "http://a/b/c/g.." }, { B, "..g", "http://a/b/c/..g" },
	{ B, "./../g", "http://a/b/g" }, { B, "./g/.", "http://a/b/c/g/" }, { B, "g/./h", "http://a/b/c/g/h" },
	{ B, "g/../h", "http://a/b/c/h" }, { B, "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ B, "g;x=1/../y", "http://a/b/c/y" }, { B, "g?y/./x", "http://a/b/c/g?y/./x" },
	{ B, "g#s/../x", "http://a/b/c/g#s/../x" }, { B, "http:g", "http://a/b/c/g" },
	{ "http://a", "g", "http://a/g" }, { "http://a?q", "g", "http://a/g" },
	{ NULL, "g", "g" }, { "", " http://x/ ", "http://x/" }, { B, "http:////x/y", "http://x/y" },
	{ B, "ht\ntp://x/\ty", "http://x/y" }, { B, "java\nscript:alert(1)", "javascript:alert(1)" },
	{ B, "mailto:a@b.test", "mailto:a@b.test" }, { "mailto:x@y", "g", "g" }, { B, "tag:x,2004:1", "tag:x,2004:1" },
};

static const struct {
	const char *url;
	int http, safe, image;
} kinds[] = {
	{ "http://a/", 1, 1, 1 }, { "HTTPS://a", 1, 1, 1 }, { "http:a", 0, 1, 1 }, { "http://", 0, 1, 1 },
	{ "http:///x", 0, 1, 1 }, { "/x", 0, 1, 1 }, { "x/y:z", 0, 1, 1 }, { "javascript:x", 0, 0, 0 },
	{ "JaVaScRiPt:x", 0, 0, 0 }, { "vbscript:x", 0, 0, 0 }, { "data:text/html,x", 0, 0, 0 },
	{ "data:image/png;base64,AA", 0, 0, 1 }, { "data:image/svg+xml,x", 0, 0, 0 }, { "file:///etc/passwd", 0, 0, 0 },
	{ "mailto:x", 0, 1, 1 }, { "x y:z", 0, 0, 0 }, { "\1javascript:x", 0, 0, 0 }, { "blob:x", 0, 0, 0 },
	{ "about:blank", 0, 0, 0 }, { "feed:javascript:x", 0, 0, 0 }, { "feed://a/", 0, 1, 1 }, { "", 0, 1, 1 },
};

static const struct {
	const char *in, *out;
} tracked[] = {
	{ "http://a/?utm_source=x&b=1", "http://a/?b=1" }, { "http://a/?b=1&fbclid=2#f", "http://a/?b=1#f" },
	{ "http://a/?utm_source=x", "http://a/" }, { "http://a/?UTM_Medium=x&amp;utm_term=y#z", "http://a/#z" },
	{ "http://a/?q=utm_x", "http://a/?q=utm_x" }, { "http://a/#utm_source=x", "http://a/#utm_source=x" },
	{ "http://a/?", "http://a/" }, { "http://a/?gclid", "http://a/" }, { "http://a/?a&b&c", "http://a/?a&b&c" },
};

int
main(void)
{
	struct buf b;
	size_t i;
	char big[8192];

	buf_init(&b, 65536);
	for (i = 0; i < sizeof(refs) / sizeof(refs[0]); i++) {
		buf_reset(&b);
		CHECK(url_resolve(&b, refs[i].base, refs[i].ref, strlen(refs[i].ref)) == 0, "resolves");
		CHECK_STR(buf_get(&b), refs[i].out, refs[i].ref);
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		CHECK(url_is_http(kinds[i].url) == kinds[i].http && url_is_safe(kinds[i].url) == kinds[i].safe &&
		    url_is_image(kinds[i].url) == kinds[i].image, kinds[i].url);
	for (i = 0; i < sizeof(tracked) / sizeof(tracked[0]); i++) {
		buf_reset(&b);
		(void)buf_str(&b, tracked[i].in);
		url_untrack(&b, 0);
		CHECK_STR(buf_get(&b), tracked[i].out, tracked[i].in);
	}
	memset(big, 'a', sizeof(big));
	buf_reset(&b);
	CHECK(url_resolve(&b, NULL, big, sizeof(big)) != 0 && b.n == 0, "a URL that is too long is none");
	CHECK(url_resolve(&b, "http://host/", big, 4090) != 0 && b.n == 0, "too long once resolved");
	buf_clear(&b);
	return test_end();
}
