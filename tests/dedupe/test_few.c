/* A fold that has only what a few entries can ask for decides about them as one that has all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/hash.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define ENTRIES 900
#define MANY 100000 /* passes: it must end before */

static int
ask(void *ctx, const struct wf_line *l, struct why *why)
{
	return few_ask(ctx, l) == 0 ? 0 : why_set(why, "out of memory");
}

static int
same(const void *a, size_t n, const void *b, size_t m)
{
	return n == m && (n == 0 || memcmp(a, b, n) == 0);
}

static int
pass(struct few *x, const struct fold_record *r, size_t n)
{
	struct why why = { "" };
	size_t i;

	for (i = 0; i < n; i++)
		if (few_restore(x, &r[i], &why) != 0)
			return -1;
	return few_end(x, TIME_NONE, &why);
}

/* Makes the fold for n entries from `at` on, behind so many records. NULL when it cannot; *notice
 * when it may not. */
static struct fold *
join(const struct stream *s, const struct fold_options *o, size_t at, size_t n,
    const struct fold_record *r, size_t records, int *notice)
{
	struct few *x = few_new(o);
	struct fold *f = NULL;
	struct why why;
	size_t i;
	int rc = 0, passes = 1;

	for (i = 0, *notice = 0; x != NULL && i < n; i++)
		*notice |= few_want(x, &s->entry[at + i], "") > 0;
	if (x == NULL || *notice || pass(x, r, records) != 0) {
		few_free(x);
		return NULL;
	}
	for (i = 0; i < n && rc == 0; i++) {
		struct fold_put put = { .entry = &s->entry[at + i], .now = 1790000000, .line = ask, .ctx = x };

		rc = fold_put(few_fold(x), &put, &why);
	}
	while (rc == 0 && (rc = few_next(x)) > 0 && passes++ < MANY)
		rc = pass(x, r, records);
	if (rc == 0)
		f = few_take(x);
	few_free(x);
	return f;
}

/* Entries in portions: each by a fold of its own. */
static void
portions(const struct stream *s, const struct fold_options *o, size_t portion)
{
	struct run whole, few;
	size_t at, n, lines, bytes, differ = 0, joined = 0, live = 0, all = 0;
	int notice, ok = 1;

	stream_run_start(&whole, o);
	for (at = 0; at < s->n && ok; at += n) {
		n = s->n - at < portion ? s->n - at : portion;
		lines = whole.records.n;
		bytes = whole.out.n;
		all += fold_live(whole.f);
		ok = stream_run_put(&whole, s, at, at + n) == 0;
		stream_run_start(&few, o);
		fold_free(few.f);
		few.f = join(s, o, at, n, whole.records.r, lines, &notice);
		ok = ok && (few.f != NULL || notice);
		if (few.f != NULL) {
			joined++;
			live += fold_live(few.f);
			ok = ok && stream_run_put(&few, s, at, at + n) == 0;
			differ += !same(few.out.p, few.out.n, whole.out.p + bytes, whole.out.n - bytes);
			differ += !same(few.records.r, few.records.n * sizeof(struct fold_record),
			    whole.records.r + lines, (whole.records.n - lines) * sizeof(struct fold_record));
		}
		stream_run_end(&few);
	}
	CHECK(ok && !whole.broken, "all portions are put");
	printf("# portions of %zu: %zu joined, %zu live entries where all are %zu\n", portion, joined, live, all);
	CHECK(joined > s->n / portion / 2, "most are without a notice");
	CHECK(differ == 0, "each is decided as by a fold of all records");
	CHECK(portion > 2 || live < all, "with fewer live entries");
	stream_run_end(&whole);
}

/* A wire without titles that come again: what belongs together is told by the text alone, of which each
 * version keeps most. Some are alerts of one sentence. */
enum { STORIES = 40, PARTS = 8, WORDS = 24 };

static uint32_t
draw(uint64_t *state, uint32_t n)
{
	return (uint32_t)(stream_draw(state) >> 33) % n;
}

static char *
say(struct arena *a, uint64_t *state, size_t words)
{
	char *text = arena_get(a, words * 8 + 1);
	size_t i, j, n = 0;

	for (i = 0; text != NULL && i < words; i++) {
		if (i > 0)
			text[n++] = ' ';
		for (j = 0; j < 4; j++)
			text[n++] = j % 2 == 0 ? "bcdfghjklmnprstvwz"[draw(state, 18)] : "aeiou"[draw(state, 5)];
		text[n] = '\0';
	}
	return text;
}

