#include "parse/html_token.h"

#include <string.h>

/* Searches that scan to the end; each fails at most once a document, which
 * keeps the pass linear. */
enum { NO_COMMENT_END = 1, NO_DOUBLE_QUOTE = 2, NO_SINGLE_QUOTE = 4, NO_GT = 8, NO_CLOSE = 16 };

void
html_token_init(struct html_token *t, const char *p, size_t n)
{
	memset(t, 0, offsetof(struct html_token, attr));
	t->p = p;
	t->end = p + n;
	t->exhausted = 0;
}

static int
letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static int
white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static const char *
find(struct html_token *t, const char *p, const char *what, size_t n, unsigned flag)
{
	const char *at;

	if (t->exhausted & flag)
		return NULL;
	at = n == 1 ? memchr(p, what[0], (size_t)(t->end - p)) : memmem(p, (size_t)(t->end - p), what, n);
	if (at == NULL)
		t->exhausted |= flag;
	return at;
}

/* Does it end a name? */
static int
ends(char c, int attribute)
{
	return white(c) || c == '/' || c == '>' || c == '<' || c == '\0' || (attribute && c == '=');
}

/* Copies a lower-cased name. */
static const char *
take_name(char to[static HTML_NAME], const char *p, const char *end, int attribute)
{
	size_t n = 0;

	for (; p < end && !ends(*p, attribute); p++)
		if (n < HTML_NAME)
			to[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
	if (n == HTML_NAME)
		n = 0; /* too long to be one we know */
	to[n] = '\0';
	return p;
}

static const char *
take_value(struct html_token *t, const char *p, struct html_attr *a)
{
	const char *close;

	while (p < t->end && white(*p))
		p++;
	a->p = p;
	a->n = 0;
	if (p == t->end)
		return p;
	if (*p == '"' || *p == '\'') {
		close = find(t, p + 1, p, 1, *p == '"' ? NO_DOUBLE_QUOTE : NO_SINGLE_QUOTE);
		if (close != NULL) {
			a->p = p + 1;
			a->n = (size_t)(close - p - 1);
			return close + 1;
		}
		a->p = ++p; /* a quote that never closes ends at the tag's end */
	}
	t->unquoted++;
	while (p < t->end && !white(*p) && *p != '>')
		p++;
	a->n = (size_t)(p - a->p);
	return p;
}

/* Attributes from p on; returns behind the tag. */
static const char *
take_attrs(struct html_token *t, const char *p)
{
	struct html_attr spare, *a;
	const char *was;

	t->n_attrs = t->unquoted = 0;
	t->slash = 0;
	while (p < t->end && *p != '>') {
		if (*p == '<')
			return p; /* the tag was never closed */
		if (white(*p) || *p == '/' || *p == '\0' || *p == '"' || *p == '\'') {
			t->slash = *p == '/' || (t->slash && white(*p));
			p++;
			continue;
		}
		t->slash = 0;
		was = p;
		a = t->n_attrs < HTML_ATTRS ? &t->attr[t->n_attrs] : &spare;
		a->p = NULL;
		a->n = 0;
		p = take_name(a->name, p, t->end, 1);
		while (p < t->end && white(*p))
			p++;
		if (p < t->end && *p == '=')
			p = take_value(t, p + 1, a);
		if (p == was)
			p++;
		else if (a != &spare)
			t->n_attrs++;
	}
	return p < t->end ? p + 1 : p;
}

/* At "<!" or "<?": behind it, whatever it is. NULL: it is text. */
static const char *
skip_declaration(struct html_token *t, const char *p)
{
	const char *q;
	size_t left = (size_t)(t->end - p);

	if (left >= 4 && memcmp(p, "<!--", 4) == 0) {
		p += 4;
		if (p < t->end && *p == '>')
			return p + 1;
		if (t->end - p >= 2 && p[0] == '-' && p[1] == '>')
			return p + 2;
		q = find(t, p, "-->", 3, NO_COMMENT_END);
		if (q != NULL)
			return q + 3;
		/* Unclosed: it ends where an SGML comment could, else it is all the rest. */
		q = find(t, p, "--", 2, NO_CLOSE);
		if (q != NULL && (q = find(t, q, ">", 1, NO_GT)) != NULL)
			return q + 1;
		return t->end;
	}
	if (left >= 9 && memcmp(p, "<![CDATA[", 9) == 0)
		return p + 9;
	q = find(t, p, ">", 1, NO_GT);
	return q != NULL ? q + 1 : t->end;
}

static int
opens(const char *p, const char *end)
{
	if (end - p < 2)
		return 0;
	if (p[1] == '!')
		return end - p == 2 || letter(p[2]) || p[2] == '-' || p[2] == '[' || p[2] == '>';
	return letter(p[1]) || p[1] == '?' || (p[1] == '/' && end - p > 2 && letter(p[2]));
}

static enum html_kind
tag(struct html_token *t)
{
	int close = t->p[1] == '/';
	const char *p = take_name(t->name, t->p + 1 + close, t->end, 0);

	t->p = take_attrs(t, p);
	return close ? HTML_CLOSE : HTML_OPEN;
}

/* "]]>" that a CDATA mark left behind is no text. */
static void
text(struct html_token *t, const char *to)
{
	t->text = t->p;
	t->n = (size_t)(to - t->p);
	t->p = to;
	if (t->n >= 3 && memcmp(to - 3, "]]>", 3) == 0 && to == t->end)
		t->n -= 3;
}

enum html_kind
html_token_next(struct html_token *t)
{
	const char *p;

	for (;;) {
		if (t->p >= t->end)
			return HTML_END;
		if (*t->p == '<' && opens(t->p, t->end)) {
			if (t->p[1] != '!' && t->p[1] != '?')
				return tag(t);
			t->p = skip_declaration(t, t->p);
			continue;
		}
		for (p = t->p + (*t->p == '<'); p < t->end; p++) {
			p = memchr(p, '<', (size_t)(t->end - p));
			if (p == NULL)
				p = t->end;
			if (p == t->end || opens(p, t->end))
				break;
		}
		text(t, p);
		if (t->n > 0)
			return HTML_TEXT;
	}
}

void
html_token_skip(struct html_token *t, const char *name)
{
	const char *p = t->p;
	size_t n = strlen(name);

	while ((p = memchr(p, '<', (size_t)(t->end - p))) != NULL) {
		if ((size_t)(t->end - p) > n + 1 && p[1] == '/' && strncasecmp(p + 2, name, n) == 0 &&
		    ((size_t)(t->end - p) == n + 2 || !letter(p[n + 2]))) {
			p = memchr(p, '>', (size_t)(t->end - p));
			t->p = p != NULL ? p + 1 : t->end;
			return;
		}
		p++;
	}
	t->p = t->end;
}

const struct html_attr *
html_token_attr(const struct html_token *t, const char *name)
{
	int i;

	for (i = 0; i < t->n_attrs; i++)
		if (strcmp(t->attr[i].name, name) == 0)
			return &t->attr[i];
	return NULL;
}
