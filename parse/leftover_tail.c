#include "parse/leftover_tail.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/leftover.h"

#define LATEST 32u   /* paragraphs that are looked at: fold remembers as many of an end */
#define HEADLINE 25u /* words of a line that may lead to another article */
#define MOST 65u     /* percent of the text that stand before a heading over other articles ... */
#define HALF 50u     /* ... and before one over comments */
#define CAPTION 12u  /* words of a question that may be a film's or a poll's */
#define AROUND 8u    /* paragraphs of a text that has one */
#define COMMON 2u    /* words that it has in common with the title ... */
#define SAYS 4u      /* ... of so many letters */

struct tail {
	const char *text, *start[LATEST]; /* of the last paragraphs; the k-th in k % LATEST */
	size_t bytes, n;
};

static void
split(struct tail *t, const char *text)
{
	const char *p = text;

	t->text = text;
	t->bytes = strlen(text);
	t->n = 0;
	while (p != NULL) {
		t->start[t->n++ % LATEST] = p;
		p = strstr(p, "\n\n");
		p = p != NULL ? p + 2 : NULL;
	}
}

static const char *
paragraph(const struct tail *t, size_t i, size_t *n)
{
	const char *p = t->start[i % LATEST];

	*n = i + 1 < t->n ? (size_t)(t->start[(i + 1) % LATEST] - p) - 2 : strlen(p);
	return p;
}

/* What all lines of a paragraph are. */
static enum leftover
find(const char *p, size_t n)
{
	enum leftover what = LEFTOVER_GOES, line;
	const char *end;
	size_t k;

	for (; n > 0; p += k, n -= k) {
		end = memchr(p, '\n', n);
		k = end != NULL ? (size_t)(end - p) : n;
		line = leftover_find(p, k);
		if (line == LEFTOVER_NONE)
			return LEFTOVER_NONE;
		what = line > what ? line : what;
		k += end != NULL;
	}
	return what;
}

static size_t
count_words(const char *p, size_t n)
{
	size_t words = 0, i;

	for (i = 0; i < n; i++)
		words += p[i] != ' ' && (i == 0 || p[i - 1] == ' ');
	return words;
}

/* The bytes of what stands in a list, up to a NULL, that ends the text; 0. */
static size_t
ends(const char *p, size_t n, const char *const *list)
{
	size_t k;

	for (; *list != NULL; list++) {
		k = strlen(*list);
		if (n >= k && memcmp(p + n - k, *list, k) == 0)
			return k;
	}
	return 0;
}

/* Does it end as a sentence does? A question is a headline as well. */
static int
is_sentence(const char *p, size_t n)
{
	static const char *const quotes[] = { "\"", "'", "\342\200\235", "\342\200\231", "\342\200\234", "\302\273",
		"\302\253", NULL };
	static const char *const stops[] = { ".", "!", ",", ")", "]", "\342\200\246", "\343\200\202", "\333\224", NULL };
	size_t k;

	while ((k = ends(p, n, quotes)) > 0)
		n -= k;
	return ends(p, n, stops) > 0;
}

/* Lines that may be headlines, labels, or names of fields. */
static int
is_headlines(const char *p, size_t n)
{
	const char *end;
	size_t k;

	for (; n > 0; p += k, n -= k) {
		end = memchr(p, '\n', n);
		k = end != NULL ? (size_t)(end - p) : n;
		if (is_sentence(p, k) || count_words(p, k) > HEADLINE)
			return 0;
		k += end != NULL;
	}
	return 1;
}

/* The next word of at least SAYS letters, apostrophes aside; NULL. */
static const char *
word(const char *p, const char *end, size_t *n)
{
	for (; p < end; p += *n) {
		while (p < end && strchr(" \n,;:?!\"()-", *p) != NULL)
			p++;
		for (*n = 0; p + *n < end && strchr(" \n,;:?!\"()-'\342", p[*n]) == NULL;)
			++*n;
		if (*n >= SAYS)
			return p;
		*n += p + *n < end && *n == 0;
	}
	return NULL;
}

static unsigned
in_common(const char *p, size_t n, const char *title)
{
	const char *end = p + n, *stop = title + strlen(title), *w, *v;
	size_t k, m;
	unsigned common = 0;

	for (; (w = word(p, end, &k)) != NULL; p = w + k)
		for (v = title; (v = word(v, stop, &m)) != NULL; v += m)
			if (m == k && strncasecmp(v, w, k) == 0) {
				common++;
				break;
			}
	return common;
}

/* A question about what the title is about, alone between the last sentence and a comment form:
 * the caption of a film or a poll, whose frame the feed does not have. */
static int
is_caption(const struct tail *t, size_t i, const char *title)
{
	const char *p, *above;
	size_t n, m;

	if (title == NULL || i < AROUND || i + LATEST <= t->n)
		return 0;
	p = paragraph(t, i, &n);
	above = paragraph(t, i - 1, &m);
	return n > 1 && p[n - 1] == '?' && memchr(p, '\n', n) == NULL && memchr(p, '"', n) == NULL &&
	    memmem(p, n, "\342\200\234", 3) == NULL && count_words(p, n) <= CAPTION && is_sentence(above, m) &&
	    in_common(p, n, title) >= COMMON;
}

int
leftover_tail_find(const char *text, const char *title)
{
	enum leftover what;
	struct tail t;
	size_t i, n, cut;
	const char *p;
	int talks = 0;

	split(&t, text);
	cut = t.n;
	for (i = t.n; i-- > 0 && i + LATEST > t.n;) {
		p = paragraph(&t, i, &n);
		what = find(p, n);
		if (what == LEFTOVER_NONE && !is_headlines(p, n))
			break;
		if (what == LEFTOVER_NONE)
			continue;
		/* What stands between this one and the next is headlines. */
		if (i + 1 != cut && (what == LEFTOVER_GOES || (size_t)(p - text) * 100 <
		    t.bytes * (what == LEFTOVER_TALKS ? HALF : MOST)))
			continue;
		cut = i;
		talks |= what == LEFTOVER_TALKS;
	}
	if (cut == 0 || cut == t.n)
		return 0;
	if (talks && is_caption(&t, cut - 1, title))
		cut--;
	return (int)cut;
}
