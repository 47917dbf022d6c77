/* Every allocation fails in turn, once and for ever: the fold says so and is freed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/fold.h"
#include "dedupe/hash.h"
#include "dedupe/near.h"
#include "dedupe/pool.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/oom.h"
#include "tests/test.h"

#define ENTRIES 40

static int
ignore(void *ctx, const struct wf_line *l, struct why *why)
{
	(void)why;
	(void)l;
	++*(size_t *)ctx;
	return 0;
}

static void
leave(void *ctx, const char *guid, const char *story)
{
	(void)ctx;
	(void)guid;
	(void)story;
}

/* 1 when the stream went through, 0 when a call said that memory is out, -1 when it
 * said nothing. */
static int
once(const struct stream *s, long at, int ever, size_t *lines)
{
	struct fold_options o = { 0, 0, leave, NULL };
	struct fold *f;
	struct why why;
	size_t i;
	int ok = 1;

	*lines = 0;
	oom_fail(at, ever);
	f = fold_new(&o);
	if (f == NULL)
		return 0;
	for (i = 0; i < s->n && ok == 1; i++) {
		struct fold_put put = { .entry = &s->entry[i], .line = ignore, .ctx = lines };

		why.text[0] = '\0';
		if (fold_put(f, &put, &why) != 0)
			ok = strstr(why.text, "out of memory") != NULL ? 0 : -1;
	}
	fold_free(f);
	return ok;
}

/* So many entries with a fingerprint, and behind them so many without. 1 when all went in, 0 when memory
 * was out. */
static int
fingerprints(uint32_t with, uint32_t without, long at, int ever)
{
	struct near *x;
	uint64_t v;
	uint32_t i;
	int rc = 1;

	oom_fail(at, ever);
	x = near_new();
	for (i = 0; x != NULL && i < with + without && rc == 1; i++) {
		v = hash_mix(i);
		rc = near_put(x, i, &v, i < with) == 0;
	}
	if (x == NULL)
		rc = 0;
	near_free(x);
	return rc;
}

/* Each of their allocations. */
static void
near_fails(uint32_t with, uint32_t without)
{
	const long kept = oom_live();
	long at, all, failed = 0;

	CHECK(fingerprints(with, without, 0, 0) == 1, "fingerprints go in");
	all = oom_calls();
	for (at = 1; at <= all; at++)
		failed += (fingerprints(with, without, at, 0) == 0) + (fingerprints(with, without, at, 1) == 0);
	oom_fail(0, 0);
	printf("# %ld allocations\n", all);
	CHECK(failed == 2 * all && all > 20, "each allocation fails");
	CHECK(oom_live() == kept, "nothing is left over");
}

static int
ask(void *ctx, const struct wf_line *l, struct why *why)
{
	return few_ask(ctx, l) == 0 ? 0 : why_set(why, "out of memory");
}

/* The last entries are joined in reverse to the records of the others. 1 when that went through, 0 when
 * memory was out. */
static int
few_once(const struct stream *s, const struct record_list *records, long at, int ever)
{
	struct fold_options o = { 0, 0, NULL, NULL };
	struct few *x;
	struct why why;
	size_t i, n = s->n - 4;
	int rc;

	oom_fail(at, ever);
	x = few_new(&o);
	for (i = n, rc = x == NULL ? -1 : 0; rc == 0 && i < s->n; i++)
		rc = few_want(x, &s->entry[i], "");
	for (i = 0; rc == 0 && i < records->n; i++)
		rc = few_restore(x, &records->r[i], &why);
	if (rc == 0)
		rc = few_end(x, TIME_NONE, &why);
	for (i = n; rc == 0 && i < s->n; i++)
		rc = fold_put(few_fold(x), &(struct fold_put){ .entry = &s->entry[i], .line = ask, .ctx = x }, &why);
	while (rc == 0 && (rc = few_next(x)) > 0) {
		for (i = 0, rc = 0; rc == 0 && i < records->n; i++)
			rc = few_restore(x, &records->r[i], &why);
		if (rc == 0)
			rc = few_end(x, TIME_NONE, &why);
	}
	if (rc == 0)
		fold_free(few_take(x));
	few_free(x);
	return rc == 0;
}

static void
few_fails(void)
{
	struct fold_options o = { 0, 0, NULL, NULL };
	struct stream s;
	struct run run;
	long at, all, kept, failed = 0, through = 0;
	int ever;

	CHECK(stream_make(&s, ENTRIES, 6, 600) == 0, "a stream");
	stream_run_start(&run, &o);
	CHECK(stream_run_put(&run, &s, 0, s.n - 4) == 0, "records");
	kept = oom_live();
	CHECK(few_once(&s, &run.records, 0, 0) == 1, "few go through");
	all = oom_calls();
	for (ever = 0; ever < 2; ever++)
		for (at = 1; at <= all; at++)
			if (few_once(&s, &run.records, at, ever))
				through++;
			else
				failed++;
	oom_fail(0, 0);
	printf("# %ld allocations: %ld failures said, %ld runs went through\n", all, failed, through);
	CHECK(failed + through == 2 * all && failed > all, "each allocation fails");
	CHECK(oom_live() == kept, "nothing is left over");
	stream_run_end(&run);
	stream_clear(&s);
}

/* Up to the block that is not of malloc's. */
static void
pool_fails(void)
{
	const long kept = oom_live();
	struct pool *p;
	long at, left = 0;

	oom_fail(1, 1);
	CHECK(pool_new() == NULL, "no pool without memory");
	for (at = 1; at <= 4; at++) {
		oom_fail(0, 0);
		p = pool_new();
		oom_fail(at, 1);
		while (pool_get(p, 3000) != NULL)
			continue;
		left += pool_get(p, 100000) != NULL;
		oom_fail(0, 0);
		left += pool_get(p, 3000) == NULL || pool_get(p, SIZE_MAX - 3) != NULL;
		pool_free(p);
	}
	CHECK(left == 0, "a pool says that memory is out, and goes on when there is some");
	CHECK(oom_live() == kept, "a pool frees what it has");
}

int
main(void)

{
	struct stream s;
	size_t whole, lines;
	long at, all, failed = 0, silent = 0, through = 0, wrong = 0, kept;
	int ever, rc;

	if (stream_make(&s, ENTRIES, 5, 600) != 0)
		return 2;
	kept = oom_live();
	CHECK(once(&s, 0, 0, &whole) == 1 && whole > ENTRIES / 2, "the stream goes through");
	all = oom_calls();
	for (ever = 0; ever < 2; ever++)
		for (at = 1; at <= all; at++) {
			rc = once(&s, at, ever, &lines);
			failed += rc == 0;
			silent += rc < 0;
			through += rc > 0;
			wrong += rc > 0 && lines != whole;
		}
	oom_fail(0, 0);
	printf("# %ld allocations: %ld failures said, %ld runs went through\n", all, failed, through);
	CHECK(failed + through == 2 * all && failed > all, "each allocation fails");
	CHECK(oom_live() == kept, "nothing is left over");
	CHECK(silent == 0, "each failure names its cause");
	CHECK(wrong == 0, "what went through all the same is the same");
	stream_clear(&s);
	near_fails(900, 0);  /* buckets are split */
	near_fails(0, 40000); /* rows of more than one chunk */
	few_fails();
	pool_fails();
	return test_end();
}
