#include "parse/page_attrs.h"

#include <string.h>

#define NAME_BYTES 100 /* bytes that libxml2 takes for one name; what follows is the next */

struct scan {
	char *p, *end;
	const char *raw;  /* the element that holds no tags; NULL */
};

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
blanks(struct scan *s)
{
	while (s->p < s->end && is_blank(*s->p))
		s->p++;
}

static int
is_over(const struct scan *s)
{
	return s->p == s->end || *s->p == '>' || (*s->p == '/' && s->p + 1 < s->end && s->p[1] == '>');
}

/* A name, or a part of a long one; 0 when there is none. */
static size_t
name(struct scan *s)
{
	const char *from = s->p;

	if (s->p == s->end || (!is_letter(*s->p) && *s->p != '.'))
		return 0;
	while (s->p < s->end && s->p - from < NAME_BYTES && (is_letter(*s->p) || *s->p == '.' || *s->p == '-' ||
	    (*s->p >= '0' && *s->p <= '9')))
		s->p++;
	return (size_t)(s->p - from);
}

static void
value(struct scan *s)
{
	const char *to;

	blanks(s);
	if (s->p < s->end && (*s->p == '"' || *s->p == '\'')) {
		to = memchr(s->p + 1, *s->p, (size_t)(s->end - s->p - 1));
		s->p = to != NULL ? s->p + (to - s->p) + 1 : s->end;
		return;
	}
	while (s->p < s->end && *s->p != '>' && !is_blank(*s->p))
		s->p++;
}

static void
attribute(struct scan *s)
{
	if (name(s) == 0) {
		while (!is_over(s) && !is_blank(*s->p))
			s->p++;
	} else {
		blanks(s);
		if (s->p < s->end && *s->p == '=') {
			s->p++;
			value(s);
		}
	}
	blanks(s);
}

/* A start tag, from its name to its end. */
static void
tag(struct scan *s)
{
	static const char *const raw[] = { "script", "style" };
	const char *from = s->p;
	char *cut = NULL;
	size_t n = name(s), i, k = 0;

	for (blanks(s); !is_over(s); attribute(s))
		if (++k == PAGE_ATTRS_MAX + 1)
			cut = s->p;
	if (cut != NULL)
		memset(cut, ' ', (size_t)(s->p - cut));
	/* libxml2 ends one that is `<script/>`, and reads tags where one begins with a `<`. */
	if (s->end - s->p < 2 || s->p[0] != '>' || s->p[1] == '<')
		return;
	for (i = 0; i < sizeof(raw) / sizeof(raw[0]); i++)
		if (n == strlen(raw[i]) && strncasecmp(from, raw[i], n) == 0)
			s->raw = raw[i];
}

/* To the first `>` from s->p on. */
static void
skip(struct scan *s)
{
	char *to = memchr(s->p, '>', (size_t)(s->end - s->p));

	s->p = to != NULL ? to : s->end;
}

/* To the `>` of a comment, whose text begins at s->p. */
static void
comment(struct scan *s)
{
	char *p = s->p;

	for (; (p = memmem(p, (size_t)(s->end - p), "--", 2)) != NULL; p++) {
		s->p = p + 2;
		if (s->p < s->end && *s->p == '!')
			s->p++;
		if (s->p < s->end && *s->p == '>')
			return;
	}
	s->p = s->end;
}

/* An end tag, whatever stands in it; without a name it is none. */
static void
end_tag(struct scan *s)
{
	s->p++;
	if (name(s) > 0)
		skip(s);
}

/* Does the element that holds no tags end here? */
static int
ends_raw(const struct scan *s)
{
	const size_t n = strlen(s->raw);

	return *s->p == '/' && (size_t)(s->end - s->p) > n && strncasecmp(s->p + 1, s->raw, n) == 0;
}

void
page_attrs_cut(char *p, size_t n)
{
	struct scan s = { p, NULL, NULL };

	if (n == 0)
		return;
	s.end = p + n;
	while ((s.p = memchr(s.p, '<', (size_t)(s.end - s.p))) != NULL && ++s.p < s.end) {
		if (s.raw != NULL && !ends_raw(&s))
			continue;
		s.raw = NULL;
		if (*s.p == '/') {
			end_tag(&s);
		} else if (is_letter(*s.p)) {
			tag(&s);
		} else if (s.end - s.p >= 3 && memcmp(s.p, "!--", 3) == 0) {
			s.p += 3;
			comment(&s);
		} else if (*s.p == '?' || (s.end - s.p >= 8 && strncasecmp(s.p, "!DOCTYPE", 8) == 0)) {
			skip(&s);
		}
	}
}
