#include "parse/html.h"

#include <string.h>

#include "parse/entity.h"
#include "parse/html_clean.h"
#include "parse/html_style.h"
#include "parse/html_table.h"
#include "parse/html_text.h"
#include "parse/html_token.h"

#define IMPLIED_FAR 7 /* elements between an end that was left out and what implies it */

struct open_tag {
	const struct html_tag *tag;
	int muted;   /* what it adds to html.muted */
	int written; /* stands in the HTML */
};

struct html {
	struct html_token token;
	struct html_clean clean;
	struct html_text text;
	int want_text, want_html;
	int muted;  /* open elements whose contents are not in the text */
	int cells;  /* cells so far in the row */
	int strays; /* </script> that closed nothing */
	int depth;
	unsigned char open[HTML_TAGS]; /* how many of each tag are open; HTML_DEPTH fits */
	struct open_tag stack[HTML_DEPTH];
};

static void
leave(struct html *h)
{
	struct open_tag *o = &h->stack[--h->depth];

	h->open[html_table_index(o->tag)]--;
	if (o->written) {
		(void)buf_str(h->clean.to, "</");
		(void)buf_str(h->clean.to, o->tag->name);
		(void)buf_char(h->clean.to, '>');
	}
	if (h->want_text) {
		if (o->tag->role == HTML_QUOTE)
			html_text_quote(&h->text, 0);
		else if (o->tag->role == HTML_LIST || o->tag->role == HTML_NUMBERED)
			html_text_list(&h->text, 0, 0);
		else if (o->tag->role == HTML_PRE)
			h->text.pre--;
		else if (o->tag->role == HTML_INLINE_QUOTE && !h->muted)
			html_text_put(&h->text, "\342\200\235", 3, 0);
		if (o->tag->flags & HTML_BLOCK && o->tag->role != HTML_CELL)
			html_text_gap(&h->text, HTML_GAP_PARA);
	}
	h->muted -= o->muted;
}

/* Has the open element the flag, and does it stand in the output? What does not
 * must not decide what closes, or the output would close otherwise. */
static int
stands(const struct html *h, int i, int flag)
{
	return (h->stack[i].tag->flags & HTML_KEEP) && (h->stack[i].tag->flags & flag);
}

/* Closes the innermost open `tag` and what is in it; a barrier stops the search
 * unless it is what closes. */
static int
close_tag(struct html *h, const struct html_tag *tag)
{
	int i;

	if (h->open[html_table_index(tag)] == 0)
		return 0;
	for (i = h->depth - 1; i >= 0; i--) {
		if (h->stack[i].tag == tag)
			break;
		if (stands(h, i, HTML_BARRIER) && !(tag->flags & HTML_BARRIER) && tag->role != HTML_ROW)
			return 0;
	}
	if (i < 0)
		return 0;
	while (h->depth > i)
		leave(h);
	return 1;
}

/* End tags that HTML lets authors leave out. */
static void
close_implied(struct html *h, const struct html_tag *tag)
{
	int i, role, far = 0;

	for (i = h->depth - 1; i >= 0 && far < IMPLIED_FAR; i--) {
		role = h->stack[i].tag->role;
		if ((tag->flags & HTML_ENDS_P) && role == HTML_PARA) {
			while (h->depth > i)
				leave(h);
			return;
		}
		if ((tag->role == HTML_ITEM || tag->role == HTML_TERM || tag->role == HTML_OPTION || tag->role == HTML_ROW ||
			tag->role == HTML_CELL || tag->role == HTML_ANCHOR) &&
		    role == tag->role) {
			while (h->depth > i)
				leave(h);
			return;
		}
		far += stands(h, i, HTML_KEEP);
		if (role == HTML_LIST || role == HTML_NUMBERED || role == HTML_TABLE ||
		    (stands(h, i, HTML_BARRIER) && tag->role != HTML_ROW && tag->role != HTML_CELL))
			return;
		/* Only inline elements may stand between. */
		if (tag->role != HTML_ROW && tag->role != HTML_CELL && stands(h, i, HTML_BLOCK) &&
		    role != HTML_PARA)
			return;
	}
}

static int
is_hidden(const struct html_token *t)
{
	const struct html_attr *a = html_token_attr(t, "aria-hidden");

	if (html_token_attr(t, "hidden") != NULL || (a != NULL && a->n == 4 && strncasecmp(a->p, "true", 4) == 0))
		return 1;
	a = html_token_attr(t, "style");
	return a != NULL && a->p != NULL && html_style_hides(a->p, a->n);
}

