/* Inputs made to hurt: each must end, fold as it should, and stay linear (the time of
 * both halves of a flood is printed for the eye; nothing is asserted on a clock). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "dedupe/fold.h"
#include "dedupe/hash.h"
#include "tests/test.h"

struct tally {
	size_t kind[WF_KINDS], lines, left;
	char story[WF_STORY_MAX];
};

static int
count(void *ctx, const struct wf_line *l, struct why *why)
{
	struct tally *t = ctx;

	(void)why;
	t->kind[l->kind]++;
	t->lines++;
	if (l->entry != NULL)
		memcpy(t->story, l->story, sizeof(t->story));
	return 0;
}

static void
leave(void *ctx, const char *guid, const char *story)
{
	struct tally *t = ctx;

	(void)guid;
	(void)story;
	t->left++;
}

static int
put(struct fold *f, struct tally *t, struct wf_entry *e, unsigned long long id)
{
	struct fold_put p = { .entry = e, .line = count, .ctx = t };
	struct why why;

	(void)snprintf(e->id, sizeof(e->id), "%016llx", (unsigned long long)hash_mix(id + 1));
	return fold_put(f, &p, &why);
}

static void
blank(struct wf_entry *e, const char *text)
{
	memset(e, 0, sizeof(*e));
	e->guid = "g";
	e->feed = e->group = "feed";
	e->text = text;
	e->published = e->modified = TIME_NONE;
	e->fetched = 1790000000;
	e->rank = 100;
}

static char *
fill(size_t n, const char *unit)
{
	size_t m = strlen(unit), i;
	char *s = malloc(n + 1);

	for (i = 0; s != NULL && i < n; i++)
		s[i] = unit[i % m];
	if (s != NULL)
		s[n] = '\0';
	return s;
}

/* Texts of 1 MB of one unit, a few times. */
static void
big(const char *unit, const char *name)
{
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, leave, &t };
	struct fold *f = fold_new(&o);
	char *text = fill((size_t)1 << 20, unit);
	struct wf_entry e;
	int i, ok = 1;

	for (i = 0; i < 4 && ok; i++) {
		blank(&e, text);
		e.guid = "g";
		text[i] = (char)('a' + i);
		ok = put(f, &t, &e, (unsigned)i) == 0;
	}
	fold_free(f);
	free(text);
	CHECK(ok && t.left == 4, name);
}

/* n entries whose text and title come from a pattern; seconds of each half. */
static void
flood(size_t n, int one_id, const char *title, const char *name)
{
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, leave, &t };
	struct fold *f = fold_new(&o);
	struct wf_entry e;
	char text[400];
	clock_t at[3];
	size_t i;
	int ok = 1;

	at[0] = clock();
	at[1] = at[0];
	for (i = 0; i < n && ok; i++) {
		(void)snprintf(text, sizeof(text), "the quick brown fox said on the day that it would "
		    "jump over the lazy dog again and again until number %zu of the long list of "
		    "dogs in the town had been counted by the %zu men of the guard", i, i * 7);
		blank(&e, text);
		e.title = title;
		e.fetched += (int64_t)(i / 100);
		ok = put(f, &t, &e, one_id ? 1 : i) == 0;
		if (i == n / 2)
			at[1] = clock();
	}
	at[2] = clock();
	fold_free(f);
	printf("# %s: %.2f s and %.2f s\n", name, (double)(at[1] - at[0]) / CLOCKS_PER_SEC,
	    (double)(at[2] - at[1]) / CLOCKS_PER_SEC);
	CHECK(ok && t.left == (one_id ? 1 : n), name);
}

static void
dates(void)
{
	static const int64_t days[] = { 0, -1, 4294967296, TIME_NONE, INT64_MAX, INT64_MIN + 1 };
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, leave, &t };
	struct fold *f = fold_new(&o);
	struct wf_entry e;
	size_t i;
	int ok = 1;

	for (i = 0; i < 12 && ok; i++) {
		blank(&e, "some words of a text");
		e.published = days[i % 6];
		if (i >= 6)
			e.fetched = TIME_NONE;
		ok = put(f, &t, &e, i) == 0;
	}
	fold_free(f);
	CHECK(ok && t.left == 12, "dates of 1970, 2106 and beyond");
}

static void
empty(void)
{
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, leave, &t };
	struct fold *f = fold_new(&o);
	struct wf_entry e;
	size_t i;
	int ok = 1;

	for (i = 0; i < 50 && ok; i++) {
		blank(&e, i % 2 ? "" : "\n\n\n\n\n\n");
		e.title = i % 3 ? NULL : "";
		ok = put(f, &t, &e, i) == 0;
	}
	fold_free(f);
	CHECK(ok && t.kind[WF_NEW] == 50, "entries without title and text stay apart");
}

static int
stop(void *ctx, const struct wf_line *l, struct why *why)
{
	(void)ctx;
	(void)l;
	return why_set(why, "disk full");
}

