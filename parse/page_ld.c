#include "parse/page_ld.h"

#include <string.h>

#include "base/json.h"

/* What an object may say about an article. */
enum { TITLE, PUBLISHED, MODIFIED, LANGUAGE, BYLINE, SITE, IMAGE, BODY, FIELDS };

struct item {
	char *value[FIELDS];
	const char *name, *url;      /* of a person, publisher, image */
	int is_article, is_closed;
};

struct ld {
	struct page_meta *m;
	struct json json;
	struct arena strings;
	int failed;
};

static const struct {
	const char *key;
	int field;
} keys[] = {
	{ "headline", TITLE }, { "datePublished", PUBLISHED }, { "dateModified", MODIFIED }, { "inLanguage", LANGUAGE },
	{ "author", BYLINE }, { "creator", BYLINE }, { "publisher", SITE }, { "image", IMAGE }, { "thumbnailUrl", IMAGE },
	{ "articleBody", BODY },
};

static int
is_article(const char *type)
{
	return strstr(type, "Article") != NULL || strstr(type, "Posting") != NULL || strcmp(type, "Report") == 0 ||
	    strcmp(type, "Review") == 0;
}

static char *
copy(struct ld *l)
{
	return arena_strn(&l->strings, l->json.text, l->json.n);
}

/* One more author behind the others. */
static void
set(struct ld *l, struct item *x, int field, const char *s)
{
	char *both;
	size_t n, k;

	if (s == NULL || s[0] == '\0')
		return;
	if (x->value[field] != NULL && field == BYLINE) {
		n = strlen(x->value[field]);
		k = strlen(s);
		both = n + k < 1024 ? arena_get(&l->strings, n + k + 3) : NULL;
		if (both == NULL || strstr(x->value[field], s) != NULL)
			return;
		memcpy(both, x->value[field], n);
		memcpy(both + n, ", ", 2);
		memcpy(both + n + 2, s, k);
		x->value[field] = both;
	} else if (x->value[field] == NULL) {
		x->value[field] = arena_str(&l->strings, s);
	}
}

static void
commit(struct ld *l, const struct item *x)
{
	static const enum page_meta_field to[] = { PAGE_META_TITLE, PAGE_META_PUBLISHED, PAGE_META_MODIFIED, PAGE_META_LANGUAGE,
		PAGE_META_BYLINE, PAGE_META_SITE, PAGE_META_IMAGE };
	int i;

	for (i = 0; i < BODY; i++)
		if (x->value[i] != NULL)
			page_meta_put(l->m, to[i], i == LANGUAGE ? PAGE_META_ITEM : PAGE_META_LD, x->value[i], strlen(x->value[i]));
	if (x->value[BODY] != NULL && l->m->body.n == 0)
		(void)buf_str(&l->m->body, x->value[BODY]);
	l->m->closed |= x->is_closed;
}

static void read_value(struct ld *l, enum json_token t, int field, struct item *parent);

/* A string, number or truth that stands for `field` of x. */
static void
scalar(struct ld *l, enum json_token t, int field, struct item *x)
{
	if (t == JSON_STRING && field >= 0 && field < FIELDS)
		set(l, x, field, copy(l));
}

static int
field_of(const char *key)
{
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i].key) == 0)
			return keys[i].field;
	return -1;
}

/* The members that are no field: type, name, url, access. 1: read. */
static int
read_own(struct ld *l, const char *key, struct item *x)
{
	enum json_token t;
	int type = strcmp(key, "@type") == 0;

	if (!type && strcmp(key, "name") != 0 && strcmp(key, "url") != 0 && strcmp(key, "isAccessibleForFree") != 0)
		return 0;
	t = json_next(&l->json);
	if (type && t == JSON_ARRAY) {
		while ((t = json_next(&l->json)) == JSON_STRING)
			x->is_article |= is_article(l->json.text);
		if (t != JSON_ARRAY_END)
			l->failed = 1;
	} else if (type && t == JSON_STRING) {
		x->is_article = is_article(l->json.text);
	} else if (key[0] == 'i') {
		x->is_closed |= t == JSON_FALSE || (t == JSON_STRING && strcasecmp(l->json.text, "false") == 0);
		l->failed |= json_skip(&l->json, t) != 0;
	} else if (t == JSON_STRING) {
		*(key[0] == 'n' ? &x->name : &x->url) = copy(l);
	} else {
		l->failed |= json_skip(&l->json, t) != 0;
	}
	return 1;
}

/* An object; what it is called counts for `field` of its parent. Depth: JSON_DEPTH. */
static void
read_object(struct ld *l, int field, struct item *parent)
{
	struct item x = { { NULL }, NULL, NULL, 0, 0 };
	enum json_token t = JSON_ERROR;
	char key[32];

	while (!l->failed && (t = json_next(&l->json)) == JSON_KEY) {
		memcpy(key, l->json.n < sizeof(key) ? l->json.text : "", l->json.n < sizeof(key) ? l->json.n + 1 : 1);
		if (!read_own(l, key, &x))
			read_value(l, json_next(&l->json), field_of(key), &x);
	}
	if (l->failed || t != JSON_OBJECT_END) {
		l->failed = 1;
		return;
	}
	if (x.is_article)
		commit(l, &x);
	if (field == BYLINE || field == SITE)
		set(l, parent, field, x.name);
	else if (field == IMAGE)
		set(l, parent, field, x.url);
}

static void
read_value(struct ld *l, enum json_token t, int field, struct item *parent)
{
	if (t == JSON_OBJECT) {
		read_object(l, field, parent);
	} else if (t == JSON_ARRAY) {
		while (!l->failed && (t = json_next(&l->json)) != JSON_ARRAY_END) {
			if (t == JSON_ERROR || t == JSON_END)
				l->failed = 1;
			else
				read_value(l, t, field, parent);
		}
	} else if (t == JSON_ERROR || t == JSON_END) {
		l->failed = 1;
	} else {
		scalar(l, t, field, parent);
	}
}

void
page_ld_read(struct page_meta *m, char *p, size_t n)
{
	struct item none = { { NULL }, NULL, NULL, 0, 0 };
	struct ld l = { .m = m };
	char *brace;
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] < ' ')
			p[i] = ' ';
	/* Comments and CDATA marks around it. */
	brace = memchr(p, '{', n);
	for (i = 0; brace != NULL && p + i < brace; i++)
		if (p[i] == '[' && (i + 1 == n || p[i + 1] != 'C') && (i < 2 || p[i - 1] != 'A')) {
			brace = p + i;
			break;
		}
	if (brace == NULL)
		return;
	n -= (size_t)(brace - p);
	while (n > 0 && brace[n - 1] != '}' && brace[n - 1] != ']')
		n--;
	while (n > 2 && brace[n - 1] == ']' && brace[n - 2] == ']' && brace[0] == '{')
		n -= 2;
	json_init(&l.json, brace, n);
	arena_init(&l.strings, (size_t)8 << 20);
	read_value(&l, json_next(&l.json), -1, &none);
	json_clear(&l.json);
	arena_clear(&l.strings);
}
