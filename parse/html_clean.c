#include "parse/html_clean.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "parse/entity.h"
#include "parse/html_style.h"
#include "parse/run.h"
#include "parse/url.h"
#include "wirefold.h"

#define VALUE_MAX ((size_t)64 * 1024) /* bytes of one attribute; a data: image may be that long */

void
html_clean_init(struct html_clean *c, struct buf *to, const char *base)
{
	c->to = to;
	c->base = base;
	buf_init(&c->tmp, VALUE_MAX * 4);
	buf_init(&c->url, VALUE_MAX * 4);
}

void
html_clean_clear(struct html_clean *c)
{
	buf_clear(&c->tmp);
	buf_clear(&c->url);
}

/* One character of text or value, escaped; what shows nothing or harms is gone. */
static void
put_char(struct buf *to, uint32_t c)
{
	char bytes[UTF8_MAX];

	if (c >= 0x80 && c <= 0x9f)
		c = charset_1252((unsigned char)c);
	if (c == '&')
		(void)buf_str(to, "&amp;");
	else if (c == '<')
		(void)buf_str(to, "&lt;");
	else if (c == '>')
		(void)buf_str(to, "&gt;");
	else if (c == '"')
		(void)buf_str(to, "&quot;");
	else if (c == '\n' || !utf8_control(c))
		(void)buf_put(to, bytes, utf8_put(c, bytes));
	else if (c == '\t' || c == '\r' || c == 0x2028 || c == 0x2029)
		(void)buf_char(to, c == 0x2028 || c == 0x2029 ? '\n' : ' ');
}

/* Bytes that are copied as they are; of the high ones those that start no character
 * which is dropped or mended. */
static size_t
plain_run(const char *p, const char *end)
{
	const char *was = p;
	unsigned char c;

	while ((p = run_unescaped(p, end)) < end) {
		c = (unsigned char)*p;
		if (c < 0x80 || c == 0xc2 || c == 0xd8 || c == 0xe2 || c >= 0xef)
			break;
		p++;
	}
	return (size_t)(p - was);
}

static void
escape(struct buf *to, const char *p, size_t n, int decode)
{
	const char *end = p + n;
	uint32_t c;
	size_t run;

	while (p < end) {
		run = plain_run(p, end);
		if (run > 0)
			(void)buf_put(to, p, run);
		p += run;
		if (p == end)
			break;
		if (*p == '&' && decode && (c = entity_read(&p, end)) != 0)
			put_char(to, c);
		else if (*p == '\r' && p + 1 < end && p[1] == '\n')
			p++;
		else if (*p == '&')
			put_char(to, (unsigned char)*p++);
		else
			put_char(to, utf8_next(&p, end));
	}
}

void
html_clean_text(struct html_clean *c, const char *p, size_t n)
{
	escape(c->to, p, n, 1);
}

void
html_clean_escape(struct buf *to, const char *p, size_t n)
{
	escape(to, p, n, 0);
}

/* The value of an attribute, decoded, in c->tmp. */
static const char *
value(struct html_clean *c, const struct html_attr *a)
{
	buf_reset(&c->tmp);
	if (a != NULL && a->p != NULL && a->n <= VALUE_MAX)
		entity_decode(&c->tmp, a->p, a->n);
	return buf_get(&c->tmp);
}

static void
put_attr(struct html_clean *c, const char *name, const char *p, size_t n)
{
	(void)buf_char(c->to, ' ');
	(void)buf_str(c->to, name);
	(void)buf_str(c->to, "=\"");
	escape(c->to, p, n, 0);
	(void)buf_char(c->to, '"');
}

/* A data: URL without what is never shown, as url_resolve has it for others. */
static void
put_data(struct buf *to, const char *p, size_t n)
{
	const char *end = p + n, *was;
	uint32_t c;

	while ((was = p) < end) {
		c = utf8_next(&p, end);
		if (!utf8_control(c >= 0x80 && c <= 0x9f ? charset_1252((unsigned char)c) : c))
			(void)buf_put(to, was, (size_t)(p - was));
	}
	while (!to->failed && to->n > 0 && to->p[to->n - 1] == ' ')
		to->p[--to->n] = '\0';
}

/* Resolves n bytes of URL into c->url; "" when it may not be shown. */
static const char *
resolve(struct html_clean *c, const char *p, size_t n, int image)
{
	buf_reset(&c->url);
	if (image && n > 5 && n <= VALUE_MAX && strncasecmp(p, "data:", 5) == 0)
		put_data(&c->url, p, n);
	else if (n == 0 || url_resolve(&c->url, c->base, p, n) != 0)
		return "";
	return (image ? url_is_image : url_is_safe)(buf_get(&c->url)) ? buf_get(&c->url) : "";
}

