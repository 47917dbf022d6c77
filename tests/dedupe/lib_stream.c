#include "tests/dedupe/lib_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/hash.h"
#include "tests/dedupe/lib_item.h"

#define FEEDS 9
#define BASE_TIME 1790000000

uint64_t
stream_draw(uint64_t *state)
{
	*state += HASH_SEED;
	return hash_mix(*state);
}

static size_t
pick(uint64_t *state, size_t n)
{
	return (size_t)(stream_draw(state) % n);
}

static void
word(struct buf *b, uint64_t n)
{
	static const char *const part[] = { "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo",
		"mu", "na", "pe", "ri", "so", "tu", "va" };

	do {
		(void)buf_str(b, part[n % 16]);
		n /= 16;
	} while (n > 0);
}

static void
sentence(struct buf *b, uint64_t *state, size_t words, int numbers)
{
	size_t i;

	for (i = 0; i < words; i++) {
		if (i > 0)
			(void)buf_char(b, ' ');
		if (numbers && pick(state, 12) == 0)
			(void)buf_printf(b, "%u", (unsigned)pick(state, 900));
		else
			word(b, 16 + pick(state, 4000));
	}
	(void)buf_char(b, '.');
}

/* The story of that number, with `edit` changes: another ending, another number. */
static void
body(struct buf *b, uint64_t story, unsigned edit, size_t feed)
{
	uint64_t state = story * 7919 + 1;
	size_t paragraphs = 3 + pick(&state, 6), i, cut;

	cut = edit % 4 == 1 && paragraphs > 3 ? paragraphs - 2 : paragraphs;
	if (feed >= 2 && feed % 2 == 0)
		(void)buf_str(b, "Advertisement\n\n");
	if (feed == 0)
		(void)buf_str(b, "LONDON (Reuters) - ");
	for (i = 0; i < cut; i++) {
		if (i > 0)
			(void)buf_str(b, "\n\n");
		sentence(b, &state, 25 + pick(&state, 30), story % 5 == 0);
		if (edit >= 2 && i == 1)
			(void)buf_printf(b, " Version %u said so.", edit);
	}
	if (feed >= 2)
		(void)buf_printf(b, "\n\nSign up for our newsletter %u\n\nBy signing up you agree to "
		    "our terms of use.", (unsigned)feed);
	if (feed == 5)
		(void)buf_printf(b, "\n\nThe committee of feed five meets again in spring to vote.");
}

static const char *
made(struct arena *a, struct buf *b)
{
	const char *s = arena_strn(a, buf_get(b), b->n);

	buf_reset(b);
	return s;
}

static void
one(struct stream *s, struct buf *b, size_t i, uint64_t *state)
{
	static const char *const feeds[FEEDS] = { "agency", "daily", "post", "herald", "times",
		"courier", "globe", "echo", "star" };
	struct wf_entry *e = &s->entry[i];
	size_t feed = pick(state, FEEDS);
	uint64_t story = i / 6 + pick(state, 3);
	unsigned edit = (unsigned)pick(state, 5), again = (unsigned)pick(state, 4);
	uint64_t named = story * 31;

	e->feed = e->group = feeds[feed];
	e->owner = feed == 0 ? "Reuters" : NULL;
	e->rank = (int)(10 + feed);
	(void)buf_printf(b, "g%llu-%u", (unsigned long long)story, again == 0 ? edit : 0);
	e->guid = made(&s->arena, b);
	if (again == 1 && edit >= 2)
		(void)buf_printf(b, "UPDATE %u-", edit);
	sentence(b, &named, 6, 0);
	e->title = made(&s->arena, b);
	if (pick(state, 14) == 0)
		(void)buf_str(b, "STORY REMOVED");
	else if (pick(state, 30) == 0)
		sentence(b, &named, 9, 0);
	else
		body(b, story, edit, feed);
	e->text = made(&s->arena, b);
	(void)buf_printf(b, "https://%s.example/%llu", feeds[feed], (unsigned long long)story);
	e->url = made(&s->arena, b);
}

