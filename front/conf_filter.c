#include "front/conf_filter.h"

#include <string.h>

enum { TITLE, TAG, URL };
static const char *const names[] = { [TITLE] = "title", [TAG] = "tag", [URL] = "url", NULL };

static int
field_of(const char *value, size_t n)
{
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == n && memcmp(names[i], value, n) == 0)
			return i;
	return -1;
}

int
conf_filter_put(struct conf *c, struct conf_feed *f, int only, const char *value, struct why *why)
{
	const char *key = only ? "only" : "drop", *colon = strchr(value, ':');
	int field = colon != NULL ? field_of(value, (size_t)(colon - value)) : -1, rc;
	struct conf_filter *x;
	char text[128];

	if (field < 0)
		return why_set(why, "%s: not title:, tag: or url: and an expression: '%s'", key, value);
	if (colon[1] == '\0' || strlen(colon + 1) > CONF_FILTER_MAX)
		return why_set(why, "%s: an expression of 1 to %d bytes", key, CONF_FILTER_MAX);
	x = arena_get(&c->arena, sizeof(*x));
	if (x == NULL)
		return why_set(why, "out of memory");
	rc = regcomp(&x->re, colon + 1, REG_EXTENDED | REG_ICASE | REG_NOSUB);
	if (rc != 0) {
		(void)regerror(rc, &x->re, text, sizeof(text));
		return why_set(why, "%s: '%s': %s", key, colon + 1, text);
	}
	x->field = field;
	x->only = only;
	x->next = f->filters;
	x->made = c->filters;
	f->filters = c->filters = x;
	return 0;
}

/* A missing field is an empty one. A match that runs out of memory is none. */
static int
hit(const struct conf_filter *x, const char *s)
{
	return regexec(&x->re, s != NULL ? s : "", 0, NULL, 0) == 0;
}

static int
matches(const struct conf_filter *x, const struct wf_entry *e)
{
	size_t i;

	if (x->field != TAG)
		return hit(x, x->field == TITLE ? e->title : e->url);
	for (i = 0; i < e->n_tags; i++)
		if (hit(x, e->tags[i]))
			return 1;
	return 0;
}

int
conf_filter_drops(const struct conf_feed *f, const struct wf_entry *e)
{
	const struct conf_filter *x;

	for (x = f->filters; x != NULL; x = x->next)
		if (matches(x, e) != x->only)
			return 1;
	return 0;
}

void
conf_filter_clear(struct conf *c)
{
	for (; c->filters != NULL; c->filters = c->filters->made)
		regfree(&c->filters->re);
}
