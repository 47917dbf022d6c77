#include "parse/url.h"

#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "wirefold.h"

struct part {
	const char *p; /* NULL: absent */
	size_t n;
};

struct parts {
	struct part scheme, authority, path, query, fragment;
};

static int
alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t
scheme_length(const char *p, size_t n)
{
	size_t i;

	if (n == 0 || !alpha(p[0]))
		return 0;
	for (i = 1; i < n; i++) {
		if (p[i] == ':')
			return i;
		if (!alpha(p[i]) && !(p[i] >= '0' && p[i] <= '9') && strchr("+-.", p[i]) == NULL)
			return 0;
	}
	return 0;
}

static struct part
cut(const char **p, const char *end, const char *stops)
{
	struct part r;

	r.p = *p;
	while (*p < end && strchr(stops, **p) == NULL)
		(*p)++;
	r.n = (size_t)(*p - r.p);
	return r;
}

static void
split(struct parts *u, const char *p, size_t n)
{
	const char *end = p + n;
	size_t k = scheme_length(p, n);

	memset(u, 0, sizeof(*u));
	if (k > 0) {
		u->scheme.p = p;
		u->scheme.n = k;
		p += k + 1;
	}
	if (end - p >= 2 && p[0] == '/' && p[1] == '/') {
		p += 2;
		/* A slash too many is a slip, not an empty host, as browsers have it. */
		while (p < end && *p == '/')
			p++;
		u->authority = cut(&p, end, "/?#");
	}
	u->path = cut(&p, end, "?#");
	if (p < end && *p == '?') {
		p++;
		u->query = cut(&p, end, "#");
	}
	if (p < end) {
		u->fragment.p = p + 1;
		u->fragment.n = (size_t)(end - p - 1);
	}
}

static void
put(struct buf *b, const char *before, struct part part)
{
	if (part.p == NULL)
		return;
	(void)buf_str(b, before);
	(void)buf_put(b, part.p, part.n);
}

/* Removes dot segments in place from byte `from` on (RFC 3986 5.2.4). */
static void
remove_dots(struct buf *b, size_t from)
{
	char *in = b->p + from, *end = b->p + b->n, *out = in, *start = in, *seg;
	size_t n;

	if (in == end || *in != '/')
		return;
	while (in < end) {
		seg = in + 1;
		for (in = seg; in < end && *in != '/'; in++)
			continue;
		n = (size_t)(in - seg);
		if (n == 1 && seg[0] == '.') {
			if (in == end)
				*out++ = '/';
		} else if (n == 2 && seg[0] == '.' && seg[1] == '.') {
			while (out > start && *--out != '/')
				continue;
			if (in == end)
				*out++ = '/';
		} else {
			*out++ = '/';
			memmove(out, seg, n);
			out += n;
		}
	}
	b->n = (size_t)(out - b->p);
	*out = '\0';
}

static int
same_scheme(struct part a, struct part b)
{
	return a.n == b.n && a.n > 0 && strncasecmp(a.p, b.p, a.n) == 0;
}

