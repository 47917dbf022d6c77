#include "parse/lists.h"

#include <string.h>

#include "base/json.h"
#include "parse/person.h"

void
lists_reset(struct lists *l)
{
	l->n_authors = l->n_contributors = l->n_tags = l->n_attachments = l->n_media = l->n_extras = l->n_itunes = 0;
}

static void
add_person(struct wf_person *list, size_t *n, const struct wf_person *who)
{
	size_t i;

	if (person_empty(who) || *n == WF_LIST_MAX)
		return;
	for (i = 0; i < *n && i < 16; i++)
		if (person_same(&list[i], who))
			return;
	list[(*n)++] = *who;
}

void
lists_author(struct lists *l, const struct wf_person *who)
{
	add_person(l->authors, &l->n_authors, who);
}

void
lists_contributor(struct lists *l, const struct wf_person *who)
{
	add_person(l->contributors, &l->n_contributors, who);
}

static int
same(const char *x, const char *y)
{
	return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

void
lists_tag(struct lists *l, const char *term, const char *scheme, const char *label)
{
	size_t i;

	if (term == NULL || *term == '\0' || l->n_tags == WF_LIST_MAX)
		return;
	for (i = 0; i < l->n_tags; i++)
		if (same(l->tags[i].term, term) && same(l->tags[i].scheme, scheme) && same(l->tags[i].label, label))
			return;
	l->tags[l->n_tags].term = term;
	l->tags[l->n_tags].scheme = scheme;
	l->tags[l->n_tags++].label = label;
}

void
lists_attachment(struct lists *l, const struct wf_attachment *what)
{
	size_t i;

	if (what->url == NULL || l->n_attachments == WF_LIST_MAX)
		return;
	for (i = 0; i < l->n_attachments; i++)
		if (strcmp(l->attachments[i].url, what->url) == 0)
			return;
	l->attachments[l->n_attachments++] = *what;
}

static void
add_pair(struct wf_pair *list, size_t *n, const char *name, const char *value)
{
	if (value == NULL || *value == '\0' || *n == WF_LIST_MAX)
		return;
	list[*n].name = name;
	list[(*n)++].value = value;
}

void
lists_media(struct lists *l, const struct wf_attachment *what)
{
	if (what->url != NULL && l->n_media < WF_LIST_MAX)
		l->media[l->n_media++] = *what;
}

void
lists_extra(struct lists *l, const char *name, const char *value)
{
	add_pair(l->extras, &l->n_extras, name, value);
}

void
lists_itunes(struct lists *l, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < l->n_itunes; i++)
		if (strcmp(l->itunes[i].name, name) == 0)
			return;
	add_pair(l->itunes, &l->n_itunes, name, value);
}

static void
put_contributors(const struct lists *l, struct buf *b)
{
	size_t i;

	json_put_open(b, NULL, '[');
	for (i = 0; i < l->n_contributors; i++) {
		json_put_open(b, NULL, '{');
		json_put_str(b, "name", l->contributors[i].name);
		json_put_str(b, "url", l->contributors[i].url);
		if (l->contributors[i].email != NULL) {
			json_put_open(b, "_wirefold", '{');
			json_put_str(b, "email", l->contributors[i].email);
			json_put_close(b, '}');
		}
		json_put_close(b, '}');
	}
	json_put_close(b, ']');
}

static void
put_tags(const struct lists *l, struct buf *b)
{
	size_t i;

	json_put_open(b, NULL, '[');
	for (i = 0; i < l->n_tags; i++) {
		json_put_open(b, NULL, '{');
		json_put_str(b, "scheme", l->tags[i].scheme);
		json_put_str(b, "label", l->tags[i].label);
		json_put_close(b, '}');
	}
	json_put_close(b, ']');
}

static void
put_itunes(const struct lists *l, struct buf *b)
{
	size_t i;
	const char *v;

	json_put_open(b, NULL, '{');
	for (i = 0; i < l->n_itunes; i++) {
		v = l->itunes[i].value;
		if (strcmp(l->itunes[i].name, "block") == 0 || strcmp(l->itunes[i].name, "explicit") == 0)
			json_put_raw(b, l->itunes[i].name, strcmp(v, "true") == 0 ? "true" : strcmp(v, "false") == 0 ? "false" : "null");
		else
			json_put_str(b, l->itunes[i].name, v);
	}
	json_put_close(b, '}');
}

static int
add_json(struct lists *l, struct arena *a, struct buf *work, const char *name,
    void (*put)(const struct lists *, struct buf *))
{
	const char *value;

	buf_reset(work);
	put(l, work);
	value = work->failed ? NULL : arena_strn(a, buf_get(work), work->n);
	lists_extra(l, name, value);
	return value != NULL ? 0 : -1;
}

int
lists_finish(struct lists *l, struct arena *a, struct buf *work)
{
	size_t i;
	int rc = 0, told = 0;

	for (i = 0; i < l->n_media; i++)
		lists_attachment(l, &l->media[i]);
	if (l->n_contributors > 0)
		rc |= add_json(l, a, work, "contributors:json", put_contributors);
	for (i = 0; i < l->n_tags; i++)
		told |= l->tags[i].scheme != NULL || l->tags[i].label != NULL;
	if (told)
		rc |= add_json(l, a, work, "tags:json", put_tags);
	if (l->n_itunes > 0)
		rc |= add_json(l, a, work, "itunes:json", put_itunes);
	return rc;
}
