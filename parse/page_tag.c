#include "parse/page_tag.h"

#include <stddef.h>
#include <string.h>

#define B (PAGE_BLOCK)
#define I (PAGE_INLINE)
#define G (PAGE_GONE)
#define S (PAGE_BLOCK | PAGE_SKIP)
#define K (PAGE_MARK)

/* Sorted. */
static const struct page_tag tags[] = {
	{ "a", PAGE_A, I | K }, { "abbr", PAGE_OTHER, I | K }, { "address", PAGE_OTHER, B }, { "applet", PAGE_OTHER, G | B },
	{ "article", PAGE_ARTICLE, B }, { "aside", PAGE_ASIDE, S }, { "audio", PAGE_OTHER, G | B }, { "b", PAGE_OTHER, I | K },
	{ "base", PAGE_BASE, G | PAGE_VOID }, { "bdi", PAGE_OTHER, I | K }, { "bdo", PAGE_OTHER, I | K },
	{ "big", PAGE_OTHER, I }, { "blockquote", PAGE_QUOTE, B | K }, { "body", PAGE_BODY, B }, { "br", PAGE_BR, PAGE_VOID | K },
	{ "button", PAGE_OTHER, PAGE_SKIP }, { "canvas", PAGE_OTHER, G | B }, { "caption", PAGE_CAPTION, B | PAGE_CELL | K },
	{ "center", PAGE_DIV, B }, { "cite", PAGE_OTHER, I | K }, { "code", PAGE_OTHER, I | K }, { "col", PAGE_OTHER, PAGE_VOID },
	{ "datalist", PAGE_OTHER, G | B }, { "dd", PAGE_OTHER, B | K }, { "del", PAGE_OTHER, I | G }, { "details", PAGE_DIV, B },
	{ "dfn", PAGE_OTHER, I }, { "dialog", PAGE_OTHER, S }, { "dir", PAGE_LIST, B }, { "div", PAGE_DIV, B },
	{ "dl", PAGE_OTHER, B | K }, { "dt", PAGE_OTHER, B | K }, { "em", PAGE_OTHER, I | K }, { "embed", PAGE_OTHER, G | PAGE_VOID },
	{ "fieldset", PAGE_OTHER, B }, { "figcaption", PAGE_CAPTION, B | K }, { "figure", PAGE_FIGURE, B | K },
	{ "font", PAGE_OTHER, I }, { "footer", PAGE_OTHER, S }, { "form", PAGE_FORM, B | PAGE_WEAK }, { "frameset", PAGE_OTHER, B },
	{ "h1", PAGE_H1, B | PAGE_HEAD | K }, { "h2", PAGE_HEADING, B | PAGE_HEAD | K }, { "h3", PAGE_HEADING, B | PAGE_HEAD | K },
	{ "h4", PAGE_HEADING, B | PAGE_HEAD | K }, { "h5", PAGE_HEADING, B | PAGE_HEAD | K },
	{ "h6", PAGE_HEADING, B | PAGE_HEAD | K }, { "head", PAGE_OTHER, B }, { "header", PAGE_HEADER, B },
	{ "hgroup", PAGE_OTHER, B }, { "hr", PAGE_OTHER, B | PAGE_VOID }, { "html", PAGE_HTML, B }, { "i", PAGE_OTHER, I | K },
	{ "iframe", PAGE_IFRAME, G | B }, { "img", PAGE_IMG, PAGE_VOID | K }, { "input", PAGE_OTHER, G | PAGE_VOID },
	{ "ins", PAGE_OTHER, I }, { "kbd", PAGE_OTHER, I | K }, { "label", PAGE_OTHER, PAGE_SKIP }, { "legend", PAGE_OTHER, S },
	{ "li", PAGE_LI, B | K }, { "link", PAGE_LINK, G | PAGE_VOID }, { "main", PAGE_MAIN, B }, { "map", PAGE_OTHER, G | B },
	{ "mark", PAGE_OTHER, I | K }, { "menu", PAGE_LIST, S }, { "meta", PAGE_META, G | PAGE_VOID }, { "nav", PAGE_OTHER, S },
	{ "noembed", PAGE_OTHER, G }, { "noframes", PAGE_OTHER, G }, { "noscript", PAGE_NOSCRIPT, G },
	{ "object", PAGE_OTHER, B }, { "ol", PAGE_LIST, B | K }, { "optgroup", PAGE_OTHER, G | B }, { "option", PAGE_OTHER, G | B },
	{ "output", PAGE_OTHER, G }, { "p", PAGE_P, B | K }, { "picture", PAGE_OTHER, K }, { "pre", PAGE_PRE, B | K },
	{ "progress", PAGE_OTHER, G }, { "q", PAGE_OTHER, I | K }, { "rp", PAGE_OTHER, G }, { "rt", PAGE_OTHER, G },
	{ "s", PAGE_OTHER, I }, { "samp", PAGE_OTHER, I | K }, { "script", PAGE_SCRIPT, G }, { "section", PAGE_SECTION, B },
	{ "select", PAGE_OTHER, G | B }, { "small", PAGE_OTHER, I }, { "source", PAGE_SOURCE, G | PAGE_VOID },
	{ "span", PAGE_OTHER, I }, { "strike", PAGE_OTHER, I }, { "strong", PAGE_OTHER, I | K }, { "style", PAGE_OTHER, G },
	{ "sub", PAGE_OTHER, I | K }, { "summary", PAGE_OTHER, B }, { "sup", PAGE_OTHER, I | K }, { "svg", PAGE_SVG, G },
	{ "table", PAGE_TABLE, B | PAGE_CELL | K }, { "tbody", PAGE_OTHER, B }, { "td", PAGE_TD, B | PAGE_CELL | K },
	{ "template", PAGE_OTHER, G | B }, { "textarea", PAGE_OTHER, G | B }, { "tfoot", PAGE_OTHER, B },
	{ "th", PAGE_TD, B | PAGE_CELL | K }, { "thead", PAGE_OTHER, B }, { "time", PAGE_TIME, I }, { "title", PAGE_TITLE, G },
	{ "tr", PAGE_TR, B | K }, { "track", PAGE_OTHER, PAGE_VOID }, { "tt", PAGE_OTHER, I }, { "u", PAGE_OTHER, I },
	{ "ul", PAGE_LIST, B | K }, { "var", PAGE_OTHER, I }, { "video", PAGE_OTHER, G | B }, { "wbr", PAGE_OTHER, PAGE_VOID },
};

static const struct page_tag other = { "", PAGE_OTHER, I };
static const struct page_tag other_block = { "", PAGE_OTHER, B };

const struct page_tag *
page_tag_find(const char *name)
{
	size_t lo = 0, hi = sizeof(tags) / sizeof(tags[0]), mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(name, tags[mid].name);
		if (cmp == 0)
			return &tags[mid];
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return strchr(name, '-') != NULL ? &other_block : &other;
}
