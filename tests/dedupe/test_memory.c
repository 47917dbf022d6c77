/* Every allocation fails in turn, once and for ever: the fold says so and is freed. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dedupe/fold.h"
#include "tests/dedupe/lib_stream.h"
#include "tests/test.h"

#define ENTRIES 60

#ifdef __SANITIZE_ADDRESS__

int
main(void)
{
	CHECK(1, "not with a sanitizer's own malloc");
	return test_end();
}

#else

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t m);
extern void *__libc_realloc(void *p, size_t n);
void *malloc(size_t n);
void *calloc(size_t n, size_t m);
void *realloc(void *p, size_t n);

static long left = -1; /* allocations until one fails; -1: none does */
static int for_ever;

static int
fails(void)
{
	if (left < 0)
		return 0;
	if (left > 0) {
		left--;
		return 0;
	}
	if (!for_ever)
		left = -1;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t m)
{
	return fails() ? NULL : __libc_calloc(n, m);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}

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
	left = at;
	for_ever = ever;
	f = fold_new(&o);
	if (f == NULL) {
		left = -1;
		return 0;
	}
	for (i = 0; i < s->n && ok == 1; i++) {
		struct fold_put put = { .entry = &s->entry[i], .line = ignore, .ctx = lines };

		why.text[0] = '\0';
		if (fold_put(f, &put, &why) != 0)
			ok = strstr(why.text, "out of memory") != NULL ? 0 : -1;
	}
	fold_free(f);
	left = -1;
	return ok;
}

int
main(void)
{
	struct stream s;
	size_t whole, lines;
	long at, failed = 0, silent = 0, through = 0, wrong = 0;
	int ever, rc;

	if (stream_make(&s, ENTRIES, 5, 600) != 0)
		return 2;
	CHECK(once(&s, -1, 0, &whole) == 1 && whole > ENTRIES / 2, "the stream goes through");
	for (ever = 0; ever < 2; ever++)
		for (at = 0; at < 1500; at++) {
			rc = once(&s, at, ever, &lines);
			failed += rc == 0;
			silent += rc < 0;
			through += rc > 0;
			wrong += rc > 0 && lines != whole;
		}
	printf("# %ld failures said, %ld runs went through\n", failed, through);
	CHECK(failed > 300, "allocations fail");
	CHECK(silent == 0, "each failure names its cause");
	CHECK(wrong == 0, "what went through all the same is the same");
	stream_clear(&s);
	return test_end();
}

#endif
