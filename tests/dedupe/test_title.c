/* Title tags, agreement of titles; datelines, bylines, sign-offs, agencies; URLs. */
#include <stdio.h>
#include <string.h>

#include "dedupe/agency.h"
#include "dedupe/title.h"
#include "dedupe/url.h"
#include "dedupe/wire.h"
#include "tests/test.h"

static int
slugs(const char *a, const char *b)
{
	struct title x, y;

	title_read(&x, a);
	title_read(&y, b);
	return x.slug == y.slug && x.slug != 0;
}

static int
agree(const char *a, const char *b)
{
	struct title x, y;
	struct title_words p, q;

	title_read(&x, a);
	title_read(&y, b);
	p = (struct title_words){ x.slug, x.word, x.n };
	q = (struct title_words){ y.slug, y.word, y.n };
	return title_agree(&p, &q);
}

static unsigned
tags(const char *s)
{
	struct title t;

	title_read(&t, s);
	return t.tags;
}

static void
tags_off(void)
{
	static const char *const same[] = { "UPDATE 2-Storm hits the northern coast",
		"RPT-UPDATE 1-Storm hits the northern coast", "REFILE-Storm hits the northern coast",
		"CORRECTED-(OFFICIAL)-Storm hits the northern coast",
		"EXCLUSIVE-Storm hits the northern coast", "Breaking: Storm hits the northern coast",
		"Storm hits the northern coast | The Daily Echo",
		"Storm hits the northern coast - Daily Echo",
		"Storm hits the northern coast \xe2\x80\x94 Daily Echo",
		"Storm hits the northern coast (UPDATE 3)", "STORM HITS THE NORTHERN COAST",
		"Storm hits the northern coast, 2nd Ld-Writethru" };
	size_t i;

	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		CHECK(slugs(same[i], "Storm hits the northern coast"), same[i]);
	CHECK(tags("UPDATE 2-Storm hits") & TITLE_VERSION, "UPDATE is a version");
	CHECK(tags("US--Budget,1st Ld-Writethru") & TITLE_VERSION, "Writethru is a version");
	CHECK(tags("RPT-Storm hits") == TITLE_REPEAT, "RPT is a repeat");
	CHECK(tags("FACTBOX-What is known") == TITLE_OWN, "FACTBOX is its own kind");
	CHECK(tags("WRAPUP 3-Markets fall") == TITLE_OWN, "WRAPUP is its own kind");
}

static void
look_alikes(void)
{
	static const char *const plain[] = { "Police kill 3 in raid", "Hold on rates, says bank",
		"Update your phone now, experts say", "Correction in markets deepens",
		"Lead-free petrol sales rise", "Repeat offender jailed", "Withdrawn from race, runner says" };
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		CHECK(tags(plain[i]) == 0, plain[i]);
	CHECK(!slugs("Smith - Jones", "Smith"), "a short title keeps what follows a dash");
}

static void
agreement(void)
{
	CHECK(agree("Storm hits northern coast, 12 dead", "Twelve dead as storm hits coast"), "reworded");
	CHECK(agree("Banks merge", "Bank merges"), "plural off");
	CHECK(!agree("Northgate Controls names finance chief after long search",
	    "Northgate Controls quarterly profit rises on exports to Asia"), "a name is not enough");
	CHECK(!agree("The and of", "The and of it"), "stop words do not agree");
	CHECK(!agree(NULL, NULL), "no titles do not agree");
}

static uint32_t
bit(const char *name)
{
	return (uint32_t)1 << agency_find(name, strlen(name));
}

static void
dateline(const char *s, const char *place, uint32_t want, const char *rest)
{
	char got[WIRE_PLACE];
	uint32_t agencies = 0;
	size_t n = wire_dateline(s, strlen(s), &agencies, got);

	CHECK_STR(s + n, rest, s);
	CHECK_STR(got, place, "its place");
	CHECK(agencies == want, "its agency");
}

static void
datelines(void)
{
	dateline("TOKYO (Reuters) - Shares fell.", "TOKYO", bit("Reuters"), "Shares fell.");
	dateline("WASHINGTON, Oct 3 (AP) \xe2\x80\x94 The president", "WASHINGTON", bit("AP"),
	    "The president");
	dateline("PARIS - The mayor said", "PARIS", 0, "The mayor said");
	dateline("LONDON: The bank said", "LONDON", 0, "The bank said");
	dateline("Berlin (dpa) - Der Kanzler", "Berlin", bit("dpa"), "Der Kanzler");
	dateline("(Reuters) - Shares fell.", "", bit("Reuters"), "Shares fell.");
	dateline("NEW YORK, Oct. 3, 2018 /PRNewswire/ -- Acme Corp", "NEW YORK",
	    bit("PR Newswire"), "Acme Corp");
	dateline("SEOUL, South Korea (AP) \xe2\x80\x94 North Korea", "SEOUL, South Korea", bit("AP"),
	    "North Korea");
	dateline("BEIJING, Oct. 3 (Xinhua) -- China", "BEIJING", bit("Xinhua"), "China");
	dateline("DALLAS--(BUSINESS WIRE)--Acme Corp", "DALLAS", bit("Business Wire"), "Acme Corp");
	dateline("The AP (a news agency) - said", "", 0, "The AP (a news agency) - said");
	dateline("PITTSBURGH, Pa. The mayor said", "", 0, "PITTSBURGH, Pa. The mayor said");
	dateline("NATO said on Monday - late", "", 0, "NATO said on Monday - late");
}

static void
bylines(void)
{
	uint32_t a = 0;
	const char *s = "By MATTHEW LEE, AP Diplomatic Writer";

	CHECK(wire_byline(s, strlen(s), &a) && a == bit("AP"), s);
	s = "By Reuters Staff";
	a = 0;
	CHECK(wire_byline(s, strlen(s), &a) && a == bit("Reuters"), s);
	s = "By Monday, prices had risen.";
	CHECK(!wire_byline(s, strlen(s), &a), s);
	s = "(Reporting by A. Lee; Editing by B. Roe)";
	a = 0;
	CHECK(wire_signoff(s, strlen(s), &a) && a == 0, s);
	s = "Copyright 2018 The Associated Press. All rights reserved.";
	CHECK(wire_signoff(s, strlen(s), &a) && a == bit("AP"), s);
	s = "Reporting on the bylaw took a year.";
	CHECK(!wire_signoff(s, strlen(s), &a), s);
	a = 0;
	wire_author("Ann Lee, Associated Press", &a);
	CHECK(a == bit("AP"), "an author's agency");
	a = 0;
	wire_author("Ann Pa", &a);
	CHECK(a == 0, "a name is no agency");
	CHECK(agency_key("reuters") == agency_key("Thomson Reuters"), "spellings are one agency");
	CHECK(agency_key("Tanjug") != 0 && agency_key(NULL) == 0, "an agency of no table");
}

static void
urls(void)
{
	CHECK(url_key("https://www.a.example/x/?utm_source=rss#top") == url_key("http://A.example/x"),
	    "what does not tell an article is off");
	CHECK(url_key("https://a.example/x?id=1") != url_key("https://a.example/x?id=2"), "what does");
	CHECK(url_key("https://a.example/") == 0 && url_key(NULL) == 0 && url_key("x") == 0,
	    "a front page is no article");
}

int
main(void)
{
	tags_off();
	look_alikes();
	agreement();
	datelines();
	bylines();
	urls();
	return test_end();
}
