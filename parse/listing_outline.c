/* OPML (opml.org): outlines with xmlUrl are feeds, those that they stand in their folders. What
 * writers of it get wrong (case, bare `&`, missing quotes, no end) is read all the same. */
#include <string.h>

#include "parse/listing.h"

#define FOLDERS 16               /* names on the way to a feed; deeper folders are no tags */
#define FOLDER_MAX ((size_t)200) /* bytes of a name */
#define TAGS 32                  /* of one feed */

struct outline {
	struct listing *l;
	char folders[FOLDERS][FOLDER_MAX + 1]; /* "" for an outline that is a feed */
	size_t depth;                          /* outlines that are open */
	const char *tags[TAGS];
	size_t n_tags;
};

static void
add_tag(struct outline *o, const char *tag)
{
	size_t i;

	for (i = 0; i < o->n_tags; i++)
		if (strcmp(o->tags[i], tag) == 0)
			return;
	if (tag[0] != '\0' && o->n_tags < TAGS)
		o->tags[o->n_tags++] = tag;
}

/* category="/Boston/Weather,news": a path a part, and each of its names is a tag. */
static void
add_categories(struct outline *o, const char *all)
{
	const char *p = all, *name;
	size_t n, k;

	for (; p != NULL && *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, ",/");
		for (k = n; k > 0 && p[k - 1] == ' ';)
			k--;
		for (name = p; k > 0 && *name == ' '; k--)
			name++;
		name = k > 0 ? arena_strn(&o->l->arena, name, k) : NULL;
		if (name != NULL)
			add_tag(o, name);
	}
}

/* Where the feed is; NULL: the outline is none. */
static const char *
feed_of(struct listing *l)
{
	static const char *const types[] = { "rss", "atom", "rdf", "feed" };
	const char *url = listing_attr(l, "xmlurl", WF_URL_MAX), *type;
	size_t i;

	if (url == NULL)
		url = listing_attr(l, "feedurl", WF_URL_MAX);
	if (url != NULL)
		return url;
	type = listing_attr(l, "type", WF_URL_MAX);
	for (i = 0; type != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strncasecmp(type, types[i], strlen(types[i])) == 0)
			return listing_attr(l, "url", WF_URL_MAX);
	return NULL;
}

static const char *
title_of(struct listing *l)
{
	static const char *const names[] = { "title", "text", "name" };
	const char *s = NULL;
	size_t i;

	for (i = 0; s == NULL && i < sizeof(names) / sizeof(names[0]); i++)
		s = listing_attr(l, names[i], FOLDER_MAX);
	return s;
}

static void
open_outline(struct outline *o)
{
	const char *url = feed_of(o->l), *title = title_of(o->l);
	const int slash = o->l->token.slash;
	char *folder = o->depth < FOLDERS ? o->folders[o->depth] : NULL;
	struct wf_entry e;
	size_t i;

	if (folder != NULL)
		folder[0] = '\0';
	if (folder != NULL && url == NULL && title != NULL)
		memcpy(folder, title, strlen(title) + 1);
	if (url != NULL) {
		memset(&e, 0, sizeof(e));
		o->n_tags = 0;
		for (i = 0; i < o->depth && i < FOLDERS; i++)
			add_tag(o, o->folders[i]);
		add_categories(o, listing_attr(o->l, "category", WF_TITLE_MAX));
		e.guid = url;
		e.title = title;
		e.tags = o->tags;
		e.n_tags = o->n_tags;
		e.source = "outline";
		listing_put(o->l, &e);
	} else {
		arena_clear(&o->l->arena);
	}
	o->depth += !slash;
}

/* A declaration of entities before the root. */
static int
declares(const struct listing *l)
{
	const char *p = l->token.p, *end = l->token.end, *root = p;

	while (root < end && (root = memchr(root, '<', (size_t)(end - root))) != NULL) {
		if (end - root >= 5 && strncasecmp(root, "<opml", 5) == 0)
			break;
		root++;
	}
	if (root == NULL)
		root = end;
	return p != NULL && memmem(p, (size_t)(root - p), "<!ENTITY", 8) != NULL;
}

int
listing_outline(struct listing *l, struct why *why)
{
	struct outline o = { .l = l };
	enum html_kind kind;
	int begun = 0, ended = 0;

	if (declares(l))
		return why_set(why, "not read: it declares entities");
	while ((kind = listing_next(l)) != HTML_END) {
		if (kind == HTML_OPEN && !begun && strcmp(l->token.name, "opml") != 0)
			return why_set(why, "not OPML: its first element is <%s>", l->token.name);
		begun |= kind == HTML_OPEN;
		if (kind == HTML_OPEN && strcmp(l->token.name, "outline") == 0)
			open_outline(&o);
		else if (kind == HTML_CLOSE && strcmp(l->token.name, "outline") == 0)
			o.depth -= o.depth > 0;
		ended |= kind == HTML_CLOSE && strcmp(l->token.name, "opml") == 0;
	}
	if (!begun)
		return why_set(why, "not OPML: no element in it");
	if (!ended)
		channel_warn(&l->channel, "line %zu: it ends without </opml>", l->line);
	return 0;
}
