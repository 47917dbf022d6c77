#include "dedupe/match.h"

#include <string.h>

#include "dedupe/record.h"
#include "dedupe/simhash.h"
#include "dedupe/sketch.h"
#include "dedupe/stories.h"
#include "dedupe/title.h"
#include "wirefold.h"

#define COMMON_LEAST 3.0   /* shingles in common: fewer are chance */
#define SAMPLE 24u         /* hashes of a sketch that tell a share well enough */
#define SAME 0.45          /* containment of a match */
#define CHAIN 0.30         /* ... along a chain of tagged versions */
#define PIECE 0.25         /* of a story that stands in a round-up */
#define WEAK 0.60          /* ... without a window in common: title, URL or lead alone */
#define OTHER_KIND 0.60    /* ... of which one is a FACTBOX, WRAPUP, ANALYSIS ... */
#define GATE 0.30          /* containment with the representative */
#define DENSE 0.60         /* containment of texts made of numbers ... */
#define NUMBERS 0.60       /* ... and of their numbers */
#define NUMBERS_ALL 0.80   /* so many that SAME is enough */
#define NUMBERS_HALF 0.50  /* enough for ... */
#define DENSE_VERBATIM 0.75 /* ... texts of this Jaccard */
#define HEAD 0.50          /* of a head that stands in the other text */
#define PART 0.30          /* of the longer text: below, the shorter is a part of it */
#define VERBATIM 0.80      /* Jaccard of near-verbatim texts */
#define VERBATIM_WORDS 120u
#define VERBATIM_SPAN (7 * (int64_t)86400)
#define LONG_TEXT 8u       /* words of a short text that can do without its title */
#define ALERT 0.60         /* of an alert that stands in the story under the same title */
#define ALERT_TITLE 3u     /* significant words of that title */
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
	return r->feed == e->feed || (r->owner != 0 && r->owner == entry_key(e, ENTRY_OWNER)) ||
	    (r->agency != 0 && r->agency == entry_key(e, ENTRY_AGENCY));
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

/* Texts made of numbers are templates: the words agree by themselves, so the numbers
 * must too. Nearly all of them speak for a cut text; half of them for one that is
 * word for word the same otherwise. */
static int
numbers_agree(const struct sketch *a, const struct sketch *b, double containment, double jaccard)
{
	struct sketch_match m;

	sketch_compare(a, b, &m);
	if (m.containment >= NUMBERS_ALL)
		return 1;
	if (m.containment >= NUMBERS)
		return containment >= DENSE;
	return m.containment >= NUMBERS_HALF && jaccard >= DENSE_VERBATIM;
}

/* Half of either head must stand in the other text: one way is exact, as the new
 * text is in hand; the other asks the old text's map. A text that is only a small
 * part of the other must be its beginning: a paragraph of a round-up is not its copy. */
static int
heads(const struct match_new *n, const struct entry *e, const struct match *m, int titles)
{
	uint32_t head[FOLD_HEAD];
	double old, new, least;

	if (titles && match_titles(n->r, e))
		return 1;
	old = features_share(n->fx, head, entry_head(e, head));
	new = sketch_in_map(n->r->head, n->r->n_head, e->map);
	least = old > new ? old : new;
	if (m->part < PART)
		least = n->r->words > e->words ? new : old;
	return least >= HEAD;
}

/* Containment of the smaller text in the other, from the best sample there is: the old
 * text's sketch looked up in the new text, which is in hand; or both sketches; or,
 * where a long old text leaves too few hashes of a short new one to compare, all of
 * the new text's shingles in the old one's map. */
static double
contained(const struct match_new *n, const struct entry *e)
{
	uint32_t hashes[ENTRY_HASHES];
	struct sketch a = sketch_of(n->r), b = entry_sketch(e, hashes);
	struct sketch_match s;
	double share;

	if (e->words <= n->r->words)
		return features_share(n->fx, b.h, b.n);
	sketch_compare(&a, &b, &s);
	if (s.least >= SAMPLE)
		return s.containment;
	share = features_in_map(n->fx, e->map);
	return share >= 0 ? share : s.containment;
}

static int
compare(const struct match_new *n, const struct entry *e, struct match *m)
{
	double x = n->r->words - 2, y = e->words - 2, both;

	m->containment = contained(n, e);
	both = m->containment * (x < y ? x : y);
	m->jaccard = both / (x + y - both);
	m->cover = both / x;
	m->part = both / (x > y ? x : y);
	m->score = m->containment + m->jaccard / 2;
	m->distance = simhash_distance(n->r->body, e->body);
	return both >= COMMON_LEAST;
}

/* The first words of one text are the whole other text. */
static int
is_prefix(const struct match_new *n, const struct entry *e)
{
	const struct fold_record *r = n->r;
	size_t least = r->n_prefix < e->n_prefix ? r->n_prefix : e->n_prefix;

	if (r->words >= FEATURES_SHORT && e->words < FEATURES_SHORT)
		return e->words == 0 || features_exact(n->fx, e->words) == entry_key(e, ENTRY_BY_EXACT);
	return memcmp(r->prefix, entry_prefix(e), least * sizeof(r->prefix[0])) == 0;
}

/* Does most of the shorter text, an alert's one sentence, stand in the longer? */
static int
is_part(const struct match_new *n, const struct entry *e)
{
	struct match m;

	return n->r->words >= FEATURES_ALERT && e->words >= FEATURES_ALERT && compare(n, e, &m) &&
	    m.containment >= ALERT;
}

