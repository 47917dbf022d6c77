/* wirefold explain and audit: why texts were, or were not, folded, in an editor's words. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "dedupe/fold.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"
#include "store/store.h"

#define ARENA ((size_t)256 << 20)
#define AUDIT_COUNT 20
#define AUDIT_DAYS 7
#define DAY ((int64_t)86400)

struct explaining {
	struct place place;
	struct store *store;
	struct arena arena;
	struct wf_line line[2];
	const char *story[2];     /* that each is in */
	size_t count;             /* entries of the story that were explained */
	struct why why;
};

static const struct { const char *rule, *words; } rules[] = {
	{ "window+sketch", "they share a passage, and most of the shorter text" },
	{ "near-verbatim", "they are word for word the same but for a little, so up to 7 days apart will do" },
	{ "same-id", "it is the same entry of its feed in a new version" },
	{ "fulltext", "it is the same entry of its feed with the text of its page" },
	{ "prior", "it is the same entry of its feed, seen before the live window" },
	{ "exact", "the short texts have the same words" },
	{ "same-url", "they have the same address" },
	{ "title+prefix", "the titles are the same and one short text begins the other" },
	{ "title+part", "one is the alert of the other: same title, and its sentence stands in the story" },
	{ "command", "the title is a command to editors" },
}, reasons[] = {
	{ "time", "they lie too far apart in time for texts that are not word for word the same" },
	{ "nothing", "they have next to nothing in common" },
	{ "containment", "too little of the shorter text stands in the other (45 % is wanted)" },
	{ "weak", "they share no passage as a whole, only title, address or first words; then 60 % is wanted" },
	{ "round-up", "one of them is a round-up of several stories" },
	{ "kind", "one of them is of a kind of its own (FACTBOX, WRAPUP, ANALYSIS ...); then 60 % is wanted" },
	{ "numbers", "the texts are full of numbers, and the numbers are not the same ones" },
	{ "heads", "neither text begins as the other goes on, and the titles speak of different things" },
	{ "short", "a text of fewer than 20 words wants the same words, address or title" },
	{ "notice", "one of them is a notice" },
};

