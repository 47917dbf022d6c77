#include "parse/html_style.h"

#include <string.h>

#define NAME_MAX_BYTES 32

static int
white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static int
alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int
listed(const char *const *list, const char *p, size_t n)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == n && strncasecmp(*list, p, n) == 0)
			return 1;
	return 0;
}

/* Properties whose every harmless value is fine. */
static int
is_property(const char *p, size_t n)
{
	static const char *const names[] = { "azimuth", "background-color", "border-bottom-color",
		"border-collapse", "border-color", "border-left-color", "border-right-color", "border-top-color",
		"clear", "color", "cursor", "direction", "display", "elevation", "float", "font", "font-family",
		"font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
		"overflow", "pause", "pause-after", "pause-before", "pitch", "pitch-range", "richness", "speak",
		"speak-header", "speak-numeral", "speak-punctuation", "speech-rate", "stress", "text-align",
		"text-decoration", "text-indent", "unicode-bidi", "vertical-align", "voice-family", "volume",
		"white-space", "width", NULL };

	return listed(names, p, n);
}

/* Families whose values must be keywords, colours and sizes. */
static int
is_family(const char *p, size_t n)
{
	static const char *const names[] = { "background", "border", "margin", "padding", NULL };
	const char *dash = memchr(p, '-', n);

	return listed(names, p, dash != NULL ? (size_t)(dash - p) : n);
}

static int
is_keyword(const char *p, size_t n)
{
	static const char *const names[] = { "!important", "aqua", "auto", "black", "block", "blue", "bold", "both",
		"bottom", "brown", "center", "collapse", "dashed", "dotted", "fuchsia", "gray", "green", "italic",
		"left", "lime", "maroon", "medium", "navy", "none", "normal", "nowrap", "olive", "pointer",
		"purple", "red", "right", "silver", "solid", "teal", "top", "transparent", "underline", "white",
		"yellow", "inherit", "initial", "thin", "thick", "double", "orange", NULL };

	return listed(names, p, n);
}

/* A colour by number, or a size with its unit. */
static int
is_measure(const char *p, size_t n)
{
	static const char *const units[] = { "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "%", ",", ")", "rem",
		"vw", "vh", NULL };
	size_t i = 0;

	if (n > 1 && p[0] == '#') {
		for (i = 1; i < n && alnum(p[i]); i++)
			continue;
		return i == n;
	}
	if (n > 4 && strncasecmp(p, "rgb(", 4) == 0) {
		for (i = 4; i < n && ((p[i] >= '0' && p[i] <= '9') || strchr("%,)", p[i]) != NULL); i++)
			continue;
		return i == n;
	}
	if (i < n && (p[i] == '-' || p[i] == '+'))
		i++;
	while (i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == '.'))
		i++;
	return i <= 6 && (i == n || listed(units, p + i, n - i));
}

static int
are_measures(const char *p, size_t n)
{
	size_t i = 0, from;

	while (i < n) {
		while (i < n && white(p[i]))
			i++;
		for (from = i; i < n && !white(p[i]); i++)
			continue;
		if (i > from && !is_keyword(p + from, i - from) && !is_measure(p + from, i - from))
			return 0;
	}
	return 1;
}

/* One property that has a bad character spoils the attribute, as it may be the
 * half of a trick. */
static int
harmless(const char *p, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i++) {
		if (alnum(p[i]) || white(p[i]) || strchr(":,;#%.!-_", p[i]) != NULL)
			continue;
		if (p[i] == '\'' || p[i] == '"') {
			for (k = i + 1; k < n && (alnum(p[k]) || white(p[k]) || p[k] == '_' || p[k] == '-'); k++)
				continue;
			if (k == n || p[k] != p[i])
				return 0;
			i = k;
			continue;
		}
		if (p[i] != '(')
			return 0;
		for (k = i + 1; k < n && ((p[k] >= '0' && p[k] <= '9') || p[k] == ',' || p[k] == '.' || p[k] == '%' ||
		    white(p[k])); k++)
			continue;
		if (k == n || p[k] != ')')
			return 0;
		i = k;
	}
	return 1;
}

struct declaration {
	const char *name, *value;
	size_t name_n, value_n;
};

/* The next `name: value`; 0 at the end, -1 when it is no declaration. */
static int
declaration(const char **p, const char *end, struct declaration *d)
{
	const char *q = *p;

	while (q < end && (white(*q) || *q == ';'))
		q++;
	if (q == end)
		return 0;
	d->name = q;
	while (q < end && (alnum(*q) || *q == '-' || *q == '_'))
		q++;
	d->name_n = (size_t)(q - d->name);
	while (q < end && white(*q))
		q++;
	if (d->name_n == 0 || q == end || *q != ':')
		return -1;
	for (q++; q < end && white(*q); q++)
		continue;
	d->value = q;
	while (q < end && *q != ';' && *q != ':')
		q++;
	d->value_n = (size_t)(q - d->value);
	if (q < end && *q == ':')
		return -1;
	*p = q;
	return 1;
}

/* url(...) is cut out before the rest is judged. */
static size_t
without_urls(char *to, const char *p, size_t n)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++) {
		if (n - i > 3 && strncasecmp(p + i, "url", 3) == 0) {
			size_t j = i + 3;

			while (j < n && white(p[j]))
				j++;
			if (j < n && p[j] == '(') {
				while (j < n && p[j] != ')')
					j++;
				to[k++] = ' ';
				i = j;
				continue;
			}
		}
		to[k++] = p[i];
	}
	return k;
}

void
html_style_filter(struct buf *to, const char *style, size_t n)
{
	char copy[2048];
	const char *p = copy, *end;
	struct declaration d;
	size_t at = to->n;
	int rc;

	if (n > sizeof(copy))
		return;
	end = copy + without_urls(copy, style, n);
	if (!harmless(copy, (size_t)(end - copy)))
		return;
	while ((rc = declaration(&p, end, &d)) > 0) {
		if (d.value_n == 0 || d.name_n > NAME_MAX_BYTES ||
		    !(is_property(d.name, d.name_n) || (is_family(d.name, d.name_n) && are_measures(d.value, d.value_n))))
			continue;
		if (to->n > at)
			(void)buf_char(to, ' ');
		(void)buf_put(to, d.name, d.name_n);
		(void)buf_str(to, ": ");
		(void)buf_put(to, d.value, d.value_n);
		(void)buf_char(to, ';');
	}
	if (rc < 0 && !to->failed && to->n > at) {
		to->n = at;
		to->p[at] = '\0';
	}
}

int
html_style_hides(const char *style, size_t n)
{
	const char *p = style, *end = style + n;
	struct declaration d;

	while (declaration(&p, end, &d) > 0) {
		if (d.name_n == 7 && strncasecmp(d.name, "display", 7) == 0 && d.value_n >= 4 && strncasecmp(d.value, "none", 4) == 0)
			return 1;
		if (d.name_n == 10 && strncasecmp(d.name, "visibility", 10) == 0 && d.value_n >= 6 &&
		    strncasecmp(d.value, "hidden", 6) == 0)
			return 1;
	}
	return 0;
}
