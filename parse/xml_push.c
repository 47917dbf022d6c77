#include "parse/xml_push.h"

#include <libxml/parser.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/run.h"

#define EQUALS_MAX 1000           /* attributes of a tag, script in CDATA allowed for */
#define STUCK ((size_t)12 << 10)  /* bytes that the parser may hold back before chunks grow */
#define DIRECT 64                 /* bytes of text for which a chunk is parted */
#define HELD ((size_t)512 * 1024) /* bytes that are held for their end to come */
#define OUT 2048                  /* decoded text gathered */
#define CDATA "<![CDATA["
#define CDATA_N (sizeof(CDATA) - 1)

void
xml_push_init(struct xml_push *x, struct _xmlParserCtxt *ctxt, struct feed *feed)
{
	memset(x, 0, sizeof(*x));
	x->ctxt = ctxt;
	x->feed = feed;
	buf_init(&x->waiting, INT_MAX);
	buf_init(&x->held, HELD * 2);
}

void
xml_push_clear(struct xml_push *x)
{
	buf_clear(&x->waiting);
	buf_clear(&x->held);
}

/* Goes on inside a CDATA section, whose end may come in pieces. Returns where it left off. */
static const char *
pass_cdata(struct xml_push *x, const char *p, const char *end)
{
	const char *q = memchr(p, '>', (size_t)(end - p));
	const char *stop = q != NULL ? q : end;
	int k = 0;

	while (k < 2 && stop - k > p && stop[-1 - k] == ']')
		k++;
	if (stop - k == p)
		k += x->brackets;
	if (q != NULL && k >= 2)
		x->place = XML_IN_TEXT;
	x->brackets = q != NULL ? 0 : k > 2 ? 2
					    : k;
	return q != NULL ? q + 1 : end;
}

/* Counts in the tag that is open, up to its `>`. */
static const char *
pass_tag(struct xml_push *x, const char *p, const char *end)
{
	const char *q = memchr(p, '>', (size_t)(end - p));

	if (q == NULL)
		q = end;
	else
		x->place = XML_IN_TEXT;
	for (; (p = memchr(p, '=', (size_t)(q - p))) != NULL; p++)
		x->equals += p + 1 < q && (p[1] == '"' || p[1] == '\'');
	return q;
}

/* libxml2 takes a square of time for an element's attributes before it shows
 * any, so they are counted as they go by: equal signs before a quote, from a `<`
 * to the next `>`. Text and CDATA between tags do not matter here. */
static int
flooded(struct xml_push *x, const char *p, size_t n)
{
	static const char cdata[] = "![CDATA[";
	const char *end = p + n;

	while (p < end && x->equals <= EQUALS_MAX) {
		if (x->place == XML_IN_TEXT) {
			p = memchr(p, '<', (size_t)(end - p));
			if (p == NULL)
				return 0;
			p++;
			x->place = XML_AT_OPEN;
			x->matched = 0;
			x->equals = 0;
		} else if (x->place == XML_AT_OPEN && *p == cdata[x->matched]) {
			p++;
			if (cdata[++x->matched] == '\0') {
				x->place = XML_IN_CDATA;
				x->brackets = 0;
			}
		} else if (x->place == XML_AT_OPEN) {
			x->place = XML_IN_TAG;
		} else {
			p = x->place == XML_IN_CDATA ? pass_cdata(x, p, end) : pass_tag(x, p, end);
		}
	}
	return x->equals > EQUALS_MAX;
}

/* libxml2 searches all that it has not taken again with each chunk. When that is much,
 * the next chunk is half as much again, so that the searches stay linear. 0 or -1. */
static int
chunk(struct xml_push *x, const char *p, size_t n)
{
	const xmlParserInput *in = x->ctxt->input;
	size_t stuck = in != NULL ? (size_t)(in->end - in->cur) : 0;

	if (stuck < STUCK && x->waiting.n == 0) {
		(void)xmlParseChunk(x->ctxt, p, (int)n, 0);
		return 0;
	}
	if (buf_put(&x->waiting, p, n) != 0)
		return -1;
	if (x->waiting.n >= stuck / 2) {
		(void)xmlParseChunk(x->ctxt, x->waiting.p, (int)x->waiting.n, 0);
		buf_reset(&x->waiting);
	}
	return 0;
}