/* Candidates of a srcset: URLs hold commas, so a URL ends at white space. */
static void
put_srcset(struct html_clean *c, const char *p)
{
	const char *url, *desc;
	size_t n, d;
	int any = 0;

	while (*p != '\0') {
		p += strspn(p, " \t\r\n\f,");
		n = strcspn(p, " \t\r\n\f");
		url = p;
		p += n;
		desc = p;
		d = 0;
		if (n > 0 && url[n - 1] == ',') {
			while (n > 0 && url[n - 1] == ',')
				n--;
		} else {
			desc += strspn(desc, " \t\r\n\f");
			d = strcspn(desc, ",");
			p = desc + d;
		}
		while (d > 0 && desc[d - 1] == ' ')
			d--;
		if (n == 0 || strspn(desc, "0123456789.wxhWXHe+- ") < d || resolve(c, url, n, 1)[0] == '\0')
			continue;
		/* Commas that control characters hid part candidates after all. */
		url = buf_get(&c->url);
		for (n = c->url.n; n > 0 && url[n - 1] == ','; n--)
			continue;
		if (n == 0 || *url == ',')
			continue;
		(void)buf_str(c->to, any ? ", " : " srcset=\"");
		escape(c->to, url, n, 0);
		if (d > 0) {
			(void)buf_char(c->to, ' ');
			escape(c->to, desc, d, 0);
		}
		any = 1;
	}
	if (any)
		(void)buf_char(c->to, '"');
}

static void
put_style(struct html_clean *c, const struct html_attr *a)
{
	const char *v = value(c, a);

	buf_reset(&c->url);
	html_style_filter(&c->url, v, c->tmp.n);
	if (c->url.n > 0)
		put_attr(c, "style", buf_get(&c->url), c->url.n);
}

static void
put_url(struct html_clean *c, const struct html_attr *a, int image, int anchor)
{
	const char *v = value(c, a), *url;

	if (c->tmp.n == 0) {
		put_attr(c, a->name, "", 0);
		return;
	}
	url = resolve(c, v, c->tmp.n, image);
	if (anchor && url[0] != '\0') {
		url_untrack(&c->url, 0);
		url = buf_get(&c->url);
	}
	if (url[0] != '\0' || strcmp(a->name, "href") == 0)
		put_attr(c, a->name, url, strlen(url));
}

static int
is_size(const char *v, size_t n)
{
	size_t digits = strspn(v, "0123456789.");

	return digits == n || (digits + 1 == n && (v[digits] == '%' || v[digits] == '*')) ||
	    (digits > 0 && digits + 2 == n && strcmp(v + digits, "px") == 0);
}

static void
put_size(struct html_clean *c, const struct html_attr *a)
{
	const char *v = value(c, a);

	if (is_size(v, c->tmp.n))
		put_attr(c, a->name, v, c->tmp.n);
}

static int
seen(const struct html_token *t, int i)
{
	int k;

	for (k = 0; k < i; k++)
		if (strcmp(t->attr[k].name, t->attr[i].name) == 0)
			return 1;
	return 0;
}

static void
put_attrs(struct html_clean *c, const struct html_token *t, const struct html_tag *tag, const char *skip)
{
	const struct html_attr *a;
	const char *v;
	int i;

	for (i = 0; i < t->n_attrs; i++) {
		a = &t->attr[i];
		if (seen(t, i) || (skip != NULL && strcmp(a->name, skip) == 0))
			continue;
		if (tag->role == HTML_ANCHOR && strcmp(a->name, "rel") == 0)
			continue;
		switch (html_table_attr(a->name)) {
		case HTML_NO:
			break;
		case HTML_EMPTY:
			put_attr(c, a->name, "", 0);
			break;
		case HTML_URL:
			put_url(c, a, 0, tag->role == HTML_ANCHOR);
			break;
		case HTML_IMAGE_URL:
			put_url(c, a, 1, 0);
			break;
		case HTML_SRCSET:
			put_srcset(c, value(c, a));
			break;
		case HTML_STYLE:
			put_style(c, a);
			break;
		case HTML_SIZE:
			put_size(c, a);
			break;
		default:
			v = value(c, a);
			put_attr(c, a->name, v, c->tmp.n);
		}
	}
}

/* Hosts whose images only count readers. */
static int
counts_readers(const char *url)
{
	static const char *const hosts[] = { "feeds.feedburner.com", "feedsportal.com", "stats.wordpress.com",
		"pixel.wp.com", "doubleclick.net", "api.flattr.com", "feeds.wordpress.com", "pixel.quantserve.com",
		"google-analytics.com", "scorecardresearch.com", "da.feedsportal.com", "ad.doubleclick.net" };
	const char *host = strstr(url, "://");
	size_t i, n, k;

	if (host == NULL)
		return 0;
	host += 3;
	n = strcspn(host, "/?#:");
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		k = strlen(hosts[i]);
		if (n >= k && strncasecmp(host + n - k, hosts[i], k) == 0 && (n == k || host[n - k - 1] == '.'))
			return 1;
	}
	return 0;
}

