/* base: the nouns every room stands on. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/frame.h"
#include "base/json.h"
#include "base/link.h"
#include "base/time.h"
#include "base/utf8.h"
#include "tests/test.h"
#include "wirefold.h"

static void
bufs(void)
{
	struct buf b;

	buf_init(&b, 10);
	CHECK(buf_str(&b, "0123456789") == 0, "buf takes its ceiling");
	CHECK(buf_char(&b, 'x') == -1 && b.failed, "buf refuses one byte more");
	CHECK(buf_str(&b, "") == -1, "buf failure sticks");
	buf_reset(&b);
	CHECK(buf_printf(&b, "%d-%s", 42, "ab") == 0, "buf prints");
	CHECK_STR(buf_get(&b), "42-ab", "buf holds what was printed");
	buf_shift(&b, 3);
	CHECK_STR(buf_get(&b), "ab", "buf shifts");
	buf_clear(&b);
	CHECK_STR(buf_get(&b), "", "buf is empty after clear");
}

static void
arenas(void)
{
	struct arena a;

	arena_init(&a, 1 << 20);
	CHECK(arena_get(&a, 2 << 20) == NULL, "arena refuses above its ceiling");
	CHECK(arena_array(&a, (size_t)-1, 16) == NULL, "arena refuses a product that overflows");
	CHECK_STR(arena_strn(&a, "abcdef", 3), "abc", "arena copies");
	CHECK(arena_get(&a, 100000) != NULL && arena_str(&a, "x") != NULL, "arena mixes sizes");
	arena_clear(&a);
}

static void
utf8s(void)
{
	static const struct {
		const char *s;
		int valid;
	} cases[] = { { "plain", 1 }, { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 1 }, { "\xc0\x80", 0 },
		{ "\xed\xa0\x80", 0 }, { "\xf4\x90\x80\x80", 0 }, { "\xe2\x82", 0 }, { "\x80", 0 },
		{ "\xef\xbf\xbd", 1 } };
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK(utf8_valid(cases[i].s, strlen(cases[i].s)) == cases[i].valid, "utf8 validity");
	buf_init(&b, 1000);
	CHECK(utf8_escape(&b, "a\x1b[0m\xc2\x9b\xe2\x80\xae\xff", 11) == 0, "utf8 escapes");
	CHECK_STR(buf_get(&b), "a\\x1b[0m\\x9b\\u{202e}\\xff", "nothing for a terminal to obey");
	buf_clear(&b);
}

static void
times(void)
{
	char s[TIME_LEN];

	CHECK(time_parse("2026-11-24T09:31:07Z", 20) == 1795512667, "time reads");
	time_format(1795512667, s);
	CHECK_STR(s, "2026-11-24T09:31:07Z", "time writes");
	CHECK(time_parse("2016-02-22T20:11:01.25-05:00", 28) == 1456189861, "time with offset");
	CHECK(time_parse("2023-02-29T00:00:00Z", 20) == TIME_NONE, "no 29 February 2023");
	CHECK(time_parse("2024-02-29T00:00:00Z", 20) != TIME_NONE, "29 February 2024");
	CHECK(time_parse("2026-11-24T09:31:07Zx", 21) == TIME_NONE, "time with junk behind");
	time_format(-62135596800, s);
	CHECK_STR(s, "0001-01-01T00:00:00Z", "year 1");
	CHECK(time_span("15m") == 900 && time_span("2w") == 1209600 && time_span("90") == 90, "spans");
	CHECK(time_span("") == -1 && time_span("5x") == -1 && time_span("-1") == -1 &&
	    time_span("99999999999999999999d") == -1, "bad spans");
}

static void
frames(void)
{
	struct buf b;
	struct frame f;
	struct frame_field field;
	struct why why;
	size_t at, i;
	int64_t v;

	buf_init(&b, 1 << 16);
	CHECK(frame_start(&b, 7, 9, &at) == 0 && frame_str(&b, 1, "hello") == 0 &&
	    frame_int(&b, 2, -5) == 0 && frame_end(&b, at) == 0, "frame writes");
	for (i = 0; i < b.n; i++)
		if (frame_next(b.p, i, 1000, &f, &why) != 0)
			break;
	CHECK(i == b.n, "every prefix of a frame asks for more");
	CHECK(frame_next(b.p, b.n, 1000, &f, &why) == (ptrdiff_t)b.n && f.type == 7 && f.id == 9, "frame reads");
	CHECK(frame_field(&f, &field, &why) == 1 && field.tag == 1 && field.n == 5, "first field");
	CHECK(frame_field(&f, &field, &why) == 1 && frame_field_int(&field, &v) == 0 && v == -5, "second field");
	CHECK(frame_field(&f, &field, &why) == 0, "end of the fields");
	CHECK(frame_next(b.p, b.n, 5, &f, &why) == -1, "frame above the ceiling");
	b.p[FRAME_HEAD + 2] = (char)0xff;
	CHECK(frame_next(b.p, b.n, 1000, &f, &why) > 0 && frame_field(&f, &field, &why) == -1, "field longer than its frame");
	b.p[0] = 'X';
	CHECK(frame_next(b.p, b.n, 1000, &f, &why) == -1, "frame without magic");
	buf_clear(&b);
}

static int
json_walk(const char *s)
{
	struct json j;
	enum json_token t;
	int n = 0;

	json_init(&j, s, strlen(s));
	while ((t = json_next(&j)) != JSON_END && t != JSON_ERROR)
		n++;
	json_clear(&j);
	return t == JSON_ERROR ? -1 : n;
}

/* All of an array's strings and numbers, kept side by side where they were decoded: n of them, in
 * `room` bytes. How many were kept. */
