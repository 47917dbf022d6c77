#include "dedupe/kept.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/record.h"

#define MEMBERS 64u /* newest members that are compared, so that a put stays cheap */

struct field {
	struct entry *e[MEMBERS + 1];
	size_t n;
	uint32_t median; /* bytes of text among the full */
};

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
collect(const struct story *st, struct field *f)
{
	uint32_t chars[MEMBERS + 1];
	struct entry *e;
	size_t i, n = 0;
	int kept = st->kept == NULL;

	f->n = 0;
	for (e = st->newest; e != NULL && f->n < MEMBERS; e = e->older) {
		kept |= e == st->kept;
		if (!e->superseded && entry_usable(e) && !(e->flags & RECORD_EMBARGO))
			f->e[f->n++] = e;
	}
	if (!kept && !st->kept->superseded && entry_usable(st->kept))
		f->e[f->n++] = st->kept;
	for (i = 0; i < f->n; i++)
		if (f->e[i]->extent == RECORD_FULL)
			chars[n++] = f->e[i]->chars;
	f->median = 0;
	if (n > 0) {
		qsort(chars, n, sizeof(chars[0]), by_number);
		f->median = chars[n / 2]; /* of two, the longer */
	}
}

/* Have both the same owner, or agency? */
static int
shared(const struct entry *a, const struct entry *b, enum entry_also what)
{
	const uint64_t k = entry_key(a, what);

	return k != 0 && k == entry_key(b, what);
}

/* Is there a newer version, as full, from the same feed, owner or agency? */
static int
outdated(const struct field *f, const struct entry *e)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		const struct entry *o = f->e[i];

		if (o->revision > e->revision && o->extent >= e->extent &&
		    (o->feed == e->feed || shared(o, e, ENTRY_OWNER) || shared(o, e, ENTRY_AGENCY)))
			return 1;
	}
	return 0;
}

static int
near_median(const struct field *f, const struct entry *e)
{
	return f->median == 0 || (e->chars <= f->median + f->median / 2 &&
	    e->chars + e->chars / 2 >= f->median);
}

/* Is a the better copy? Each line decides only when the one above is a tie. */
static int
better(const struct field *f, const struct story *st, const struct entry *a,
    const struct entry *b)
{
	int x, y;

	if (a->extent != b->extent)
		return a->extent > b->extent;
	x = outdated(f, a);
	y = outdated(f, b);
	if (x != y)
		return y;
	x = near_median(f, a);
	y = near_median(f, b);
	if (x != y)
		return x;
	x = st->agency != 0 && entry_key(a, ENTRY_OWNER) == st->agency;
	y = st->agency != 0 && entry_key(b, ENTRY_OWNER) == st->agency;
	if (x != y)
		return x;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->chars != b->chars)
		return a->chars > b->chars;
	return (int32_t)(a->number - b->number) < 0;
}

struct entry *
kept_choose(const struct story *st)
{
	struct field f;
	struct entry *best = NULL;
	size_t i;

	collect(st, &f);
	for (i = 0; i < f.n; i++)
		if (best == NULL || better(&f, st, f.e[i], best))
			best = f.e[i];
	return best;
}
