#include "parse/feed.h"

#include <string.h>

#include "parse/field.h"
#include "parse/markup.h"
#include "parse/start.h"
#include "parse/url.h"

#define ROOM_BESIDES 64                                                         /* what url_resolve puts between base and reference */
#define LANG "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_" /* letters of a language tag */

void
feed_init(struct feed *f, struct emit *emit, const char *base)
{
	f->emit = emit;
	content_init(&f->work);
	entry_init(&f->entry);
	channel_init(&f->channel);
	buf_init(&f->text, FEED_TEXT);
	buf_init(&f->bases, (size_t)FEED_DEPTH * (WF_URL_MAX + 1) * 2);
	buf_init(&f->langs, (size_t)FEED_DEPTH * 64);
	f->guid_resolves = 1;
	(void)buf_put(&f->bases, base != NULL ? base : "", base != NULL ? strlen(base) + 1 : 1);
	(void)buf_put(&f->langs, "", 1);
}

void
feed_clear(struct feed *f)
{
	content_clear(&f->work);
	entry_clear(&f->entry);
	channel_clear(&f->channel);
	buf_clear(&f->text);
	buf_clear(&f->bases);
	buf_clear(&f->langs);
	ids_clear(&f->ids);
}

void
feed_again(struct feed *f, const char *base)
{
	struct channel old = f->channel;
	struct emit *emit = f->emit;
	size_t entries = f->entries, i;

	memset(&f->channel, 0, sizeof(f->channel));
	feed_clear(f);
	memset(f, 0, sizeof(*f));
	feed_init(f, emit, base);
	f->skip = entries;
	for (i = 0; i < old.doc.n_warnings; i++)
		channel_warn(&f->channel, "%s", old.warnings[i]);
	channel_clear(&old);
	f->lenient = 1;
}

const char *
feed_base(const struct feed *f)
{
	const char *base = f->bases.p != NULL ? f->bases.p + f->level[f->depth].base : "";

	return base[0] != '\0' ? base : NULL;
}

const char *
feed_lang(const struct feed *f)
{
	const char *lang = f->langs.p != NULL ? f->langs.p + f->level[f->depth].lang : "";

	return lang[0] != '\0' ? lang : NULL;
}

struct arena *
feed_arena(struct feed *f)
{
	return f->in_entry ? &f->entry.arena : &f->channel.arena;
}

struct lists *
feed_lists(struct feed *f)
{
	return f->in_entry ? &f->entry.lists : &f->channel.lists;
}

const char *
feed_attr(const struct feed_attr *attrs, int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(attrs[i].name, name) == 0)
			return attrs[i].value;
	return NULL;
}

static uint64_t
name_hash(const struct feed_name *name)
{
	return ids_hash((uint64_t)name->ns, name->local, strlen(name->local));
}

/* What an open container counts for. */
static int *
counter(struct feed *f, enum name_element e)
{
	switch (e) {
	case EL_ITEM:
		return &f->in_entry;
	case EL_IMAGE:
		return &f->in_image;
	case EL_SOURCE:
		return &f->in_source;
	case EL_TEXTINPUT:
		return &f->in_textinput;
	default:
		return NULL;
	}
}

/* What is half read does not outlive the arena that its strings are in. */
static void
forget_parts(struct feed *f)
{
	memset(&f->person, 0, sizeof(f->person));
	f->who = EL_NONE;
	f->tag_scheme = f->tag_label = NULL;
}

void
feed_entry_done(struct feed *f)
{
	struct wf_entry out;
	int bad = 0;

	forget_parts(f);
	if (f->entries >= WF_ENTRIES_MAX) {
		if (!f->truncated)
			channel_warn(&f->channel, "more than %d entries; the rest is left out", WF_ENTRIES_MAX);
		f->truncated = 1;
		f->stop = FEED_FULL;
		return;
	}
	if (entry_finish(&f->entry, &out, &f->ids, &f->work.raw, &bad) != 0) {
		f->stop = FEED_NO_MEMORY;
		return;
	}
	if (bad && !f->bad_ids)
		channel_warn(&f->channel, "entry %zu: id used before in this feed", f->entries + 1);
	f->bad_ids |= bad;
	f->entries++;
	if (f->entries > f->skip && emit_item(f->emit, &out) != 0)
		f->stop = FEED_NO_READER;
	entry_reset(&f->entry);
}