/* To libxml2, as it is. 0, 1 for a flood, -1. */
static int
raw(struct xml_push *x, const char *p, const char *end)
{
	if (p == end)
		return 0;
	if (flooded(x, p, (size_t)(end - p)))
		return 1;
	return chunk(x, p, (size_t)(end - p));
}

/* Does libxml2 stand in the content of an element, with all taken that it got? */
static int
at_content(const struct xml_push *x)
{
	const xmlParserCtxt *c = x->ctxt;

	return x->waiting.n == 0 && c->instate == XML_PARSER_CONTENT && c->nameNr > 0 && c->inputNr == 1 && c->wellFormed &&
	    c->disableSAX == 0 && c->input != NULL && c->input->cur == c->input->end;
}

/* U+FFFE or U+FFFF, which are no characters of XML. */
static int
is_none(const char *p, const char *end)
{
	return end - p >= 3 && memcmp(p, "\357\277", 2) == 0 && (unsigned char)p[2] >= 0xbe;
}

/* A predefined or numeric reference at p: its character, and p behind it. 0: none. */
static uint32_t
reference(const char **p, const char *end)
{
	static const struct {
		const char *name;
		size_t n;
		char c;
	} names[] = { { "&lt;", 4, '<' }, { "&gt;", 4, '>' }, { "&amp;", 5, '&' }, { "&quot;", 6, '"' }, { "&apos;", 6, '\'' } };
	const char *q = *p + 2;
	uint32_t v = 0, d;
	size_t i;
	int hex;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((size_t)(end - *p) >= names[i].n && memcmp(*p, names[i].name, names[i].n) == 0) {
			*p += names[i].n;
			return (unsigned char)names[i].c;
		}
	}
	if (end - *p < 4 || (*p)[1] != '#')
		return 0;
	hex = *q == 'x';
	for (q += hex; q < end && *q != ';' && v <= 0x10ffff; q++) {
		d = (unsigned char)*q;
		if (d >= '0' && d <= '9')
			d -= '0';
		else if (hex && (d | 0x20) >= 'a' && (d | 0x20) <= 'f')
			d = (d | 0x20) - 'a' + 10;
		else
			return 0;
		v = v * (hex ? 16 : 10) + d;
	}
	if (q == end || *q != ';' || (v < 0x20 && v != '\t' && v != '\n' && v != '\r') || v > 0x10ffff ||
	    (v >= 0xd800 && v <= 0xdfff) || v == 0xfffe || v == 0xffff)
		return 0;
	*p = q + 1;
	return v;
}

/* Text up to `end`, where markup begins, to the feed; where it stopped. */
static const char *
text(struct feed *f, const char *p, const char *end)
{
	char out[OUT];
	const char *was;
	size_t n = 0, run;
	uint32_t c;

	while (p < end && f->stop == FEED_GO) {
		was = p;
		p = run_text(p, end);
		run = (size_t)(p - was);
		if (n + run > OUT - UTF8_MAX) {
			feed_text(f, out, n);
			n = 0;
		}
		if (run > OUT - UTF8_MAX) {
			feed_text(f, was, run);
		} else {
			memcpy(out + n, was, run);
			n += run;
		}
		if (p == end)
			break;
		if (*p == '&') {
			if ((c = reference(&p, end)) == 0)
				break;
			n += utf8_put(c, out + n);
			continue;
		}
		if (*p == '\r' || is_none(p, end) || (end - p >= 3 && memcmp(p, "]]>", 3) == 0))
			break;
		out[n++] = *p++;
	}
	feed_text(f, out, n);
	return p;
}

/* The first `]]>`, or NULL: brackets are rare. */
static const char *
find_end(const char *p, const char *end)
{
	while ((p = memchr(p, ']', (size_t)(end - p))) != NULL) {
		if (end - p >= 3 && p[1] == ']' && p[2] == '>')
			return p;
		p++;
	}
	return NULL;
}

/* The end of the CDATA section whose text begins at p, and the first byte there that
 * does not go as it is. They hold for what begins in between as well, so that no input
 * has them searched again and again. */
struct section {
	const char *close, *odd;
};

