#include "parse/content.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "parse/entity.h"
#include "parse/html.h"
#include "parse/html_text.h"
#include "parse/run.h"
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

/* Characters that normal form C neither changes nor joins to the one before them, and
 * that are no combining marks: nearly all of Latin, Greek, Cyrillic, Hebrew, Arabic,
 * Thai, punctuation, Kana, Han, Hangul and the pictures. */
static const struct {
	uint32_t first, last;
} stable[] = {
	{ 0, 0x2ff },
	{ 0x388, 0x3ff },
	{ 0x400, 0x482 },
	{ 0x48a, 0x52f },
	{ 0x5d0, 0x5ea },
	{ 0x61b, 0x64a },
	{ 0x660, 0x66f },
	{ 0x671, 0x6d5 },
	{ 0x6f0, 0x70d },
	{ 0xe01, 0xe37 },
	{ 0xe3f, 0xe47 },
	{ 0x1e00, 0x1eff },
	{ 0x2002, 0x20cf },
	{ 0x2100, 0x2125 },
	{ 0x2190, 0x2328 },
	{ 0x232b, 0x2adb },
	{ 0x3001, 0x3029 },
	{ 0x3041, 0x3098 },
	{ 0x309b, 0x30ff },
	{ 0x3400, 0x9fff },
	{ 0xac00, 0xd7a3 },
	{ 0xff00, 0xffef },
	{ 0x1f300, 0x1faff },
};

#define LATIN_END 0xcc /* the first byte of U+0300: below are characters of two bytes, all stable */

int
content_stable(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof(stable) / sizeof(stable[0]) && c >= stable[i].first; i++)
		if (c <= stable[i].last)
			return 1;
	return 0;
}

/* The next run that normal form C may change: from the character before the first
 * that is not stable to the next one that is. 0 when there is none. */
static int
next_run(const char *p, const char *end, const char **from, const char **to)
{
	const char *last = p, *was;

	while ((was = p = run_ascii(p, end)) < end) {
		if (p > last && ((unsigned char)p[-1] & 0x80) == 0)
			last = p - 1;
		if ((unsigned char)*p < LATIN_END) {
			last = p;
			p += 2;
			continue;
		}
		if (content_stable(utf8_next(&p, end))) {
			last = was;
			continue;
		}
		*from = last;
		for (*to = p; p < end && !content_stable(utf8_next(&p, end)); *to = p)
			continue;
		return 1;
	}
	return 0;
}

/* The bytes of `b` as an arena string in normal form C. */
static const char *
keep(struct arena *a, const struct buf *b)
{
	const char *p = buf_get(b), *end = p + b->n, *from, *to, *s;
	utf8proc_uint8_t *nfc;
	utf8proc_ssize_t n;
	struct buf out;

	if (!next_run(p, end, &from, &to))
		return arena_strn(a, p, b->n);
	buf_init(&out, b->n * 3 + 1);
	do {
		(void)buf_put(&out, p, (size_t)(from - p));
		nfc = NULL;
		n = utf8proc_map((const utf8proc_uint8_t *)from, to - from, &nfc, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
		(void)buf_put(&out, n < 0 ? from : (const char *)nfc, n < 0 ? (size_t)(to - from) : (size_t)n);
		free(nfc);
		p = to;
	} while (next_run(p, end, &from, &to));
	(void)buf_put(&out, p, (size_t)(end - p));
	s = out.failed ? NULL : arena_strn(a, buf_get(&out), out.n);
	buf_clear(&out);
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

	while ((q = run_ascii(q, end)) < end) {
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
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63
								: -1;
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
