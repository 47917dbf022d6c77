#include "dedupe/text.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/record.h"

#define LEAD_WORDS 8u      /* a lead is a sentence */
#define BRIEF_WORDS 60u    /* longer is never hidden, furniture or not */
#define LEGAL_WORDS 400u   /* longer is no single legal text */
#define LABEL_WORDS 8u     /* a heading or a button */
#define ABOUT_WORDS 20u    /* `About X` of fewer words is a heading */
#define ABOUT_AGAIN 12u    /* words in which X comes again */
#define TABLE_PERCENT 30u  /* words with digits: a table, whose numbers are its text */
#define WIRE_LINES 3u      /* paragraphs at either end that may be byline or sign-off */

void
text_init(struct text *t)
{
	memset(t, 0, sizeof(*t));
	words_init(&t->words);
}

void
text_clear(struct text *t)
{
	words_clear(&t->words);
	free(t->p);
	text_init(t);
}

static struct text_paragraph *
add(struct text *t)
{
	size_t cap = t->cap == 0 ? 32 : t->cap * 2;
	struct text_paragraph *p;

	if (t->n == t->cap) {
		p = realloc(t->p, cap * sizeof(*p));
		if (p == NULL)
			return NULL;
		t->p = p;
		t->cap = cap;
	}
	p = &t->p[t->n++];
	memset(p, 0, sizeof(*p));
	return p;
}

/* A paragraph's key in the making: a chain of hashes, in which each waits for the one before. */
struct chain {
	const uint64_t *h, *end;
	struct text_paragraph *p;
};

/* The words that make the key of the next paragraph that has any. 0 when there is none. */
static int
next_chain(struct text *t, uint64_t feed, size_t *i, struct chain *c)
{
	for (; *i < t->n; ++*i) {
		struct text_paragraph *p = &t->p[*i];
		size_t j, digits = 0;

		p->key = feed;
		if (p->n == 0)
			continue;
		for (j = 0; j < p->n; j++)
			digits += t->words.flag[p->first + j] & WORDS_DIGIT;
		c->h = (digits * 100 <= p->n * TABLE_PERCENT ? t->words.masked : t->words.hash) + p->first;
		c->end = c->h + p->n;
		c->p = p;
		++*i;
		return 1;
	}
	return 0;
}

/* The keys of all paragraphs, four chains side by side. */
static void
keys(struct text *t, uint64_t feed)
{
	struct chain c[4];
	uint64_t k[4];
	size_t i = 0, n = 0, j, m, at;

	for (;;) {
		while (n < 4 && next_chain(t, feed, &i, &c[n]))
			n++;
		if (n == 0)
			break;
		for (j = 0, m = SIZE_MAX; j < n; j++) {
			size_t left = (size_t)(c[j].end - c[j].h);

			k[j] = c[j].p->key;
			m = left < m ? left : m;
		}
		if (n == 4)
			for (at = 0; at < m; at++) {
				k[0] = hash_pair(k[0], c[0].h[at]);
				k[1] = hash_pair(k[1], c[1].h[at]);
				k[2] = hash_pair(k[2], c[2].h[at]);
				k[3] = hash_pair(k[3], c[3].h[at]);
			}
		else
			for (j = 0; j < n; j++)
				for (at = 0; at < m; at++)
					k[j] = hash_pair(k[j], c[j].h[at]);
		for (j = 0, at = 0; j < n; j++) {
			c[j].p->key = k[j];
			c[j].h += m;
			if (c[j].h < c[j].end)
				c[at++] = c[j];
		}
		n = at;
	}
	for (i = 0; i < t->n; i++)
		if (t->p[i].key == 0)
			t->p[i].key = 1;
}

/* A heading, button or link: few words, no number, no full stop, no quotation, and no
 * comma, as a quoted author's name and title have one. */
static int
is_label(const struct text *t, const struct text_paragraph *p, const char *s)
{
	size_t i, n = p->bytes;

	if (p->n > LABEL_WORDS || p->n == 0)
		return 0;
	for (i = 0; i < p->n; i++)
		if (t->words.flag[p->first + i] & WORDS_DIGIT)
			return 0;
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n > 0 && s[n - 1] != '.' && s[n - 1] != '?' && s[n - 1] != '"' &&
	    memchr(s, '"', n) == NULL && memchr(s, ',', n) == NULL;
}

/* Does someone speak here? Then `you` and `our` are the speaker's. */
static int
has_quote(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '"')
			return 1;
		if (n - i >= 3 && memcmp(s + i, "\xe2\x80", 2) == 0 && (s[i + 2] == '\x9c' ||
		    s[i + 2] == '\x9d' || s[i + 2] == '\x9e'))
			return 1;
		if (n - i >= 2 && s[i] == '\xc2' && (s[i + 1] == '\xab' || s[i + 1] == '\xbb'))
			return 1;
	}
	return 0;
}