int
stream_make(struct stream *s, size_t n, uint64_t seed, int64_t step)
{
	uint64_t state = seed;
	struct buf b;
	size_t i;

	memset(s, 0, sizeof(*s));
	arena_init(&s->arena, (size_t)4 << 30);
	buf_init(&b, (size_t)1 << 20);
	s->entry = calloc(n, sizeof(*s->entry));
	if (s->entry == NULL)
		return -1;
	s->n = n;
	for (i = 0; i < n; i++) {
		struct wf_entry *e = &s->entry[i];

		one(s, &b, i, &state);
		e->fetched = BASE_TIME + (int64_t)i * step;
		e->published = pick(&state, 5) == 0 ? TIME_NONE :
		    e->fetched - (int64_t)pick(&state, 7200);
		e->modified = TIME_NONE;
		(void)snprintf(e->id, sizeof(e->id), "%016llx",
		    (unsigned long long)hash_pair(hash_str(e->feed), hash_str(e->guid)));
	}
	buf_clear(&b);
	return 0;
}

void
stream_clear(struct stream *s)
{
	arena_clear(&s->arena);
	free(s->entry);
}

/* The line with all it points to; entries stay where they are. */
static int
copy_line(struct run *r, const struct wf_line *l)
{
	struct wf_line *to;
	size_t i;
	const char **flags;
	int *furniture;

	if (r->n_lines == r->cap_lines) {
		r->cap_lines = r->cap_lines * 2 + 64;
		to = realloc(r->line, r->cap_lines * sizeof(*to));
		if (to == NULL)
			return -1;
		r->line = to;
	}
	to = &r->line[r->n_lines++];
	*to = *l;
	flags = arena_array(&r->arena, l->n_flags + 1, sizeof(*flags));
	furniture = arena_array(&r->arena, l->n_furniture + 1, sizeof(*furniture));
	if (flags == NULL || furniture == NULL)
		return -1;
	for (i = 0; i < l->n_flags; i++)
		flags[i] = arena_str(&r->arena, l->flags[i]);
	if (l->n_furniture > 0)
		memcpy(furniture, l->furniture, l->n_furniture * sizeof(*furniture));
	to->flags = flags;
	to->furniture = furniture;
	to->extent = arena_str(&r->arena, l->extent);
	to->agencies = NULL;
	to->n_agencies = 0;
	return 0;
}

int
stream_take(void *ctx, const struct wf_line *l, struct why *why)
{
	struct run *r = ctx;
	struct record_list *k = &r->records;
	void *p;

	item_line(&r->out, l);
	(void)buf_char(&r->out, '\n');
	if (k->n == k->cap) {
		k->cap = k->cap * 2 + 64;
		p = realloc(k->r, k->cap * sizeof(*k->r));
		if (p == NULL)
			return why_set(why, "out of memory");
		k->r = p;
	}
	if (fold_record(r->f, l, &k->r[k->n]) != 0)
		r->broken = 1;
	k->n++;
	return copy_line(r, l) == 0 ? 0 : why_set(why, "out of memory");
}

void
stream_run_start(struct run *r, const struct fold_options *o)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->out, (size_t)1 << 30);
	arena_init(&r->arena, (size_t)1 << 30);
	r->f = fold_new(o);
}

int
stream_run_put(struct run *r, const struct stream *s, size_t from, size_t to)
{
	struct why why;
	size_t i;

	for (i = from; i < to; i++) {
		struct fold_put put = { .entry = &s->entry[i], .now = 1790000000, .line = stream_take,
			.ctx = r };

		if (fold_put(r->f, &put, &why) != 0)
			return -1;
	}
	return 0;
}

void
stream_run_end(struct run *r)
{
	fold_free(r->f);
	buf_clear(&r->out);
	arena_clear(&r->arena);
	free(r->records.r);
	free(r->line);
}
