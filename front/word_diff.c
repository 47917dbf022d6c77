#include "front/word_diff.h"

#include <stdlib.h>
#include <string.h>

#define EDITS ((size_t)4000)  /* words that differ; the trace takes 4 bytes x its square: 64 MB */

struct word {
	const char *p;
	size_t n;
};

struct words {
	struct word *w;
	size_t n;
};

/* Which side a word is from: both, the old one, the new one. */
enum edit { SAME, GONE, NEW, EDIT_KINDS };

struct differ {
	struct words a, b;
	unsigned char *edits;     /* a.n + b.n at most */
	size_t n;
};

static int
split(struct words *to, const char *s)
{
	size_t n;

	to->w = calloc(strlen(s) + 1, sizeof(*to->w));
	if (to->w == NULL)
		return -1;
	while (*s != '\0') {
		n = *s == '\n' ? strspn(s, "\n") : strcspn(s, " \n");
		if (n > 0)
			to->w[to->n++] = (struct word){ s, n };
		s += n;
		while (*s == ' ')
			s++;
	}
	return 0;
}

static int
equal(const struct word *x, const struct word *y)
{
	return x->n == y->n && memcmp(x->p, y->p, x->n) == 0;
}

/* Myers 1986, "An O(ND) difference algorithm": furthest[k] of each d is kept, d + 1 ints in
 * row d, for k = -d, -d + 2 ... d. */
static int *
row(int *trace, size_t d)
{
	return trace + d * (d + 1) / 2;
}

/* How far diagonal k of step d starts, and whether it came down (a new word). */
static int
start(int *trace, size_t d, size_t i, int *down)
{
	const int *last;

	*down = 0;
	if (d == 0)
		return 0;
	last = row(trace, d - 1);
	*down = i == 0 || (i < d && last[i - 1] < last[i]);
	return *down ? last[i] : last[i - 1] + 1;
}

/* The number of edits, or EDITS + 1 when there are more. */
static size_t
walk(int *trace, const struct words *a, const struct words *b)
{
	size_t d, i;
	int down, x, y;

	for (d = 0; d <= EDITS; d++)
		for (i = 0; i <= d; i++) {
			x = start(trace, d, i, &down);
			y = x - (2 * (int)i - (int)d);
			while (x >= 0 && y >= 0 && (size_t)x < a->n && (size_t)y < b->n &&
			    equal(&a->w[x], &b->w[y])) {
				x++;
				y++;
			}
			row(trace, d)[i] = x;
			if (x == (int)a->n && y == (int)b->n)
				return d;
		}
	return EDITS + 1;
}

/* From the end back: edits[] is filled from behind. */
static void
back(struct differ *f, int *trace, size_t d, const struct words *a, const struct words *b)
{
	size_t at = a->n + b->n, i;
	int x = (int)a->n, y = (int)b->n, down, from;

	for (i = (size_t)(x - y + (int)d) / 2;; d--) {
		from = start(trace, d, i, &down);
		for (; x > from; x--, y--)
			f->edits[--at] = SAME;
		if (d == 0)
			break;
		f->edits[--at] = down ? NEW : GONE;
		y -= down;
		x -= !down;
		i -= (size_t)!down;
	}
	f->n = a->n + b->n - at;
	memmove(f->edits, f->edits + at, f->n);
}

static int
compare(struct differ *f)
{
	const struct words *a = &f->a, *b = &f->b;
	size_t d = EDITS + 1;
	size_t most = a->n + b->n < EDITS ? a->n + b->n : EDITS;
	int *trace;

	f->edits = calloc(a->n + b->n + 1, 1);
	trace = calloc((most + 1) * (most + 2) / 2, sizeof(*trace));
	if (f->edits == NULL || trace == NULL) {
		free(trace);
		return -1;
	}
	d = walk(trace, a, b);
	if (d <= EDITS) {
		back(f, trace, d, a, b);
	} else {
		f->n = a->n + b->n;
		memset(f->edits, GONE, a->n);
		memset(f->edits + a->n, NEW, b->n);
	}
	free(trace);
	return 0;
}

static const char *const marks[2][EDIT_KINDS][2] = {
	{ { "", "" }, { "[-", "-]" }, { "{+", "+}" } },
	{ { "", "" }, { "\033[31;9m", "\033[0m" }, { "\033[32m", "\033[0m" } },
};

static int
print(struct buf *b, const struct differ *f, int colour)
{
	size_t i, x = 0, y = 0;
	int now = SAME, runs = 0, fresh = 1;
	const struct word *w;

	for (i = 0; i < f->n; i++) {
		w = f->edits[i] == NEW ? &f->b.w[y] : &f->a.w[x];
		x += f->edits[i] != NEW;
		y += f->edits[i] != GONE;
		if (f->edits[i] != now)
			(void)buf_str(b, marks[colour][now][1]);
		if (!fresh && w->p[0] != '\n')
			(void)buf_char(b, ' ');
		if (f->edits[i] != now) {
			runs += f->edits[i] != SAME;
			now = f->edits[i];
			(void)buf_str(b, marks[colour][now][0]);
		}
		(void)buf_put(b, w->p, w->n);
		fresh = w->p[0] == '\n';
	}
	(void)buf_str(b, marks[colour][now][1]);
	(void)buf_char(b, '\n');
	return b->failed ? -1 : runs;
}

int
word_diff(struct buf *b, const char *from, const char *to, int colour)
{
	struct differ f;
	int rc;

	memset(&f, 0, sizeof(f));
	rc = split(&f.a, from) == 0 && split(&f.b, to) == 0 && compare(&f) == 0 ? print(b, &f, colour != 0) : -1;
	free(f.a.w);
	free(f.b.w);
	free(f.edits);
	return rc;
}
