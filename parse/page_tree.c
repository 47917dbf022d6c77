#include "parse/page_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "parse/page_hint.h"

#define LIBRARY_DEPTH 520  /* elements that libxml2 holds open: it searches all for each end tag */
#define STRINGS_MAX ((size_t)64 << 20)
#define TEXT_MAX ((size_t)32 << 20)
#define NONE UINT32_MAX

/* One that libxml2 holds open. */
struct reader {
	struct page_tree *tree;
	htmlParserCtxtPtr ctxt;
	uint32_t open[PAGE_TREE_DEPTH];        /* ours: nodes */
	int depth;
	uint32_t theirs[LIBRARY_DEPTH + 2];
	int n_theirs;
	uint32_t in_svg;                       /* the node of an open <svg>, else 0 */
	struct buf attrs;
};

void
page_tree_init(struct page_tree *t)
{
	memset(t, 0, sizeof(*t));
	arena_init(&t->strings, STRINGS_MAX);
	buf_init(&t->text, TEXT_MAX);
	page_meta_init(&t->meta);
}

void
page_tree_clear(struct page_tree *t)
{
	free(t->node);
	t->node = NULL;
	t->n = t->cap = 0;
	arena_clear(&t->strings);
	buf_clear(&t->text);
	page_meta_clear(&t->meta);
}

int
page_tree_holds(const struct page_tree *t, uint32_t i, uint32_t k)
{
	return k > i && k < t->node[i].end;
}

static uint32_t
top(const struct reader *r)
{
	return r->open[r->depth - 1];
}

/* A node behind all others; NONE when there are too many. */
static uint32_t
add(struct reader *r, const struct page_tag *tag)
{
	struct page_tree *t = r->tree;
	struct page_node *more, *x;
	uint32_t cap;

	if (t->n == PAGE_TREE_NODES || t->failed)
		return NONE;
	if (t->n == t->cap) {
		cap = t->cap == 0 ? 4096 : t->cap * 2;
		more = memory_get(t->node, cap * sizeof(*more));
		if (more == NULL) {
			t->failed = 1;
			return NONE;
		}
		t->node = more;
		t->cap = cap;
	}
	x = &t->node[t->n];
	memset(x, 0, sizeof(*x));
	x->parent = r->depth > 0 ? top(r) : 0;
	x->tag = tag;
	return t->n++;
}

/* Ends our innermost open element. */
static void
pop(struct reader *r)
{
	uint32_t i = r->open[--r->depth];

	r->tree->node[i].end = r->tree->n;
	if (r->tree->node[i].hints & PAGE_HINT_KEEP)
		r->tree->keep_end = r->tree->n;
	if (i == r->in_svg)
		r->in_svg = 0;
	if (r->tree->node[i].tag->id == PAGE_SCRIPT || r->tree->node[i].tag->id == PAGE_TITLE)
		page_meta_end(&r->tree->meta);
}

/* What is kept of a tag's attributes for the article's HTML. */
static int
keeps(int id, const char *name)
{
	static const char *const image[] = { "src", "srcset", "alt", "title", "width", "height", "data-src", "data-srcset",
		"data-original", "data-lazy-src", "data-orig-file", NULL };
	static const char *const cell[] = { "colspan", "rowspan", NULL };
	static const char *const list[] = { "start", "type", NULL };
	const char *const *names = id == PAGE_IMG || id == PAGE_SOURCE || id == PAGE_IFRAME ? image :
	    id == PAGE_TD ? cell : id == PAGE_LIST ? list : NULL;

	if (id == PAGE_A)
		return strcmp(name, "href") == 0;
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return 1;
	return 0;
}

static const char *
take_attrs(struct reader *r, int id, const char **attrs)
{
	buf_reset(&r->attrs);
	for (; *attrs != NULL; attrs += 2)
		if (attrs[1] != NULL && attrs[1][0] != '\0' && keeps(id, attrs[0])) {
			(void)buf_put(&r->attrs, attrs[0], strlen(attrs[0]) + 1);
			(void)buf_put(&r->attrs, attrs[1], strlen(attrs[1]) + 1);
		}
	return r->attrs.n > 0 && !r->attrs.failed ? arena_strn(&r->tree->strings, r->attrs.p, r->attrs.n) : NULL;
}