/* The innermost level closes. */
static void
pop(struct feed *f, const char *local)
{
	struct feed_level *l = &f->level[f->depth];
	const char *p;
	size_t n;
	int *count = counter(f, l->element);

	if (f->content.level == f->depth) {
		markup_end(f, l);
		f->content.level = 0;
	} else if (f->content.level == 0 && l->keeps && !f->text.failed) {
		p = buf_get(&f->text) + l->text;
		for (n = f->text.n - l->text; n > 0 && (unsigned char)p[n - 1] <= ' '; n--)
			continue;
		for (; n > 0 && (unsigned char)*p <= ' '; n--)
			p++;
		field_end(f, l, local, p, n);
	}
	if (f->content.level == 0 && f->text.n > l->text)
		f->text.n = l->text;
	f->depth--;
	f->bases.n = f->level[f->depth].base + strlen(f->bases.p + f->level[f->depth].base) + 1;
	f->langs.n = f->level[f->depth].lang + strlen(f->langs.p + f->level[f->depth].lang) + 1;
	if (count != NULL && *count > 0 && --*count == 0 && l->element == EL_ITEM)
		feed_entry_done(f);
	if (l->strange)
		f->strange--;
}

static void
pop_unclosed(struct feed *f)
{
	const struct feed_level *l = &f->level[f->depth];

	if (f->lenient && f->line > 0 && l->element != EL_NONE)
		channel_warn(&f->channel, "line %ld: <%s> is not closed", f->line, l->local);
	pop(f, "");
}

/* Closes levels until this one is gone. */
static void
pop_to(struct feed *f, int level)
{
	while (f->depth >= level && f->depth > 0)
		pop_unclosed(f);
}

static void
set_base(struct feed *f, struct feed_level *l, const char *ref)
{
	size_t at = f->bases.n;
	const char *base;

	if (ref == NULL || *ref == '\0')
		return;
	/* The base lies in the buffer that the new one is put to: it must not move. */
	if (buf_room(&f->bases, strlen(f->bases.p + l->base) + WF_URL_MAX + ROOM_BESIDES) == NULL) {
		f->bases.failed = 0;
		return;
	}
	base = f->bases.p + l->base;
	if (url_resolve(&f->bases, *base != '\0' ? base : NULL, ref, strlen(ref)) != 0 ||
	    f->bases.n == at || !url_is_safe(f->bases.p + at) || buf_put(&f->bases, "", 1) != 0) {
		f->bases.failed = 0;
		f->bases.n = at;
		return;
	}
	l->base = at;
}

static void
set_lang(struct feed *f, struct feed_level *l, const char *lang)
{
	size_t at = f->langs.n, n;

	if (lang == NULL || (n = strlen(lang)) > 40 || strspn(lang, LANG) != n)
		return;
	if (buf_put(&f->langs, lang, n + 1) != 0) {
		f->langs.failed = 0;
		return;
	}
	for (l->lang = at; at < f->langs.n; at++)
		if (f->langs.p[at] == '_')
			f->langs.p[at] = '-';
}

static struct feed_level *
push(struct feed *f, enum name_element e, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	struct feed_level *up = &f->level[f->depth], *l;
	const char *lang;

	l = &f->level[++f->depth];
	memset(l, 0, sizeof(*l));
	l->element = e;
	l->ns = name->ns;
	l->name = name_hash(name);
	memcpy(l->local, name->local, strnlen(name->local, FEED_LOCAL - 1));
	l->text = f->text.n;
	l->base = up->base;
	l->lang = up->lang;
	if (n > 0) {
		set_base(f, l, feed_attr(attrs, n, "xml:base"));
		lang = feed_attr(attrs, n, "xml:lang");
		set_lang(f, l, lang);
		if ((e == EL_FEED || e == EL_RSS || e == EL_RDF) && f->langs.p != NULL && f->langs.p[l->lang] != '\0')
			f->channel.doc.language = arena_str(&f->channel.arena, f->langs.p + l->lang);
	}
	return l;
}

/* Elements whose text is of no use to anybody. */
static int
keeps_text(enum name_element e)
{
	return e >= EL_NAME || (e >= EL_SOURCE && e <= EL_PUBLISHER);
}

static int
is_leaf(enum name_element e)
{
	return e >= EL_NAME;
}

/* In a tolerant reading an element of the feed that stands in another's text
 * says that the other was never closed. */
static void
close_unclosed(struct feed *f, enum name_element e, const struct feed_name *name)
{
	struct feed_level *top = &f->level[f->depth];

	if (e == EL_NONE || name->ns == NAME_XHTML)
		return;
	if (f->content.level > 0) {
		if (f->depth == f->content.level || e == EL_ITEM || e == EL_GUID || e == EL_PUBLISHED || e == EL_ENCODED)
			pop_to(f, f->content.level);
	} else if (is_leaf(top->element) && f->depth > 1 && top->element != EL_CATEGORY) {
		pop_to(f, f->depth);
	}
}

