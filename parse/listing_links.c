/* The feeds that an HTML page names: what it declares by <link>, and links that look like feeds. */
#include <string.h>

#include "parse/listing.h"
#include "parse/url.h"

#define LINKS_MAX 64 /* of each kind; nobody asks that many */

struct links {
	struct listing *l;
	struct buf base;
	int n_links, n_anchors;
};

static int
has_word(const char *list, const char *word)
{
	const size_t n = strlen(word);

	for (; list != NULL && *list != '\0'; list += strcspn(list, " ")) {
		list += strspn(list, " ");
		if (strncasecmp(list, word, n) == 0 && (list[n] == '\0' || list[n] == ' '))
			return 1;
	}
	return 0;
}

static int
is_feed_type(const char *type)
{
	static const char *const types[] = { "application/rss+xml", "application/atom+xml", "application/feed+json",
		"application/rdf+xml", "application/xml", "text/xml", "application/x-rss+xml", "text/rss+xml" };
	size_t i, n;

	for (i = 0; type != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		n = strlen(types[i]);
		if (strncasecmp(type, types[i], n) == 0 && (type[n] == '\0' || type[n] == ';' || type[n] == ' '))
			return 1;
	}
	return 0;
}

/* Does the path look like that of a feed? By its last part and how that ends. */
static int
looks_so(const char *url)
{
	static const char *const whole[] = { "feed", "feeds", "rss", "atom", "feed.xml", "rss.xml", "atom.xml",
		"index.xml", "feed.json", "rss2", "index.rdf" };
	static const char *const ends[] = { ".rss", ".atom", ".rdf" };
	const char *path = strstr(url, "://"), *end, *last;
	size_t n, i;

	path = path != NULL ? path + 3 + strcspn(path + 3, "/?#") : url;
	end = path + strcspn(path, "?#");
	while (end > path && end[-1] == '/')
		end--;
	for (last = end; last > path && last[-1] != '/';)
		last--;
	n = (size_t)(end - last);
	for (i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (n == strlen(whole[i]) && strncasecmp(last, whole[i], n) == 0)
			return 1;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (n > strlen(ends[i]) && strncasecmp(end - strlen(ends[i]), ends[i], strlen(ends[i])) == 0)
			return 1;
	return n > 4 && strncasecmp(end - 4, ".xml", 4) == 0 &&
	    (memmem(last, n, "rss", 3) != NULL || memmem(last, n, "feed", 4) != NULL || memmem(last, n, "atom", 4) != NULL);
}

static const char *
resolved(struct links *x)
{
	struct listing *l = x->l;
	const char *href = listing_attr(l, "href", WF_URL_MAX), *base = x->base.n > 0 ? buf_get(&x->base) : l->base;

	/* feed:https://... and feed://... are how some pages say it. */
	if (href != NULL && strncasecmp(href, "feed:", 5) == 0 && strncasecmp(href, "feed://", 7) != 0)
		href += 5;
	if (href == NULL)
		return NULL;
	if (strncasecmp(href, "feed://", 7) == 0)
		href += 5, base = "http://x/";
	return content_url(&l->work, &l->arena, href, strlen(href), base);
}

static void
put(struct links *x, int anchor)
{
	const char *url = resolved(x);
	int *n = anchor ? &x->n_anchors : &x->n_links;
	struct wf_entry e;

	if (url == NULL || !url_is_http(url) || *n >= LINKS_MAX || (anchor && !looks_so(url)))
		return;
	memset(&e, 0, sizeof(e));
	e.guid = url;
	e.source = anchor ? "a" : "link";
	++*n;
	listing_put(x->l, &e);
}

static void
set_base(struct links *x)
{
	const char *href = listing_attr(x->l, "href", WF_URL_MAX);

	if (href == NULL || x->base.n > 0)
		return;
	if (url_resolve(&x->base, x->l->base, href, strlen(href)) != 0 || !url_is_http(buf_get(&x->base)))
		buf_reset(&x->base);
}

int
listing_links(struct listing *l, struct why *why)
{
	static const char *const raw[] = { "script", "style", "textarea", "title" };
	struct links x = { .l = l };
	enum html_kind kind;
	size_t i;

	(void)why;
	buf_init(&x.base, WF_URL_MAX * 2);
	while ((kind = listing_next(l)) != HTML_END) {
		if (kind != HTML_OPEN)
			continue;
		for (i = 0; i < sizeof(raw) / sizeof(raw[0]); i++)
			if (strcmp(l->token.name, raw[i]) == 0)
				html_token_skip(&l->token, raw[i]);
		if (strcmp(l->token.name, "base") == 0)
			set_base(&x);
		else if (strcmp(l->token.name, "link") == 0 && has_word(listing_attr(l, "rel", WF_URL_MAX), "alternate") &&
		    is_feed_type(listing_attr(l, "type", WF_URL_MAX)))
			put(&x, 0);
		else if (strcmp(l->token.name, "a") == 0)
			put(&x, 1);
		arena_clear(&l->arena);
	}
	buf_clear(&x.base);
	return 0;
}
