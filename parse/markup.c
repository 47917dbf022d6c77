#include "parse/markup.h"

#include <string.h>

#include "parse/html_clean.h"

/* Types by their names; RSS and Atom share them. */
static const struct {
	const char *name;
	int type;       /* enum content_type, or -1: XHTML */
} types[] = {
	{ "text", CONTENT_GUESS }, { "plain", CONTENT_GUESS }, { "text/plain", CONTENT_GUESS }, { "html", CONTENT_HTML },
	{ "text/html", CONTENT_HTML }, { "xhtml", -1 }, { "application/xhtml+xml", -1 }, { "text/xhtml", -1 },
	{ "application/xml", -1 }, { "text/xml", -1 }, { "xml", -1 },
};

/* The type of an element that names none. */
static int
usual_type(enum name_element e, enum name_space ns, const char *local)
{
	if (e == EL_ENCODED)
		return CONTENT_HTML;
	if (e == EL_BODY)
		return -1;
	if (e == EL_DESCRIPTION && (ns == NAME_CORE || ns == NAME_DC) && strcmp(local, "abstract") != 0)
		return CONTENT_HTML;
	return CONTENT_GUESS;
}

static int
declared_type(struct feed_content *c, const char *type, int usual)
{
	size_t i, n = strcspn(type, "; ");

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strlen(types[i].name) == n && strncasecmp(types[i].name, type, n) == 0)
			return types[i].type;
	if (strncasecmp(type, "text/", 5) == 0 || *type == '\0' || strchr(type, '/') == NULL)
		return *type == '\0' ? usual : CONTENT_GUESS;
	if (n > 4 && (strncasecmp(type + n - 4, "+xml", 4) == 0 || strncasecmp(type + n - 4, "/xml", 4) == 0))
		return -1;
	c->base64 = 1;
	return CONTENT_GUESS;
}

void
markup_begin(struct feed *f, const struct feed_attr *attrs, int n)
{
	struct feed_level *l = &f->level[f->depth];
	struct feed_content *c = &f->content;
	const char *type = feed_attr(attrs, n, "type"), *mode = feed_attr(attrs, n, "mode");
	const char *local = "";
	int t;

	memset(c, 0, sizeof(*c));
	c->level = f->depth;
	c->atom = f->is_atom;
	t = usual_type(l->element, l->ns, local);
	if (type != NULL)
		t = declared_type(c, type, t);
	if (mode != NULL)
		c->base64 = strcasecmp(mode, "base64") == 0;
	if (t < 0) {
		c->xhtml = 1;
		c->unwrap = f->is_atom && type != NULL && strcasecmp(type, "xhtml") == 0;
		t = CONTENT_HTML;
	}
	/* Atom says what it is; RSS leaves it to the reader's eye. */
	c->type = t == CONTENT_GUESS && f->is_atom && l->ns == NAME_CORE ? CONTENT_TEXT : (enum content_type)t;
	l->keeps = 1;
}

static void
escape_attr(struct feed *f, const struct feed_attr *a)
{
	(void)buf_char(&f->text, ' ');
	(void)buf_str(&f->text, a->name);
	(void)buf_str(&f->text, "=\"");
	html_clean_escape(&f->text, a->value, strlen(a->value));
	(void)buf_char(&f->text, '"');
}

static int
is_void(const char *local)
{
	const struct html_tag *tag = html_table_tag(local);

	return tag != NULL && (tag->flags & HTML_VOID);
}

int
markup_open(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n)
{
	struct feed_content *c = &f->content;
	int i, direct = f->depth == c->level;

	if (!c->xhtml) {
		/* Declared as text, but it is markup. A lone <div> is a wrapper. */
		if (direct && c->children == 0 && c->strays == 0 && strcmp(name->local, "div") == 0)
			c->unwrap = 1;
		c->xhtml = 1;
		c->type = CONTENT_HTML;
	}
	(void)buf_char(&f->text, '<');
	(void)buf_str(&f->text, name->local);
	for (i = 0; i < n; i++)
		if (strncmp(attrs[i].name, "xmlns", 5) != 0 && strcmp(attrs[i].name, "xml:base") != 0)
			escape_attr(f, &attrs[i]);
	(void)buf_char(&f->text, '>');
	if (direct && c->children++ == 0) {
		c->div = strcmp(name->local, "div") == 0;
		c->inner = f->text.n;
	}
	return !is_void(name->local);
}

