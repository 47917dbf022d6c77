/* wirefold merge, split, kill, unkill, hold, release, note: an editor's word, journalled as a
 * line that no later folding undoes. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "base/utf8.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/ingest.h"
#include "front/place.h"
#include "front/say.h"
#include "front/story_file.h"
#include "front/texts.h"

#define NOTE_MAX ((size_t)2000) /* bytes of a note */

struct edit {
	struct place place;
	struct store *store;
	const char *name;
	char **words;          /* behind the options */
	int n;
	int64_t until;
	char story[2][WF_STORY_MAX], status[2][16];
	int64_t seen[2];
	char entry[WF_ID_HEX + 1];
	int64_t fetched;
	struct buf note;
	struct fold_word word;
};

static int
options(struct edit *e, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, strcmp(e->name, "hold") == 0 ? "+c:a:u:" : "+c:a:")) != -1) {
		if (c == 'c')
			e->place.conf_path = optarg;
		else if (c == 'a')
			e->place.dir = optarg;
		else if (c == 'u' && (e->until = time_parse(optarg, strlen(optarg))) != TIME_NONE)
			continue;
		else
			return command_usage(e->name);
	}
	e->words = argv + optind;
	e->n = argc - optind;
	return 0;
}

/* The story of that prefix, and what its file says. Exit code. */
static int
find(struct edit *e, int k, const char *prefix)
{
	struct why why = { "" };
	char seen[TIME_LEN];
	struct buf b;
	int rc = texts_find(e->store, prefix, e->story[k]);

	if (rc != 0)
		return rc;
	buf_init(&b, (size_t)1 << 30);
	rc = store_story(e->store, e->story[k], &b, &why);
	if (rc == 0) {
		story_file_copy(buf_get(&b), "Status", e->status[k], sizeof(e->status[k]));
		story_file_copy(buf_get(&b), "Seen", seen, sizeof(seen));
		e->seen[k] = time_parse(seen, strlen(seen));
	} else {
		say("%s", rc > 0 ? "the story has no file; run `wirefold rebuild`" : why.text);
	}
	buf_clear(&b);
	return rc != 0 ? EXIT_SYSTEM : 0;
}

/* A copy by its number among the Copy lines, by entry id, or by URL. */
struct picking {
	struct edit *e;
	const char *what;
	long number, at;
	size_t entries;
	int found;
};

static int
pick(void *ctx, const struct store_member *m)
{
	struct picking *p = ctx;
	const struct wf_entry *x = m->line->entry;

	p->entries++;
	p->at += !m->kept && !m->withdrawn;
	if (strcmp(p->what, x->id) != 0 && (x->url == NULL || strcmp(p->what, x->url) != 0) &&
	    (m->kept || m->withdrawn || p->number != p->at))
		return 0;
	memcpy(p->e->entry, x->id, sizeof(p->e->entry));
	p->e->fetched = x->fetched;
	p->found++;
	return 0;
}