/* 0 or 1 pixel; -1: not said. */
static int
tiny(struct html_clean *c, const struct html_token *t, const char *name)
{
	const char *v = value(c, html_token_attr(t, name));
	size_t n = strspn(v, "0123456789");

	if (n == 1 && (v[0] == '0' || v[0] == '1') && (v[1] == '\0' || strcasecmp(v + 1, "px") == 0))
		return 1;
	/* What put_size drops is not said: the output is judged the same again. */
	return n == 0 || !is_size(v, c->tmp.n) ? -1 : 0;
}

static int
is_pixel(struct html_clean *c, const struct html_token *t)
{
	int w = tiny(c, t, "width"), h = tiny(c, t, "height");

	return (w == 1 && h != 0) || (h == 1 && w != 0);
}

/* The real source of an image that loads late, else its src. */
static const struct html_attr *
image_source(struct html_clean *c, const struct html_token *t)
{
	static const char *const late[] = { "data-src", "data-original", "data-lazy-src", "data-orig-file" };
	const struct html_attr *src = html_token_attr(t, "src"), *a;
	const char *v;
	size_t i;

	for (i = 0; i < sizeof(late) / sizeof(late[0]); i++) {
		a = html_token_attr(t, late[i]);
		if (a == NULL || a->n == 0)
			continue;
		v = value(c, src);
		if (c->tmp.n == 0 || strncasecmp(v, "data:", 5) == 0 || strstr(v, "blank.") != NULL ||
		    strstr(v, "placeholder") != NULL || strstr(v, "spacer") != NULL || strstr(v, "1x1") != NULL ||
		    strstr(v, "pixel") != NULL || strstr(v, "lazy") != NULL)
			return a;
	}
	return src;
}

static int
open_image(struct html_clean *c, const struct html_token *t, const struct html_tag *tag)
{
	const struct html_attr *src = image_source(c, t), *set;
	const char *url = "", *v;

	if (is_pixel(c, t))
		return 0;
	v = value(c, src);
	if (c->tmp.n > 0) {
		url = resolve(c, v, c->tmp.n, 1);
		if (counts_readers(url))
			return 0;
	}
	(void)buf_str(c->to, "<img");
	if (src != NULL && (url[0] != '\0' || src->n == 0))
		put_attr(c, "src", url, strlen(url));
	set = html_token_attr(t, "data-srcset");
	if (set != NULL && html_token_attr(t, "srcset") == NULL)
		put_srcset(c, value(c, set));
	put_attrs(c, t, tag, "src");
	return 1;
}

int
html_clean_open(struct html_clean *c, const struct html_token *t, const struct html_tag *tag)
{
	if (tag->role == HTML_IMAGE) {
		if (!open_image(c, t, tag))
			return 0;
	} else {
		(void)buf_char(c->to, '<');
		(void)buf_str(c->to, tag->name);
		put_attrs(c, t, tag, NULL);
		if (tag->role == HTML_ANCHOR && html_token_attr(t, "href") != NULL)
			(void)buf_str(c->to, " rel=\"noopener noreferrer\"");
	}
	(void)buf_str(c->to, tag->flags & HTML_VOID ? " />" : ">");
	return 1;
}

int
html_clean_frame(struct html_clean *c, const struct html_token *t)
{
	static const char *const players[] = { "www.youtube.com", "youtube.com", "www.youtube-nocookie.com",
		"player.vimeo.com", "www.dailymotion.com", "open.spotify.com", "w.soundcloud.com", "bandcamp.com",
		"player.twitch.tv", "clips.twitch.tv", "player.bilibili.com", "cdn.embedly.com" };
	const struct html_attr *src = html_token_attr(t, "src");
	const char *v, *url, *host;
	size_t i, n;

	if (src == NULL || src->n == 0)
		src = html_token_attr(t, "data-src");
	v = value(c, src);
	url = resolve(c, v, c->tmp.n, 0);
	if (!url_is_http(url))
		return 0;
	host = strstr(url, "://") + 3;
	n = strcspn(host, "/?#:");
	for (i = 0; i < sizeof(players) / sizeof(players[0]); i++)
		if (strlen(players[i]) == n && strncasecmp(host, players[i], n) == 0)
			break;
	if (i == sizeof(players) / sizeof(players[0]))
		return 0;
	url_untrack(&c->url, 0);
	(void)buf_str(c->to, "<a");
	put_attr(c, "href", buf_get(&c->url), c->url.n);
	(void)buf_str(c->to, " rel=\"noopener noreferrer\">\342\226\266</a>"); /* U+25B6, a play mark */
	return 1;
}
