#include "parse/page_meta.h"

#include <string.h>

#include "parse/page_ld.h"
#include "parse/page_tag.h"

#define STRINGS_MAX ((size_t)4 << 20)
#define VALUE_MAX ((size_t)8 * 1024)   /* bytes of one value; a longer one is none */
#define LD_MAX ((size_t)2 << 20)       /* bytes of one script */
#define BODY_MAX ((size_t)2 << 20)

void
page_meta_init(struct page_meta *m)
{
	memset(m, 0, sizeof(*m));
	arena_init(&m->strings, STRINGS_MAX);
	buf_init(&m->body, BODY_MAX);
	buf_init(&m->tmp, LD_MAX);
}

void
page_meta_clear(struct page_meta *m)
{
	arena_clear(&m->strings);
	buf_clear(&m->body);
	buf_clear(&m->tmp);
}

void
page_meta_put(struct page_meta *m, enum page_meta_field f, enum page_meta_source s, const char *p, size_t n)
{
	while (n > 0 && (unsigned char)*p <= ' ') {
		p++;
		n--;
	}
	while (n > 0 && (unsigned char)p[n - 1] <= ' ')
		n--;
	if (n > 0 && n <= VALUE_MAX && m->value[f][s] == NULL)
		m->value[f][s] = arena_strn(&m->strings, p, n);
}

const char *
page_meta_get(const struct page_meta *m, enum page_meta_field f)
{
	int s;

	for (s = 0; s < PAGE_META_SOURCES; s++)
		if (m->value[f][s] != NULL)
			return m->value[f][s];
	return NULL;
}

static const char *
attr(const char **attrs, const char *name)
{
	for (; *attrs != NULL; attrs += 2)
		if (strcmp(*attrs, name) == 0)
			return attrs[1] != NULL ? attrs[1] : "";
	return "";
}

/* Names in <meta name=, property=, itemprop=>. */
static const struct {
	const char *name;
	enum page_meta_field field;
	enum page_meta_source source;
} names[] = {
	{ "og:title", PAGE_META_TITLE, PAGE_META_OG }, { "twitter:title", PAGE_META_TITLE, PAGE_META_NAMED },
	{ "dc.title", PAGE_META_TITLE, PAGE_META_NAMED }, { "headline", PAGE_META_TITLE, PAGE_META_ITEM },
	{ "author", PAGE_META_BYLINE, PAGE_META_NAMED }, { "article:author", PAGE_META_BYLINE, PAGE_META_OG },
	{ "dc.creator", PAGE_META_BYLINE, PAGE_META_NAMED }, { "parsely-author", PAGE_META_BYLINE, PAGE_META_NAMED },
	{ "sailthru.author", PAGE_META_BYLINE, PAGE_META_NAMED }, { "byl", PAGE_META_BYLINE, PAGE_META_NAMED },
	{ "article:published_time", PAGE_META_PUBLISHED, PAGE_META_OG }, { "datepublished", PAGE_META_PUBLISHED, PAGE_META_ITEM },
	{ "dc.date", PAGE_META_PUBLISHED, PAGE_META_NAMED }, { "dc.date.issued", PAGE_META_PUBLISHED, PAGE_META_NAMED },
	{ "dcterms.created", PAGE_META_PUBLISHED, PAGE_META_NAMED }, { "date", PAGE_META_PUBLISHED, PAGE_META_NAMED },
	{ "pubdate", PAGE_META_PUBLISHED, PAGE_META_NAMED }, { "publish-date", PAGE_META_PUBLISHED, PAGE_META_NAMED },
	{ "parsely-pub-date", PAGE_META_PUBLISHED, PAGE_META_NAMED }, { "sailthru.date", PAGE_META_PUBLISHED, PAGE_META_NAMED },
	{ "article:modified_time", PAGE_META_MODIFIED, PAGE_META_OG }, { "og:updated_time", PAGE_META_MODIFIED, PAGE_META_NAMED },
	{ "datemodified", PAGE_META_MODIFIED, PAGE_META_ITEM }, { "lastmod", PAGE_META_MODIFIED, PAGE_META_NAMED },
	{ "og:site_name", PAGE_META_SITE, PAGE_META_OG }, { "application-name", PAGE_META_SITE, PAGE_META_NAMED },
	{ "dc.publisher", PAGE_META_SITE, PAGE_META_NAMED }, { "og:locale", PAGE_META_LANGUAGE, PAGE_META_OG },
	{ "dc.language", PAGE_META_LANGUAGE, PAGE_META_NAMED }, { "inlanguage", PAGE_META_LANGUAGE, PAGE_META_ITEM },
	{ "language", PAGE_META_LANGUAGE, PAGE_META_NAMED }, { "og:image", PAGE_META_IMAGE, PAGE_META_OG },
	{ "og:image:url", PAGE_META_IMAGE, PAGE_META_OG }, { "twitter:image", PAGE_META_IMAGE, PAGE_META_NAMED },
	{ "twitter:image:src", PAGE_META_IMAGE, PAGE_META_NAMED }, { "image", PAGE_META_IMAGE, PAGE_META_ITEM },
	{ "og:url", PAGE_META_CANONICAL, PAGE_META_OG }, { "og:description", PAGE_META_SUMMARY, PAGE_META_OG },
	{ "description", PAGE_META_SUMMARY, PAGE_META_NAMED },
};

