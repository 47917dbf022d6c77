/* store: batches, what is known, stories from lines, tails that were torn. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "store/store.h"
#include "tests/test.h"

#define NOW 1795512667 /* 2026-11-24T09:31:07Z */

static char dir[64];

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *f)
{
	(void)st;
	(void)flag;
	(void)f;
	return remove(path);
}

static void
entry(struct wf_entry *e, const char *feed, const char *guid, const char *text)
{
	memset(e, 0, sizeof(*e));
	e->guid = guid;
	e->feed = e->group = feed;
	e->title = "Title";
	e->text = text;
	e->published = NOW - 3600;
	e->modified = TIME_NONE;
	e->fetched = NOW;
	e->rank = 100;
	(void)store_entry_id(feed, guid, e->id);
}

static void
line(struct wf_line *l, enum wf_kind kind, const struct wf_entry *e, const char *story)
{
	memset(l, 0, sizeof(*l));
	l->kind = kind;
	l->time = NOW;
	l->entry = e;
	l->containment = -1;
	l->distance = -1;
	l->extent = "full";
	memcpy(l->story, story, strlen(story) + 1);
}

static struct store *
open_store(int write)
{
	const struct store_options o = { dir, write, write };
	struct why why = { "" };
	struct store *s;

	if (store_open(&s, &o, &why) == 0)
		return s;
	printf("# %s\n", why.text);
	return NULL;
}

static int
commit(struct store *s, const struct wf_line *lines, size_t n, int64_t now)
{
	struct why why = { "" };
	size_t i;
	int rc = store_begin(s, now, &why);

	for (i = 0; rc == 0 && i < n; i++)
		rc = store_put(s, &lines[i], NULL, 0, &why);
	if (rc == 0)
		rc = store_commit(s, &why);
	if (rc == 0)
		rc = store_finish(s, &why);
	if (rc != 0)
		printf("# %s\n", why.text);
	return rc;
}

static int
story_is(struct store *s, const char *id, const char *want)
{
	struct why why = { "" };
	struct buf b;
	int ok;

	buf_init(&b, 1 << 20);
	ok = store_story(s, id, &b, &why) == 0 && strstr(buf_get(&b), want) != NULL;
	buf_clear(&b);
	return ok;
}

static const char A[] = "20261124-aaaaaaaaaaaa", B[] = "20261124-bbbbbbbbbbbb";

static void
stories(void)
{
	struct store *s = open_store(1);
	struct wf_entry e[4];
	struct wf_line l[5];

	entry(&e[0], "one", "g1", "First paragraph.\n\nSign up now.\n\nLast one.");
	entry(&e[1], "two", "g2", "Another text.\n\nWith two.");
	line(&l[0], WF_NEW, &e[0], A);
	line(&l[1], WF_NEW, &e[1], B);
	CHECK(s != NULL && commit(s, l, 2, NOW) == 0, "a batch of two stories");
	CHECK(story_is(s, A, "\nRevision: 1\nStatus: usable\nTitle: Title\nDate: 2026-11-24T08:31:07Z\nDate-Source: published\n"
	    "Seen: 2026-11-24T09:31:07Z\nChanged: 2026-11-24T09:31:07Z\nFeed: one\nExtent: full\n"), "its fields, in their order");
	CHECK(story_is(s, A, "\nCopies: 0\nOutlets: 1\n\nFirst paragraph.\n\nSign up now.\n\nLast one.\n"), "its text");

	/* A copy is no revision; a paragraph that goes is one; so is another kept copy. */
	entry(&e[2], "three", "g3", "First paragraph.\n\nLast one.");
	line(&l[0], WF_COPY, &e[2], A);
	memcpy(l[0].near, e[0].id, sizeof(l[0].near));
	l[0].containment = 0.93;
	CHECK(commit(s, l, 1, NOW + 60) == 0 && story_is(s, A, "\nRevision: 1\n"), "a copy is no revision");
	CHECK(story_is(s, A, "\nCopies: 1\nOutlets: 2\nCopy: 2026-11-24T08:31:07Z\tthree\t0.93\t-\tTitle\n"), "the copy's line");
	line(&l[0], WF_CLEAN, NULL, A);
	l[0].time = NOW + 120;
	l[0].feed = "one";
	memcpy(l[0].entry_id, e[0].id, sizeof(l[0].entry_id));
	l[0].furniture = (const int[]){ 1 };
	l[0].n_furniture = 1;
	CHECK(commit(s, l, 1, NOW + 120) == 0 && story_is(s, A, "\nRevision: 2\n") &&
	    story_is(s, A, "\nChanged: 2026-11-24T09:33:07Z\n") && story_is(s, A, "\n\nFirst paragraph.\n\nLast one.\n"),
	    "a paragraph goes: revision 2");
	line(&l[0], WF_KEEP, NULL, A);
	l[0].time = NOW + 180;
	memcpy(l[0].entry_id, e[2].id, sizeof(l[0].entry_id));
	CHECK(commit(s, l, 1, NOW + 180) == 0 && story_is(s, A, "\nRevision: 2\n") && story_is(s, A, "\nFeed: three\n"),
	    "another kept copy with the same text is no revision");

	/* The younger story goes into the older; then a kill. */
	line(&l[0], WF_MERGE, NULL, B);
	memcpy(l[0].into, A, sizeof(A));
	CHECK(commit(s, l, 1, NOW + 240) == 0 && story_is(s, B, "\nStatus: merged\nMerged-Into: 20261124-aaaaaaaaaaaa\n") &&
	    story_is(s, A, "\nCopies: 2\nOutlets: 3\n"), "a merge");
	line(&l[0], WF_KILL, NULL, A);
	l[0].feed = "one";
	CHECK(commit(s, l, 1, NOW + 300) == 0 && story_is(s, A, "\nStatus: killed\n") && !story_is(s, A, "Title") &&
	    !story_is(s, A, "paragraph"), "a kill leaves no word of it");
	store_close(s);
}

