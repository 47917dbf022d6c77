#include "parse/html_table.h"

#include <stddef.h>
#include <string.h>

#define K HTML_KEEP
#define B (HTML_KEEP | HTML_BLOCK | HTML_ENDS_P)
#define V (HTML_KEEP | HTML_VOID)
#define M (HTML_KEEP | HTML_MUTE)
#define T (HTML_KEEP | HTML_BLOCK | HTML_BARRIER)

/* Sorted. Scripts, styles, drawings and what embeds go; forms stay as dead
 * furniture, since nothing in them can act. */
static const struct html_tag tags[] = {
	{ "a", K, HTML_ANCHOR }, { "abbr", K, 0 }, { "acronym", K, 0 }, { "address", B, 0 },
	{ "annotation", HTML_DROP, 0 }, { "annotation-xml", HTML_DROP, 0 }, { "applet", HTML_DROP, 0 },
	{ "area", V, 0 }, { "article", B, 0 }, { "aside", B, 0 }, { "audio", M, 0 }, { "b", K, 0 },
	{ "bdi", K, 0 }, { "bdo", K, 0 }, { "big", K, 0 }, { "blockquote", B, HTML_QUOTE },
	{ "body", HTML_BLOCK, 0 }, { "br", V, HTML_BREAK }, { "button", M, 0 }, { "canvas", M, 0 },
	{ "caption", K | HTML_BLOCK | HTML_MUTE, 0 }, { "center", B, 0 }, { "cite", K, 0 }, { "code", K, 0 },
	{ "col", V, 0 }, { "colgroup", K, 0 }, { "command", M, 0 }, { "datagrid", M, 0 },
	{ "datalist", M, 0 }, { "dd", K | HTML_BLOCK, HTML_TERM }, { "del", M, 0 }, { "details", B, 0 },
	{ "dfn", K, 0 }, { "dialog", B | HTML_MUTE, 0 }, { "dir", B, HTML_LIST }, { "div", B, 0 }, { "dl", B, 0 },
	{ "dt", K | HTML_BLOCK, HTML_TERM }, { "em", K, 0 }, { "event-source", M, 0 },
	{ "fieldset", B, 0 }, { "figcaption", B | HTML_MUTE, 0 }, { "figure", B, 0 }, { "font", K, 0 },
	{ "footer", B, 0 }, { "form", B, 0 }, { "h1", B, 0 }, { "h2", B, 0 }, { "h3", B, 0 },
	{ "h4", B, 0 }, { "h5", B, 0 }, { "h6", B, 0 }, { "head", HTML_BLOCK, 0 }, { "header", B, 0 },
	{ "hgroup", B, 0 }, { "hr", V | HTML_BLOCK | HTML_ENDS_P, 0 }, { "html", HTML_BLOCK, 0 }, { "i", K, 0 },
	{ "iframe", HTML_MUTE, HTML_FRAME },
	{ "img", V, HTML_IMAGE }, { "input", V, 0 }, { "ins", K, 0 }, { "kbd", K, 0 }, { "keygen", M, 0 },
	{ "label", K, 0 }, { "legend", B, 0 }, { "li", K | HTML_BLOCK, HTML_ITEM }, { "m", K, 0 },
	{ "main", B, 0 }, { "map", M, 0 }, { "mark", K, 0 }, { "menu", B, HTML_LIST }, { "meter", M, 0 },
	{ "multicol", K, 0 }, { "nav", B, 0 }, { "nextid", K, 0 }, { "noembed", HTML_DROP, 0 },
	{ "noframes", HTML_DROP, 0 }, { "noscript", M, 0 },
	{ "object", 0, 0 },
	{ "ol", B, HTML_NUMBERED }, { "optgroup", M, 0 }, { "option", M, HTML_OPTION }, { "output", K, 0 },
	{ "p", B, HTML_PARA }, { "picture", K, 0 }, { "pre", B, HTML_PRE }, { "progress", M, 0 },
	{ "q", K, HTML_INLINE_QUOTE }, { "rb", K, 0 }, { "rp", M, 0 }, { "rt", M, 0 }, { "ruby", K, 0 },
	{ "s", K, 0 }, { "samp", K, 0 }, { "script", HTML_DROP, 0 }, { "section", B, 0 }, { "select", M, 0 },
	{ "small", K, 0 }, { "sound", M, 0 }, { "source", V, HTML_SOURCE }, { "spacer", K, 0 }, { "span", K, 0 },
	{ "strike", K, 0 }, { "strong", K, 0 }, { "style", HTML_DROP, 0 }, { "sub", K, 0 },
	{ "summary", B, 0 }, { "sup", K, 0 }, { "svg", HTML_DROP, 0 }, { "table", T | HTML_ENDS_P, HTML_TABLE },
	{ "tbody", K, 0 }, { "td", T, HTML_CELL }, { "template", HTML_DROP, 0 }, { "textarea", M, 0 },
	{ "tfoot", K, 0 }, { "th", T, HTML_CELL }, { "thead", K, 0 }, { "time", K, 0 },
	{ "tr", K | HTML_BLOCK, HTML_ROW }, { "tt", K, 0 }, { "u", K, 0 }, { "ul", B, HTML_LIST },
	{ "var", K, 0 }, { "video", M, 0 }, { "wbr", V, 0 }, { "xml", HTML_DROP, 0 }, { "xmp", HTML_DROP, 0 },
};

