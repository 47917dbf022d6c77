#include "dedupe/explain.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/draft.h"
#include "dedupe/hash.h"
#include "dedupe/match.h"
#include "dedupe/record.h"
#include "dedupe/simhash.h"
#include "dedupe/state.h"
#include "dedupe/words.h"

#define SENTENCES 4096u /* of one text that are compared */
#define SENTENCE_WORDS 3u

struct sentences {
	uint64_t hash[SENTENCES];
	struct explain_sentence s[SENTENCES];
	size_t n;
};

/* An entry without the paragraphs that its line hides. */
static char *
shown_text(const struct wf_line *l)
{
	const char *s = l->entry->text, *end;
	char *to = malloc(strlen(s) + 1);
	size_t i, f, n, at = 0;

	if (to == NULL)
		return NULL;
	for (i = 0; *s != '\0'; i++) {
		end = strstr(s, "\n\n");
		n = end != NULL ? (size_t)(end - s) : strlen(s);
		for (f = 0; f < l->n_furniture && l->furniture[f] != (int)i; f++)
			;
		if (f == l->n_furniture) {
			if (at > 0) {
				memcpy(to + at, "\n\n", 2);
				at += 2;
			}
			memcpy(to + at, s, n);
			at += n;
		}
		s += n;
		s += strspn(s, "\n");
	}
	to[at] = '\0';
	return to;
}

static void
add_sentence(struct sentences *x, const char *p, size_t n)
{
	struct words_reader r;
	uint64_t h = 0;
	size_t words = 0;

	while (n > 0 && (*p == ' ' || *p == '\n')) {
		p++;
		n--;
	}
	words_start(&r, p, n);
	while (words_next(&r)) {
		h = hash_pair(h, r.hash);
		words++;
	}
	if (words < SENTENCE_WORDS || x->n == SENTENCES)
		return;
	x->hash[x->n] = h;
	x->s[x->n++] = (struct explain_sentence){ p, n };
}

/* Does a sentence end behind s[i]? A full stop in `Mr. Lee` or `3.5` ends none. */
static int
ends(const char *s, size_t i)
{
	if (s[i] == '\n')
		return 1;
	if (s[i] != '.' && s[i] != '?' && s[i] != '!')
		return (unsigned char)s[i] == 0x82 && i >= 2 && memcmp(s + i - 2, "\xe3\x80", 2) == 0;
	if (s[i + 1] != ' ' && s[i + 1] != '\n' && s[i + 1] != '"' && (unsigned char)s[i + 1] != 0xe2)
		return 0;
	return i < 3 || (s[i - 2] != ' ' && s[i - 3] != ' ');
}

static void
sentences(struct sentences *x, const char *s)
{
	uint32_t agencies = 0;
	char place[WIRE_PLACE];
	size_t i, from = wire_dateline(s, strcspn(s, "\n"), &agencies, place);

	x->n = 0;
	for (i = from; s[i] != '\0'; i++)
		if (ends(s, i)) {
			add_sentence(x, s + from, i + 1 - from);
			from = i + 1;
		}
	add_sentence(x, s + from, i - from);
}

static void
compare_sentences(const struct sentences *a, const struct sentences *b, struct explain_text *t)
{
	size_t i, j;

	t->sentences = a->n;
	for (i = 0; i < a->n; i++) {
		for (j = 0; j < b->n && a->hash[i] != b->hash[j]; j++)
			;
		if (j < b->n)
			continue;
		t->alone++;
		if (t->n_shown < EXPLAIN_SHOWN)
			t->shown[t->n_shown++] = a->s[i];
	}
}

static void
windows(const struct fold_record *a, const struct fold_record *b, struct explain *x)
{
	uint32_t i, j;
	int d, near;

	x->closest = -1;
	x->text[0].windows = a->n_windows;
	x->text[1].windows = b->n_windows;
	for (i = 0; i < b->n_windows; i++) {
		near = 0;
		for (j = 0; j < a->n_windows; j++) {
			d = simhash_distance(a->window[j], b->window[i]);
			if (x->closest < 0 || d < x->closest)
				x->closest = d;
			near |= d <= 3;
		}
		x->windows_near += near;
	}
}

