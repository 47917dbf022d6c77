#include "parse/robots.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/robots.h"
#include "base/time.h"
#include "parse/source.h"

#define TOKEN "wirefold"

enum who { NOBODY = 0, ALL = 1, US = 2 };

struct reading {
	struct emit *emit;
	struct buf spelt;
	int want;               /* the groups whose rules are handed on */
	int group, seen;        /* whose the group is; those that there are */
	int in_rules;           /* the next User-agent opens another group */
	size_t rules;
	int failed;
};

struct line {
	const char *key, *value;
	size_t n_key, n_value;
};

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\0';
}

static void
trim(const char **p, size_t *n)
{
	while (*n > 0 && is_blank((*p)[0])) {
		(*p)++;
		(*n)--;
	}
	while (*n > 0 && is_blank((*p)[*n - 1]))
		(*n)--;
}

/* `key: value # comment`. 0, or -1: it is none. */
static int
split(const char *p, size_t n, struct line *l)
{
	const char *hash = memchr(p, '#', n), *colon;

	if (hash != NULL)
		n = (size_t)(hash - p);
	colon = memchr(p, ':', n);
	if (colon == NULL)
		return -1;
	*l = (struct line){ p, colon + 1, (size_t)(colon - p), n - (size_t)(colon - p) - 1 };
	trim(&l->key, &l->n_key);
	trim(&l->value, &l->n_value);
	return 0;
}

static int
is_key(const struct line *l, const char *name)
{
	return l->n_key == strlen(name) && strncasecmp(l->key, name, l->n_key) == 0;
}

/* A product token: letters, `-` and `_`; a version behind it says nothing. */
static int
agent(const struct line *l)
{
	size_t n = 0;

	if (l->n_value > 0 && l->value[0] == '*')
		return ALL;
	while (n < l->n_value && (l->value[n] == '_' || l->value[n] == '-' ||
	    ((l->value[n] | 32) >= 'a' && (l->value[n] | 32) <= 'z')))
		n++;
	return n == sizeof(TOKEN) - 1 && strncasecmp(l->value, TOKEN, n) == 0 ? US : NOBODY;
}

/* To the longest that a pattern may be, in no middle of an encoded byte. */
static void
cut(struct buf *b)
{
	size_t n = ROBOTS_PATTERN_MAX;

	if (b->p[n - 1] == '%')
		n--;
	else if (b->p[n - 2] == '%')
		n -= 2;
	b->p[b->n = n] = '\0';
}

static void
rule(struct reading *r, const struct line *l, int allow)
{
	struct wf_entry e;

	if ((r->group & r->want) == 0 || l->n_value == 0 || r->rules == ROBOTS_RULES)
		return;
	buf_reset(&r->spelt);
	(void)buf_char(&r->spelt, allow ? '+' : '-');
	if (l->value[0] != '/' && l->value[0] != '*')
		(void)buf_char(&r->spelt, '/');
	(void)robots_spell(&r->spelt, l->value, l->n_value < ROBOTS_PATTERN_MAX ? l->n_value : ROBOTS_PATTERN_MAX);
	r->failed |= r->spelt.failed;
	/* A pattern that is cut forbids more, which is safe; it must not allow more. */
	if (r->failed || (allow && (l->n_value > ROBOTS_PATTERN_MAX || r->spelt.n > ROBOTS_PATTERN_MAX)))
		return;
	if (r->spelt.n > ROBOTS_PATTERN_MAX)
		cut(&r->spelt);
	memset(&e, 0, sizeof(e));
	e.guid = buf_get(&r->spelt);
	e.text = "";
	e.published = e.modified = TIME_NONE;
	r->rules++;
	r->failed |= emit_item(r->emit, &e) != 0;
}

static void
take(struct reading *r, const char *p, size_t n)
{
	struct line l;

	if (split(p, n, &l) != 0)
		return;
	if (is_key(&l, "user-agent")) {
		if (r->in_rules)
			r->group = NOBODY;
		r->in_rules = 0;
		r->group |= agent(&l);
		r->seen |= r->group;
	} else if (is_key(&l, "allow") || is_key(&l, "disallow")) {
		r->in_rules = 1;
		rule(r, &l, is_key(&l, "allow"));
	}
}

static void
lines(struct reading *r, const char *p, size_t n, int want)
{
	const char *end = p + n, *q;

	r->want = want;
	r->group = r->in_rules = 0;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (; p < end && !r->failed; p = q + 1) {
		for (q = p; q < end && *q != '\n' && *q != '\r'; q++)
			;
		take(r, p, (size_t)(q - p));
	}
}

int
robots_read(const struct document_job *o)
{
	struct source source = { .p = o->p, .n = o->n < ROBOTS_BYTES ? o->n : ROBOTS_BYTES, .read = o->read, .arg = o->arg };
	struct wf_doc doc = { .format = "robots", .updated = TIME_NONE, .published = TIME_NONE, .verdict = "ok" };
	struct reading r;
	struct emit emit;
	struct buf all;
	const char *p;
	size_t n, at;
	int rc = 0;

	memset(&r, 0, sizeof(r));
	emit_init(&emit, o->id, o->put, o->arg);
	r.emit = &emit;
	buf_init(&r.spelt, (size_t)4 * ROBOTS_PATTERN_MAX);
	buf_init(&all, ROBOTS_BYTES);
	for (at = 0; rc == 0 && at < source.n; at += n) {
		n = source.n - at;
		p = source_get(&source, at, &n);
		if (p == NULL || n == 0 || buf_put(&all, p, n) != 0)
			rc = DOCUMENT_NO_MEMORY;
	}
	if (rc == 0) {
		lines(&r, buf_get(&all), all.n, NOBODY);
		lines(&r, buf_get(&all), all.n, r.seen & US ? US : ALL);
		rc = !r.failed && emit_feed(&emit, &doc) == 0 ? 0 : 3;
	}
	buf_clear(&r.spelt);
	buf_clear(&all);
	emit_clear(&emit);
	source_clear(&source);
	return rc;
}