static int
find_copy(struct edit *e, const char *what)
{
	struct picking p = { .e = e, .what = what };
	struct why why = { "" };
	char *end;

	p.number = strtol(what, &end, 10);
	if (*end != '\0' || strlen(what) > 6)
		p.number = 0;
	if (store_members(e->store, e->story[0], pick, &p, &why) != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	if (p.found == 0 || p.entries < 2) {
		say(p.found == 0 ? "no copy '%s' in story %s" : "'%s' is all that story %s has", what,
		    e->story[0]);
		return EXIT_NOTHING;
	}
	return 0;
}

/* The younger of two goes into the older. */
static int
prepare_merge(struct edit *e)
{
	int older = e->seen[0] < e->seen[1] ||
	    (e->seen[0] == e->seen[1] && strcmp(e->story[0], e->story[1]) < 0) ? 0 : 1;

	e->word.story = e->story[1 - older];
	e->word.into = e->story[older];
	return 0;
}

static int
prepare_split(struct edit *e)
{
	e->word.entry = e->entry;
	e->word.fetched = e->fetched;
	return find_copy(e, e->words[1]);
}

static int
prepare_kill(struct edit *e)
{
	e->word.note = WF_EDITOR;
	return 0;
}

static int
prepare_hold(struct edit *e)
{
	e->word.until = e->until;
	return 0;
}

static int
prepare_note(struct edit *e)
{
	int i;

	for (i = 1; i < e->n; i++)
		(void)buf_printf(&e->note, i > 1 ? " %s" : "%s", e->words[i]);
	if (e->note.failed || e->note.n == 0 || !utf8_valid(e->note.p, e->note.n)) {
		say("a note of 1 to %zu bytes of UTF-8", NOTE_MAX);
		return EXIT_USAGE;
	}
	e->word.note = buf_get(&e->note);
	return 0;
}

/* What is refused because it is so already, or cannot be. */
static const struct edit_kind {
	const char *name;
	enum wf_kind kind;
	int stories, least, most;     /* of the words: how many name stories; fewest, most */
	const char *needs, *forbids;  /* a status */
	int (*prepare)(struct edit *e);
} kinds[] = {
	{ "merge", WF_MERGE, 2, 2, 2, NULL, "killed", prepare_merge },
	{ "split", WF_SPLIT, 1, 2, 2, NULL, "killed", prepare_split },
	{ "kill", WF_KILL, 1, 1, 1, NULL, "killed", prepare_kill },
	{ "unkill", WF_UNKILL, 1, 1, 1, "killed", NULL, NULL },
	{ "hold", WF_HOLD, 1, 1, 1, NULL, "killed", prepare_hold },
	{ "release", WF_RELEASE, 1, 1, 1, "withheld", NULL, NULL },
	{ "note", WF_NOTE, 1, 2, 1000, NULL, NULL, prepare_note },
};

static int
check_status(const struct edit *e, const struct edit_kind *k)
{
	int i;

	for (i = 0; i < k->stories; i++) {
		if ((k->needs == NULL || strcmp(e->status[i], k->needs) == 0) &&
		    (k->forbids == NULL || strcmp(e->status[i], k->forbids) != 0))
			continue;
		say("story %s is %s", e->story[i], e->status[i]);
		return EXIT_NOTHING;
	}
	return 0;
}

static int
carry_out(struct edit *e)
{
	struct why why = { "" };
	struct ingest in;
	int rc;

	ingest_init(&in, e->store, e->place.conf_read ? e->place.conf.window : 0);
	in.now = (int64_t)time(NULL);
	rc = ingest_word(&in, &e->word, &why);
	ingest_clear(&in);
	if (rc == 0)
		rc = store_finish(e->store, &why);
	if (rc != 0)
		say("%s", why.text);
	return rc == 0 ? EXIT_DONE : rc > 0 ? EXIT_NOTHING : EXIT_SYSTEM;
}

static int
with_archive(struct edit *e, const struct edit_kind *k)
{
	int i, rc = 0;

	for (i = 0; rc == 0 && i < k->stories; i++)
		rc = find(e, i, e->words[i]);
	if (rc == 0)
		rc = check_status(e, k);
	e->word.kind = k->kind;
	e->word.story = e->story[0];
	if (rc == 0 && k->prepare != NULL)
		rc = k->prepare(e);
	return rc == 0 ? carry_out(e) : rc;
}

int
edit_command(int argc, char **argv)
{
	const struct edit_kind *k = kinds;
	struct edit e;
	int rc;

	while (strcmp(k->name, argv[0]) != 0)
		k++;
	memset(&e, 0, sizeof(e));
	e.name = argv[0];
	e.fetched = TIME_NONE;
	buf_init(&e.note, NOTE_MAX);
	rc = options(&e, argc, argv);
	if (rc == 0 && (e.n < k->least || e.n > k->most))
		rc = command_usage(e.name);
	if (rc == 0) {
		rc = place_archive(&e.place, 1, 0, &e.store);
		if (rc == EXIT_LOCKED)
			say("another run holds the lock; try again when it is done");
	}
	if (rc == 0)
		rc = with_archive(&e, k);
	buf_clear(&e.note);
	store_close(e.store);
	place_clear(&e.place);
	return rc;
}