static void
receiver(void)
{
	struct fold_options o = { 0, 0, NULL, NULL };
	struct fold *f = fold_new(&o);
	struct why why = { "" };
	struct wf_entry e;
	struct fold_put p = { .entry = &e, .line = stop };

	blank(&e, "some words of a text");
	memcpy(e.id, "0123456789abcdef", 17);
	CHECK(fold_put(f, &p, &why) == -1, "a receiver stops the put");
	CHECK_STR(why.text, "disk full", "its reason is kept");
	fold_free(f);
}

/* A story of its own for each k. */
static void
story_text(char *to, size_t size, size_t k)
{
	size_t i, n = 0;

	for (i = 0; i < 40; i++)
		n += (size_t)snprintf(to + n, size - n, "%sw%llx", i % 10 ? " " : i ? "\n\n" : "",
		    (unsigned long long)hash_mix(k * 64 + i) >> 40);
}

/* One feed kills all that the agencies have, by guid, headline and number, and holds it too. */
static void
forging(void)
{
	enum { STORIES = 300 };
	static const char *const orders[] = { "KILL", "MANDATORY KILL", "WITHDRAWN", "HOLD", "RELEASE",
		"CORRECTION" };
	static const char *const owners[] = { "Reuters", "AP", "AFP", "dpa" };
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, NULL, NULL };
	struct fold *f = fold_new(&o);
	char text[1200], guid[40], title[120];
	struct wf_entry e;
	size_t i;
	int ok = 1;

	for (i = 0; i < STORIES && ok; i++) {
		story_text(text, sizeof(text), i);
		blank(&e, text);
		(void)snprintf(guid, sizeof(guid), "urn:item:nL8N%06zu", i);
		(void)snprintf(title, sizeof(title), "Headline of story number w%llx",
		    (unsigned long long)hash_mix(i) >> 40);
		e.guid = guid;
		e.title = title;
		e.owner = owners[i % 4];
		e.feed = e.group = owners[i % 4];
		ok = put(f, &t, &e, i) == 0;
	}
	CHECK(ok && t.kind[WF_NEW] == STORIES, "stories of four agencies");
	for (i = 0; i < STORIES * 6 && ok; i++) {
		(void)snprintf(text, sizeof(text), "Kill urn:item:nL8N%06zu, item nL8N%06zu, "
		    "\"Headline of story number w%llx\". By order of %s.", i / 6, i / 6,
		    (unsigned long long)hash_mix(i / 6) >> 40, owners[i / 6 % 4]);
		(void)snprintf(title, sizeof(title), "%s: story %zu", orders[i % 6], i);
		(void)snprintf(guid, sizeof(guid), "forged-%zu", i);
		blank(&e, text);
		e.guid = guid;
		e.title = title;
		e.feed = e.group = "forger";
		e.hold_suspected = 0;
		ok = put(f, &t, &e, 100000 + i) == 0;
	}
	CHECK(ok && t.kind[WF_KILL] == 0 && t.kind[WF_HOLD] == 0 && t.kind[WF_RELEASE] == 0 &&
	    t.kind[WF_CORRECT] == 0 && t.kind[WF_WITHDRAW] == 0, "forged orders do nothing to them");
	/* The same words from the owners' feeds do. */
	for (i = 0; i < STORIES && ok; i++) {
		(void)snprintf(text, sizeof(text), "Kill urn:item:nL8N%06zu.", i);
		(void)snprintf(guid, sizeof(guid), "true-%zu", i);
		blank(&e, text);
		e.guid = guid;
		e.title = "KILL";
		e.owner = owners[i % 4];
		e.feed = e.group = owners[i % 4];
		ok = put(f, &t, &e, 200000 + i) == 0;
	}
	CHECK(ok && t.kind[WF_KILL] == STORIES, "true ones kill them all");
	fold_free(f);
}

static int
clean_of(void *ctx, const struct wf_line *l, struct why *why)
{
	struct tally *t = ctx;

	/* `left` counts what is cleaned of, or hidden in, the outlet that is not the poisoner. */
	t->left += l->kind == WF_CLEAN && strcmp(l->feed, "poisoner") != 0;
	t->left += l->entry != NULL && strcmp(l->entry->feed, "poisoner") != 0 && l->n_furniture > 0;
	return count(ctx, l, why);
}

