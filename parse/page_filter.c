#include "parse/page_filter.h"

#include <string.h>

#include "parse/leftover.h"

#define TAIL 65 /* percent of the text before a heading that ends it */
#define TALK 300 /* characters before comments, where they are not half of all */
#define LEAD 3   /* blocks among which dates may stand */
#define CAPTION_BYTES 300 /* of one that only its words tell */
#define LINKS 60
#define UNLINKED 50

struct filter {
	struct page_blocks *b;
	const struct page_choice *c;
	uint32_t from, to;      /* blocks of the element: [from, to) */
	const char *title;
};

static const char *
text(const struct filter *f, const struct page_block *x)
{
	return f->b->text.p + x->at;
}

/* Does a heading say what the title says? */
static int
is_title(const struct filter *f, const struct page_block *x)
{
	char a[256], b[256];
	size_t n, k;

	if (f->title == NULL || x->n > 400)
		return 0;
	n = page_blocks_squeeze(a, sizeof(a), text(f, x), x->n);
	k = page_blocks_squeeze(b, sizeof(b), f->title, strlen(f->title));
	if (n == 0 || k == 0)
		return 0;
	/* Titles have the site's name behind them, headings are cut. */
	if (n <= k)
		return n * 3 >= k * 2 && memcmp(a, b, n) == 0;
	return k * 3 >= n * 2 && memcmp(a, b, k) == 0;
}

/* A caption that nothing marks as one: `... (Image: AP)`, `(Photo by ...)`. */
static int
is_caption(const char *p, size_t n)
{
	static const char *const words[] = { "image", "images", "photo", "photos", "picture", "pictures", "pic", "foto", "bild", "photograph", NULL };
	const char *at, *end = p + n;
	size_t i, k;

	if (n > CAPTION_BYTES || n == 0)
		return 0;
	if (p[n - 1] != ')' || (at = memrchr(p, '(', n)) == NULL)
		return 0;
	for (i = 0, at++; words[i] != NULL; i++) {
		k = strlen(words[i]);
		if ((size_t)(end - at) > k + 4 && strncasecmp(at, words[i], k) == 0 &&
		    (at[k] == ':' || strncasecmp(at + k, " by ", 4) == 0 || strncasecmp(at + k, " credit", 7) == 0))
			return 1;
	}
	return 0;
}

static int
stays(const struct filter *f, const struct page_block *x)
{
	if (!PAGE_COUNTS(x, f->c->pass))
		return PAGE_DROP;
	if (x->in & PAGE_IN_CAPTION) /* one in a line has no element to be one in */
		return f->b->in[x->owner] & PAGE_IN_CAPTION ? PAGE_KEEP_HTML : PAGE_DROP;
	if (is_caption(text(f, x), x->n))
		return PAGE_DROP;
	if (!(x->in & PAGE_IN_HEADING && x->in & PAGE_LEADS_AWAY) && x->links * 100 > x->length * LINKS && x->length - (x->links < x->length ? x->links : x->length) <= UNLINKED)
		return PAGE_DROP;
	if (x->in & PAGE_IN_HEADING && (x->in & PAGE_IN_H1 || is_title(f, x)))
		return PAGE_DROP;
	if (x->length < 200 && is_title(f, x))
		return PAGE_DROP;
	if (strncmp(text(f, x), "http", 4) == 0 && memchr(text(f, x), ' ', x->n) == NULL && !(x->in & PAGE_IN_ITEM))
		return PAGE_DROP;
	return leftover_find(text(f, x), x->n) == LEFTOVER_NONE ? PAGE_KEEP : PAGE_DROP;
}

/* Where what is no article any more begins: a block, or f->to. */
static uint32_t
tail(const struct filter *f)
{
	uint64_t all = 0, sum = 0;
	enum leftover what;
	uint32_t i;

	for (i = f->from; i < f->to; i++)
		all += f->b->block[i].keep == PAGE_KEEP ? f->b->block[i].length : 0;
	for (i = f->from; i < f->to; i++) {
		what = PAGE_COUNTS(&f->b->block[i], f->c->pass) ? leftover_find(text(f, &f->b->block[i]), f->b->block[i].n) : LEFTOVER_NONE;
		if ((what == LEFTOVER_ENDS && sum * 100 >= all * TAIL) || (what == LEFTOVER_TALKS && (sum >= TALK || sum * 2 >= all)))
			return i;
		sum += f->b->block[i].keep == PAGE_KEEP ? f->b->block[i].length : 0;
	}
	return f->to;
}

/* Does a short block stand outside the text: a date, a byline, a section's name? */
static int
is_label(const struct filter *f, const struct page_block *x)
{
	return page_score_weigh(x, f->b->text.p) < 0 && !(x->in & PAGE_IN_HEADING) && x->n < 200;
}

static int
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Is there a time of day or a year in it? */
static int
has_date(const char *p, size_t n)
{
	size_t i, k;

	for (i = 0; i < n; i = k + 1) {
		for (k = i; k < n && digit(p[k]); k++)
			continue;
		if (k - i == 4 && (memcmp(p + i, "19", 2) == 0 || memcmp(p + i, "20", 2) == 0))
			return 1;
		if (k > i && k - i <= 2 && k + 2 < n && (p[k] == ':' || p[k] == '.') && digit(p[k + 1]) && digit(p[k + 2]))
			return 1;
	}
	return 0;
}

/* Labels in front of the first paragraph go, and headings behind the last. */
static void
trim(const struct filter *f)
{
	uint32_t i;

	uint32_t kept = 0;

	for (i = f->from; i < f->to && kept < LEAD; i++) {
		if (f->b->block[i].keep != PAGE_KEEP)
			continue;
		if (is_label(f, &f->b->block[i]) && (kept == 0 || has_date(text(f, &f->b->block[i]), f->b->block[i].n)))
			f->b->block[i].keep = PAGE_DROP;
		else
			kept++;
	}
	for (i = f->to; i-- > f->from;) {
		if (f->b->block[i].keep != PAGE_KEEP)
			continue;
		if (!(f->b->block[i].in & PAGE_IN_HEADING))
			return;
		f->b->block[i].keep = PAGE_DROP;
	}
}

void
page_filter_run(struct page_blocks *b, const struct page_choice *c, const char *title)
{
	struct filter f = { b, c, 0, b->n, title };
	uint32_t i;

	while (f.from < b->n && b->block[f.from].first <= c->root)
		f.from++;
	for (f.to = f.from; f.to < b->n && page_tree_holds(b->tree, c->root, b->block[f.to].first);)
		f.to++;
	for (i = 0; i < b->n; i++)
		b->block[i].keep = i < f.from || i >= f.to ? PAGE_DROP : (unsigned char)stays(&f, &b->block[i]);
	for (i = tail(&f); i < f.to; i++)
		b->block[i].keep = PAGE_DROP;
	trim(&f);
}