static int
is_url(const char *s)
{
	return strncasecmp(s, "http:", 5) == 0 || strncasecmp(s, "https:", 6) == 0 || strncmp(s, "//", 2) == 0;
}

static void
named(struct page_meta *m, const char *name, const char *content)
{
	size_t i;

	if (*name == '\0' || *content == '\0')
		return;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i].name, name) == 0)
			break;
	if (i < sizeof(names) / sizeof(names[0])) {
		if (names[i].field != PAGE_META_BYLINE || !is_url(content)) /* many name a profile's page there */
			page_meta_put(m, names[i].field, names[i].source, content, strlen(content));
	} else if (strcasecmp(name, "article:content_tier") == 0 || strcasecmp(name, "isaccessibleforfree") == 0) {
		if (strcasecmp(content, "locked") == 0 || strcasecmp(content, "metered") == 0 || strcasecmp(content, "false") == 0)
			m->closed = 1;
	}
}

/* Is the word in the list, white space between? */
static int
has_word(const char *list, const char *word)
{
	size_t n = strlen(word), k;

	for (; *(list += strspn(list, " \t\r\n")) != '\0'; list += k) {
		k = strcspn(list, " \t\r\n");
		if (k == n && strncasecmp(list, word, n) == 0)
			return 1;
	}
	return 0;
}

static void
linked(struct page_meta *m, const char **attrs, enum page_meta_source s)
{
	static const struct {
		const char *rel;
		enum page_meta_field field;
	} rels[] = { { "canonical", PAGE_META_CANONICAL }, { "amphtml", PAGE_META_AMP }, { "next", PAGE_META_NEXT },
		{ "image_src", PAGE_META_IMAGE } };
	const char *rel = attr(attrs, "rel"), *href = attr(attrs, "href");
	size_t i;

	for (i = 0; *rel != '\0' && i < sizeof(rels) / sizeof(rels[0]); i++)
		if (has_word(rel, rels[i].rel))
			page_meta_put(m, rels[i].field, s, href, strlen(href));
}

void
page_meta_open(struct page_meta *m, int id, const char *name, const char **attrs)
{
	const char *v;

	(void)name;
	switch (id) {
	case PAGE_META:
		v = attr(attrs, "content");
		named(m, attr(attrs, "property"), v);
		named(m, attr(attrs, "name"), v);
		named(m, attr(attrs, "itemprop"), v);
		if (strcasecmp(attr(attrs, "http-equiv"), "content-language") == 0)
			page_meta_put(m, PAGE_META_LANGUAGE, PAGE_META_NAMED, v, strlen(v));
		return;
	case PAGE_LINK:
		linked(m, attrs, PAGE_META_LD); /* a link in the head goes before all else */
		return;
	case PAGE_A:
		linked(m, attrs, PAGE_META_MARKUP);
		return;
	case PAGE_BASE:
		v = attr(attrs, "href");
		page_meta_put(m, PAGE_META_BASE, PAGE_META_MARKUP, v, strlen(v));
		return;
	case PAGE_HTML:
		v = attr(attrs, "lang");
		if (*v == '\0')
			v = attr(attrs, "xml:lang");
		page_meta_put(m, PAGE_META_LANGUAGE, PAGE_META_LD, v, strlen(v));
		return;
	case PAGE_TIME:
		v = attr(attrs, "datetime");
		page_meta_put(m, strcasestr(attr(attrs, "itemprop"), "modified") != NULL ? PAGE_META_MODIFIED : PAGE_META_PUBLISHED,
		    strcasestr(attr(attrs, "itemprop"), "date") != NULL ? PAGE_META_ITEM : PAGE_META_MARKUP, v, strlen(v));
		return;
	case PAGE_SCRIPT:
		if (strncasecmp(attr(attrs, "type"), "application/ld+json", 19) == 0)
			m->into = PAGE_META_INTO_LD;
		break;
	case PAGE_TITLE:
		if (m->value[PAGE_META_TITLE][PAGE_META_MARKUP] == NULL)
			m->into = PAGE_META_INTO_TITLE;
		break;
	default:
		return;
	}
	buf_reset(&m->tmp);
}

void
page_meta_text(struct page_meta *m, const char *p, size_t n)
{
	(void)buf_put(&m->tmp, p, n);
}

void
page_meta_end(struct page_meta *m)
{
	if (m->into == PAGE_META_INTO_TITLE)
		page_meta_put(m, PAGE_META_TITLE, PAGE_META_MARKUP, buf_get(&m->tmp), m->tmp.n);
	else if (m->into == PAGE_META_INTO_LD && !m->tmp.failed && m->tmp.n > 0)
		page_ld_read(m, m->tmp.p, m->tmp.n);
	m->into = PAGE_META_NONE;
}