/* A hash of tag and classes, by which elements are of one kind; classes with digits in
 * them are made up for one element. */
static uint32_t
kind(const char *name, const char *class)
{
	uint32_t h = 2166136261u, all;
	const char *p;
	int digits;

	for (p = name; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (p = class; p != NULL && *p != '\0';) {
		all = h;
		for (digits = 0; *p > ' ' || *p < 0; p++) {
			digits |= *p >= '0' && *p <= '9';
			all = (all ^ (unsigned char)*p) * 16777619u;
		}
		h = digits ? h : all;
		for (; *p > 0 && *p <= ' '; p++)
			continue;
	}
	return h;
}

/* What a site's rules say of node i. */
static unsigned
ruled(struct reader *r, uint32_t i, const char *name, const char **attrs)
{
	int says = page_rule_match(&r->tree->rules, name, attrs);

	if (says & PAGE_RULE_KEEP && r->tree->keep_first == 0)
		r->tree->keep_first = i;
	return (says & PAGE_RULE_KEEP ? PAGE_HINT_KEEP : 0u) | (says & PAGE_RULE_STRIP ? PAGE_HINT_STRIP : 0u);
}

static int
in_line(const struct page_tag *x)
{
	return x->id == PAGE_P || x->flags & (PAGE_INLINE | PAGE_HEAD);
}

/* An element opens: its node, hints and what it says about the page. */
static uint32_t
enter(struct reader *r, const char *name, const char **attrs)
{
	static const char *const none[] = { NULL };
	const struct page_tag *tag = page_tag_find(name);
	struct page_hint hint = { 0, NULL };
	uint32_t i;

	if (attrs == NULL)
		attrs = (const char **)(uintptr_t)none;
	/* A site's own element is a box, but in a line it is a part of the line. */
	if (tag->name[0] == '\0' && r->depth > 0 && in_line(r->tree->node[top(r)].tag))
		tag = page_tag_find("");
	if (r->in_svg == 0)
		page_meta_open(&r->tree->meta, tag->id, name, attrs);
	i = add(r, tag);
	if (i == NONE)
		return NONE;
	hint = page_hint_read(tag, attrs);
	r->tree->node[i].hints = hint.flags | ruled(r, i, name, attrs);
	r->tree->node[i].kind = kind(name, hint.class);
	if (tag->id != PAGE_DIV)
		r->tree->node[i].attrs = take_attrs(r, tag->id, attrs);
	if (tag->flags & PAGE_VOID || r->depth == PAGE_TREE_DEPTH) {
		r->tree->node[i].end = i + 1;
		return i;
	}
	if (tag->id == PAGE_SVG && r->in_svg == 0)
		r->in_svg = i;
	r->open[r->depth++] = i;
	return i;
}

static void
on_open(void *arg, const xmlChar *name, const xmlChar **attrs)
{
	struct reader *r = arg;
	htmlParserCtxtPtr c = r->ctxt;

	if (r->n_theirs == LIBRARY_DEPTH && c->nameNr > 2) {
		/* The one above is forgotten: too deep for us long ago. */
		c->nameTab[c->nameNr - 2] = c->nameTab[c->nameNr - 1];
		c->nameNr--;
		r->n_theirs--;
	}
	if (r->n_theirs > LIBRARY_DEPTH)
		return;
	r->theirs[r->n_theirs++] = enter(r, (const char *)name, (const char **)(uintptr_t)attrs);
}

static void
on_close(void *arg, const xmlChar *name)
{
	struct reader *r = arg;
	uint32_t i;

	(void)name;
	if (r->n_theirs == 0)
		return;
	i = r->theirs[--r->n_theirs];
	if (i == NONE || r->tree->node[i].end != 0)
		return;
	while (r->depth > 1 && top(r) != i)
		pop(r);
	if (r->depth > 1)
		pop(r);
}

/* An end tag that libxml2 did not heed ends the innermost such element: as browsers do,
 * not through a table cell's wall, and of inline elements through no block. */
static void
end_tag(struct reader *r, const char *name)
{
	const struct page_tag *tag = page_tag_find(name), *x;
	int i;

	if (tag->name[0] == '\0')
		return;
	for (i = r->depth - 1; i > 0; i--) {
		x = r->tree->node[r->open[i]].tag;
		if (x == tag)
			break;
		if ((x->flags & PAGE_CELL) || (tag->flags & PAGE_INLINE && x->flags & PAGE_BLOCK))
			return;
	}
	while (i > 0 && r->depth > i)
		pop(r);
}

static void
on_error(void *arg, xmlErrorPtr e)
{
	struct reader *r = arg;

	if (e->code == XML_ERR_TAG_NAME_MISMATCH && e->str1 != NULL && e->str2 != NULL)
		end_tag(r, e->str1);
	if (e->code == XML_ERR_NO_MEMORY) {
		r->tree->failed = 1;
		xmlStopParser(r->ctxt);
	}
}

static void
on_text(void *arg, const xmlChar *p, int n)
{
	static const struct page_tag text = { "", PAGE_TEXT, 0 };
	struct reader *r = arg;
	struct page_tree *t = r->tree;
	struct page_node *x;
	uint32_t i;
	int id = t->node[top(r)].tag->id;

	if (t->meta.into != PAGE_META_NONE && r->in_svg == 0)
		page_meta_text(&t->meta, (const char *)p, (size_t)n);
	if (id == PAGE_SCRIPT || id == PAGE_TITLE || t->failed)
		return;
	x = &t->node[t->n - 1];
	if (x->tag->id != PAGE_TEXT || x->parent != top(r)) {
		i = add(r, &text);
		if (i != NONE) {
			x = &t->node[i];
			x->end = i + 1;
			x->at = t->text.n;
		} else if (x->tag->id != PAGE_TEXT) {
			return;
		}
	}
	if (buf_put(&t->text, p, (size_t)n) == 0)
		x->n = (uint32_t)(t->text.n - x->at);
}

static void
handlers(htmlSAXHandler *sax)
{
	memset(sax, 0, sizeof(*sax));
	sax->initialized = XML_SAX2_MAGIC;
	sax->startElement = on_open;
	sax->endElement = on_close;
	sax->characters = sax->ignorableWhitespace = sax->cdataBlock = on_text;
	sax->serror = on_error;
}

/* Out of memory for good, libxml2's HTML parser goes in circles: it gets its memory from where
 * we get ours, which in a child ends the process (base/memory.h). */
static void *
get(size_t n)
{
	return memory_get(NULL, n);
}

static char *
copy(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = get(n);

	return p != NULL ? memcpy(p, s, n) : NULL;
}

static int
parse(struct reader *r, const char *p, size_t n)
{
	htmlParserCtxtPtr c = htmlCreateMemoryParserCtxt(p, (int)n);

	if (c == NULL)
		return -1;
	r->ctxt = c;
	handlers(c->sax);
	c->userData = r;
	(void)htmlCtxtUseOptions(c, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
	handlers(c->sax);
	(void)xmlSwitchEncoding(c, XML_CHAR_ENCODING_UTF8);
	(void)htmlParseDocument(c);
	xmlFreeDoc(c->myDoc);
	c->myDoc = NULL;
	htmlFreeParserCtxt(c);
	return 0;
}

int
page_tree_read(struct page_tree *t, const char *p, size_t n)
{
	static const struct page_tag all = { "", PAGE_OTHER, PAGE_BLOCK };
	struct reader *r = calloc(1, sizeof(*r));
	int rc;

	if (r == NULL)
		return -1;
	(void)xmlMemSetup(free, get, memory_get, copy);
	r->tree = t;
	buf_init(&r->attrs, (size_t)1 << 20);
	r->open[0] = add(r, &all);
	r->depth = r->open[0] == NONE ? 0 : 1;
	rc = r->depth == 0 || n == 0 ? -1 : parse(r, p, n);
	while (r->depth > 0)
		pop(r);
	buf_clear(&r->attrs);
	free(r);
	return rc != 0 || t->failed ? -1 : 0;
}
