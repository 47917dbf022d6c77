/* A fold that was stopped anywhere and restored from its records, or rebuilt from
 * its lines, hands out what one that never stopped hands out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define ENTRIES 900

/* What was put out behind byte `from` of a by b in full. */
static int
same_rest(const struct buf *a, size_t from, const struct buf *b)
{
	return a->n - from == b->n && memcmp(a->p + from, b->p, b->n) == 0;
}

/* Runs whole, noting where the output stood at each entry; then stopped at `at`. */
static void
stop_at(const struct stream *s, const struct fold_options *o, size_t at, int replay)
{
	struct run whole, rest;
	struct why why = { "" };
	size_t lines, bytes, i;
	int ok = 1;

	stream_run_start(&whole, o);
	ok = ok && stream_run_put(&whole, s, 0, at) == 0;
	lines = whole.records.n;
	bytes = whole.out.n;
	ok = ok && stream_run_put(&whole, s, at, s->n) == 0;
	stream_run_start(&rest, o);
	for (i = 0; i < lines && ok; i++)
		ok = (replay ? fold_replay(rest.f, &whole.line[i], &why) :
		    fold_restore(rest.f, &whole.records.r[i], &why)) == 0;
	CHECK(ok && !whole.broken, replay ? "lines replay" : "records restore");
	ok = stream_run_put(&rest, s, at, s->n) == 0;
	CHECK(ok && same_rest(&whole.out, bytes, &rest.out),
	    replay ? "replayed goes on the same" : "restored goes on the same");
	CHECK(fold_live(whole.f) == fold_live(rest.f), "as many live entries");
	stream_run_end(&rest);
	stream_run_end(&whole);
}

/* The records that replaying makes are those that deciding made. */
static void
same_records(const struct stream *s, const struct fold_options *o)
{
	struct run whole, again;
	struct fold_record r;
	struct why why = { "" };
	size_t i, differ = 0;

	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, s, 0, s->n) == 0, "runs");
	stream_run_start(&again, o);
	for (i = 0; i < whole.n_lines; i++) {
		if (fold_replay(again.f, &whole.line[i], &why) != 0 ||
		    fold_record(again.f, &whole.line[i], &r) != 0) {
			differ++;
			continue;
		}
		differ += memcmp(&r, &whole.records.r[i], sizeof(r)) != 0;
	}
	CHECK(whole.n_lines > s->n / 2 && differ == 0, "replayed records are those decided");
	CHECK(fold_record(again.f, NULL, &r) == -1, "no record of no line");
	stream_run_end(&again);
	stream_run_end(&whole);
}

/* The stream is worth the test only if every kind of line is in it. */
static void
all_kinds(const struct stream *s, const struct fold_options *o)
{
	static const char *const kinds[] = { "\"kind\":\"new\"", "\"kind\":\"copy\"",
		"\"kind\":\"version\"", "\"kind\":\"notice\"", "\"kind\":\"clean\"", "\"kind\":\"keep\"",
		"\"kind\":\"kill\"", "suspected-kill", "copy-of-killed" };
	struct run whole;
	size_t i;

	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, s, 0, s->n) == 0, "runs");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		CHECK(strstr(buf_get(&whole.out), kinds[i]) != NULL, kinds[i]);
	stream_run_end(&whole);
}

/* What was learned stays learned while the feed remembers the paragraph, also when the
 * entries that taught it are too old to teach it again. */
static void
sticky(const struct fold_options *o)
{
	static const char *const text[] = {
		"The first of these texts speaks of rivers and of the people who live along them.\n\nSign up now.",
		"Quite another one is about mountain passes closed by snow for half of each year.\n\nSign up now.",
		"A third has to do with sailors, their songs and the price of tar in old harbours.\n\nSign up now.",
		"Nobody expected the fourth, which is a list of birds seen from one garden bench.\n\nSign up now.",
		"The fifth of them closes the row with a recipe for bread that needs four whole days.\n\nSign up now.",
	};
	static const char *const title[] = { "Rivers run", "Mountains wait", "Sailors sing", "Birds sit",
		"Bread rises" };
	static const int64_t day[] = { 0, 0, 0, 25, 45 };
	struct wf_entry e[5];
	struct stream s = { .entry = e, .n = 5 };
	size_t i;

	memset(e, 0, sizeof(e));
	for (i = 0; i < 5; i++) {
		e[i].guid = title[i];
		e[i].feed = e[i].group = "daily";
		e[i].title = title[i];
		e[i].text = text[i];
		e[i].published = e[i].modified = TIME_NONE;
		e[i].fetched = 1790000000 + day[i] * 86400;
		(void)snprintf(e[i].id, sizeof(e[i].id), "%016zx", i + 1);
	}
	stop_at(&s, o, 4, 0);
	stop_at(&s, o, 4, 1);
}

static void
broken_records(const struct stream *s, const struct fold_options *o)
{
	struct run whole;
	struct fold_record r;
	struct fold *f = fold_new(o);
	struct why why = { "" };

	stream_run_start(&whole, o);
	CHECK(stream_run_put(&whole, s, 0, 5) == 0, "runs");
	r = whole.records.r[0];
	r.version++;
	CHECK(fold_restore(f, &r, &why) == -1, "another version is refused");
	r = whole.records.r[0];
	r.n_sketch = FOLD_SKETCH + 1;
	CHECK(fold_restore(f, &r, &why) == -1, "a count beyond its list is refused");
	r = whole.records.r[0];
	memset(r.story, 'a', sizeof(r.story));
	CHECK(fold_restore(f, &r, &why) == -1, "a string without an end is refused");
	r = whole.records.r[0];
	r.n_paragraphs = FOLD_PARAGRAPHS;
	CHECK(fold_restore(f, &r, &why) == -1, "paragraphs beyond the text are refused");
	r = whole.records.r[0];
	r.kind = WF_KINDS;
	CHECK(fold_restore(f, &r, &why) == -1, "an unknown kind is refused");
	CHECK(fold_restore(f, &whole.records.r[0], &why) == 0, "the record itself is taken");
	fold_free(f);
	stream_run_end(&whole);
}

int
main(void)
{
	struct fold_options o = { 0, 0, NULL, NULL }, few = { 0, 150, NULL, NULL };
	struct stream s;
	size_t at;

	CHECK(stream_make(&s, ENTRIES, 1, 3000) == 0, "stream");
	all_kinds(&s, &o);
	for (at = 0; at < ENTRIES; at += 61 + at % 89) {
		stop_at(&s, &o, at, 0);
		stop_at(&s, &few, at, 0);
		stop_at(&s, &o, at, 1);
	}
	sticky(&o);
	same_records(&s, &o);
	same_records(&s, &few);
	broken_records(&s, &o);
	stream_clear(&s);
	return test_end();
}
