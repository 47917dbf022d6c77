#include "parse/charset_meta.h"

#include <string.h>

#include "parse/html_token.h"

/* The charset parameter in a content attribute. */
static const char *
parameter(const char *p, const char *end, size_t *len)
{
	char quote;

	for (; end - p > 7; p++) {
		if (strncasecmp(p, "charset", 7) != 0)
			continue;
		for (p += 7; p < end && (unsigned char)*p <= ' '; p++)
			continue;
		if (p == end || *p != '=')
			continue;
		for (p++; p < end && (unsigned char)*p <= ' '; p++)
			continue;
		quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
		for (*len = 0; p + *len < end && p[*len] != quote && p[*len] != ';' && (unsigned char)p[*len] > ' '; ++*len)
			continue;
		return *len > 0 ? p : NULL;
	}
	return NULL;
}

const char *
charset_meta_label(const char *p, size_t n, size_t *len)
{
	const struct html_attr *a;
	const char *label = NULL;
	struct html_token t;
	enum html_kind kind;

	html_token_init(&t, p, n);
	while (label == NULL && (kind = html_token_next(&t)) != HTML_END) {
		if (kind != HTML_OPEN || strcmp(t.name, "meta") != 0)
			continue;
		a = html_token_attr(&t, "charset");
		if (a != NULL && a->n > 0) {
			*len = a->n;
			return a->p;
		}
		a = html_token_attr(&t, "http-equiv");
		if (a == NULL || a->n != 12 || strncasecmp(a->p, "content-type", 12) != 0)
			continue;
		a = html_token_attr(&t, "content");
		if (a != NULL && a->p != NULL)
			label = parameter(a->p, a->p + a->n, len);
	}
	return label;
}