static void
text_open(struct html *h, const struct html_tag *tag)
{
	if (!h->want_text)
		return;
	if (tag->role == HTML_CELL) {
		html_text_gap(&h->text, h->cells++ > 0 ? HTML_GAP_CELL : HTML_GAP_SPACE);
		return;
	}
	if (tag->flags & HTML_BLOCK)
		html_text_gap(&h->text, HTML_GAP_PARA);
	switch (tag->role) {
	case HTML_BREAK:
		html_text_gap(&h->text, h->text.pre ? HTML_GAP_PARA : HTML_GAP_BREAK);
		break;
	case HTML_OPTION:
		html_text_gap(&h->text, HTML_GAP_SPACE);
		break;
	case HTML_LIST:
	case HTML_NUMBERED:
		html_text_list(&h->text, 1, tag->role == HTML_NUMBERED);
		break;
	case HTML_ITEM:
		html_text_item(&h->text);
		break;
	case HTML_QUOTE:
		html_text_quote(&h->text, 1);
		break;
	case HTML_PRE:
		h->text.pre++;
		break;
	case HTML_ROW:
		h->cells = 0;
		break;
	case HTML_INLINE_QUOTE:
		if (!h->muted)
			html_text_put(&h->text, "\342\200\234", 3, 0);
		break;
	default:
		break;
	}
}

/* The element opens: on the stack, in the HTML, in the text. */
static void
enter(struct html *h, const struct html_tag *tag)
{
	struct open_tag *o;
	int written = 0, mute;

	if (tag->role == HTML_FRAME && h->want_html) {
		close_implied(h, html_table_tag("a")); /* it becomes a link, and links do not nest */
		if (h->depth < HTML_DEPTH)             /* nor is one kept that deep */
			(void)html_clean_frame(&h->clean, &h->token);
	}
	if (h->depth == HTML_DEPTH && !(tag->flags & HTML_VOID)) {
		text_open(h, tag); /* too deep: the text lives on */
		if (h->want_text && tag->role == HTML_PRE)
			h->text.pre--;
		if (h->want_text && tag->role == HTML_QUOTE)
			html_text_quote(&h->text, 0);
		if (h->want_text && (tag->role == HTML_LIST || tag->role == HTML_NUMBERED))
			html_text_list(&h->text, 0, 0);
		return;
	}
	if ((tag->flags & HTML_KEEP) && h->want_html)
		written = html_clean_open(&h->clean, &h->token, tag);
	mute = (tag->flags & HTML_MUTE) != 0 || is_hidden(&h->token);
	if (tag->flags & HTML_VOID) {
		text_open(h, tag);
		return;
	}
	o = &h->stack[h->depth++];
	o->tag = tag;
	o->written = written;
	o->muted = mute;
	h->open[html_table_index(tag)]++;
	text_open(h, tag);
	h->muted += mute;
}

static void
open_tag(struct html *h)
{
	const struct html_tag *tag = html_table_tag(h->token.name);

	if (tag == NULL)
		return;
	if (tag->flags & HTML_DROP) {
		/* Scripts are counted: a closing tag too many takes the next opening
		 * one with it, so that one slip does not cost all the text behind. */
		if (h->strays > 0 && strcmp(tag->name, "script") == 0) {
			h->strays--;
			return;
		}
		if (!h->token.slash || strcmp(tag->name, "svg") != 0)
			html_token_skip(&h->token, tag->name);
		return;
	}
	close_implied(h, tag);
	enter(h, tag);
	/* `<b/>` is an empty element only where XML was written; browsers read it
	 * as open. Closing it here keeps what was meant. */
	if (h->token.slash && h->depth > 0 && h->stack[h->depth - 1].tag == tag && !(tag->flags & HTML_VOID))
		leave(h);
}

void
html_read(const char *p, size_t n, const char *base, struct buf *text, struct buf *html)
{
	struct html h;
	const struct html_tag *tag;
	enum html_kind kind;

	html_token_init(&h.token, p, n);
	html_clean_init(&h.clean, html, base);
	html_text_init(&h.text, text != NULL ? text : html);
	memset(h.open, 0, sizeof(h.open));
	h.want_text = text != NULL;
	h.want_html = html != NULL;
	h.muted = h.cells = h.depth = h.strays = 0;
	while ((kind = html_token_next(&h.token)) != HTML_END) {
		if (kind == HTML_TEXT) {
			if (h.want_html)
				html_clean_text(&h.clean, h.token.text, h.token.n);
			if (h.want_text && !h.muted)
				html_text_put(&h.text, h.token.text, h.token.n, 1);
		} else if (kind == HTML_OPEN) {
			open_tag(&h);
		} else if ((tag = html_table_tag(h.token.name)) != NULL) {
			h.strays += strcmp(tag->name, "script") == 0;
			if (!close_tag(&h, tag) && tag->role == HTML_PARA && h.want_text)
				html_text_gap(&h.text, HTML_GAP_PARA);
		}
	}
	while (h.depth > 0)
		leave(&h);
	if (h.want_text)
		html_text_end(&h.text);
	html_clean_clear(&h.clean);
}

int
html_looks_so(const char *p, size_t n)
{
	struct html_token t;
	const struct html_tag *tag;
	enum html_kind kind;
	int closing = entity_any(p, n);

	html_token_init(&t, p, n);
	while ((kind = html_token_next(&t)) != HTML_END) {
		if (kind == HTML_TEXT)
			continue;
		tag = html_table_tag(t.name);
		if (tag == NULL)
			return 0;
		closing |= kind == HTML_CLOSE;
		if (tag->flags & HTML_DROP)
			closing = 1;
	}
	return closing;
}