static void
known(void)
{
	struct store *s = open_store(1);
	struct wf_entry e;
	struct store_known q[3];
	struct wf_line back;
	struct why why = { "" };
	struct arena a;
	char id[3][WF_ID_HEX + 1];

	memset(q, 0, sizeof(q));
	(void)store_entry_id("one", "g1", id[0]);
	(void)store_entry_id("two", "g2", id[1]);
	(void)store_entry_id("one", "g9", id[2]);
	q[0].id = id[0];
	q[1].id = id[1];
	q[2].id = id[2];
	entry(&e, "one", "g1", "First paragraph.\n\nSign up now.\n\nLast one.");
	CHECK(store_known(s, q, 3, &why) == 0 && q[0].found && q[1].found && !q[2].found, "what was seen is known");
	CHECK(q[0].text == store_text(&e), "with its text");
	e.text = "Changed.";
	CHECK(q[0].text != store_text(&e), "a changed text is another");
	CHECK_STR(q[1].story, A, "its story, merges followed");
	arena_init(&a, 1 << 20);
	CHECK(store_line(s, &q[0], &a, &back, &why) == 0 && back.entry != NULL, "its line");
	CHECK_STR(back.entry->guid, "g1", "is that of the entry");
	arena_clear(&a);
	store_close(s);
}

static void
finding(void *ctx, const char *text)
{
	(void)ctx;
	printf("# %s\n", text);
}

static int
findings(void)
{
	struct store_verify v = { 0, finding, NULL, 0, 0, 0, 0 };
	struct why why = { "" };
	struct store *s = open_store(0);
	int rc = s == NULL ? -1 : store_verify(s, &v, &why);

	store_close(s);
	return rc != 0 ? -1 : (int)v.found;
}

/* Puts bytes at the end of the newest day; then opens for writing and looks. */
static void
tail(const char *bytes, const char *name)
{
	char path[128];
	struct stat st, after;
	struct store *s;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/journal/2026-11-24.jsonl", dir);
	(void)stat(path, &st);
	fd = open(path, O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, bytes, strlen(bytes)) == (ssize_t)strlen(bytes), name);
	(void)close(fd);
	s = open_store(1);
	CHECK(s != NULL && stat(path, &after) == 0 && after.st_size == st.st_size, "is cut off");
	store_close(s);
	CHECK(findings() == 0, "and leaves nothing behind");
}

static void
tails(void)
{
	const struct store_options o = { dir, 1, 1 };
	struct store *s, *second = NULL;
	struct why why;

	tail("{\"id\":\"0123", "half a line");
	tail("{\"id\":\"0123456789abcdef\",\"_wirefold\":{\"seq\":99,\"kind\":\"new\",\"guid\":\"x\"}}\n", "a line without commit");
	tail("\n\n\0", "empty lines");
	tail("{\"_wirefold\":{\"kind\":\"commit\",\"seq\":99}}\n", "a commit line that says nothing");
	tail("{\"_wirefold\":{\"kind\":\"commit\",\"seq\":99,\"lines\":1,\"sha256\":\"0000000000000000000000000000000000000000000000000000000000000000\","
	    "\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}\n", "a commit line of another batch");
	s = open_store(1);
	CHECK(store_open(&second, &o, &why) == 1 && second == NULL, "one writer only");
	store_close(s);
}