/* The first is the old entry, the second the new one, whose words are in f->fx. */
static void
compare(struct fold *f, const struct fold_record *ra, struct entry *a, struct explain *x)
{
	struct fold_record *r = &f->rec;
	struct match_new n = { r, &f->fx, x->window };
	struct sketch p = { ra->number, ra->n_numbers, ra->n_numbers < FOLD_NUMBERS };
	struct sketch q = { r->number, r->n_numbers, r->n_numbers < FOLD_NUMBERS };
	struct sketch_match numbers;
	struct match m;

	memset(&m, 0, sizeof(m));
	windows(ra, r, x);
	a->weak = x->windows_near == 0;
	match_measure(&n, a, &m);
	x->containment = m.containment;
	x->jaccard = m.jaccard;
	x->distance = m.distance;
	x->text[0].words = ra->words;
	x->text[1].words = r->words;
	x->text[0].dense = (ra->flags & RECORD_DENSE) != 0;
	x->text[1].dense = (r->flags & RECORD_DENSE) != 0;
	x->text[0].head = features_share(&f->fx, ra->head, ra->n_head);
	x->text[1].head = sketch_in_map(r->head, r->n_head, a->map);
	sketch_compare(&p, &q, &numbers);
	x->numbers = p.n < q.n ? p.n : q.n;
	x->numbers_common = numbers.common;
	x->titles_agree = match_titles(r, a);
	x->same_url = r->url != 0 && r->url == ra->url;
	x->apart = r->t > ra->t ? r->t - ra->t : ra->t - r->t;
	x->match = match_entry(&n, a, &m);
	x->rule = m.rule;
	x->against = x->match ? NULL : m.against;
}

int
explain_pair(const struct wf_line *a, const struct wf_line *b, int64_t window,
    struct explain *x, struct why *why)
{
	const struct fold_options o = { .window = window };
	struct fold *f = fold_new(&o);
	struct fold_record *ra = malloc(sizeof(*ra));
	struct sentences *s = malloc(2 * sizeof(*s));
	struct wf_entry p = *a->entry, q = *b->entry;
	char *text_a = shown_text(a), *text_b = shown_text(b);
	struct entry *old = NULL, *new = NULL;
	int rc = -1;

	memset(x, 0, sizeof(*x));
	if (f != NULL && ra != NULL && s != NULL && text_a != NULL && text_b != NULL) {
		p.text = text_a;
		q.text = text_b;
		p.leftovers = q.leftovers = 0; /* counted in the whole text; what is not shown is gone */
		x->window = f->options.window;
		old = draft_old(f, &p);
		*ra = f->rec;
		new = old != NULL ? draft_old(f, &q) : NULL;
	}
	if (new != NULL) {
		compare(f, ra, old, x);
		sentences(&s[0], a->entry->text);
		sentences(&s[1], b->entry->text);
		compare_sentences(&s[0], &s[1], &x->text[0]);
		compare_sentences(&s[1], &s[0], &x->text[1]);
		rc = 0;
	}
	entry_free(old);
	entry_free(new);
	fold_free(f);
	free(ra);
	free(s);
	free(text_a);
	free(text_b);
	return rc == 0 ? 0 : why_set(why, "out of memory");
}

/* A live entry in which the paragraph stands. */
static void
where(const struct fold *f, const struct past_feed *feed, const struct past_key *k,
    struct explain_paragraph *p)
{
	struct past_walk w;
	uint32_t i;

	past_start(&w, feed, k);
	while (past_next(&w, &i)) {
		const struct entry *e = window_get(f->window, w.entry->place);

		p->seen++;
		if (p->entry[0] != '\0' || e == NULL || e->feed != feed->key)
			continue;
		memcpy(p->entry, e->id, sizeof(p->entry));
		p->at = w.entry->seen[i].at & RECORD_INDEX;
	}
}

void
explain_feed(const struct fold *f, const char *name, explain_paragraph_fn *fn, void *ctx)
{
	struct past_feed *feed = past_of(f->past, hash_str(name));
	uint32_t number, first, end, i;

	if (feed == NULL)
		return;
	furniture_range(feed, &first, &end);
	for (number = end; number != first;) {
		const struct past_entry *e = past_get(feed, --number);

		for (i = 0; e != NULL && i < e->n; i++) {
			struct explain_paragraph p = { .key = e->seen[i].key };
			const uint32_t left = e->seen[i].at & RECORD_LEFTOVER;
			const struct past_key *k = left || (e->seen[i].at & RECORD_LEGAL) ?
			    past_know(f->past, feed, p.key) : past_find(f->past, p.key);

			if (k == NULL || k->newest != number || k->newest_i != i)
				continue;
			where(f, feed, k, &p);
			p.rule = k->rule;
			p.hashed = !(k->state & RECORD_FURNITURE) && !(e->seen[i].at & RECORD_LEGAL) &&
			    (!left || p.rule < 0);
			p.shown = !(k->state & RECORD_HIDE) && (!left || p.rule < 0);
			if ((p.seen > 1 || p.rule != 0 || !p.hashed) && fn(ctx, &p) != 0)
				return;
		}
	}
}
