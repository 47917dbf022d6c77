/* The cases in tests/dedupe/cases: items one a line, an empty line between cases, `#`
 * lines in front saying what is tried. `_wirefold.want` is the entry's line: kind, story
 * label after a colon, `+flag`s, `@agency`, `^dateline`, `%extent`, `~byline`, `$credit`, `!note`; none
 * for an unchanged repeat. `_wirefold.then` is the decisions behind it: keep:GUID, kill:LABEL,
 * unkill, hold:LABEL@TIME, release, merge:YOUNG>OLD, split:OLD>NEW, clean:GUID=1,2,
 * withdraw:GUID, correct:LABEL, note:LABEL, earlier:NEW>OLD, substitute:OLD>NEW, +flags behind
 * each. What is due by an item's arrival is released before it. A line with `_wirefold.word`
 * alone is an editor's: `kill LABEL`, `split LABEL GUID NEWLABEL`, `drop FEED PARAGRAPH` and so
 * on; `refused` is wanted where it cannot be. Every case is also replayed from its records,
 * item by item. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "dedupe/fold.h"
#include "dedupe/hash.h"
#include "tests/dedupe/lib_item.h"
#include "tests/test.h"

#define LABELS 64
#define GUIDS 256
#define RECORDS 1024

struct seen {
	struct fold *f;
	char label[LABELS][24], story[LABELS][WF_STORY_MAX];
	size_t n;
	char id[GUIDS][WF_ID_HEX + 1], guid[GUIDS][24];
	size_t n_guids;
	const char *want;      /* of the item now put: its label is a new story's */
	char got[400], then[600];
	struct fold_record *record;
	size_t n_records;
};

/* The label of a story; a new story takes the one that is wanted. */
static const char *
label(struct seen *s, const char *story, int make)
{
	const char *want = strchr(s->want, ':');
	size_t i, n;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->story[i], story) == 0)
			return s->label[i];
	if (!make || s->n == LABELS)
		return "?";
	n = want != NULL ? strcspn(want + 1, " ") : 0;
	(void)snprintf(s->label[s->n], sizeof(s->label[0]), "%.*s", (int)(n < 20 ? n : 20),
	    want != NULL ? want + 1 : "?");
	for (i = 0; i < s->n; i++)
		if (strcmp(s->label[i], s->label[s->n]) == 0)
			return "another";
	(void)snprintf(s->story[s->n], sizeof(s->story[0]), "%s", story);
	return s->label[s->n++];
}

static const char *
guid(const struct seen *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->n_guids; i++)
		if (strcmp(s->id[i], id) == 0)
			return s->guid[i];
	return "?";
}

static void
entry_line(struct seen *s, const struct wf_line *l)
{
	size_t i, n;

	n = (size_t)snprintf(s->got, sizeof(s->got), "%s", item_kind(l->kind));
	if (l->story[0] != '\0')
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, ":%s",
		    label(s, l->story, l->kind == WF_NEW));
	for (i = 0; i < l->n_flags; i++)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " +%s", l->flags[i]);
	if (strchr(s->want, '=') != NULL)
		for (i = 0; i < l->n_furniture || i == 0; i++)
			n += l->n_furniture == 0 ? (size_t)snprintf(s->got + n, sizeof(s->got) - n, " =") :
			    (size_t)snprintf(s->got + n, sizeof(s->got) - n, i == 0 ? " =%d" : ",%d",
			    l->furniture[i]);
	if (strchr(s->want, '%') != NULL)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " %%%s", l->extent);
	for (i = 0; strchr(s->want, '@') != NULL && i < l->n_agencies; i++)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " @%s", l->agencies[i]);
	if (strchr(s->want, '^') != NULL && l->dateline != NULL)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " ^%s", l->dateline);
	for (i = 0; strchr(s->want, '~') != NULL && i < l->n_bylines; i++)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " ~%s", l->bylines[i]);
	for (i = 0; strchr(s->want, '$') != NULL && i < l->n_credits; i++)
		n += (size_t)snprintf(s->got + n, sizeof(s->got) - n, " $%s", l->credits[i]);
	if (strchr(s->want, '!') != NULL && l->note != NULL)
		(void)snprintf(s->got + n, sizeof(s->got) - n, " !%s", l->note);
}

