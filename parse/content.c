#include "parse/content.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "parse/entity.h"
#include "parse/html.h"
#include "parse/html_text.h"
#include "parse/url.h"
#include "wirefold.h"

void
content_init(struct content_work *w)
{
	buf_init(&w->raw, WF_FIELD_MAX * 2);
	buf_init(&w->text, WF_FIELD_MAX);
	buf_init(&w->html, WF_FIELD_MAX);
	w->cut = 0;
}

void
content_clear(struct content_work *w)
{
	buf_clear(&w->raw);
	buf_clear(&w->text);
	buf_clear(&w->html);
}

/* Behind the ASCII at p. */
static const char *
ascii_run(const char *p, const char *end)
{
	uint64_t w;

	for (; end - p >= 8; p += 8) {
		memcpy(&w, p, 8);
		if ((w & 0x8080808080808080u) != 0)
			break;
	}
	while (p < end && (unsigned char)*p < 0x80)
		p++;
	return p;
}

/* May the string hold something that normal form C would change? Latin,
 * Cyrillic, punctuation, Han, Kana and Hangul syllables never do alone. */
static int
may_compose(const char *p, size_t n)
{
	const char *end = p + n;
	uint32_t c;

	while ((p = ascii_run(p, end)) < end) {
		if ((unsigned char)*p < 0xcc) { /* below U+0300 */
			p++;
			continue;
		}
		c = utf8_next(&p, end);
		if (c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x2010 && c < 0x20d0) || (c >= 0x3001 && c < 0x302a) ||
		    (c >= 0x3041 && c < 0x3099) || (c >= 0x309b && c < 0x3100) || (c >= 0x4e00 && c < 0xa000) ||
		    (c >= 0xac00 && c < 0xd7a4) || (c >= 0xff00 && c < 0xffef) || (c >= 0x1f300 && c < 0x1fb00))
			continue;
		return 1;
	}
	return 0;
}

