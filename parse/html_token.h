/* html_token: an HTML fragment as tags and runs of text, in one linear pass.
 *
 * Tolerant as browsers are: missing quotes, unclosed tags and comments, `<`
 * that opens nothing. Comments, declarations, processing instructions and CDATA
 * marks never come out. Names are lower case. Nothing is allocated.
 */
#ifndef PARSE_HTML_TOKEN_H
#define PARSE_HTML_TOKEN_H

#include <stddef.h>

#define HTML_NAME 40    /* bytes of a tag or attribute name with the NUL; longer ones match nothing */
#define HTML_ATTRS 64   /* attributes of one tag; what is beyond is read and forgotten */

enum html_kind { HTML_END, HTML_TEXT, HTML_OPEN, HTML_CLOSE };

struct html_attr {
	char name[HTML_NAME];
	const char *p;          /* n bytes of value as written, entities in it; NULL when there is none */
	size_t n;
};

struct html_token {
	const char *p, *end;    /* what is left to read */
	char name[HTML_NAME];
	const char *text;       /* of TEXT, n bytes as written */
	size_t n;
	int slash;              /* OPEN: `/>` */
	int n_attrs, unquoted;  /* attributes, and how many of them had no quotes */
	struct html_attr attr[HTML_ATTRS];
	unsigned exhausted;     /* searches that failed once and must not run again */
};

void html_token_init(struct html_token *t, const char *p, size_t n);

/* The next token into *t. */
enum html_kind html_token_next(struct html_token *t);

/* Skips to behind the closing tag of `name`, or to the end when there is none. */
void html_token_skip(struct html_token *t, const char *name);

/* The attribute, or NULL. */
const struct html_attr *html_token_attr(const struct html_token *t, const char *name);

#endif
