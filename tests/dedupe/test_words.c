/* Words: case, accents, apostrophes, numbers, spellings, scripts without spaces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dedupe/words.h"
#include "dedupe/words_wide.h"
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

/* The same word in the middle of a text, which is read eight bytes at a time, and at its end. */
static int
one_way(const char *word, const char *behind)
{
	char text[200];
	struct words_reader middle, end;
	int a, b;

	(void)snprintf(text, sizeof(text), "%s%sand then much more text", word, behind);
	words_start(&middle, text, strlen(text));
	words_start(&end, word, strlen(word));
	for (;;) {
		a = words_next(&middle);
		b = words_next(&end);
		if (!b)
			return a && end.p == word + strlen(word);
		if (!a || middle.hash != end.hash || middle.masked != end.masked || middle.n != end.n ||
		    middle.flag != end.flag || strcmp(middle.text, end.text) != 0)
			return 0;
	}
}

/* Are the words the same whether plain ones are taken many at a time or not? The text ends where
 * its memory does. */
static int
wide_way(const char *text, size_t n)
{
	char *copy = malloc(n > 0 ? n : 1);
	struct words x, y;
	int yes;

	if (copy == NULL)
		return 0;
	memcpy(copy, text, n);
	words_init(&x);
	words_init(&y);
	y.wide = 0;
	yes = words_put(&x, copy, n) == 0 && words_put(&y, copy, n) == 0 && x.n == y.n && (x.n == 0 ||
	    (memcmp(x.hash, y.hash, x.n * sizeof(*x.hash)) == 0 &&
	    memcmp(x.masked, y.masked, x.n * sizeof(*x.masked)) == 0 && memcmp(x.flag, y.flag, x.n) == 0));
	words_clear(&x);
	words_clear(&y);
	free(copy);
	return yes;
}

static void
two_ways(void)
{
	static const char *const endings[][2] = {
		{ "kerb", "curb" }, { "paediatric", "pediatric" }, { "sceptic", "skeptic" },
		{ "ised", "ized" }, { "ysed", "yzed" }, { "elled", "eled" }, { "centred", "centered" },
		{ "mould", "mold" }, { "ise", "ize" }, { "yse", "yze" }, { "ogue", "og" },
		{ "efence", "efense" }, { "ffence", "ffense" }, { "icence", "icense" },
		{ "retence", "retense" }, { "programme", "program" }, { "centre", "center" },
		{ "theatre", "theater" }, { "metre", "meter" }, { "litre", "liter" }, { "fibre", "fiber" },
		{ "sabre", "saber" }, { "calibre", "caliber" }, { "sombre", "somber" },
		{ "aeroplane", "airplane" }, { "manoeuvre", "maneuver" }, { "haemorrhage", "hemorrhage" },
		{ "tyre", "tire" }, { "ising", "izing" }, { "ysing", "yzing" }, { "elling", "eling" },
		{ "plough", "plow" }, { "sceptical", "skeptical" }, { "aluminium", "aluminum" },
		{ "isation", "ization" }, { "iser", "izer" }, { "eller", "eler" }, { "isations", "izations" },
		{ "isers", "izers" }, { "ises", "izes" }, { "ogues", "ogs" }, { "ellers", "elers" },
		{ "efences", "efenses" }, { "ffences", "ffenses" }, { "icences", "icenses" },
		{ "programmes", "programs" }, { "centres", "centers" }, { "theatres", "theaters" },
		{ "metres", "meters" }, { "litres", "liters" }, { "fibres", "fibers" },
		{ "manoeuvres", "maneuvers" }, { "tyres", "tires" }, { "judgement", "judgment" },
		{ "grey", "gray" },
	};
	static const char letters[] = "aAbourRsSmMeEzZ`{@[09'\xc3\xa9,.- ";
	char word[40], other[40];
	uint64_t seed = 1;
	size_t i, j, n;
	int bad = 0;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		(void)snprintf(word, sizeof(word), "pre%s", endings[i][0]);
		(void)snprintf(other, sizeof(other), "pre%s", endings[i][1]);
		CHECK(one_way(word, " ") && one_way(endings[i][0], " ") && one_way(word, ".") &&
		    wide_way(word, strlen(word)) && wide_way(endings[i][0], strlen(endings[i][0])) &&
		    same(word, other), endings[i][0]);
	}
	for (i = 0; i < 200000; i++) {
		n = (seed >> 33) % 24 + 1;
		for (j = 0; j < n; j++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			word[j] = letters[(seed >> 33) % (sizeof(letters) - 1)];
		}
		word[n] = '\0';
		bad += !one_way(word, " ") || !wide_way(word, n);
	}
	CHECK(bad == 0, "200,000 made words, read both ways");
}

static uint64_t
next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* Texts of pieces that a reader of blocks may fall over, whole and cut anywhere. */
static void
many_at_once(void)
{
	static const char *const pieces[] = { " ", " ", " ", "the ", "colour", "Organised ", "a", ". ", "\n\n",
		"don't ", "don\xe2\x80\x99t ", "\xe2\x80\x9cyes\xe2\x80\x9d ", "\xe2\x80\x94", "\xe2\x80\xa6", "\xe2\x80",
		"\xe2", "\x80\x9c", "1,000 ", "B2B ", "x", "\xe6\x97\xa5\xe6\x9c\xac", "\xe3\x80\x82", "caf\xc3\xa9 ",
		"fifteenletters ", "fifteenlettersx ", "incomprehensibleness", "!", "LABOUR-", "eight888", "eightlet ", "\xff", "_`{@[",
		"harbour endeavour glamour savour vapour flavour rigour odour vigour valour splendour tumour parlour "
		"clamour succour fervour rancour demeanour neighbour behaviour humour armour rumour ", "tour four our hours ",
		"        ", "................................................................" };
	char text[2000];
	uint64_t seed = 7;
	size_t i, k, m, n;
	int bad = 0;

	printf("# plain words are%s taken many at a time\n", words_wide_can() ? "" : " not");
	for (i = 0; i < 30000; i++) {
		for (n = 0, k = next(&seed) % 60; k > 0; k--) {
			const char *p = pieces[next(&seed) % (sizeof(pieces) / sizeof(pieces[0]))];

			if ((m = strlen(p)) > sizeof(text) - n)
				break;
			memcpy(text + n, p, m);
			n += m;
		}
		bad += !wide_way(text, n) || !wide_way(text, n > 0 ? next(&seed) % n : 0);
	}
	CHECK(bad == 0, "30,000 texts, words taken many at a time and one by one");
	for (i = 0, bad = 0; i < 2000; i++) {
		for (n = 0; n < sizeof(text); n++)
			text[n] = i % 2 == 0 ? (char)next(&seed) : "aouryse .\n'"[next(&seed) % 11];
		bad += !wide_way(text, sizeof(text));
	}
	CHECK(bad == 0, "random bytes the same");
}

int
main(void)
{
	equal();
	pieces();
	masks();
	long_words();
	two_ways();
	many_at_once();
	return test_end();
}