void
markup_close(struct feed *f, const char *local)
{
	if (is_void(local))
		return;
	(void)buf_str(&f->text, "</");
	(void)buf_str(&f->text, local);
	(void)buf_char(&f->text, '>');
}

void
markup_text(struct feed *f, const char *p, size_t n)
{
	struct feed_content *c = &f->content;
	size_t i;

	if (f->depth == c->level && c->strays == 0) {
		for (i = 0; i < n && (unsigned char)p[i] <= ' '; i++)
			continue;
		c->strays = i < n;
	}
	if (c->xhtml)
		html_clean_escape(&f->text, p, n);
	else
		(void)buf_put(&f->text, p, n);
}

static int
body_rank(const struct feed_level *l)
{
	switch (l->element) {
	case EL_CONTENT:
	case EL_ENCODED:
	case EL_BODY:
		return ENTRY_CONTENT;
	case EL_SUBTITLE:
		return ENTRY_SUBTITLE;
	case EL_SUMMARY:
		return l->ns == NAME_ITUNES ? ENTRY_ITUNES : ENTRY_SUMMARY;
	default:
		return l->ns == NAME_MEDIA || l->ns == NAME_GOOGLEPLAY ? ENTRY_MEDIA_TEXT : ENTRY_SUMMARY;
	}
}

static int
title_rank(enum name_space ns)
{
	return ns == NAME_CORE ? 4 : ns == NAME_DC || ns == NAME_DCTERMS ? 3 : ns == NAME_MEDIA ? 2 : 1;
}

static void
end_title(struct feed *f, const struct feed_level *l, const struct content_source *from)
{
	const char *s = content_line(&f->work, feed_arena(f), from, WF_TITLE_MAX);

	if (f->in_source)
		f->entry.source = s != NULL && f->in_entry ? s : f->entry.source;
	else if (f->in_entry)
		entry_title(&f->entry, s, title_rank(l->ns));
	else
		channel_title(&f->channel, s, title_rank(l->ns));
}

static void
end_rights(struct feed *f, const struct content_source *from)
{
	const char *s = content_line(&f->work, feed_arena(f), from, WF_TITLE_MAX);

	if (f->in_entry && f->entry.rights == NULL)
		f->entry.rights = s;
	else if (!f->in_entry && f->channel.doc.rights == NULL)
		f->channel.doc.rights = s;
}

static void
end_body(struct feed *f, const struct feed_level *l, const struct content_source *from)
{
	struct content c;
	int rank = body_rank(l);

	if (content_read(&c, &f->work, feed_arena(f), from) != 0) {
		f->stop = FEED_NO_MEMORY;
		return;
	}
	if (!f->in_entry) {
		channel_about(&f->channel, &c, rank >= ENTRY_SUMMARY || l->ns == NAME_CORE ? 2 : 1);
		return;
	}
	if (rank == ENTRY_SUMMARY && f->entry.body[ENTRY_SUMMARY].text != NULL)
		rank = ENTRY_SECOND;
	entry_body(&f->entry, &c, rank);
}

void
markup_end(struct feed *f, const struct feed_level *l)
{
	struct feed_content *c = &f->content;
	struct content_source from;
	const char *p, *close;
	size_t n;

	if (f->text.failed || f->text.n < l->text || f->text.p == NULL)
		return;
	if (c->base64 && content_base64(&f->text, l->text) != 0)
		c->type = CONTENT_TEXT;
	p = f->text.p + l->text;
	n = f->text.n - l->text;
	if (c->unwrap && c->div && c->children == 1 && !c->strays && c->inner <= f->text.n) {
		p = f->text.p + c->inner;
		n = f->text.n - c->inner;
		close = n >= 6 ? memrchr(p, '<', n) : NULL;
		if (close != NULL && strncmp(close, "</div>", 6) == 0)
			n = (size_t)(close - p);
	}
	if (f->in_image || f->in_textinput)
		return;
	from = (struct content_source){ p, n, c->type, feed_base(f) };
	if (l->element == EL_TITLE)
		end_title(f, l, &from);
	else if (f->in_source)
		return;
	else if (l->element == EL_RIGHTS)
		end_rights(f, &from);
	else if (l->element != EL_INFO)
		end_body(f, l, &from);
}