_Static_assert(sizeof(tags) / sizeof(tags[0]) <= HTML_TAGS, "HTML_TAGS is too small");

int
html_table_index(const struct html_tag *tag)
{
	return (int)(tag - tags);
}

const struct html_tag *
html_table_tag(const char *name)
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
	return NULL;
}

/* Sorted. Out by their absence: every on*, srcdoc, formaction,
 * data-*, xmlns, http-equiv ... */
static const struct {
	const char *name;
	unsigned char kind;
} attrs[] = {
	{ "abbr", HTML_AS_IS }, { "accept", HTML_AS_IS }, { "accept-charset", HTML_AS_IS },
	{ "accesskey", HTML_AS_IS }, { "action", HTML_EMPTY }, { "align", HTML_AS_IS }, { "alt", HTML_AS_IS },
	{ "autocomplete", HTML_AS_IS }, { "autofocus", HTML_AS_IS }, { "axis", HTML_AS_IS },
	{ "background", HTML_IMAGE_URL }, { "balance", HTML_AS_IS }, { "bgcolor", HTML_AS_IS },
	{ "bgproperties", HTML_AS_IS }, { "border", HTML_AS_IS }, { "bordercolor", HTML_AS_IS },
	{ "bordercolordark", HTML_AS_IS }, { "bordercolorlight", HTML_AS_IS }, { "bottompadding", HTML_AS_IS },
	{ "cellpadding", HTML_AS_IS }, { "cellspacing", HTML_AS_IS }, { "ch", HTML_AS_IS },
	{ "challenge", HTML_AS_IS }, { "char", HTML_AS_IS }, { "charoff", HTML_AS_IS },
	{ "charset", HTML_AS_IS }, { "checked", HTML_AS_IS }, { "choff", HTML_AS_IS }, { "cite", HTML_URL },
	{ "class", HTML_AS_IS }, { "clear", HTML_AS_IS }, { "color", HTML_AS_IS }, { "cols", HTML_AS_IS },
	{ "colspan", HTML_AS_IS }, { "compact", HTML_AS_IS }, { "contenteditable", HTML_AS_IS },
	{ "controls", HTML_AS_IS }, { "coords", HTML_AS_IS }, { "data", HTML_URL }, { "datafld", HTML_AS_IS },
	{ "datapagesize", HTML_AS_IS }, { "datasrc", HTML_URL }, { "datetime", HTML_AS_IS },
	{ "decoding", HTML_AS_IS }, { "default", HTML_AS_IS }, { "delay", HTML_AS_IS }, { "dir", HTML_AS_IS },
	{ "disabled", HTML_AS_IS }, { "draggable", HTML_AS_IS }, { "dynsrc", HTML_URL },
	{ "enctype", HTML_AS_IS }, { "end", HTML_AS_IS }, { "face", HTML_AS_IS }, { "for", HTML_ID },
	{ "form", HTML_AS_IS }, { "frame", HTML_AS_IS }, { "galleryimg", HTML_AS_IS },
	{ "gutter", HTML_AS_IS }, { "headers", HTML_AS_IS }, { "height", HTML_SIZE },
	{ "hidden", HTML_AS_IS }, { "hidefocus", HTML_AS_IS }, { "high", HTML_AS_IS }, { "href", HTML_URL },
	{ "hreflang", HTML_AS_IS }, { "hspace", HTML_AS_IS }, { "icon", HTML_URL }, { "id", HTML_ID },
	{ "inputmode", HTML_AS_IS }, { "ismap", HTML_AS_IS }, { "keytype", HTML_AS_IS },
	{ "label", HTML_AS_IS }, { "lang", HTML_AS_IS }, { "leftspacing", HTML_AS_IS }, { "list", HTML_AS_IS },
	{ "loading", HTML_AS_IS }, { "longdesc", HTML_URL }, { "loop", HTML_AS_IS },
	{ "loopcount", HTML_AS_IS }, { "loopend", HTML_AS_IS }, { "loopstart", HTML_AS_IS },
	{ "low", HTML_AS_IS }, { "lowsrc", HTML_URL }, { "max", HTML_AS_IS }, { "maxlength", HTML_AS_IS },
	{ "media", HTML_AS_IS }, { "method", HTML_AS_IS }, { "min", HTML_AS_IS }, { "multiple", HTML_AS_IS },
	{ "name", HTML_ID }, { "nohref", HTML_AS_IS }, { "noshade", HTML_AS_IS }, { "nowrap", HTML_AS_IS },
	{ "open", HTML_AS_IS }, { "optimum", HTML_AS_IS }, { "pattern", HTML_AS_IS }, { "ping", HTML_EMPTY },
	{ "point-size", HTML_AS_IS }, { "poster", HTML_IMAGE_URL }, { "pqg", HTML_AS_IS },
	{ "preload", HTML_AS_IS }, { "prompt", HTML_AS_IS }, { "radiogroup", HTML_AS_IS },
	{ "readonly", HTML_AS_IS }, { "rel", HTML_AS_IS }, { "repeat-max", HTML_AS_IS },
	{ "repeat-min", HTML_AS_IS }, { "replace", HTML_AS_IS }, { "required", HTML_AS_IS },
	{ "rev", HTML_AS_IS }, { "rightspacing", HTML_AS_IS }, { "rows", HTML_AS_IS },
	{ "rowspan", HTML_AS_IS }, { "rules", HTML_AS_IS }, { "scope", HTML_AS_IS },
	{ "selected", HTML_AS_IS }, { "shape", HTML_AS_IS }, { "size", HTML_AS_IS }, { "sizes", HTML_AS_IS },
	{ "span", HTML_AS_IS }, { "src", HTML_IMAGE_URL }, { "srcset", HTML_SRCSET }, { "start", HTML_AS_IS },
	{ "step", HTML_AS_IS }, { "style", HTML_STYLE }, { "summary", HTML_AS_IS },
	{ "suppress", HTML_AS_IS }, { "tabindex", HTML_AS_IS }, { "target", HTML_AS_IS },
	{ "template", HTML_AS_IS }, { "title", HTML_AS_IS }, { "toppadding", HTML_AS_IS },
	{ "type", HTML_AS_IS }, { "unselectable", HTML_AS_IS }, { "urn", HTML_AS_IS }, { "usemap", HTML_URL },
	{ "valign", HTML_AS_IS }, { "value", HTML_AS_IS }, { "variable", HTML_AS_IS },
	{ "volume", HTML_AS_IS }, { "vrml", HTML_URL }, { "vspace", HTML_AS_IS }, { "width", HTML_SIZE },
	{ "wrap", HTML_AS_IS }, { "xml:lang", HTML_AS_IS },
};

enum html_attr_kind
html_table_attr(const char *name)
{
	size_t lo = 0, hi = sizeof(attrs) / sizeof(attrs[0]), mid;
	int cmp;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		cmp = strcmp(name, attrs[mid].name);
		if (cmp == 0)
			return (enum html_attr_kind)attrs[mid].kind;
		if (cmp < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return HTML_NO;
}