/* The bytes of `b` as an arena string in normal form C. */
static const char *
keep(struct arena *a, const struct buf *b)
{
	utf8proc_uint8_t *nfc = NULL;
	utf8proc_ssize_t n;
	const char *s;

	if (!may_compose(buf_get(b), b->n))
		return arena_strn(a, buf_get(b), b->n);
	n = utf8proc_map((const utf8proc_uint8_t *)b->p, (utf8proc_ssize_t)b->n, &nfc,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	s = n < 0 ? arena_strn(a, buf_get(b), b->n) : arena_strn(a, (const char *)nfc, (size_t)n);
	free(nfc);
	return s;
}

/* UTF-8 that somebody read as Latin-1 and encoded again: "â€¦" for an ellipsis.
 * When every character is below U+0100 and the bytes so gained are UTF-8 with
 * more than ASCII in it, that is what it was. */
static int
undouble(struct buf *to, const char *p, size_t n)
{
	const char *end = p + n, *q = p;
	uint32_t c;
	int high = 0;

	while ((q = ascii_run(q, end)) < end) {
		if ((unsigned char)*q >= 0xc4)
			return 0;
		high |= (unsigned char)*q++ >= 0xc2;
	}
	if (!high)
		return 0;
	buf_reset(to);
	while (p < end) {
		c = utf8_next(&p, end);
		if (buf_char(to, (char)c) != 0)
			return 0;
	}
	return utf8_valid(buf_get(to), to->n);
}

static void
trim(const char **p, size_t *n)
{
	while (*n > 0 && (unsigned char)(*p)[*n - 1] <= ' ')
		--*n;
	while (*n > 0 && (unsigned char)**p <= ' ') {
		++*p;
		--*n;
	}
}

static void
plain(struct buf *to, const char *p, size_t n)
{
	const char *end = p + n, *line;
	struct html_text t;

	html_text_init(&t, to);
	while (p < end) {
		line = memchr(p, '\n', (size_t)(end - p));
		if (line == NULL)
			line = end;
		html_text_put(&t, p, (size_t)(line - p), 0);
		p = line < end ? line + 1 : end;
		/* A blank line parts paragraphs of plain text. */
		for (line = p; line < end && (*line == ' ' || *line == '\t' || *line == '\r'); line++)
			continue;
		html_text_gap(&t, line < end && *line == '\n' ? HTML_GAP_PARA : HTML_GAP_SPACE);
	}
	html_text_end(&t);
}

int
content_read(struct content *c, struct content_work *w, struct arena *a, const struct content_source *from)
{
	const char *p = from->p;
	size_t n = from->n;

	c->text = c->html = NULL;
	trim(&p, &n);
	if (n == 0)
		return 0;
	if (undouble(&w->raw, p, n)) {
		p = buf_get(&w->raw);
		n = w->raw.n;
	}
	buf_reset(&w->text);
	buf_reset(&w->html);
	if (from->type == CONTENT_TEXT || (from->type == CONTENT_GUESS && !html_looks_so(p, n))) {
		plain(&w->text, p, n);
	} else {
		html_read(p, n, from->base, &w->text, &w->html);
		if (w->html.failed)
			w->cut++;
		else if ((c->html = keep(a, &w->html)) == NULL)
			return -1;
	}
	w->cut += w->text.failed;
	c->text = keep(a, &w->text);
	return c->text != NULL ? 0 : -1;
}

const char *
content_line(struct content_work *w, struct arena *a, const struct content_source *from, size_t max)
{
	const char *p = from->p;
	size_t n = from->n;

	trim(&p, &n);
	if (n == 0)
		return NULL;
	if (undouble(&w->raw, p, n)) {
		p = buf_get(&w->raw);
		n = w->raw.n;
	}
	buf_reset(&w->text);
	buf_reset(&w->html);
	if (from->type == CONTENT_HTML || (from->type == CONTENT_GUESS && html_looks_so(p, n))) {
		html_read(p, n, NULL, &w->html, NULL);
		html_text_line(&w->text, buf_get(&w->html), w->html.n, 0, max);
	} else {
		html_text_line(&w->text, p, n, 0, max);
	}
	return w->text.n > 0 ? keep(a, &w->text) : NULL;
}

const char *
content_url(struct content_work *w, struct arena *a, const char *p, size_t n, const char *base)
{
	trim(&p, &n);
	buf_reset(&w->text);
	buf_reset(&w->html);
	if (n == 0 || n > WF_URL_MAX)
		return NULL;
	if (memchr(p, '&', n) != NULL && memmem(p, n, "&amp;", 5) != NULL)
		entity_decode(&w->html, p, n);
	else
		(void)buf_put(&w->html, p, n);
	if (url_resolve(&w->text, base, buf_get(&w->html), w->html.n) != 0 || w->text.n == 0 ||
	    !url_is_safe(buf_get(&w->text)))
		return NULL;
	buf_reset(&w->html);
	html_text_line(&w->html, buf_get(&w->text), w->text.n, 0, WF_URL_MAX);
	return w->html.n > 0 ? arena_strn(a, buf_get(&w->html), w->html.n) : NULL;
}

static int
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

int
content_base64(struct buf *b, size_t from)
{
	struct buf out;
	uint32_t v = 0;
	size_t i;
	int bits = 0, s = 0, rc = -1;

	buf_init(&out, b->n);
	for (i = from; i < b->n && s >= 0; i++) {
		if ((unsigned char)b->p[i] <= ' ' || b->p[i] == '=')
			continue;
		s = sextet(b->p[i]);
		v = (v << 6 | (uint32_t)(s & 63)) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			(void)buf_char(&out, (char)(v >> bits & 0xff));
		}
	}
	if (s >= 0 && out.n > 0 && !out.failed && utf8_valid(out.p, out.n) && memchr(out.p, '\0', out.n) == NULL) {
		memcpy(b->p + from, out.p, out.n + 1);
		b->n = from + out.n;
		rc = 0;
	}
	buf_clear(&out);
	return rc;
}
