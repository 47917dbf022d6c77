/* Words: case, accents, apostrophes, numbers, spellings, scripts without spaces. */
#include <string.h>

#include "dedupe/words.h"
#include "tests/test.h"

/* The words, with `|` between. */
static const char *
split(const char *text)
{
	static char out[400];
	struct words_reader r;
	size_t n = 0;

	words_start(&r, text, strlen(text));
	out[0] = '\0';
	while (words_next(&r)) {
		if (n > 0)
			out[n++] = '|';
		memcpy(out + n, r.text, r.n + 1);
		n += r.n;
	}
	return out;
}

static int
same(const char *a, const char *b)
{
	struct words x, y;
	int yes;

	words_init(&x);
	words_init(&y);
	yes = words_put(&x, a, strlen(a)) == 0 && words_put(&y, b, strlen(b)) == 0 && x.n == y.n &&
	    (x.n == 0 || memcmp(x.hash, y.hash, x.n * sizeof(x.hash[0])) == 0);
	words_clear(&x);
	words_clear(&y);
	return yes;
}

static int
same_masked(const char *a, const char *b)
{
	struct words x, y;
	int yes;

	words_init(&x);
	words_init(&y);
	yes = words_put(&x, a, strlen(a)) == 0 && words_put(&y, b, strlen(b)) == 0 && x.n == y.n &&
	    memcmp(x.masked, y.masked, x.n * sizeof(x.masked[0])) == 0;
	words_clear(&x);
	words_clear(&y);
	return yes;
}

static void
equal(void)
{
	static const char *const pairs[][2] = {
		{ "Don't panic", "Don\xe2\x80\x99t panic" },
		{ "\xe2\x80\x9cYes\xe2\x80\x9d - no", "\"yes\", NO" },
		{ "caf\xc3\xa9 Z\xc3\xbcrich", "cafe Zurich" },
		{ "e\xcc\x81t\xc3\xa9", "ete" },
		{ "stra\xc3\x9f" "e", "STRASSE" },
		{ "o\xef\xac\x83" "ce", "office" },
		{ "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\x93", "ab3" },
		{ "1,234,567 people", "1234567 people" },
		{ "the colour of labour", "the color of labor" },
		{ "he organised the defence programme", "he organized the defense program" },
		{ "travelled to the centre", "traveled to the center" },
		{ "co\xc2\xadoperate", "cooperate" },
		{ "neighbourhood favourites", "neighborhood favorites" },
	};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		CHECK(same(pairs[i][0], pairs[i][1]), pairs[i][0]);
	CHECK(!same("1,23", "123"), "a decimal comma is no thousands mark");
	CHECK(!same("four hours", "for hors"), "short words keep their spelling");
	CHECK(!same("\xd0\xbc\xd0\xb8\xd1\x80", "mir"), "scripts are not mixed");
}

static void
pieces(void)
{
	CHECK_STR(split("The U.S. said, at 10:30 a.m."), "the|u|s|said|at|10|30|a|m", "separators");
	CHECK_STR(split("'quoted' rock'n'roll"), "quoted|rocknroll", "apostrophes");
	CHECK_STR(split(""), "", "nothing");
	CHECK_STR(split(" --- ... "), "", "no letter");
	CHECK_STR(split("\xe6\x9d\xb1\xe4\xba\xac\xe9\x83\xbd"),
	    "\xe6\x9d\xb1\xe4\xba\xac|\xe4\xba\xac\xe9\x83\xbd", "Han in overlapping pairs");
	CHECK_STR(split("\xe6\x9d\xb1 2 \xe4\xba\xac"), "\xe6\x9d\xb1|2|\xe4\xba\xac", "single Han");
	CHECK_STR(split("iPhone\xe3\x82\x92"), "iphone|\xe3\x82\x92", "Latin beside kana");
	CHECK_STR(split("\xe0\xb8\x81\xe0\xb8\x82\xe0\xb8\x84"),
	    "\xe0\xb8\x81\xe0\xb8\x82|\xe0\xb8\x82\xe0\xb8\x84", "Thai in pairs");
	CHECK_STR(split("\xd0\x9c\xd0\x98\xd0\xa0"), "\xd0\xbc\xd0\xb8\xd1\x80", "Cyrillic folds");
	CHECK_STR(split("a\xff" "b"), "a|b", "a broken byte separates");
}

static void
masks(void)
{
	CHECK(same_masked("call 555 0144 now", "call 555 99 now"), "digits are masked");
	CHECK(same_masked("Q3 results", "Q12 results"), "within a word too");
	CHECK(!same("Q3", "Q4"), "but not in the hash");
	CHECK(!same_masked("call 5 now", "call five now"), "letters are not");
}

static void
long_words(void)
{
	char a[300], b[300];

	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	a[299] = b[299] = '\0';
	CHECK(same(a, b), "a long word is one word");
	b[10] = 'y';
	CHECK(!same(a, b), "its beginning counts");
	b[10] = 'x';
	b[298] = 'y';
	CHECK(!same(a, b), "its end counts");
}

int
main(void)
{
	equal();
	pieces();
	masks();
	long_words();
	return test_end();
}
