#include "dedupe/match.h"

#include <string.h>

#include "dedupe/record.h"
#include "dedupe/simhash.h"
#include "dedupe/sketch.h"
#include "dedupe/title.h"
#include "wirefold.h"

#define COMMON_LEAST 3u    /* shingles in common: fewer are chance */
#define SAME 0.45          /* containment of a match */
#define CHAIN 0.30         /* ... along a chain of tagged versions */
#define GATE 0.35          /* containment with the representative */
#define DENSE 0.60         /* both containments of texts made of numbers */
#define HEAD 0.50          /* of a head that stands in the other text */
#define VERBATIM 0.80      /* Jaccard of near-verbatim texts */
#define VERBATIM_WORDS 120u
#define VERBATIM_SPAN (7 * (int64_t)86400)
#define LONG_TEXT 8u       /* words of a short text that can do without its title */
#define TITLE_LEAST 4u     /* words of a title that can do without a text */
#define REUSED 0.35        /* below, an id has another story */

static struct sketch
sketch_of(const struct fold_record *r)
{
	struct sketch s = { r->sketch, r->n_sketch, r->n_sketch < FOLD_SKETCH };

	return s;
}

static struct sketch
numbers_of(const struct fold_record *r)
{
	struct sketch s = { r->number, r->n_numbers, r->n_numbers < FOLD_NUMBERS };

	return s;
}

int
match_titles(const struct fold_record *r, const struct entry *e)
{
	struct title_words a = { r->slug, r->title, r->n_title }, b = entry_title(e);

	return title_agree(&a, &b);
}

int
match_lineage(const struct fold_record *r, const struct entry *e)
{
	return r->feed == e->feed || (r->owner != 0 && r->owner == e->owner) ||
	    (r->agency != 0 && r->agency == e->agency);
}

static int64_t
apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* A later version under its own tag: its numbers may have changed. */
static int
chained(const struct fold_record *r, const struct entry *e)
{
	if (strcmp(r->entry, e->id) == 0)
		return 1;
	return ((r->flags | e->flags) & RECORD_VERSION) && match_lineage(r, e) && match_titles(r, e);
}

static int
numbers_agree(const struct sketch *a, const struct sketch *b)
{
	struct sketch_match m;

	sketch_compare(a, b, &m);
	return m.containment >= DENSE;
}

/* Half of either head must stand in the other text: one way is exact, as the new
 * text is in hand; the other asks the old text's map. */
static int
heads(const struct match_new *n, const struct entry *e)
{
	double share = features_share(n->fx, entry_head(e), e->n_head);

	if (share < HEAD)
		share = sketch_in_map(n->r->head, n->r->n_head, e->map);
	return share >= HEAD || match_titles(n->r, e);
}

static int
compare(const struct match_new *n, const struct entry *e, struct match *m)
{
	struct sketch a = sketch_of(n->r), b = entry_sketch(e);
	struct sketch_match s;

	sketch_compare(&a, &b, &s);
	m->containment = s.containment;
	m->jaccard = s.jaccard;
	m->score = s.containment + s.jaccard / 2;
	m->cover = s.jaccard <= 0 ? 0 : s.jaccard * (1 + (double)e->words / (double)n->r->words) /
	    (1 + s.jaccard);
	m->distance = simhash_distance(n->r->body, e->body);
	return s.common >= COMMON_LEAST;
}

/* The first words of one text are the whole other text. */
static int
is_prefix(const struct match_new *n, const struct entry *e)
{
	const struct fold_record *r = n->r;
	size_t least = r->n_prefix < e->n_prefix ? r->n_prefix : e->n_prefix;

	if (r->words >= FEATURES_SHORT && e->words < FEATURES_SHORT)
		return e->words == 0 || features_exact(n->fx, e->words) == e->key[ENTRY_BY_EXACT];
	return memcmp(r->prefix, e->prefix, least * sizeof(r->prefix[0])) == 0;
}

/* Fewer than 20 words: the whole text, the URL, or title and beginning. */
static int
match_short(const struct match_new *n, const struct entry *e, struct match *m)
{
	const struct fold_record *r = n->r;
	int same_title = r->slug != 0 && r->slug == e->key[ENTRY_BY_SLUG];

	m->containment = m->jaccard = m->cover = 1;
	m->score = 1;
	m->distance = -1;
	if (apart(r->t, e->t) > n->window)
		return 0;
	m->rule = "same-url";
	if (r->url != 0 && r->url == e->key[ENTRY_BY_URL] && (same_title || is_prefix(n, e)))
		return 1;
	m->rule = "exact";
	if (r->exact != 0 && r->exact == e->key[ENTRY_BY_EXACT] &&
	    (match_titles(r, e) || (r->words >= LONG_TEXT && r->feed != e->feed)))
		return 1;
	m->rule = "title+prefix";
	if (!same_title || !is_prefix(n, e))
		return 0;
	return (r->words >= 3 && e->words >= 3) || r->n_title >= TITLE_LEAST;
}