static int
drifting(struct stream *s, size_t n)
{
	const char *part[STORIES][PARTS];
	uint64_t state = 5;
	size_t i, j, k, at;
	char *text;

	memset(s, 0, sizeof(*s));
	arena_init(&s->arena, (size_t)64 << 20);
	s->entry = calloc(n, sizeof(*s->entry));
	for (i = 0; i < STORIES * PARTS; i++)
		part[i / PARTS][i % PARTS] = say(&s->arena, &state, WORDS);
	for (i = 0; s->entry != NULL && i < n; i++) {
		struct wf_entry *e = &s->entry[i];

		k = (i / 8 + draw(&state, 8)) % STORIES;
		part[k][draw(&state, PARTS)] = say(&s->arena, &state, WORDS);
		text = arena_get(&s->arena, PARTS * (WORDS * 8 + 2) + 1);
		if (text == NULL)
			return -1;
		for (j = 0, at = 0; j < PARTS - draw(&state, 3); j++)
			at += (size_t)snprintf(text + at, WORDS * 8 + 2, "%s%s", j > 0 ? "\n\n" : "", part[k][j]);
		if (draw(&state, 6) == 0)
			text = say(&s->arena, &(uint64_t){ k }, 12);
		e->text = text;
		e->title = say(&s->arena, &state, 6);
		e->guid = e->title;
		e->feed = e->group = say(&s->arena, &(uint64_t){ draw(&state, 30) + 1000 }, 1);
		e->published = e->modified = TIME_NONE;
		e->rank = (int)draw(&state, 4);
		e->excerpt = draw(&state, 3) == 0;
		e->fetched = 1790000000 + (int64_t)i * 2400;
		(void)snprintf(e->id, sizeof(e->id), "%016llx", (unsigned long long)hash_mix(i < n / 2 || draw(&state, 9) > 0 ?
		    i + 1 : i - 40));
		s->n++;
	}
	return s->entry != NULL ? 0 : -1;
}

/* What an editor has said before, and ids that begin alike. */
static const char one[] = "The harbour of the old town was closed on Monday after a ferry with some two hundred people on board "
    "had run against the northern pier, the port authority said in a statement. Nobody was hurt, and the ship is "
    "being towed to a yard near the mouth of the river for an inspection.";
static const char other[] = "Farmers in the hills expect the smallest harvest of apples for a decade because frost came back in "
    "the last week of April, when the trees were in full bloom. Most of them are insured against hail only, so "
    "their union asks the ministry for a fund that would pay half of what is lost.";
static const char third[] = "A court has ordered the library to give back eleven maps which had been bought in good faith from "
    "a dealer who is in prison now. The judge said that whoever pays a tenth of what such sheets are worth has to "
    "ask where they come from, and gave the heirs of the first owner all costs.";

static void
words(const struct fold_options *o, enum wf_kind kind)
{
	const char *const text[] = { one, other, third, other, one };
	struct wf_entry e[5];
	struct stream s = { .entry = e, .n = 5 };
	struct run whole, few;
	struct fold_word w = { .kind = kind, .now = 1790000000, .line = stream_take, .ctx = &whole };
	struct why why;
	size_t i, lines, bytes;
	int notice, ok;

	memset(e, 0, sizeof(e));
	stream_run_start(&whole, o);
	for (i = 0; i < 5; i++) {
		e[i].guid = e[i].feed = e[i].group = &"one\0two\0six\0ten\0own"[i * 4];
		e[i].title = text[i] == one ? "Harbour closed" : text[i] == other ? "Few apples" : "Maps go back";
		e[i].text = text[i];
		e[i].published = e[i].modified = TIME_NONE;
		e[i].fetched = 1790000000 + (int64_t)i * 60;
		(void)snprintf(e[i].id, sizeof(e[i].id), "%012zx%04zx", i == 2 ? 1 : i + 1, i);
	}
	ok = stream_run_put(&whole, &s, 0, 2) == 0;
	w.story = whole.line[0].story;
	w.into = whole.line[1].story;
	ok = ok && (kind != WF_MERGE || fold_word(whole.f, &w, &why) == 0);
	for (i = 2; i < 5 && ok; i++) {
		lines = whole.records.n;
		bytes = whole.out.n;
		ok = stream_run_put(&whole, &s, i, i + 1) == 0;
		stream_run_start(&few, o);
		fold_free(few.f);
		few.f = join(&s, o, i, 1, whole.records.r, lines, &notice);
		ok = ok && few.f != NULL && stream_run_put(&few, &s, i, i + 1) == 0;
		CHECK(ok && same(few.out.p, few.out.n, whole.out.p + bytes, whole.out.n - bytes),
		    i == 2 ? "an id that begins like another" : "behind an editor's word");
		stream_run_end(&few);
	}
	CHECK(ok, "runs");
	stream_run_end(&whole);
	e[0].title = "KILL: Harbour closed";
	(void)join(&s, o, 0, 1, NULL, 0, &notice);
	CHECK(notice, "a notice may ask for any story");
}