static void
decision(struct seen *s, const struct wf_line *l)
{
	const char *kind = item_kind(l->kind);
	char text[200], until[TIME_LEN];
	size_t n = strlen(s->then), i, at;

	if (l->kind == WF_KEEP || l->kind == WF_WITHDRAW || l->kind == WF_CLEAN)
		at = (size_t)snprintf(text, sizeof(text), "%s:%s%s", kind, guid(s, l->entry_id),
		    l->kind == WF_CLEAN ? "=" : "");
	else if (l->kind == WF_SET_FURNITURE)
		at = (size_t)snprintf(text, sizeof(text), "%s:%s", kind, l->feed);
	else if (l->into[0] != '\0')
		at = (size_t)snprintf(text, sizeof(text), "%s:%s>%s", l->kind == WF_NOTE ? l->rule : kind,
		    label(s, l->story, 0), label(s, l->into, l->kind == WF_SPLIT));
	else
		at = (size_t)snprintf(text, sizeof(text), "%s:%s", kind, label(s, l->story, 0));
	for (i = 0; l->kind == WF_CLEAN && i < l->n_furniture; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, i == 0 ? "%d" : ",%d",
		    l->furniture[i]);
	if (l->until > 0) {
		time_format(l->until, until);
		at += (size_t)snprintf(text + at, sizeof(text) - at, "@%s", until);
	}
	for (i = 0; i < l->n_flags; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "+%s", l->flags[i]);
	(void)snprintf(s->then + n, sizeof(s->then) - n, n > 0 ? " %s" : "%s", text);
}

static int
take(void *ctx, const struct wf_line *l, struct why *why)
{
	struct seen *s = ctx;

	if (l->entry != NULL)
		entry_line(s, l);
	else
		decision(s, l);
	if (s->n_records == RECORDS || fold_record(s->f, l, &s->record[s->n_records]) != 0)
		return why_set(why, "no record");
	s->n_records++;
	return 0;
}

static void
remember(struct seen *s, const struct wf_entry *e)
{
	if (s->n_guids == GUIDS || strcmp(guid(s, e->id), "?") != 0)
		return;
	(void)snprintf(s->id[s->n_guids], sizeof(s->id[0]), "%s", e->id);
	(void)snprintf(s->guid[s->n_guids++], sizeof(s->guid[0]), "%s", e->guid);
}

/* The fold stops and comes back. */
static int
reborn(struct seen *s, const struct fold_options *o)
{
	struct why why;
	size_t i;

	fold_free(s->f);
	s->f = fold_new(o);
	for (i = 0; i < s->n_records; i++)
		if (fold_restore(s->f, &s->record[i], &why) != 0)
			return -1;
	return 0;
}

static void
one(struct seen *s, struct item *it, const char *at)
{
	struct fold_put put = { .entry = &it->entry, .now = 0, .line = take, .ctx = s };
	struct why why = { "" };
	char name[700];

	s->want = it->want;
	s->got[0] = s->then[0] = '\0';
	remember(s, &it->entry);
	if (it->entry.fetched != TIME_NONE)
		fold_clock(s->f, it->entry.fetched);
	if (fold_due(s->f, &put, &why) != 0 || fold_put(s->f, &put, &why) != 0)
		(void)snprintf(s->got, sizeof(s->got), "failed: %.300s", why.text);
	(void)snprintf(name, sizeof(name), "%.100s %.60s: %.390s", at, it->entry.guid, it->why);
	CHECK_STR(s->got, it->want, name);
	CHECK_STR(s->then, it->then, name);
}

static const char *
story_of(const struct seen *s, const char *label)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(s->label[i], label) == 0)
			return s->story[i];
	return "";
}

/* The key of paragraph n of a feed's text is what the fold says of it in a record. */
static uint64_t
paragraph_of(const struct seen *s, const char *feed, size_t n)
{
	size_t i;

	for (i = s->n_records; i-- > 0;)
		if (s->record[i].feed == hash_str(feed) && s->record[i].n_paragraphs > n)
			return s->record[i].paragraph[n];
	return 0;
}

