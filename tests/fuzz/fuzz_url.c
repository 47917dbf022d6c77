/* The first line is a base, the rest a reference. What is resolved is short, holds
 * no white space that browsers drop, stays as it is when resolved again, and what
 * tracks is off after once. */
#include <string.h>

#include "parse/url.h"
#include "tests/fuzz/fuzz.h"
#include "wirefold.h"

static void
resolved(const struct buf *url)
{
	struct buf again, once;

	FUZZ_HOLDS(url->n <= WF_URL_MAX && strpbrk(buf_get(url), "\t\r\n") == NULL);
	buf_init(&again, WF_URL_MAX * 2);
	buf_init(&once, WF_URL_MAX * 2);
	if (url_is_http(buf_get(url))) {
		FUZZ_HOLDS(url_is_safe(buf_get(url)) && url_has_scheme(buf_get(url)));
		FUZZ_HOLDS(url_resolve(&again, NULL, buf_get(url), url->n) == 0);
		FUZZ_HOLDS(strcmp(buf_get(&again), buf_get(url)) == 0);
	}
	buf_reset(&again);
	(void)buf_str(&again, buf_get(url));
	url_untrack(&again, 0);
	FUZZ_HOLDS(again.n <= url->n);
	(void)buf_str(&once, buf_get(&again));
	url_untrack(&again, 0);
	FUZZ_HOLDS(strcmp(buf_get(&again), buf_get(&once)) == 0);
	buf_clear(&once);
	(void)url_is_image(buf_get(url));
	buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct buf in, base, url;
	const char *nl;
	size_t k;

	buf_init(&in, (size_t)1 << 20);
	buf_init(&base, (size_t)1 << 20);
	buf_init(&url, (size_t)1 << 20);
	fuzz_lib_utf8(&in, (const char *)p, n);
	nl = strchr(buf_get(&in), '\n');
	k = nl == NULL ? 0 : (size_t)(nl - buf_get(&in));
	(void)url_resolve(&base, NULL, buf_get(&in), k); /* a base is a URL that was read once */
	buf_shift(&in, nl == NULL ? 0 : k + 1);
	if (url_resolve(&url, buf_get(&base), buf_get(&in), in.n) == 0)
		resolved(&url);
	else
		FUZZ_HOLDS(url.n == 0);
	buf_clear(&in);
	buf_clear(&base);
	buf_clear(&url);
	return 0;
}