static int
refuse(struct feed *f, const struct feed_name *name, int n)
{
	if (f->stop == FEED_GO && f->depth >= FEED_DEPTH) {
		(void)why_set(&f->why, "more than %d elements nested at <%s>", FEED_DEPTH, name->local);
		f->stop = f->lenient ? FEED_REFUSED : FEED_DEEP;
	}
	if (f->stop == FEED_GO && n > FEED_ATTRS) {
		(void)why_set(&f->why, "more than %d attributes in <%s>", FEED_ATTRS, name->local);
		f->stop = FEED_REFUSED;
	}
	return f->stop != FEED_GO;
}

static void
root(struct feed *f, const struct feed_name *name, enum name_element e)
{
	size_t n = strlen(name->local);

	if (f->has_root)
		return;
	if (f->root[0] == '\0' && n < FEED_NAME)
		memcpy(f->root, name->local, n + 1);
	f->has_root = (e >= EL_RSS && e <= EL_ITEM && name->ns != NAME_UNKNOWN);
}

void
feed_open(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	enum name_element e = name_element(name->ns, name->local);
	struct feed_level *l;
	int *count;

	if (refuse(f, name, n))
		return;
	root(f, name, e);
	if (f->lenient && f->depth > 0)
		close_unclosed(f, e, name);
	if (f->content.level > 0) {
		if (markup_open(f, name, attrs, n))
			(void)push(f, EL_NONE, name, attrs, n);
		return;
	}
	if (e == EL_ITEM && f->in_entry) {
		while (f->in_entry && f->depth > 0)
			pop_unclosed(f);
	}
	if ((f->strange > 0 && f->in_entry && name->ns == NAME_CORE) || (!f->has_root && e > EL_ITEM))
		e = EL_NONE;
	if (e == EL_ITEM)
		forget_parts(f);
	l = push(f, e, name, attrs, n);
	l->keeps = keeps_text(e);
	count = counter(f, e);
	if (count != NULL)
		++*count;
	l->strange = e == EL_NONE && f->in_entry;
	f->strange += l->strange;
	if (f->stop == FEED_GO) {
		start_element(f, name, attrs, n);
		if (name_is_content(e))
			markup_begin(f, attrs, n);
	}
}

void
feed_text(struct feed *f, const char *p, size_t n)
{
	struct feed_level *l = &f->level[f->depth];

	if (f->stop != FEED_GO || f->depth == 0)
		return;
	if (f->content.level > 0) {
		markup_text(f, p, n);
	} else if (l->keeps) {
		(void)buf_put(&f->text, p, n);
	}
	if (f->text.failed) {
		(void)why_set(&f->why, "more than %zu bytes of text in one element", FEED_TEXT);
		f->stop = FEED_REFUSED;
	}
}

void
feed_close(struct feed *f, const struct feed_name *name)
{
	uint64_t h = name_hash(name);
	int i;

	if (f->stop != FEED_GO)
		return;
	for (i = f->depth; i > 0; i--)
		if (f->level[i].name == h)
			break;
	if (i == 0)
		return;
	/* In a content element a stray closing tag of the feed's own closes it. */
	pop_to(f, i + 1);
	if (f->content.level > 0 && f->content.level < f->depth)
		markup_close(f, name->local);
	pop(f, name->local);
}

void
feed_end(struct feed *f)
{
	if (f->in_entry && f->stop == FEED_GO && f->entry.title == NULL && f->entry.url == NULL && f->entry.guid == NULL &&
	    f->entry.body[ENTRY_SUMMARY].text == NULL && f->entry.body[ENTRY_CONTENT].text == NULL &&
	    f->content.level == 0)
		f->in_entry = 0; /* cut off before it said anything */
	if (f->depth > 0 && f->has_root && f->stop == FEED_GO)
		f->truncated = 1;
	pop_to(f, 1);
}

int
feed_is_one(struct feed *f)
{
	if (f->entries > 0 || f->channel.doc.format != NULL)
		return 1;
	if (f->why.text[0] != '\0')
		return 0;
	if (f->root[0] == '\0')
		(void)why_set(&f->why, "not a feed: no element in it");
	else if (strcmp(f->root, "html") == 0)
		(void)why_set(&f->why, "not a feed: HTML page");
	else
		(void)why_set(&f->why, "not a feed: root element <%s>", f->root);
	return 0;
}
