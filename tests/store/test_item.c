/* item: a line written and read back is the same line; what is no line is refused. */
#include <string.h>

#include "base/time.h"
#include "store/item.h"
#include "store/journal.h"
#include "tests/test.h"

static const struct wf_person people[] = { { "Ann \"A\" Bee", "https://a.test/ann", NULL, NULL },
	{ NULL, NULL, "all.the.contributors@a-long-name-of-a-desk.example.test", NULL } };
static const char *const tags[] = { "one", "two \xe2\x82\xac" };
static const struct wf_attachment files[] = { { "https://a.test/x.mp3", "audio/mpeg", "X", 123, 60 },
	{ "https://a.test/y", NULL, NULL, -1, -1 } };
static const struct wf_pair extras[] = { { "comments", "https://a.test/c" }, { "n:json", "[1,{\"a\":null}]" } };
static const char *const agencies[] = { "Reuters", "AP" };
static const char *const flags[] = { "backlog" };
static const int furniture[] = { 0, 3, 4 };

static void
fill(struct wf_entry *e, struct wf_line *l)
{
	memset(e, 0, sizeof(*e));
	memset(l, 0, sizeof(*l));
	e->guid = "tag:x,2026:1\t";
	e->url = "https://a.test/1?a=b&c";
	e->title = "A title with \"quotes\" and \\ and \xc3\xa9";
	e->text = "First.\n\nSecond \xe2\x80\x94 \x01 third.";
	e->html = "<p>First.</p>";
	e->published = 1700000000;
	e->modified = TIME_NONE;
	e->fetched = 1700000100;
	e->feed = "feed";
	e->group = "group";
	e->owner = "Reuters";
	e->rank = 5;
	e->excerpt = 1;
	memcpy(e->id, "0123456789abcdef", 17);
	e->authors = people;
	e->n_authors = 2;
	e->tags = tags;
	e->n_tags = 2;
	e->attachments = files;
	e->n_attachments = 2;
	e->extras = extras;
	e->n_extras = 2;
	l->kind = WF_COPY;
	l->seq = 7;
	l->time = 1700000200;
	l->entry = e;
	memcpy(l->story, "20231114-0123456789ab", 22);
	memcpy(l->near, "fedcba9876543210", 17);
	l->rule = "window+sketch";
	l->extent = "full";
	l->containment = 0.5;
	l->distance = 3;
	l->revision = 2;
	l->of = 1;
	l->agencies = agencies;
	l->n_agencies = 2;
	l->flags = flags;
	l->n_flags = 1;
	l->furniture = furniture;
	l->n_furniture = 3;
}

static void
round_trip(void)
{
	struct wf_entry e;
	struct wf_line l, back;
	struct why why = { "" };
	struct arena a;
	struct buf b, again;

	fill(&e, &l);
	arena_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	buf_init(&again, 1 << 20);
	CHECK(item_write(&b, &l) == 0 && strchr(buf_get(&b), '\n') == NULL, "a line is one line");
	CHECK(item_read(b.p, b.n, &a, &back, &why) == 0, "it reads");
	CHECK(item_write(&again, &back) == 0, "and writes");
	CHECK_STR(buf_get(&again), buf_get(&b), "the same line");
	CHECK(back.entry != NULL && back.entry->n_attachments == 2 && back.entry->attachments[1].size == -1 &&
	    back.entry->modified == TIME_NONE && back.n_furniture == 3 && back.furniture[2] == 4, "unknown stays unknown");
	CHECK(journal_seq(b.p, b.n) == l.seq && l.seq > 0, "its seq is found behind the authors' mail addresses");
	CHECK_STR(back.entry->text, e.text, "a control character in a text comes back as it was");
	arena_clear(&a);
	buf_clear(&b);
	buf_clear(&again);
}

static void
decisions(void)
{
	static const struct {
		const char *json;
		enum wf_kind kind;
	} cases[] = {
		{ "{\"_wirefold\":{\"kind\":\"merge\",\"seq\":9,\"story\":\"20231114-0123456789ab\",\"into\":\"20231113-aaaaaaaaaaaa\"}}", WF_MERGE },
		{ "{\"_wirefold\":{\"kind\":\"keep\",\"seq\":9,\"story\":\"20231114-0123456789ab\",\"entry\":\"0123456789abcdef\"}}", WF_KEEP },
		{ "{\"_wirefold\":{\"kind\":\"clean\",\"seq\":9,\"story\":\"20231114-0123456789ab\",\"entry\":\"0123456789abcdef\",\"feed\":\"f\",\"paragraph\":\"00000000000000aa\",\"furniture\":[]}}", WF_CLEAN },
		{ "{\"_wirefold\":{\"kind\":\"kill\",\"seq\":9,\"story\":\"20231114-0123456789ab\",\"feed\":\"f\"}}", WF_KILL },
	};
	struct wf_line l;
	struct why why;
	struct arena a;
	struct buf b;
	size_t i;

	arena_init(&a, 1 << 20);
	buf_init(&b, 1 << 16);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		CHECK(item_read(cases[i].json, strlen(cases[i].json), &a, &l, &why) == 0 && l.kind == cases[i].kind &&
		    l.entry == NULL && item_write(&b, &l) == 0, item_kind(cases[i].kind));
		CHECK(item_read(b.p, b.n, &a, &l, &why) == 0 && l.kind == cases[i].kind && l.seq == 9, "and back");
		CHECK(journal_seq(b.p, b.n) == 9, "its seq");
	}
	arena_clear(&a);
	buf_clear(&b);
}

static void
broken(void)
{
	static const char *const bad[] = { "", "[]", "1", "{", "{\"id\":\"\"}", "{\"title\":\"x\"}", "{\"id\":\"x\"} x",
		"{\"id\":\"x\",\"_wirefold\":{\"guid\":\"g\"}}", "{\"_wirefold\":{\"kind\":\"nothing\"}}",
		"{\"id\":\"x\",\"_wirefold\":{\"story\":\"a story id that is far too long for one\"}}",
		"{\"id\":\"x\",\"tags\":[\"a\"", "{\"id\":\"x\",\"authors\":[{\"name\":}]}", "{\"id\":\"\xff\"}" };
	static const char *const odd[] = { "{\"id\":12}", "{\"id\":\"x\",\"tags\":\"no list\"}", "{\"id\":\"x\",\"authors\":{}}",
		"{\"id\":\"x\",\"date_published\":\"yesterday\"}", "{\"id\":\"x\",\"_wirefold\":[1,2]}",
		"{\"id\":\"x\",\"unknown\":{\"deep\":[[[]]]},\"title\":null}", "{\"id\":\"x\",\"attachments\":[1,\"a\",{}]}",
		"{\"id\":\"x\",\"_wirefold\":{\"extra\":{\"a\":1,\"b\":\"c\"},\"furniture\":[1,\"x\",-5,99999999999]}}" };
	struct wf_line l;
	struct why why = { "" };
	struct arena a;
	size_t i;

	arena_init(&a, 1 << 20);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(item_read(bad[i], strlen(bad[i]), &a, &l, &why) == -1 && why.text[0] != '\0',
		    bad[i][0] != '\0' ? bad[i] : "nothing");
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		CHECK(item_read(odd[i], strlen(odd[i]), &a, &l, &why) == 0 && l.entry != NULL, odd[i]);
	CHECK(item_read(odd[7], strlen(odd[7]), &a, &l, &why) == 0 && l.n_furniture == 1 && l.entry->n_extras == 2,
	    "what is odd in a list is left out");
	arena_clear(&a);
}

int
main(void)
{
	round_trip();
	decisions();
	broken();
	return test_end();
}