/* Far apart in time, only text that hardly differs is the same story. */
static int
in_time(const struct match_new *n, const struct entry *e, struct match *m)
{
	int64_t d = apart(n->r->t, e->t);
	int verbatim = m->jaccard >= VERBATIM && n->r->words >= VERBATIM_WORDS &&
	    e->words >= VERBATIM_WORDS;

	m->rule = verbatim ? "near-verbatim" : "window+sketch";
	return d <= n->window || (verbatim && d <= VERBATIM_SPAN);
}

static int
own_kinds(const struct match_new *n, const struct entry *e, const struct match *m)
{
	unsigned a = n->r->flags >> RECORD_SHIFT, b = e->flags >> RECORD_SHIFT;

	return a == b || m->containment >= VERBATIM;
}

int
match_entry(const struct match_new *n, const struct entry *e, struct match *m)
{
	struct sketch a, b;
	int chain;

	if (!entry_usable(e))
		return 0;
	if (n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return match_short(n, e, m);
	if (!compare(n, e, m) || !in_time(n, e, m))
		return 0;
	chain = chained(n->r, e);
	if (m->containment < (chain ? CHAIN : SAME))
		return 0;
	if (((n->r->flags | e->flags) & RECORD_ROUNDUP) && m->jaccard < VERBATIM)
		return 0;
	if (!chain && !own_kinds(n, e, m))
		return 0;
	a = numbers_of(n->r);
	b = entry_numbers(e);
	if (!chain && (n->r->flags & e->flags & RECORD_DENSE) &&
	    (m->containment < DENSE || !numbers_agree(&a, &b)))
		return 0;
	return heads(n, e);
}

void
match_measure(const struct match_new *n, const struct entry *e, struct match *m)
{
	if (n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT) {
		(void)match_short(n, e, m);
		return;
	}
	(void)compare(n, e, m);
	(void)in_time(n, e, m);
}

int
match_part(const struct match_new *n, const struct entry *e, struct match *m)
{
	if (!entry_usable(e) || n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return 0;
	return compare(n, e, m) && m->containment >= SAME && apart(n->r->t, e->t) <= n->window;
}

int
match_gate(const struct match_new *n, const struct entry *rep)
{
	struct match m;

	if (n->r->words < FEATURES_SHORT || rep->words < FEATURES_SHORT)
		return 1;
	return compare(n, rep, &m) &&
	    m.containment >= (chained(n->r, rep) ? CHAIN : GATE);
}

int
match_old(const struct entry *a, const struct entry *b)
{
	struct sketch x = entry_sketch(a), y = entry_sketch(b);
	struct title_words t = entry_title(a), u = entry_title(b);
	struct sketch_match m;

	if (a->words < FEATURES_SHORT || b->words < FEATURES_SHORT)
		return a->key[ENTRY_BY_EXACT] != 0 && a->key[ENTRY_BY_EXACT] == b->key[ENTRY_BY_EXACT];
	sketch_compare(&x, &y, &m);
	if (m.common < COMMON_LEAST || m.containment < SAME)
		return 0;
	x = entry_numbers(a);
	y = entry_numbers(b);
	if ((a->flags & b->flags & RECORD_DENSE) &&
	    (m.containment < DENSE || !numbers_agree(&x, &y)))
		return 0;
	return sketch_in_map(entry_head(a), a->n_head, b->map) >= HEAD ||
	    sketch_in_map(entry_head(b), b->n_head, a->map) >= HEAD || title_agree(&t, &u);
}

int
match_reused(const struct match_new *n, const struct entry *e, const struct entry *rep)
{
	struct match m;

	if (n->r->text_hash == e->text_hash || match_titles(n->r, e))
		return 0;
	if (n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return !is_prefix(n, e) && n->r->exact != e->key[ENTRY_BY_EXACT];
	if (compare(n, e, &m) && m.containment >= REUSED)
		return 0;
	return rep == NULL || rep == e || rep->words < FEATURES_SHORT || !compare(n, rep, &m) ||
	    m.containment < REUSED;
}
