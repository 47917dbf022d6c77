#include "parse/page_hint.h"

#include <stddef.h>
#include <string.h>

#include "parse/html_style.h"

#define WORD 24   /* bytes of a word with the NUL; longer ones mean nothing */
#define TOKENS 64 /* classes of one element */

struct hint_word {
	const char *word;
	unsigned flags;
};

#define S PAGE_HINT_STRONG
#define W PAGE_HINT_WEAK
#define C PAGE_HINT_CAPTION

/* Sorted. One word. */
static const struct hint_word words[] = {
	{ "ad", S }, { "addtoany", S }, { "ads", S }, { "adslot", S }, { "advert", S }, { "advertisement", S },
	{ "adverts", S }, { "also", W }, { "attribution", C }, { "authorbio", S }, { "banner", S }, { "bio", W },
	{ "breadcrumb", S }, { "breadcrumbs", S }, { "byline", PAGE_HINT_BYLINE | W }, { "caption", C },
	{ "carousel", W }, { "comment", S }, { "comments", S }, { "consent", S }, { "cookie", S }, { "cookies", S },
	{ "copyright", W }, { "credit", C }, { "cta", S }, { "disclaimer", W }, { "disqus", S }, { "donate", S },
	{ "embed", PAGE_HINT_EMBED }, { "figcaption", C }, { "follow", W }, { "footer", S }, { "gallery", W },
	{ "gdpr", S }, { "legende", C }, { "login", S }, { "masthead", S }, { "menu", S }, { "meta", W },
	{ "metered", PAGE_HINT_WALL }, { "modal", S }, { "nav", S }, { "navbar", S }, { "navigation", S },
	{ "newsletter", S }, { "newsletters", S }, { "outbrain", S }, { "overlay", W }, { "pager", W },
	{ "pagination", S }, { "paywall", PAGE_HINT_WALL | W }, { "popular", S }, { "popup", S }, { "promo", S },
	{ "promoted", S }, { "promotion", W }, { "rail", W }, { "rating", W }, { "readmore", S }, { "recirc", S },
	{ "recirculation", S }, { "recommendation", S }, { "recommendations", S }, { "recommended", S },
	{ "regwall", PAGE_HINT_WALL | W }, { "related", S }, { "relatedposts", S }, { "replies", W }, { "respond", S },
	{ "share", S }, { "sharebar", S }, { "sharedaddy", S }, { "shares", S }, { "sharing", S }, { "sidebar", S },
	{ "signup", S }, { "skip", W }, { "social", S }, { "socials", S }, { "sponsor", S }, { "sponsored", S },
	{ "subscribe", S }, { "subscription", W }, { "taboola", S }, { "tags", S }, { "teaser", W }, { "teasers", W },
	{ "ticker", W }, { "toolbar", W }, { "tooltip", W }, { "trending", S }, { "upsell", S },
};

/* Two words, one behind the other. */
static const struct {
	const char *one, *two;
	unsigned flags;
} pairs[] = {
	{ "about", "author", S }, { "article", "body", PAGE_HINT_LABEL }, { "article", "content", PAGE_HINT_LABEL },
	{ "article", "copy", PAGE_HINT_LABEL }, { "article", "text", PAGE_HINT_LABEL }, { "author", "bio", S },
	{ "author", "box", S }, { "author", "info", W }, { "blog", "content", PAGE_HINT_LABEL }, { "content", "body", PAGE_HINT_LABEL },
	{ "entry", "content", PAGE_HINT_LABEL }, { "entry", "meta", S }, { "latest", "news", S }, { "more", "from", S },
	{ "more", "stories", S }, { "most", "read", S }, { "post", "body", PAGE_HINT_LABEL }, { "post", "content", PAGE_HINT_LABEL },
	{ "post", "meta", S }, { "post", "text", PAGE_HINT_LABEL }, { "read", "more", S }, { "read", "next", S },
	{ "recent", "posts", S }, { "screen", "reader", S }, { "see", "also", S }, { "sign", "up", S }, { "site", "header", S },
	{ "story", "body", PAGE_HINT_LABEL }, { "story", "content", PAGE_HINT_LABEL }, { "story", "text", PAGE_HINT_LABEL },
	{ "up", "next", S }, { "page", "header", W }, { "sr", "only", S }, { "visually", "hidden", S },
};