static const char *
words_of(const char *name, int against)
{
	size_t i;

	for (i = 0; !against && i < sizeof(rules) / sizeof(rules[0]); i++)
		if (name != NULL && strcmp(rules[i].rule, name) == 0)
			return rules[i].words;
	for (i = 0; against && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (name != NULL && strcmp(reasons[i].rule, name) == 0)
			return reasons[i].words;
	return name != NULL ? name : "no rule";
}

static int
percent(double share)
{
	return share < 0 ? 0 : share > 1 ? 100 : (int)(share * 100 + 0.5);
}

static void
say_entry(const char *label, const struct wf_line *l, const char *story)
{
	const struct wf_entry *e = l->entry;
	char t[TIME_LEN];

	time_format(e->published != TIME_NONE ? e->published : e->fetched, t);
	(void)say_out("%-3s %s  %s  %s", label, t[0] != '\0' ? t : "-", e->feed != NULL ? e->feed : "-",
	    e->title != NULL ? e->title : "(no title)");
	(void)say_out("    entry %s, story %s", e->id, story[0] != '\0' ? story : "-");
}

#define SENTENCE_SHOWN ((size_t)110) /* bytes: a line of a terminal with what stands before */

static void
say_sentences(const char *label, const struct explain_text *t)
{
	size_t i, n, all;

	for (i = 0; i < t->n_shown; i++) {
		all = t->shown[i].n;
		while (all > 0 && (t->shown[i].p[all - 1] == '\n' || t->shown[i].p[all - 1] == ' '))
			all--; /* the last one of a paragraph */
		n = all > SENTENCE_SHOWN ? SENTENCE_SHOWN : all;
		while (n < all && n > 0 && ((unsigned char)t->shown[i].p[n] & 0xc0) == 0x80)
			n--;
		(void)say_out("    only in %s: %.*s%s", label, (int)n, t->shown[i].p, n < all ? " ..." : "");
	}
	if (t->alone > t->n_shown)
		(void)say_out("    ... and %zu more", t->alone - t->n_shown);
}

static void
say_apart(const struct explain *x)
{
	int64_t m = x->apart / 60;

	(void)say_out("Time       %lld h %lld min apart; up to %lld h are looked back", (long long)(m / 60),
	    (long long)(m % 60), (long long)(x->window / 3600));
}

/* What the comparison found, a line a finding. */
static void
say_pair(const struct explain *x)
{
	const struct explain_text *a = &x->text[0], *b = &x->text[1];
	size_t shared = b->sentences - b->alone;

	(void)say_out("Words      %zu in A, %zu in B, furniture and credits left out", a->words, b->words);
	if (x->closest < 0)
		(void)say_out("Passages   too short for passages of 16 words");
	else if (x->windows_near > 0)
		(void)say_out("Passages   %d of B's %zu samples of 16 words stand in A; the closest differ in %d of 64 bits",
		    x->windows_near, b->windows, x->closest);
	else
		(void)say_out("Passages   none of B's %zu samples of 16 words is in A (the closest differ in %d of 64 bits, 3 are allowed)",
		    b->windows, x->closest);
	(void)say_out("Text       %d %% of the shorter text stands in the other; %d %% of both together is common",
	    percent(x->containment), percent(x->jaccard));
	(void)say_out("Sentences  %zu the same, %zu only in A, %zu only in B", shared, a->alone, b->alone);
	say_sentences("A", a);
	say_sentences("B", b);
	if (a->head >= 0 && b->head >= 0)
		(void)say_out("Beginning  %d %% of A's stands in B, %d %% of B's in A", percent(a->head), percent(b->head));
	(void)say_out("Titles     %s", x->titles_agree ? "speak of one thing" : "do not agree");
	(void)say_out("Numbers    %zu of %zu are the same%s", x->numbers_common, x->numbers,
	    a->dense && b->dense ? "; both texts are full of numbers, so these must agree" : "");
	if (x->distance >= 0 && x->distance <= 3)
		(void)say_out("Whole      fingerprints differ in %d of 64 bits: a correction at most", x->distance);
	say_apart(x);
}

static int
pair(struct explaining *e)
{
	struct explain x;

	say_entry("A", &e->line[0], e->story[0]);
	say_entry("B", &e->line[1], e->story[1]);
	if (explain_pair(&e->line[0], &e->line[1], e->place.conf_read ? e->place.conf.window : 0, &x,
	    &e->why) != 0)
		return -1;
	say_pair(&x);
	if (x.match)
		(void)say_out("By itself  B would be folded under A: %s", words_of(x.rule, 0));
	else
		(void)say_out("By itself  B would not be folded under A: %s", words_of(x.against, 1));
	return strcmp(e->story[0], e->story[1]) == 0 && e->story[0][0] != '\0' ?
	    say_out("Archive    they are one story") : say_out("Archive    they are two stories");
}

/* A line that outlives the call that handed it out. */
static int
keep_line(struct explaining *e, const char *entry, struct wf_line *to, const char **story)
{
	struct store_known k = { .id = entry };
	char *copy;

	if (store_known(e->store, &k, 1, &e->why) != 0)
		return -1;
	if (!k.found)
		return 1;
	if (store_line(e->store, &k, &e->arena, to, &e->why) != 0)
		return -1;
	copy = arena_str(&e->arena, k.story);
	*story = copy;
	return copy != NULL ? 0 : why_set(&e->why, "out of memory");
}

struct kept {
	char entry[WF_ID_HEX + 1];
};

static int
find_kept(void *ctx, const struct store_member *m)
{
	struct kept *k = ctx;

	if (m->kept)
		memcpy(k->entry, m->line->entry->id, sizeof(k->entry));
	return m->kept;
}

/* An entry id, or a story: then its kept copy. Exit code. */
static int
look_up(struct explaining *e, const char *what, int i)
{
	char id[WF_STORY_MAX];
	struct kept k = { "" };
	int rc = strlen(what) == WF_ID_HEX ? keep_line(e, what, &e->line[i], &e->story[i]) : 1;

	if (rc > 0)
		rc = store_find(e->store, what, id, &e->why);
	else if (rc == 0)
		return 0;
	if (rc > 0) {
		say(rc == 1 ? "no story or entry '%s'" : "'%s' is the start of several ids", what);
		return EXIT_NOTHING;
	}
	if (rc == 0)
		rc = store_members(e->store, id, find_kept, &k, &e->why);
	if (rc == 0)
		rc = keep_line(e, k.entry, &e->line[i], &e->story[i]);
	if (rc != 0)
		say("%s", rc < 0 ? e->why.text : "the story has no kept copy");
	return rc != 0 ? EXIT_SYSTEM : 0;
}

/* What the journal says of one member. */
static void
say_member(const struct wf_line *l, const char *near)
{
	static const struct { enum wf_kind kind; const char *words; } kinds[] = {
		{ WF_NEW, "opened the story" }, { WF_COPY, "a copy" }, { WF_ENTRY_VERSION, "a version" } };
	const char *kind = "an entry";
	size_t i;

	for (i = 0; i < 3; i++)
		if (kinds[i].kind == l->kind)
			kind = kinds[i].words;
	(void)say_out("  %s  %s  %s", l->entry->id, l->entry->feed != NULL ? l->entry->feed : "-",
	    l->entry->title != NULL ? l->entry->title : "(no title)");
	if (l->near[0] == '\0')
		(void)say_out("    %s", kind);
	else if (l->containment >= 0)
		(void)say_out("    %s: matched %s (%s), %d %% of the shorter text in the other: %s", kind, l->near,
		    near, percent(l->containment), words_of(l->rule, 0));
	else
		(void)say_out("    %s: matched %s (%s): %s", kind, l->near, near, words_of(l->rule, 0));
	for (i = 0; i < l->n_flags; i++)
		(void)say_out("    marked: %s", l->flags[i]);
}

static int
each_member(void *ctx, const struct store_member *m)
{
	struct explaining *e = ctx;
	struct wf_line near;
	const char *story = "", *feed = "gone";

	if (m->line->near[0] != '\0' && keep_line(e, m->line->near, &near, &story) == 0)
		feed = near.entry->feed != NULL ? near.entry->feed : "-";
	say_member(m->line, feed);
	e->count++;
	return 0;
}

/* One story: why each of its entries is in it. */
static int
one_story(struct explaining *e, const char *what)
{
	char id[WF_STORY_MAX];
	int rc = store_find(e->store, what, id, &e->why);

	if (rc > 0) {
		say(rc == 1 ? "no story '%s'" : "'%s' is the start of several ids", what);
		return EXIT_NOTHING;
	}
	if (rc == 0)
		rc = say_out("Story %s", id);
	if (rc == 0)
		rc = store_members(e->store, id, each_member, e, &e->why);
	return rc == 0 ? 0 : EXIT_SYSTEM;
}

static int
with_archive(struct explaining *e, int n, char **words)
{
	int rc;

	if (n == 1) {
		rc = one_story(e, words[0]);
	} else {
		rc = look_up(e, words[0], 0);
		if (rc == 0)
			rc = look_up(e, words[1], 1);
		if (rc == 0 && pair(e) != 0)
			rc = EXIT_SYSTEM;
	}
	if (rc == EXIT_SYSTEM && e->why.text[0] != '\0')
		say("%s", e->why.text);
	return rc;
}

int
explain_command(int argc, char **argv)
{
	struct explaining e;
	int rc;

	memset(&e, 0, sizeof(e));
	e.story[0] = e.story[1] = "";
	arena_init(&e.arena, ARENA);
	rc = place_options(&e.place, argv[0], argc, argv);
	if (rc == 0 && (argc - optind < 1 || argc - optind > 2))
		rc = command_usage(argv[0]);
	if (rc == 0)
		rc = place_archive(&e.place, 0, 0, &e.store);
	if (rc == 0)
		rc = with_archive(&e, argc - optind, argv + optind);
	if (rc == 0 && say_end() != 0)
		rc = EXIT_SYSTEM;
	arena_clear(&e.arena);
	store_close(e.store);
	place_clear(&e.place);
	return rc;
}

/* A sample of so many of all: each has the same chance (Vitter 1985, algorithm R). */
struct sampling {
	struct store_known *k;
	size_t want, n, seen;
	uint64_t seed;
};

static int
sample(void *ctx, const struct store_known *k)
{
	struct sampling *s = ctx;
	size_t at;

	s->seen++;
	s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
	at = s->n < s->want ? s->n++ : (size_t)(s->seed >> 33) % s->seen;
	if (at < s->want)
		s->k[at] = *k;
	return 0;
}

static int
audit_one(struct explaining *e, const struct store_known *k)
{
	struct wf_line line, near;
	struct explain x;
	const char *story = "";
	int rc;

	arena_clear(&e->arena);
	if (store_line(e->store, k, &e->arena, &line, &e->why) != 0)
		return -1;
	(void)say_out("Story %s", line.story);
	say_entry("B", &line, line.story);
	rc = line.near[0] != '\0' ? keep_line(e, line.near, &near, &story) : 1;
	if (rc == 0) {
		say_entry("A", &near, story);
		rc = explain_pair(&near, &line, e->place.conf_read ? e->place.conf.window : 0, &x, &e->why);
	}
	if (rc == 0) {
		(void)say_out("    folded because %s (%d %% of the shorter)", words_of(line.rule, 0),
		    percent(line.containment >= 0 ? line.containment : x.containment));
		say_sentences("A", &x.text[0]);
		say_sentences("B", &x.text[1]);
	}
	(void)say_out("%s", "");
	return rc < 0 ? -1 : 0;
}

static uint32_t
day_before(int64_t now)
{
	struct time_civil c;

	time_to_civil(now - AUDIT_DAYS * DAY, &c);
	return (uint32_t)(c.year * 10000 + c.month * 100 + c.day);
}

static int
audit(struct explaining *e, struct sampling *s)
{
	size_t i;

	s->k = calloc(s->want, sizeof(*s->k));
	if (s->k == NULL)
		return why_set(&e->why, "out of memory");
	if (store_folds(e->store, day_before((int64_t)time(NULL)), sample, s, &e->why) != 0)
		return -1;
	for (i = 0; i < s->n; i++)
		if (audit_one(e, &s->k[i]) != 0)
			return -1;
	return say_out("%zu of the %zu folds of %d days; `wirefold split STORY COPY` parts what is wrong", s->n,
	    s->seen, AUDIT_DAYS);
}

int
explain_command_audit(int argc, char **argv)
{
	struct sampling s = { .want = AUDIT_COUNT };
	struct explaining e;
	char *end;
	int c, rc = 0;

	memset(&e, 0, sizeof(e));
	arena_init(&e.arena, ARENA);
	s.seed = (uint64_t)time(NULL) * 0x9e3779b97f4a7c15u;
	while (rc == 0 && (c = getopt(argc, argv, "+c:a:n:s:")) != -1) {
		if (c == 'c')
			e.place.conf_path = optarg;
		else if (c == 'a')
			e.place.dir = optarg;
		else if (c == 'n' && (s.want = strtoul(optarg, &end, 10)) > 0 && s.want <= 100000 && *end == '\0')
			continue;
		else if (c == 's' && (s.seed = strtoull(optarg, &end, 10), *end == '\0'))
			continue;
		else
			rc = command_usage(argv[0]);
	}
	if (rc == 0 && argc != optind)
		rc = command_usage(argv[0]);
	if (rc == 0)
		rc = place_archive(&e.place, 0, 0, &e.store);
	if (rc == 0 && audit(&e, &s) != 0) {
		say("%s", e.why.text);
		rc = EXIT_SYSTEM;
	}
	if (rc == 0 && (say_end() != 0 || s.n == 0))
		rc = s.n == 0 ? EXIT_NOTHING : EXIT_SYSTEM;
	free(s.k);
	arena_clear(&e.arena);
	store_close(e.store);
	place_clear(&e.place);
	return rc;
}