static int
json_kept(const char *s, size_t room, const char **kept, int n)
{
	char *p = malloc(room);
	struct json j;
	enum json_token t;
	int i = 0;

	if (p == NULL)
		return -1;
	json_init_fixed(&j, s, strlen(s), p, room);
	while (i < n && (t = json_next(&j)) != JSON_END && t != JSON_ERROR) {
		if (t != JSON_STRING && t != JSON_NUMBER)
			continue;
		kept[i] = json_take(&j);
		if (kept[i] == NULL)
			break;
		i++;
	}
	kept[n] = p;
	return i;
}

static void
json_keeps(void)
{
	static const char text[] = "[1,2,\"a\",\"\\u0041\\n\\ud83d\\ude00\",3,\"\",4e5]";
	static const char *const want[] = { "1", "2", "a", "A\n\xf0\x9f\x98\x80", "3", "", "4e5" };
	const char *kept[8];
	int i, same = 0;
	size_t room;

	CHECK(json_kept(text, sizeof(text), kept, 7) == 7, "a byte more than the text keeps all");
	for (i = 0; i < 7; i++)
		same += strcmp(kept[i], want[i]) == 0;
	CHECK(same == 7, "what is kept stays");
	free((char *)(uintptr_t)kept[7]);
	for (room = 1, same = 0; room < sizeof(text); room++) {
		i = json_kept(text, room, kept, 7);
		while (i-- > 0)
			same += strcmp(kept[i], want[i]) != 0;
		free((char *)(uintptr_t)kept[7]);
	}
	CHECK(same == 0, "less room keeps less");
}

/* What utf8_plain passes is a valid character that is shown, whatever the bytes. */
static void
plain(void)
{
	size_t i, bad = 0, passed = 0;
	char s[3];

	for (i = 0; i < (size_t)1 << 24; i += (i & 0xff) == 0 && i >> 16 < 0x80 ? 0x100 : 1) {
		const char *p = s, *stop;
		uint32_t c;

		s[0] = (char)(i >> 16);
		s[1] = (char)(i >> 8 & 0xff);
		s[2] = (char)(i & 0xff);
		for (stop = utf8_plain(s, s + 3); p < stop; passed++) {
			c = utf8_next(&p, stop);
			bad += c == UTF8_BAD || utf8_control(c) || c == '"' || c == '\\';
		}
		bad += p != stop;
	}
	CHECK(bad == 0 && passed > 100000, "all three bytes: utf8_plain passes what is shown");
}