/* Schemes whose references do not resolve: mailto:, tel:, data: ... */
static int
hierarchical(struct part scheme)
{
	static const char *const names[] = { "http", "https", "ftp", "file", "feed", "gopher", "rtsp", "svn" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (scheme.n == strlen(names[i]) && strncasecmp(scheme.p, names[i], scheme.n) == 0)
			return 1;
	return 0;
}

static void
put_path(struct buf *to, const struct parts *b, const struct parts *r)
{
	size_t at = to->n, dir = 0, i;

	if (r->path.n > 0 && r->path.p[0] != '/') {
		for (i = 0; i < b->path.n; i++)
			if (b->path.p[i] == '/')
				dir = i + 1;
		if (dir == 0 && b->authority.p != NULL)
			(void)buf_char(to, '/');
		(void)buf_put(to, b->path.p, dir);
	}
	(void)buf_put(to, r->path.p, r->path.n);
	if (!to->failed && to->p != NULL)
		remove_dots(to, at);
}

static void
join(struct buf *to, const struct parts *b, struct parts *r)
{
	if (same_scheme(r->scheme, b->scheme) && r->authority.p == NULL && hierarchical(r->scheme))
		r->scheme.p = NULL;
	if (r->scheme.p != NULL || b->scheme.p == NULL || (b->authority.p == NULL && !hierarchical(b->scheme))) {
		put(to, "", r->scheme);
		if (r->scheme.p != NULL)
			(void)buf_char(to, ':');
		put(to, "//", r->authority);
		put(to, "", r->path);
		put(to, "?", r->query);
		put(to, "#", r->fragment);
		return;
	}
	put(to, "", b->scheme);
	(void)buf_char(to, ':');
	put(to, "//", r->authority.p != NULL ? r->authority : b->authority);
	if (r->authority.p != NULL) {
		put(to, "", r->path);
		put(to, "?", r->query);
	} else if (r->path.n == 0) {
		put(to, "", b->path);
		put(to, "?", r->query.p != NULL ? r->query : b->query);
	} else {
		put_path(to, b, r);
		put(to, "?", r->query);
	}
	put(to, "#", r->fragment);
}

/* Copies without what browsers take out, white space around and control characters
 * inside, and without what is never shown: what is left shall not end in white space
 * when that is gone. */
static size_t
strip(char *to, const char *p, size_t n)
{
	const char *end = p + n, *was;
	size_t k = 0, from = 0;
	uint32_t c;

	while ((was = p) < end) {
		c = utf8_next(&p, end);
		if (c >= 0x80 && c <= 0x9f)
			c = charset_1252((unsigned char)c);
		if (utf8_control(c))
			continue;
		memcpy(to + k, was, (size_t)(p - was));
		k += (size_t)(p - was);
	}
	while (k > 0 && to[k - 1] == ' ')
		k--;
	while (from < k && to[from] == ' ')
		from++;
	memmove(to, to + from, k - from);
	to[k - from] = '\0';
	return k - from;
}

int
url_resolve(struct buf *to, const char *base, const char *ref, size_t n)
{
	char clean[WF_URL_MAX + 1];
	struct parts b, r;
	size_t at = to->n;

	if (n > WF_URL_MAX)
		return -1;
	n = strip(clean, ref, n);
	memset(&b, 0, sizeof(b));
	if (base != NULL)
		split(&b, base, strlen(base));
	split(&r, clean, n);
	join(to, &b, &r);
	if (to->failed)
		return -1;
	while (to->n > at && to->p[to->n - 1] == ' ') /* of a base whose fragment went */
		to->p[--to->n] = '\0';
	if (to->n - at > WF_URL_MAX) {
		to->n = at;
		to->p[at] = '\0';
		return -1;
	}
	return 0;
}

static int
has_scheme(const char *url, const char *const *names)
{
	size_t n = scheme_length(url, strlen(url)), i;

	for (i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == n && strncasecmp(url, names[i], n) == 0)
			return 1;
	return 0;
}

int
url_is_http(const char *url)
{
	static const char *const web[] = { "http", "https", NULL };
	const char *host;

	if (url == NULL || !has_scheme(url, web))
		return 0;
	host = strchr(url, ':') + 1;
	return host[0] == '/' && host[1] == '/' && host[2] != '\0' && strchr("/?#", host[2]) == NULL;
}

int
url_has_scheme(const char *url)
{
	return scheme_length(url, strlen(url)) > 0;
}

int
url_is_safe(const char *url)
{
	static const char *const safe[] = { "http", "https", "ftp", "sftp", "mailto", "tel", "sms", "magnet",
		"news", "nntp", "gopher", "irc", "ircs", "irc6", "xmpp", "sip", "sips", "geo",
		"callto", "skype", "facetime", "rtsp", "mms", "rsync", "svn", "svn+ssh", "git", "ssh",
		"telnet", "itms", "webcal", "imap", "snews", "wais", "prospero", "hdl", "h323", "rtspu", "shttp",
		"aim", "cvs", "gtalk", "msnim", "ymsg", "bitcoin", "nostr", "matrix", NULL };
	const char *colon = strchr(url, ':');

	if (strncasecmp(url, "feed:", 5) == 0) /* a feed's URL, behind a scheme or in place of one */
		return strncmp(url + 5, "//", 2) == 0 || url_is_http(url + 5);
	if (scheme_length(url, strlen(url)) > 0)
		return has_scheme(url, safe);
	/* A colon before any slash with something odd in front is no scheme to us
	 * but may be one to others. */
	return colon == NULL || strcspn(url, "/?#") < (size_t)(colon - url);
}

int
url_is_image(const char *url)
{
	static const char *const raster[] = { "png", "jpeg", "jpg", "gif", "webp", "avif" };
	size_t i, n;

	if (url_is_safe(url))
		return 1;
	if (strncasecmp(url, "data:image/", 11) != 0)
		return 0;
	for (i = 0; i < sizeof(raster) / sizeof(raster[0]); i++) {
		n = strlen(raster[i]);
		if (strncasecmp(url + 11, raster[i], n) == 0 && (url[11 + n] == ';' || url[11 + n] == ','))
			return 1;
	}
	return 0;
}

static int
tracks(const char *p, size_t n)
{
	static const char *const names[] = { "utm_*", "mtm_*", "fbclid", "gclid", "dclid", "gbraid", "wbraid",
		"msclkid", "mc_cid", "mc_eid", "yclid", "igshid", "igsh", "srsltid", "twclid", "ttclid", "_hsenc",
		"_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid", "ysclid", "li_fat_id" };
	size_t i, k;

	for (k = 0; k < n && p[k] != '='; k++)
		continue;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		n = strlen(names[i]);
		if (names[i][n - 1] == '*' ? k >= n - 1 && strncasecmp(p, names[i], n - 1) == 0 : k == n && strncasecmp(p, names[i], n) == 0)
			return 1;
	}
	return 0;
}

void
url_untrack(struct buf *b, size_t from)
{
	char *p, *end, *out, *fragment, *next, *query;

	if (b->failed || b->p == NULL)
		return;
	end = b->p + b->n;
	fragment = memchr(b->p + from, '#', b->n - from);
	if (fragment == NULL)
		fragment = end;
	query = memchr(b->p + from, '?', (size_t)(fragment - b->p) - from);
	if (query == NULL)
		return;
	out = query;
	for (p = query + 1; p <= fragment; p = next + 1) {
		next = memchr(p, '&', (size_t)(fragment - p));
		if (next == NULL)
			next = fragment;
		/* `&amp;` left in a URL parts parameters too. */
		if (tracks(p, (size_t)(next - p)) ||
		    (next - p > 4 && strncmp(p, "amp;", 4) == 0 && tracks(p + 4, (size_t)(next - p - 4))))
			continue;
		*out = out == query ? '?' : '&';
		out++;
		memmove(out, p, (size_t)(next - p));
		out += next - p;
	}
	if (out == query + 1) /* nothing is left behind the question mark */
		out = query;
	memmove(out, fragment, (size_t)(end - fragment));
	b->n = (size_t)(out + (end - fragment) - b->p);
	b->p[b->n] = '\0';
}
