#include "dedupe/url.h"

#include <string.h>
#include <strings.h>

#include "dedupe/hash.h"

/* Parameters that say where the reader came from. */
static const char *const tracking[] = { "utm_", "fbclid=", "gclid=", "cmpid=", "cmp=", "ref=",
	"source=rss", "rss=", "ito=", "at_medium=", "at_campaign=", "mc_cid=", "mc_eid=", "ns_",
	"feedtype=", "partner=rss", "emc=rss", "xtor=", "wt_mc=", "src=rss", "traffic_source=" };

static int
is_tracking(const char *s, size_t n)
{
	size_t i, m;

	for (i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
		m = strlen(tracking[i]);
		if (n >= m && strncasecmp(s, tracking[i], m) == 0)
			return 1;
	}
	return 0;
}

static uint64_t
query(uint64_t h, const char *s, const char *end)
{
	const char *p;

	for (; s < end; s = p + 1) {
		for (p = s; p < end && *p != '&' && *p != ';'; p++)
			continue;
		if (p > s && !is_tracking(s, (size_t)(p - s)))
			h = hash_bytes(h, s, (size_t)(p - s));
	}
	return h;
}

uint64_t
url_key(const char *url)
{
	const char *s, *slash, *end, *mark;
	char host[256];
	uint64_t h;
	size_t i, n;

	if (url == NULL || (s = strstr(url, "://")) == NULL)
		return 0;
	s += 3;
	if (strncasecmp(s, "www.", 4) == 0)
		s += 4;
	end = s + strcspn(s, "#");
	slash = memchr(s, '/', (size_t)(end - s));
	if (slash == NULL || (n = (size_t)(slash - s)) >= sizeof(host))
		return 0;
	for (i = 0; i < n; i++)
		host[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 0x20 : s[i]);
	h = hash_bytes(0, host, n);
	mark = memchr(slash, '?', (size_t)(end - slash));
	if (mark == NULL)
		mark = end;
	for (n = (size_t)(mark - slash); n > 0 && slash[n - 1] == '/'; n--)
		continue;
	if (n == 0 && mark == end)
		return 0;
	h = hash_bytes(h, slash, n);
	if (mark < end)
		h = query(h, mark + 1, end);
	return h != 0 ? h : 1;
}