static unsigned
find(const char *word)
{
	size_t lo = 0, hi = sizeof(words) / sizeof(words[0]), mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(word, words[mid].word);
		if (cmp == 0)
			return words[mid].flags;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return 0;
}

static unsigned
find_pair(const char *one, const char *two)
{
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (strcmp(pairs[i].one, one) == 0 && strcmp(pairs[i].two, two) == 0)
			return pairs[i].flags;
	return 0;
}

static int
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A class that says how, not what. */
static int
is_style(const char *p, size_t n)
{
	static const char *const starts[] = { "has-", "no-", "with-", "without-", "category-", "tag-", "status-", "elementor-", "is-",
		"hide-", "type-", "format-", "postid-", "js-", "theme-", "layout-", "et_", "vc_", "ast-", "page-id-", "single-", NULL };
	size_t i, k;

	if (memchr(p, ':', n) != NULL || memchr(p, '[', n) != NULL)
		return 1;
	for (i = 0; starts[i] != NULL; i++) {
		k = strlen(starts[i]);
		if (n > k && strncasecmp(p, starts[i], k) == 0)
			return 1;
	}
	return 0;
}

/* The words of one class or id. */
static unsigned
read_token(const char *p, const char *end)
{
	char word[2][WORD] = { "", "" };
	unsigned flags = 0;
	size_t n;
	int at = 0;

	while (p < end) {
		while (p < end && !is_letter(*p))
			p++;
		for (n = 0; p < end && is_letter(*p); p++) {
			if (n > 0 && is_upper(*p) && !is_upper(p[-1]))
				break;
			if (n < WORD)
				word[at][n++] = (char)(*p | 0x20);
		}
		if (n == 0)
			break;
		word[at][n < WORD ? n : 0] = '\0';
		flags |= find(word[at]);
		flags |= find_pair(word[!at], word[at]);
		at = !at;
	}
	return flags;
}

static unsigned
read_tokens(const char *s)
{
	unsigned flags = 0;
	const char *p = s;
	size_t n;
	int i;

	for (i = 0; i < TOKENS && *(p += strspn(p, " \t\r\n\f")) != '\0'; i++, p += n) {
		n = strcspn(p, " \t\r\n\f");
		if (!is_style(p, n))
			flags |= read_token(p, p + n);
	}
	return flags;
}

struct page_hint
page_hint_read(const struct page_tag *tag, const char **attrs)
{
	struct page_hint h = { 0, NULL };
	const char *name, *value;

	for (; *attrs != NULL; attrs += 2) {
		name = attrs[0];
		value = attrs[1] != NULL ? attrs[1] : "";
		if (strcmp(name, "class") == 0) {
			h.class = value;
			h.flags |= read_tokens(value);
		} else if (strcmp(name, "id") == 0) {
			h.flags |= read_tokens(value);
		} else if (strcmp(name, "itemprop") == 0) {
			if (strcasestr(value, "articleBody") != NULL)
				h.flags |= PAGE_HINT_BODY;
			else if (strcasecmp(value, "caption") == 0)
				h.flags |= C;
		} else if (strcmp(name, "hidden") == 0 || (strcmp(name, "aria-hidden") == 0 && strcasecmp(value, "true") == 0)) {
			h.flags |= PAGE_HINT_HIDDEN;
		} else if (strcmp(name, "style") == 0) {
			if (html_style_hides(value, strlen(value)))
				h.flags |= PAGE_HINT_HIDDEN;
		} else if (strcmp(name, "role") == 0) {
			if (strcasecmp(value, "navigation") == 0 || strcasecmp(value, "complementary") == 0 ||
			    strcasecmp(value, "contentinfo") == 0 || strcasecmp(value, "dialog") == 0 || strcasecmp(value, "search") == 0)
				h.flags |= S;
		}
	}
	if (h.flags & PAGE_HINT_EMBED) /* what others say, in the article */
		h.flags &= ~(unsigned)S;
	if (tag->id == PAGE_BODY || tag->id == PAGE_HTML)
		h.flags &= PAGE_HINT_WALL;
	return h;
}