/* An editor's word. */
static void
word(struct seen *s, const struct item *it, const char *at)
{
	static const struct { const char *name; enum wf_kind kind; } kinds[] = { { "merge", WF_MERGE },
		{ "split", WF_SPLIT }, { "kill", WF_KILL }, { "unkill", WF_UNKILL }, { "hold", WF_HOLD },
		{ "release", WF_RELEASE }, { "note", WF_NOTE }, { "drop", WF_SET_FURNITURE },
		{ "keep", WF_SET_FURNITURE } };
	char a[4][32] = { "", "", "", "" }, got[200] = "", want[40];
	struct fold_word w = { .fetched = TIME_NONE, .line = take, .ctx = s };
	struct why why = { "" };
	size_t i;

	if (sscanf(it->word, "%31s %31s %31s %31s", a[0], a[1], a[2], a[3]) < 2)
		CHECK(0, at);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(a[0], kinds[i].name) == 0)
			w.kind = kinds[i].kind;
	(void)snprintf(want, sizeof(want), "new:%s", a[3]);
	s->want = want;
	s->then[0] = '\0';
	w.story = story_of(s, a[1]);
	w.into = w.kind == WF_MERGE ? story_of(s, a[2]) : NULL;
	w.note = w.kind == WF_NOTE ? it->word + 5 : NULL;
	for (i = 0; i < s->n_guids; i++)
		if (w.kind == WF_SPLIT && strcmp(s->guid[i], a[2]) == 0)
			w.entry = s->id[i];
	if (w.kind == WF_SET_FURNITURE) {
		w.story = NULL;
		w.feed = a[1];
		w.paragraph = paragraph_of(s, a[1], (size_t)strtoul(a[2], NULL, 10));
		w.drop = a[0][0] == 'd';
	}
	switch (fold_word(s->f, &w, &why)) {
	case 0:
		break;
	case 1:
		(void)snprintf(got, sizeof(got), "refused");
		break;
	default:
		(void)snprintf(got, sizeof(got), "failed: %.150s", why.text);
	}
	CHECK_STR(got, it->want, at);
	CHECK_STR(s->then, it->then, at);
}

static void
start(struct seen *s, const struct fold_options *o)
{
	fold_free(s->f);
	s->f = fold_new(o);
	s->n = s->n_guids = s->n_records = 0;
}

static size_t
file(const char *path, int restart)
{
	struct fold_options o = { 0, 0, NULL, NULL };
	static struct seen s;
	struct item it;
	size_t n, cases = 0;
	char *text = test_file(path, &n), *p, *end, at[120];
	const char *name = strrchr(path, '/');

	memset(&s, 0, sizeof(s));
	s.record = calloc(RECORDS, sizeof(*s.record));
	item_init(&it);
	start(&s, &o);
	for (p = text; *p != '\0'; p = end + 1) {
		end = p + strcspn(p, "\n");
		if (*p == '#') {
			start(&s, &o);
			cases++;
			continue;
		}
		(void)snprintf(at, sizeof(at), "%s case %zu", name + 1, cases);
		if (p == end)
			continue;
		if (item_read(&it, p, (size_t)(end - p)) != 0) {
			CHECK(0, at);
			continue;
		}
		if (restart)
			CHECK(reborn(&s, &o) == 0, at);
		if (it.word[0] != '\0')
			word(&s, &it, at);
		else
			one(&s, &it, at);
	}
	fold_free(s.f);
	item_clear(&it);
	free(s.record);
	free(text);
	return cases;
}

static int
is_case(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 6 && strcmp(d->d_name + n - 6, ".jsonl") == 0;
}

int
main(int argc, char **argv)
{
	const char *dir = argc > 1 ? argv[1] : "tests/dedupe/cases";
	struct dirent **list;
	char path[600];
	size_t cases = 0;
	int i, n = scandir(dir, &list, is_case, alphasort);

	CHECK(n > 0, "cases");
	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, list[i]->d_name);
		cases += file(path, 0);
		(void)file(path, 1);
		free(list[i]);
	}
	free(n > 0 ? list : NULL);
	CHECK(argc > 1 || cases >= 200, "at least 200 cases");
	return test_end();
}