static void
jsons(void)
{
	static const char surrogates[] = "\"\\ud83d\\ude00\\n\\ud800\"";
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "\"\x01\"",
		"\"\xff\"", "tru", "[1] 2", "{1:2}", "\"\\x\"", "\"\\u12\"", "]", "-" };
	struct json j;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(json_walk(bad[i]) == -1, bad[i][0] != '\0' ? bad[i] : "empty text");
	CHECK(json_walk(" {\"a\":[1,-2.5e3,true,null,\"x\"],\"b\":{}} ") == 13, "json walks");
	json_init(&j, surrogates, strlen(surrogates));
	CHECK(json_next(&j) == JSON_STRING, "json string");
	CHECK_STR(j.text, "\xf0\x9f\x98\x80\n\xef\xbf\xbd", "surrogates");
	json_clear(&j);
	buf_init(&b, 1 << 16);
	json_put_open(&b, NULL, '{');
	json_put_str(&b, "a\"b", "x\n\x1b\xe2\x80\xa8\xff");
	json_put_open(&b, "l", '[');
	json_put_int(&b, NULL, -3);
	json_put_bool(&b, NULL, 1);
	json_put_close(&b, ']');
	json_put_real(&b, "r", 0.456);
	json_put_close(&b, '}');
	CHECK_STR(buf_get(&b), "{\"a\\\"b\":\"x\\n\\u001b\\u2028\xef\xbf\xbd\",\"l\":[-3,true],\"r\":0.46}", "json writes");
	buf_clear(&b);
	buf_init(&b, 1 << 16);
	for (i = 0; i < 100; i++)
		(void)buf_char(&b, '[');
	CHECK(json_walk(buf_get(&b)) == -1, "json too deep");
	buf_clear(&b);
}

static void
put_frame(struct buf *b, uint32_t id)
{
	size_t at;

	(void)frame_start(b, WF_FRAME_RESULT, id, &at);
	(void)frame_int(b, WF_TAG_STATUS, 304);
	(void)frame_end(b, at);
}

/* Packets of one frame and of three, with a descriptor; then one that ends within a frame. */
static void
links(void)
{
	static const int sizes[] = { 1, 3, 2 };
	int ends[2], fds[LINK_FDS], i, k, lent;
	struct link_in in = { .at = 0 };
	struct buf b;
	struct frame f;
	struct why why;
	uint32_t id = 0, want = 0;

	buf_init(&b, LINK_MAX);
	buf_init(&in.b, LINK_MAX);
	CHECK(link_pair(ends, &why) == 0, "a link");
	for (i = 0; i < 3; i++) {
		buf_reset(&b);
		for (k = 0; k < sizes[i]; k++)
			put_frame(&b, id++);
		lent = ends[0];
		CHECK(link_send(ends[0], &b, &lent, i == 1, &why) == 1, "a packet is sent");
	}
	for (; want < id; want++) {
		CHECK(link_recv_next(ends[1], &in, &f, fds, &why) == 1 && f.id == want, "frames come one by one");
		CHECK((fds[0] >= 0) == (want == 1), "the descriptor with the first of its packet");
		link_close_fds(fds);
	}
	CHECK(send(ends[0], b.p, b.n - 3, 0) == (ssize_t)b.n - 3, "a packet that is cut");
	CHECK(link_recv_next(ends[1], &in, &f, fds, &why) == 1, "its whole frame");
	CHECK(link_recv_next(ends[1], &in, &f, fds, &why) == -1 && why.text[0] != '\0', "and what is none");
	(void)link_send(ends[0], &b, NULL, 0, &why);
	CHECK(link_recv(ends[1], &b, &f, fds, &why) == -1, "two frames where one is meant are refused");
	(void)close(ends[0]);
	CHECK(link_recv_next(ends[1], &in, &f, fds, &why) == 0, "the end");
	(void)close(ends[1]);
	buf_clear(&b);
	buf_clear(&in.b);
}

int
main(void)
{
	bufs();
	arenas();
	utf8s();
	times();
	frames();
	jsons();
	json_keeps();
	plain();
	links();
	return test_end();
}