/* A story was merged into another, of which then a version came that the new text is near: the first
 * comes along, though nothing of it is near, and what is said of it stands before. */
static void
chain(const struct fold_options *o, int rank)
{
	const char *const text[] = { third, other, one, one };
	struct wf_entry e[4];
	struct stream s = { .entry = e, .n = 4 };
	struct run whole, few;
	struct fold_word w = { .kind = WF_MERGE, .now = 1790000000, .line = stream_take, .ctx = &whole };
	struct why why;
	size_t i, lines, bytes;
	int notice, ok;

	memset(e, 0, sizeof(e));
	stream_run_start(&whole, o);
	for (i = 0; i < 4; i++) {
		e[i].guid = e[i].feed = e[i].group = i == 0 ? "one" : i < 3 ? "two" : "six";
		e[i].title = i == 0 ? "Maps go back" : i < 3 ? "From the town" : "Harbour closed";
		e[i].text = text[i];
		e[i].rank = i == 0 ? 2 * rank : i < 3 ? 2 - 2 * rank : 1;
		e[i].published = e[i].modified = TIME_NONE;
		e[i].fetched = 1790000000 + (int64_t)i * 60;
		(void)snprintf(e[i].id, sizeof(e[i].id), "%04zx000000000000", i - (i > 1) + 1);
	}
	ok = stream_run_put(&whole, &s, 0, 2) == 0;
	w.story = whole.line[0].story;
	w.into = whole.line[1].story;
	ok = ok && fold_word(whole.f, &w, &why) == 0 && stream_run_put(&whole, &s, 2, 3) == 0;
	lines = whole.records.n;
	bytes = whole.out.n;
	ok = ok && stream_run_put(&whole, &s, 3, 4) == 0;
	stream_run_start(&few, o);
	fold_free(few.f);
	few.f = join(&s, o, 3, 1, whole.records.r, lines, &notice);
	ok = ok && few.f != NULL && stream_run_put(&few, &s, 3, 4) == 0;
	CHECK(ok && fold_live(few.f) == 4 && same(few.out.p, few.out.n, whole.out.p + bytes, whole.out.n - bytes),
	    "a merged story comes along");
	stream_run_end(&few);
	stream_run_end(&whole);
}

/* The last entries, by a fold of all and by one of few: do they decide the same? */
static int
last_same(struct run *whole, const struct stream *s, size_t at, const struct fold_options *o, size_t *live)
{
	size_t lines = whole->records.n, bytes = whole->out.n;
	struct run few;
	int notice, ok = stream_run_put(whole, s, at, s->n) == 0;

	stream_run_start(&few, o);
	fold_free(few.f);
	few.f = join(s, o, at, s->n - at, whole->records.r, lines, &notice);
	ok = ok && few.f != NULL && stream_run_put(&few, s, at, s->n) == 0;
	*live = ok ? fold_live(few.f) : 0;
	ok = ok && same(few.out.p, few.out.n, whole->out.p + bytes, whole->out.n - bytes);
	stream_run_end(&few);
	return ok;
}

static void
entry_make(struct wf_entry *e, unsigned i, const char *text, int64_t hour)
{
	memset(e, 0, sizeof(*e));
	e->guid = e->feed = e->group = &"one\0two\0six\0ten"[i * 4];
	e->title = e->guid;
	e->text = text;
	e->published = e->modified = TIME_NONE;
	e->fetched = 1790000000 + hour * 3600;
	(void)snprintf(e->id, sizeof(e->id), "%04x000000000000", (i + 1) & 0xffff);
}

