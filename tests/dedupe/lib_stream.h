/* lib_stream: a made-up wire, the same for one seed: feeds with their own furniture,
 * stories with copies, cuts, updates under the same and under new ids, kills. */
#ifndef TESTS_DEDUPE_LIB_STREAM_H
#define TESTS_DEDUPE_LIB_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "dedupe/fold.h"

struct stream {
	struct arena arena;
	struct wf_entry *entry;
	size_t n;
};

/* The next of a row of even numbers, the same on any machine; the state is moved on. */
uint64_t stream_draw(uint64_t *state);

/* n entries; `step` seconds between arrivals. They live until stream_clear. */
int stream_make(struct stream *s, size_t n, uint64_t seed, int64_t step);
void stream_clear(struct stream *s);

/* What a fold handed out: lines as text, their records, and the lines themselves. */
struct record_list {
	struct fold_record *r;
	size_t n, cap;
};
struct run {
	struct fold *f;
	struct buf out;
	struct record_list records;
	struct arena arena;
	struct wf_line *line;
	size_t n_lines, cap_lines;
	int broken;
};

/* A receiver that keeps all of it; ctx is a struct run. */
int stream_take(void *ctx, const struct wf_line *l, struct why *why);

void stream_run_start(struct run *r, const struct fold_options *o);
/* Puts entries from <= i < to. 0 or -1. */
int stream_run_put(struct run *r, const struct stream *s, size_t from, size_t to);
void stream_run_end(struct run *r);

#endif