/* Fewer than 20 words: the whole text, the URL, or title and beginning. */
static int
match_short(const struct match_new *n, const struct entry *e, struct match *m)
{
	const struct fold_record *r = n->r;
	int same_title = r->slug != 0 && r->slug == entry_key(e, ENTRY_BY_SLUG);

	m->containment = m->jaccard = m->cover = m->part = 1;
	m->score = 1;
	m->distance = -1;
	if (apart(r->t, e->t) > n->window)
		return 0;
	m->rule = "same-url";
	if (r->url != 0 && r->url == entry_key(e, ENTRY_BY_URL) && (same_title || is_prefix(n, e)))
		return 1;
	m->rule = "exact";
	if (r->exact != 0 && r->exact == entry_key(e, ENTRY_BY_EXACT) &&
	    (match_titles(r, e) || (r->words >= LONG_TEXT && r->feed != e->feed)))
		return 1;
	m->rule = "title+part";
	if (same_title && (r->words >= FEATURES_SHORT) != (e->words >= FEATURES_SHORT) &&
	    r->n_title >= ALERT_TITLE && match_lineage(r, e) && is_part(n, e))
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

/* A FACTBOX or WRAPUP beside the story it is about: they share paragraphs. */
static int
other_kind(const struct match_new *n, const struct entry *e)
{
	return n->r->flags >> RECORD_SHIFT != e->flags >> RECORD_SHIFT;
}

/* What was withdrawn is matched no more, unless its story is dead: then it still takes
 * the copies that come late. */
static int
is_text(const struct entry *e)
{
	return e->kind != WF_NOTICE && (!(e->flags & RECORD_GONE) || e->story->killed);
}

/* One rule after another; what it fails is noted. */
static int
no(struct match *m, const char *against)
{
	m->against = against;
	return 0;
}

int
match_entry(const struct match_new *n, const struct entry *e, struct match *m)
{
	struct sketch a, b;
	int chain, own;

	m->against = NULL;
	if (!is_text(e))
		return no(m, "notice");
	if (n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return match_short(n, e, m) ? 1 : no(m, "short");
	if (!compare(n, e, m))
		return no(m, "nothing");
	if (!in_time(n, e, m))
		return no(m, "time");
	chain = chained(n->r, e);
	if (e->weak && !chain && m->containment < WEAK)
		return no(m, m->containment < SAME ? "containment" : "weak");
	if (m->containment < (chain ? CHAIN : SAME))
		return no(m, "containment");
	if (((n->r->flags | e->flags) & RECORD_ROUNDUP) && m->jaccard < VERBATIM)
		return no(m, "round-up");
	own = !chain && other_kind(n, e);
	if (own && m->containment < OTHER_KIND)
		return no(m, "kind");
	a = numbers_of(n->r);
	b = entry_numbers(e);
	if (!chain && (n->r->flags & e->flags & RECORD_DENSE) &&
	    !numbers_agree(&a, &b, m->containment, m->jaccard))
		return no(m, "numbers");
	return heads(n, e, m, !own) ? 1 : no(m, "heads");
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
	if (!is_text(e) || n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return 0;
	return compare(n, e, m) && m->containment >= PIECE && apart(n->r->t, e->t) <= n->window;
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
	uint32_t in_a[ENTRY_HASHES], in_b[ENTRY_HASHES];
	struct sketch x, y;
	struct title_words t = entry_title(a), u = entry_title(b);
	struct sketch_match m;
	uint32_t head[FOLD_HEAD];

	if (a->words < FEATURES_SHORT || b->words < FEATURES_SHORT)
		return entry_key(a, ENTRY_BY_EXACT) != 0 && entry_key(a, ENTRY_BY_EXACT) == entry_key(b, ENTRY_BY_EXACT);
	x = entry_sketch(a, in_a);
	y = entry_sketch(b, in_b);
	sketch_compare(&x, &y, &m);
	if (m.least < SAMPLE && a->n_sketch > 0 && b->n_sketch > 0) {
		const struct entry *big = a->words > b->words ? a : b;
		const struct sketch *small = big == a ? &y : &x;
		double share = sketch_in_map(small->h, small->n, big->map);

		if (share >= 0)
			m.containment = share;
	}
	if (m.containment < SAME)
		return 0;
	x = entry_numbers(a);
	y = entry_numbers(b);
	if ((a->flags & b->flags & RECORD_DENSE) &&
	    !numbers_agree(&x, &y, m.containment, m.jaccard))
		return 0;
	return sketch_in_map(head, entry_head(a, head), b->map) >= HEAD ||
	    sketch_in_map(head, entry_head(b, head), a->map) >= HEAD || title_agree(&t, &u);
}

int
match_reused(const struct match_new *n, const struct entry *e, const struct entry *rep)
{
	struct match m;

	if (n->r->text_hash == e->text_hash || match_titles(n->r, e))
		return 0;
	if (n->r->words < FEATURES_SHORT || e->words < FEATURES_SHORT)
		return !is_prefix(n, e) && n->r->exact != entry_key(e, ENTRY_BY_EXACT);
	if (compare(n, e, &m) && m.containment >= REUSED)
		return 0;
	return rep == NULL || rep == e || rep->words < FEATURES_SHORT || !compare(n, rep, &m) ||
	    m.containment < REUSED;
}
