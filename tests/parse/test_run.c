/* Runs by sixteen bytes find what a loop by one finds: strings of bytes that matter and
 * of others, at every length and offset. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "parse/run.h"
#include "tests/test.h"

#define LENGTH 70
#define ROUNDS 40000

static int
is_ascii(const char *p, const char *end)
{
	(void)end;
	return (unsigned char)*p < 0x80;
}

static int
is_clean(const char *p, const char *end)
{
	(void)end;
	return (unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80;
}

static int
is_word(const char *p, const char *end)
{
	if (*p == ' ' && p + 1 < end)
		return p[1] != ' ' && is_word(p + 1, end);
	return *p > ' ' && *p < 0x7f && *p != '&';
}

static int
is_unescaped(const char *p, const char *end)
{
	(void)end;
	return *p == '\n' || (*p >= ' ' && *p < 0x7f && strchr("\"&<>", *p) == NULL);
}

static int
is_cdata(const char *p, const char *end)
{
	(void)end;
	return *p != '\r' && *p != '\xef';
}

static int
is_text(const char *p, const char *end)
{
	return is_cdata(p, end) && *p != '&' && *p != '<' && *p != ']';
}

static const struct {
	const char *name;
	const char *(*run)(const char *p, const char *end);
	int (*is)(const char *p, const char *end);
} runs[] = {
	{ "ASCII", run_ascii, is_ascii }, { "ASCII without control characters", run_clean, is_clean },
	{ "words", run_words, is_word }, { "what needs no escape", run_unescaped, is_unescaped },
	{ "text of XML", run_text, is_text }, { "CDATA", run_cdata, is_cdata },
};

/* Whole characters that may be shown, and all the printable ASCII that comes. */
static int
shows(const char *p, const char *end, int quotes)
{
	const char *stop = quotes ? utf8_shown(p, end) : utf8_plain(p, end), *was;
	uint32_t c;

	while (p < stop) {
		was = p;
		c = utf8_next(&p, stop);
		if (c == UTF8_BAD || utf8_control(c) || (!quotes && (c == '"' || c == '\\')) || p == was)
			return 0;
	}
	return p == stop && (p == end || *p < ' ' || *p >= 0x7f || (!quotes && (*p == '"' || *p == '\\')));
}

static size_t
lines(const char *p, size_t n)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		k += p[i] == '\n';
	return k;
}

int
main(void)
{
	static const char odd[] = "  &\"\\<>\n\t\x1f\x7f\x80\xc3\xef\xff]\r\xe1\xe2\x85\xa8\xd8\x9c\xc2\xed";
	char bytes[LENGTH];
	const char *p, *end, *want;
	size_t i, k, wrong[sizeof(runs) / sizeof(runs[0])] = { 0 }, miscounted = 0, shown = 0;
	long round;

	srandom(1);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < LENGTH; i++)
			bytes[i] = (char)(random() % 24 != 0 ? 'a' + (int)(random() % 26) : odd[(size_t)random() % sizeof(odd)]);
		p = bytes + random() % 20;
		end = p + random() % (bytes + LENGTH - p + 1);
		for (k = 0; k < sizeof(runs) / sizeof(runs[0]); k++) {
			for (want = p; want < end && runs[k].is(want, end); want++)
				continue;
			wrong[k] += runs[k].run(p, end) != want;
		}
		shown += !shows(p, end, 0) || !shows(p, end, 1);
		miscounted += run_lines(p, end) != lines(p, (size_t)(end - p));
	}
	for (k = 0; k < sizeof(runs) / sizeof(runs[0]); k++)
		(void)CHECK(wrong[k] == 0, runs[k].name);
	(void)CHECK(shown == 0, "what may be shown");
	(void)CHECK(miscounted == 0, "line feeds");
	return test_end();
}