/* A story was split from another and has a copy that the new text is near: what was split off comes
 * along, though nothing of it is near, and is the kept copy. */
static void
apart(const struct fold_options *o)
{
	char text[2][sizeof(one) + sizeof(other) + sizeof(third)];
	struct wf_entry e[4];
	struct stream s = { .entry = e, .n = 4 };
	struct run whole;
	struct fold_word w = { .kind = WF_SPLIT, .now = 1790000000, .line = stream_take, .ctx = &whole };
	struct why why;
	size_t live = 0;
	int ok;

	(void)snprintf(text[0], sizeof(text[0]), "%s\n\n%s", one, other);
	(void)snprintf(text[1], sizeof(text[1]), "%s\n\n%s", other, third);
	entry_make(&e[0], 0, one, 0);
	entry_make(&e[1], 1, text[0], 1);
	entry_make(&e[2], 2, text[1], 2);
	entry_make(&e[3], 3, third, 3);
	e[2].rank = 2;
	e[0].rank = e[1].rank = 1;
	stream_run_start(&whole, o);
	ok = stream_run_put(&whole, &s, 0, 2) == 0 && whole.line[1].kind == WF_COPY;
	w.story = whole.line[0].story;
	w.entry = e[1].id;
	w.fetched = e[1].fetched;
	ok = ok && fold_word(whole.f, &w, &why) == 0 && stream_run_put(&whole, &s, 2, 3) == 0;
	CHECK(ok && whole.line[whole.n_lines - 1].kind == WF_COPY, "a copy of what was split off");
	ok = ok && last_same(&whole, &s, 3, o, &live);
	CHECK(ok && live == 4, "a story that was split comes along");
	stream_run_end(&whole);
}

/* The clock is moved by what is passed over, too: behind it an old text is no more, even if the new
 * entry says that it came before. And what is passed over keeps what came behind it from leaving. */
static void
late(const struct fold_options *o)
{
	struct wf_entry e[3];
	struct stream s = { .entry = e, .n = 3 };
	struct run whole;
	size_t live;

	entry_make(&e[0], 0, one, 0);
	entry_make(&e[1], 1, third, 8 * 24);
	entry_make(&e[2], 2, one, 24);
	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, &s, 0, 2) == 0 && last_same(&whole, &s, 2, o, &live) && live <= 2 &&
	    whole.line[2].kind == WF_NEW, "passed over, the clock moves");
	stream_run_end(&whole);

	entry_make(&e[0], 0, third, 5 * 24);
	entry_make(&e[1], 1, one, 0);
	entry_make(&e[2], 2, one, 8 * 24);
	e[2].published = 1790000000 + 48 * 3600;
	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, &s, 0, 2) == 0 && last_same(&whole, &s, 2, o, &live) &&
	    whole.line[2].kind == WF_COPY, "passed over, it keeps what came behind it");
	stream_run_end(&whole);

	entry_make(&e[0], 0, third, 8 * 24);
	entry_make(&e[1], 1, one, 0);
	entry_make(&e[2], 2, one, 8 * 24);
	e[2].published = 1790000000 + 24 * 3600;
	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, &s, 0, 1) == 0 && last_same(&whole, &s, 1, o, &live) &&
	    whole.line[2].kind == WF_COPY, "and what is new");
	stream_run_end(&whole);
}

int
main(void)
{
	struct fold_options o = { 0, 0, NULL, NULL };
	struct stream s;

	CHECK(stream_make(&s, ENTRIES, 1, 3000) == 0, "stream");
	portions(&s, &o, 1);
	portions(&s, &o, 5);
	stream_clear(&s);
	CHECK(stream_make(&s, ENTRIES, 2, 300) == 0, "a faster one");
	portions(&s, &o, 12);
	stream_clear(&s);
	CHECK(drifting(&s, ENTRIES) == 0, "one without titles");
	portions(&s, &o, 1);
	portions(&s, &o, 3);
	stream_clear(&s);
	chain(&o, 0);
	chain(&o, 1);
	apart(&o);
	late(&o);
	words(&o, WF_MERGE);
	words(&o, WF_NOTE);
	return test_end();
}