static int
find_section(struct section *s, const char *p, const char *end)
{
	if (s->close == NULL || s->close < p) {
		s->close = find_end(p, end);
		s->odd = NULL;
	}
	if (s->close == NULL)
		return -1;
	if (s->odd == NULL || s->odd < p) {
		for (s->odd = p; (s->odd = run_cdata(s->odd, s->close)) < s->close; s->odd++)
			if (*s->odd == '\r' || is_none(s->odd, s->close))
				break;
	}
	return 0;
}

/* What begins at p, behind a `>`: text or a CDATA section that may go past libxml2? */
enum what { STRUCTURE, TEXT, SECTION, UNENDED };

static enum what
look(struct section *s, const char *p, const char *end, const char **close)
{
	if (*p != '<') {
		*close = memchr(p, '<', (size_t)(end - p));
		return *close == NULL ? UNENDED : *close - p >= DIRECT ? TEXT : STRUCTURE;
	}
	if ((size_t)(end - p) < CDATA_N || memcmp(p, CDATA, CDATA_N) != 0)
		return STRUCTURE;
	if (find_section(s, p + CDATA_N, end) != 0)
		return UNENDED;
	*close = s->close;
	return *close - p >= DIRECT && s->odd == s->close ? SECTION : STRUCTURE;
}

/* Hands text on past libxml2; behind it. */
static const char *
direct(struct xml_push *x, enum what what, const char *p, const char *close)
{
	const char *was = p;

	if (what == SECTION) {
		feed_text(x->feed, p + CDATA_N, (size_t)(close - p) - CDATA_N);
		p = close + 3;
	} else {
		p = text(x->feed, p, close);
	}
	x->ctxt->input->line += (int)run_lines(was, p);
	x->place = XML_IN_TEXT;
	if (x->feed->stop != FEED_GO)
		xmlStopParser(x->ctxt);
	return p;
}

/* Parts [p, end) at its long texts. What may be handled better with what comes behind it
 * is left: *rest. 0, 1 for a flood, -1. */
static int
part(struct xml_push *x, const char *p, const char *end, const char **rest)
{
	const char *from = p, *close;
	struct section section = { NULL, NULL };
	enum what what;
	int rc, clean = at_content(x);

	while (p < end && x->feed->stop == FEED_GO) {
		what = look(&section, p, end, &close);
		if (what != STRUCTURE && !clean) {
			rc = raw(x, from, p);
			from = p;
			if (rc != 0 || x->feed->stop != FEED_GO)
				return rc;
			if (!at_content(x))
				break;
			clean = 1;
		}
		if (what == UNENDED) {
			*rest = from;
			return 0;
		}
		if (what != STRUCTURE) {
			close = direct(x, what, p, close);
			if (close > p) {
				from = p = close;
				continue;
			}
		}
		/* On to what is behind the next tag. */
		clean = 0;
		p = memchr(p, '<', (size_t)(end - p));
		p = p != NULL ? memchr(p, '>', (size_t)(end - p)) : NULL;
		p = p != NULL ? p + 1 : end;
	}
	*rest = end;
	return x->feed->stop == FEED_GO ? raw(x, from, end) : 0;
}

int
xml_push_piece(struct xml_push *x, const char *p, size_t n)
{
	const char *end = p + n, *rest;
	int rc;

	if (x->held.n > 0) {
		if (buf_put(&x->held, p, n) != 0)
			return -1;
		p = x->held.p;
		end = p + x->held.n;
	}
	rest = end;
	rc = part(x, p, end, &rest);
	if (rc == 0 && (size_t)(end - rest) > HELD) {
		rc = raw(x, rest, end);
		rest = end;
	}
	if (x->held.n > 0)
		buf_shift(&x->held, (size_t)(rest - p));
	else if (rest < end && buf_put(&x->held, rest, (size_t)(end - rest)) != 0)
		return -1;
	return rc;
}

int
xml_push_end(struct xml_push *x)
{
	int rc = raw(x, buf_get(&x->held), buf_get(&x->held) + x->held.n);

	if (rc == 0 && x->feed->stop == FEED_GO)
		(void)xmlParseChunk(x->ctxt, x->waiting.p, (int)x->waiting.n, 1);
	return rc;
}
