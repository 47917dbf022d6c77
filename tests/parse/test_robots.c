/* robots: which lines of a robots.txt are rules for us, and which paths they speak of. */
#include <string.h>

#include "base/robots.h"
#include "tests/parse/lib_dump.h"
#include "tests/test.h"
#include "wirefold.h"

static struct lib_dump dump;

/* The rules as a line: `-/a +/b `. */
static const char *
rules(const char *p, size_t n, char to[static 4096])
{
	const char *line, *end;
	size_t used = 0;

	to[0] = '\0';
	if (lib_dump_read(&dump, p, n, NULL, NULL) != 0 || dump.status != 0)
		return "unreadable";
	for (line = buf_get(&dump.text); line != NULL && *line != '\0'; line = end != NULL ? end + 1 : NULL) {
		end = strchr(line, '\n');
		if (strncmp(line, "guid: ", 6) != 0 || end == NULL || used + (size_t)(end - line) > 4090)
			continue;
		memcpy(to + used, line + 6, (size_t)(end - line) - 6);
		used += (size_t)(end - line) - 6;
		to[used++] = ' ';
		to[used] = '\0';
	}
	return to;
}

static void
files(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{ "nothing", "", "" },
		{ "all", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "-/a +/a/b " },
		{ "ours goes before all", "User-agent: *\nDisallow: /\nUser-agent: wirefold\nDisallow: /x\n", "-/x " },
		{ "ours without a rule", "User-agent: *\nDisallow: /\n\nUser-agent: wirefold\nDisallow:\n", "" },
		{ "another's", "User-agent: other\nDisallow: /\n", "" },
		{ "our name with a version, in capitals", "USER-AGENT: WireFold/0.1 (+x)\nDISALLOW: /x", "-/x " },
		{ "a longer name is another's", "User-agent: wirefolder\nDisallow: /\nUser-agent: wirefold-x\nDisallow: /y\n", "" },
		{ "two names, one group", "User-agent: other\nUser-agent: wirefold\nDisallow: /x\n", "-/x " },
		{ "two groups of ours", "User-agent: wirefold\nDisallow: /x\nUser-agent: b\nDisallow: /y\nUser-agent: wirefold\nAllow: /z\n", "-/x +/z " },
		{ "other lines part no group", "User-agent: wirefold\nSitemap: https://a.test/s\nCrawl-delay: 5\n\nDisallow: /x\n", "-/x " },
		{ "CR and CRLF", "User-agent: *\rDisallow: /a\r\nDisallow: /b\r", "-/a -/b " },
		{ "comments and blanks", "  user-agent :\t* # all\n disallow\t:  /a # b\n#disallow: /c\n", "-/a " },
		{ "a byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", "-/a " },
		{ "no slash", "User-agent: *\nDisallow: a\nDisallow: *.pdf$\n", "-/a -*.pdf$ " },
		{ "one spelling", "User-agent: *\nDisallow: /%7ea/caf\xc3\xa9/%c3%a9%2f\n", "-/~a/caf%C3%A9/%C3%A9%2F " },
		{ "a percent sign that encodes nothing", "User-agent: *\nDisallow: /%%34%2\n", "-/%254%252 " },
		{ "rules before any group", "Disallow: /a\nUser-agent: *\nDisallow: /b\n", "-/b " },
		{ "HTML", "<!doctype html><html><body>Disallow: /</body></html>", "" },
	};
	static char big[600 * 1024];
	char got[4096];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR(rules(cases[i].text, strlen(cases[i].text), got), cases[i].want, cases[i].name);
	CHECK_STR(rules("User-agent: *\nDisallow: /a\0b\n", 29, got), "-/a%00b ", "a NUL is a byte like another");
	memset(big, 'x', sizeof(big));
	memcpy(big, "User-agent: *\nDisallow: /", 25);
	rules(big, sizeof(big), got);
	CHECK(dump.status == 0 && dump.items == 1 && strlen(got) == ROBOTS_PATTERN_MAX + 1, "a pattern that is too long is cut");
	memcpy(big + 14, "Allow: /   ", 11);
	CHECK_STR(rules(big, sizeof(big), got), "", "and does not allow more");
	for (i = 14; i + 12 < sizeof(big); i += 12)
		memcpy(big + i, "Disallow:/a\n", 12);
	(void)lib_dump_read(&dump, big, sizeof(big), NULL, NULL);
	CHECK(dump.status == 0 && dump.items == 2000, "so many rules and no more");
}

static void
matches(void)
{
	static const struct {
		const char *pattern, *path;
		int want;
	} cases[] = {
		{ "/", "/a", 1 }, { "/fish", "/fish", 5 }, { "/fish", "/fish/salmon.html", 5 }, { "/fish", "/Fish", -1 },
		{ "/fish", "/catfish", -1 }, { "/fish*", "/fishheads?id=1", 6 }, { "/fish/", "/fish", -1 }, { "/*.php", "/", -1 },
		{ "/*.php", "/windows.PHP", -1 }, { "/*.php", "/a/b.php?x", 6 }, { "/*.php$", "/a.php", 7 }, { "/*.php$", "/a.php?x", -1 },
		{ "/*.php$", "/a.php.php", 7 }, { "/a*b*c", "/aXbYbZc", 6 }, { "/a*b*c", "/aXbYbZ", -1 }, { "*", "/x", 1 }, { "", "/x", 0 },
		{ "/$", "/", 2 }, { "/$", "/a", -1 }, { "/a$b", "/a$b", 4 }, { "/a$", "/a$", -1 }, { "***/x", "/a/x", 5 }, { "/a*", "/a", 3 },
	};
	char pattern[ROBOTS_PATTERN_MAX + 1], path[4097];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK(robots_match(cases[i].pattern, cases[i].path) == cases[i].want, cases[i].pattern);
	for (i = 0; i < ROBOTS_PATTERN_MAX; i++)
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	pattern[ROBOTS_PATTERN_MAX] = '\0';
	pattern[ROBOTS_PATTERN_MAX - 1] = 'b';
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	CHECK(robots_match(pattern, path) == -1, "many stars end soon");
}

int
main(void)
{
	lib_dump_init(&dump);
	dump.frame = WF_FRAME_ROBOTS;
	files();
	matches();
	lib_dump_clear(&dump);
	return test_end();
}