static void
rebuilt(void)
{
	struct store *s = open_store(1);
	struct why why = { "" };
	size_t n;

	CHECK(s != NULL && store_rebuild(s, &n, &why) == 0 && n == 0, "a rebuild of what is whole changes no file");
	store_close(s);
	CHECK(findings() == 0, "nothing to find");
}

#define RENAMES 30

static int
told(void *ctx, const struct wf_line *l)
{
	int64_t *sum = ctx;

	sum[0] += l->seq;
	sum[1]++;
	return 0;
}

static int
list(void *ctx, const struct wf_line *l)
{
	int64_t **next = ctx;

	*(*next)++ = l->seq;
	return 0;
}

/* How often the renames behind a line are not told of, over all lines there are. */
static size_t
untold(const int64_t *seq)
{
	struct store *s = open_store(1);
	struct why why = { "" };
	int64_t k, after, got[2], want[2];
	size_t i, wrong = 0;

	for (k = 1; s != NULL && k < store_seq(s); k++) {
		after = k * 37 % store_seq(s); /* at 0, all is looked into */
		got[0] = got[1] = want[0] = want[1] = 0;
		for (i = 0; i < RENAMES; i++)
			if (seq[i] > after) {
				want[0] += seq[i];
				want[1]++;
			}
		wrong += store_renames(s, after, told, got, &why) != 0 || got[0] != want[0] || got[1] != want[1];
		if (k % 7 == 0) { /* what was looked into once is believed: ask a new one */
			store_close(s);
			s = open_store(1);
		}
	}
	wrong += s == NULL;
	store_close(s);
	return wrong;
}

/* Changes a byte of the day's .ids file, so far from its end; or, with `cut`, ends the file there. */
static void
hurt(const char *day, off_t from_end, int cut)
{
	char path[128];
	struct stat st;
	char c;
	int fd, ok;

	(void)snprintf(path, sizeof(path), "%s/index/%s.ids", dir, day);
	fd = open(path, O_RDWR);
	ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > from_end;
	if (ok && cut)
		ok = ftruncate(fd, st.st_size - from_end) == 0;
	else if (ok && (ok = pread(fd, &c, 1, st.st_size - from_end) == 1)) {
		c ^= 1;
		ok = pwrite(fd, &c, 1, st.st_size - from_end) == 1;
	}
	(void)close(fd);
	if (!ok)
		CHECK(0, "the day's file can be changed");
}

/* Renames in batches of two days, among entries: each start asks for those behind a line. */
static void
renames(void)
{
	struct store *s = open_store(1);
	int64_t seq[RENAMES + 1] = { 0 }, *next = seq;
	struct why why = { "" };
	struct wf_entry e[2];
	struct wf_line l[3];
	char guid[16];
	size_t wrong = 0;
	int failed = s == NULL, i;

	for (i = 0; i < RENAMES && !failed; i++) {
		(void)snprintf(guid, sizeof(guid), "r%d", i);
		entry(&e[0], "one", guid, "A text of its own.");
		line(&l[0], WF_COPY, &e[0], A);
		memcpy(l[0].near, e[0].id, sizeof(l[0].near));
		line(&l[1], WF_RENAME, NULL, "");
		l[1].feed = "old";
		l[1].to = "new";
		failed = commit(s, l, 2, NOW + 400 + (i < RENAMES / 2 ? 0 : 86400) + i) != 0;
	}
	CHECK(!failed && store_renames(s, 0, list, &next, &why) == 0 && next == seq + RENAMES, "all renames are told of");
	store_close(s);
	CHECK(untold(seq) == 0, "those behind each line are told of");
	for (i = 1; i < 30 && wrong == 0; i++) {
		hurt("2026-11-25", 72 * i - 20, 0);
		wrong += untold(seq);
	}
	CHECK(wrong == 0, "and where a record is damaged");
	for (i = 1; i < 400 && wrong == 0; i += 71) {
		hurt("2026-11-25", i, 1);
		wrong += untold(seq);
	}
	CHECK(wrong == 0, "or the day's file was cut");
	CHECK(findings() == 0, "verify finds nothing then");
}

int
main(void)
{
	(void)snprintf(dir, sizeof(dir), "/tmp/wirefold-store.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 2;
	stories();
	known();
	CHECK(findings() == 0, "verify finds nothing");
	tails();
	rebuilt();
	renames();
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return test_end();
}