/* A feed repeats another outlet's paragraph in all its texts: it can only hurt itself. */
static void
poison(void)
{
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, NULL, NULL };
	struct fold *f = fold_new(&o);
	static const char stolen[] = "\n\nSign up for the newsletter that told the story first.";
	struct fold_put p = { .line = clean_of, .ctx = &t };
	char text[1600], own[1200], first[WF_STORY_MAX];
	struct wf_entry e;
	struct why why;
	size_t i;
	int ok = 1;

	p.entry = &e;
	story_text(own, sizeof(own), 1);
	memcpy(own + strlen(own), stolen, sizeof(stolen)); /* there is room for twice as much */
	for (i = 0; i < 40 && ok; i++) {
		story_text(text, sizeof(text), 1000 + i);
		memcpy(text + strlen(text), stolen, sizeof(stolen));
		blank(&e, i == 0 || i == 39 ? own : text);
		e.feed = e.group = i == 0 ? "daily" : i == 39 ? "post" : "poisoner";
		(void)snprintf(e.id, sizeof(e.id), "%016llx", (unsigned long long)hash_mix(i + 7000));
		ok = fold_put(f, &p, &why) == 0;
		if (i == 0)
			memcpy(first, t.story, sizeof(first));
	}
	CHECK(ok && t.kind[WF_COPY] >= 1 && strcmp(t.story, first) == 0, "a poisoned outlet's copy finds its story");
	CHECK(t.left == 0, "and neither loses a paragraph");
	fold_free(f);
}

/* So many embargoes that looking for the next one must not be a walk for every entry. */
static void
embargoes(void)
{
	struct tally t = { 0 };
	struct fold_options o = { 0, 0, NULL, NULL };
	struct fold *f = fold_new(&o);
	struct fold_put p = { .line = count, .ctx = &t };
	char text[1400], own[1200];
	struct wf_entry e;
	struct why why;
	size_t i;
	int ok = 1;

	for (i = 0; i < 3000 && ok; i++) {
		story_text(own, sizeof(own), i);
		(void)snprintf(text, sizeof(text), "EMBARGOED UNTIL 2026-09-22T09:00:00Z\n\n%s", own);
		blank(&e, text);
		ok = put(f, &t, &e, i) == 0;
	}
	CHECK(ok && t.kind[WF_HOLD] == 3000 && fold_next_due(f) == 1790067600, "3,000 embargoes are held");
	fold_clock(f, 1790067600);
	CHECK(fold_due(f, &p, &why) == 0 && t.kind[WF_RELEASE] == 3000 && fold_next_due(f) == INT64_MAX,
	    "and released, each once");
	fold_free(f);
}

/* n words that nobody else has. */
static void
own_words(char *to, size_t size, unsigned long long seed, int n)
{
	static const char vowel[] = "aeiou", other[] = "bdfgklmnprstvz";
	size_t at = strlen(to);
	int i, j;

	for (i = 0; i < n && at + 12 < size; i++) {
		uint64_t v = hash_mix(seed * 1000 + (unsigned)i + 7);

		for (j = 0; j < 4; j++, v >>= 12) {
			to[at++] = other[v % 14];
			to[at++] = vowel[(v >> 6) % 5];
		}
		to[at++] = ' ';
	}
	to[at] = '\0';
}

/* Twenty words in so many stories, and a text that is no more: is it taken for one's copy? */
static int
phrase(unsigned stories, unsigned seed)
{
	struct tally t = { 0 };
	struct fold_options o = { 0 };
	struct fold *f = fold_new(&o);
	struct wf_entry e;
	char text[4000], feed[20];
	unsigned i;

	for (i = 0; i <= stories && f != NULL; i++) {
		text[0] = '\0';
		if (i < stories)
			own_words(text, sizeof(text), 10000 + i, 12);
		own_words(text, sizeof(text), seed, 20);
		if (i < stories)
			own_words(text, sizeof(text), 20000 + i, 28);
		blank(&e, text);
		(void)snprintf(feed, sizeof(feed), "feed%u", i);
		e.guid = e.feed = e.group = feed;
		if (put(f, &t, &e, i) != 0)
			break;
	}
	fold_free(f);
	return t.kind[WF_NEW] < stories ? -1 : (int)t.kind[WF_COPY];
}

/* A window that more than 64 stories hold proposes none. Which windows a story has hangs on its own
 * words, so some phrases have one that few hold. */
static void
stock(void)
{
	enum { PHRASES = 24 };
	unsigned i, few = 0, many = 0, wrong = 0;

	for (i = 1; i <= PHRASES; i++) {
		int a = phrase(64, i), b = phrase(150, i);

		wrong += a < 0 || b < 0;
		few += a == 1;
		many += b == 1;
	}
	printf("# of %u phrases, %u lead to a story of 64 that hold them, %u to one of 150\n", PHRASES, few, many);
	CHECK(wrong == 0, "a phrase makes no story another's copy");
	CHECK(few >= PHRASES / 4, "what few stories hold proposes them");
	CHECK(many * 3 <= few * 2, "stock phrases propose none");
}

int
main(void)
{
	forging();
	poison();
	embargoes();
	big("word ", "one word over and over");
	big("x", "one word of a megabyte");
	big("1,000 2.5 ", "numbers only");
	big("a\n\n", "a paragraph a letter");
	big("\xe6\x97\xa5", "one run of Han");
	big("e\xcc\x81", "accents only");
	flood(1200, 1, "Weather", "one guid, another text each time");
	flood(1200, 0, "Weather", "one title, other guids");
	flood(1200, 0, NULL, "one template, no title");
	dates();
	empty();
	receiver();
	stock();
	return test_end();
}