/* `About Northgate Controls. Northgate Controls makes valves ...` */
static int
is_about(const struct text *t, const struct text_paragraph *p, const char *s)
{
	static const char *const heads[] = { "About ", "ABOUT ", "\303\234ber ", "\303\200 propos de ",
		"Acerca de ", "Sobre ", "Informazioni su " };
	static const size_t words[] = { 1, 1, 1, 3, 2, 1, 2 };
	const uint64_t *h = t->words.hash + p->first;
	size_t i, j, m;

	if (p->n < ABOUT_WORDS)
		return 0;
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		m = strlen(heads[i]);
		if (p->bytes < m || memcmp(s, heads[i], m) != 0)
			continue;
		for (j = words[i] + 1; j < ABOUT_AGAIN && j < p->n; j++)
			if (h[j] == h[words[i]])
				return 1;
	}
	return 0;
}

static void
judge(struct text *t, const struct phrases *ph, struct text_paragraph *p, const char *s)
{
	unsigned k = phrases_find(ph, t->words.hash + p->first, p->n);

	t->kinds |= k & PHRASES_REMOVED;
	if (p->n >= LEAD_WORDS)
		p->at |= RECORD_LONG;
	if (p->n <= BRIEF_WORDS)
		p->at |= RECORD_BRIEF;
	if (k & PHRASES_CREDIT)
		p->at |= RECORD_CREDIT;
	if ((k & PHRASES_FURNITURE) || is_label(t, p, s) ||
	    ((k & PHRASES_VOICE) && !has_quote(s, p->bytes)))
		p->at |= RECORD_SUSPECT;
	if (((k & PHRASES_LEGAL) && p->n <= LEGAL_WORDS) || is_about(t, p, s))
		p->at |= RECORD_LEGAL;
}

/* One paragraph of n bytes; the first of the text proper loses its dateline. */
static int
put(struct text *t, const struct phrases *ph, const char *s, size_t n)
{
	struct text_paragraph *p = add(t);
	size_t skip = 0;

	if (p == NULL)
		return -1;
	p->first = t->words.n;
	if (t->n <= WIRE_LINES && t->place[0] == '\0' && t->words.n < 60)
		skip = wire_dateline(s, n, &t->agencies, t->place);
	if (words_put(&t->words, s + skip, n - skip) != 0)
		return -1;
	p->n = t->words.n - p->first;
	p->bytes = n;
	judge(t, ph, p, s);
	return 0;
}

/* Bylines in the first paragraphs, sign-offs in the last. */
static void
lift(struct text *t, const char *const *start)
{
	size_t i;

	for (i = 0; i < t->own && i < WIRE_LINES; i++) {
		if (t->own > 1 && wire_correction(start[i], t->p[i].bytes))
			t->p[i].at |= RECORD_LIFTED;
		if (!wire_byline(start[i], t->p[i].bytes, &t->agencies))
			continue;
		t->p[i].at |= RECORD_LIFTED | RECORD_CREDIT;
	}
	for (i = 0; i + 1 < t->own && i < WIRE_LINES; i++) {
		struct text_paragraph *p = &t->p[t->own - 1 - i];

		if (wire_signoff(start[WIRE_LINES + i], p->bytes, &t->agencies) ||
		    wire_correction(start[WIRE_LINES + i], p->bytes))
			p->at |= RECORD_LIFTED;
	}
}

/* What is not the text's own is marked, unless that leaves no word. */
static void
part(struct text *t)
{
	size_t i;

	t->own_words = t->own < t->n ? t->p[t->own].first : t->words.n;
	if (t->own_words == 0) {
		t->own = t->n;
		t->own_words = t->words.n;
	}
	for (i = t->own; i < t->n; i++)
		t->p[i].at |= RECORD_LEFTOVER;
}

/* The next blank line, or the end. */
static const char *
blank_line(const char *s, const char *stop)
{
	const char *p;

	for (; (p = memchr(s, '\n', (size_t)(stop - s))) != NULL; s = p + 1)
		if (p[1] == '\n')
			return p;
	return stop;
}

/* Where the paragraph that was put last begins: of the first ones, and of the last of its own. */
static void
mark(const struct text *t, const struct wf_entry *e, const char *s, const char **start)
{
	const size_t at = t->n - 1;

	if (at < WIRE_LINES)
		start[at] = s;
	if (e->leftovers > 0 && at >= (size_t)e->leftovers)
		return;
	memmove(&start[WIRE_LINES + 1], &start[WIRE_LINES], (WIRE_LINES - 1) * sizeof(*start));
	start[WIRE_LINES] = s;
}

int
text_read(struct text *t, const struct phrases *ph, const struct wf_entry *e)
{
	const char *s = e->text, *end, *stop = s + strlen(s);
	const char *start[2 * WIRE_LINES] = { NULL };
	uint64_t feed = hash_str(e->key != NULL ? e->key : e->feed);

	words_reset(&t->words);
	t->n = 0;
	t->agencies = 0;
	t->kinds = 0;
	t->place[0] = '\0';
	for (;; s = end + 2) {
		end = t->n + 1 < TEXT_PARAGRAPHS ? blank_line(s, stop) : stop;
		if (put(t, ph, s, (size_t)(end - s)) != 0)
			return -1;
		mark(t, e, s, start);
		if (end == stop)
			break;
	}
	t->own = e->leftovers > 0 && (size_t)e->leftovers < t->n ? (size_t)e->leftovers : t->n;
	lift(t, start);
	part(t);
	keys(t, feed);
	return 0;
}
