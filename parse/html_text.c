#include "parse/html_text.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/charset.h"
#include "parse/entity.h"
#include "parse/run.h"

enum { PLAIN, SPACE, AMP, HIGH, GONE };

#define S SPACE
#define G GONE
static const unsigned char class[256] = {
	G, G, G, G, G, G, G, G, G, S, S, S, S, S, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G,
	S, 0, 0, 0, 0, 0, AMP, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	[0x7f] = G,
	[0x80] = HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH,
	HIGH, HIGH, HIGH, HIGH,
};

void
html_text_init(struct html_text *t, struct buf *to)
{
	memset(t, 0, sizeof(*t));
	t->to = to;
	t->start = t->para = t->last = to->n;
}

static int
is_space(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000 ||
	    c == 0x2028 || c == 0x2029 || c == 0x85;
}

static int
is_gone(uint32_t c)
{
	return c == 0xad || c == 0x200b || c == 0x2060 || utf8_control(c);
}

/* The paragraph so far is over; one that repeats the last is taken back. */
static void
close_para(struct html_text *t)
{
	size_t n = t->to->n - t->para;

	if (n == 0)
		return;
	if (n == t->last_n && n > 0 && memcmp(t->to->p + t->para, t->to->p + t->last, n) == 0) {
		t->to->n = t->last + t->last_n;
		t->to->p[t->to->n] = '\0';
		t->para = t->last;
		return;
	}
	t->last = t->para;
	t->last_n = n;
}

static void
prefix(struct html_text *t)
{
	char number[16];
	int i, depth = t->lists;

	for (i = 0; i < t->quotes; i++)
		(void)buf_str(t->to, "> ");
	if (t->marker == 0)
		return;
	for (i = 1; i < depth; i++)
		(void)buf_str(t->to, "  ");
	if (t->marker == 1) {
		(void)buf_str(t->to, "- ");
	} else {
		(void)snprintf(number, sizeof(number), "%d. ", t->counter[depth - 1]++);
		(void)buf_str(t->to, number);
	}
	t->marker = 0;
}

/* A word is about to be put: first the gap. */
static void
settle(struct html_text *t)
{
	if (t->to->failed)
		return;
	if (t->to->n == t->start) {
		prefix(t);
	} else if (t->gap == HTML_GAP_PARA) {
		close_para(t);
		(void)buf_str(t->to, "\n\n");
		t->para = t->to->n;
		prefix(t);
	} else if (t->gap == HTML_GAP_CELL) {
		(void)buf_str(t->to, " | ");
	} else if (t->gap != HTML_GAP_NONE) {
		(void)buf_char(t->to, ' ');
	}
	t->gap = HTML_GAP_NONE;
}

void
html_text_gap(struct html_text *t, int gap)
{
	if (gap == HTML_GAP_BREAK && t->gap == HTML_GAP_BREAK)
		gap = HTML_GAP_PARA;
	if (gap > t->gap)
		t->gap = gap;
}

static void
put_char(struct html_text *t, uint32_t c)
{
	char bytes[UTF8_MAX];

	if (c == '\n' && t->pre) {
		html_text_gap(t, HTML_GAP_PARA);
	} else if (c <= ' ' || is_space(c)) {
		if (t->pre && t->gap == HTML_GAP_NONE)
			(void)buf_char(t->to, ' ');
		else
			html_text_gap(t, HTML_GAP_SPACE);
	} else if (!is_gone(c)) {
		if (t->gap != HTML_GAP_NONE || t->to->n == t->start)
			settle(t);
		(void)buf_put(t->to, bytes, utf8_put(c, bytes));
	}
}

/* U+0080 to U+009F are what windows-1252 bytes became on the way. */
static uint32_t
mend(uint32_t c)
{
	return c >= 0x80 && c <= 0x9f ? charset_1252((unsigned char)c) : c;
}

/* High bytes that need a look: those that may start what is dropped or is a
 * space. Everything else is copied as it is. */
static int
ordinary(const char *p, size_t left)
{
	unsigned char c = (unsigned char)*p;

	return left >= 3 && c >= 0xc3 && c <= 0xee && c != 0xe2 && c != 0xe3 && c != 0xe1 && c != 0xd8;
}

/* Behind the bytes that stay as they are; one space between two of them too. */
static const char *
plain_run(const char *p, const char *end)
{
	unsigned char c;

	while ((p = run_words(p, end)) < end) {
		c = (unsigned char)*p;
		if (class[c] != HIGH || !ordinary(p, (size_t)(end - p)))
			break;
		p += c < 0xe0 ? 2 : 3;
	}
	return p;
}

void
html_text_put(struct html_text *t, const char *p, size_t n, int decode)
{
	const char *end = p + n, *run;
	uint32_t c;

	while (p < end) {
		switch (class[(unsigned char)*p]) {
		case AMP:
			if (decode && (c = entity_read(&p, end)) != 0) {
				put_char(t, mend(c));
				break;
			}
			/* FALLTHROUGH */
		case PLAIN:
			run = p;
			p = plain_run(p + 1, end);
			if (t->gap != HTML_GAP_NONE || t->to->n == t->start)
				settle(t);
			(void)buf_put(t->to, run, (size_t)(p - run));
			break;
		case HIGH:
			put_char(t, mend(utf8_next(&p, end)));
			break;
		case SPACE:
			put_char(t, *p == '\n' ? '\n' : ' ');
			p++;
			break;
		default:
			p++;
		}
	}
}

void
html_text_list(struct html_text *t, int open, int numbered)
{
	html_text_gap(t, HTML_GAP_PARA);
	t->marker = 0;
	if (!open && t->lists > 0)
		t->lists--;
	else if (open && t->lists < HTML_TEXT_LISTS)
		t->counter[t->lists++] = numbered;
}

void
html_text_item(struct html_text *t)
{
	html_text_gap(t, HTML_GAP_PARA);
	t->marker = t->lists > 0 && t->counter[t->lists - 1] > 0 ? 2 : 1;
}

void
html_text_quote(struct html_text *t, int open)
{
	html_text_gap(t, HTML_GAP_PARA);
	if (!open && t->quotes > 0)
		t->quotes--;
	else if (open && t->quotes < HTML_TEXT_QUOTES)
		t->quotes++;
}

void
html_text_end(struct html_text *t)
{
	while (!t->to->failed && t->to->n > t->start && t->to->p[t->to->n - 1] == ' ')
		t->to->p[--t->to->n] = '\0';
	if (!t->to->failed && t->to->n > t->start) {
		close_para(t);
	}
	t->gap = HTML_GAP_NONE;
}

void
html_text_line(struct buf *to, const char *p, size_t n, int decode, size_t max)
{
	struct html_text t;
	size_t at = to->n;

	html_text_init(&t, to);
	html_text_put(&t, p, n, decode);
	html_text_end(&t);
	if (!to->failed && to->n - at > max) {
		to->n = at + max;
		while (to->n > at && ((unsigned char)to->p[to->n] & 0xc0) == 0x80)
			to->n--;
		to->p[to->n] = '\0';
	}
}
