/* The lines that pages leave behind: each of leftover/goes.txt is one, none of
 * leftover/stays.txt is, though it looks like it; and where they begin in the texts of
 * leftover/tails.txt. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/leftover.h"
#include "parse/leftover_tail.h"
#include "tests/test.h"

#define LINES_LEAST 120

static void
lines(const char *path, int goes)
{
	char line[1024], name[64];
	FILE *f = fopen(path, "r");
	long n = 0, wrong = 0;
	size_t k;

	if (!CHECK(f != NULL, path))
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		k = strcspn(line, "\n");
		line[k] = '\0';
		n++;
		if ((leftover_find(line, k) != LEFTOVER_NONE) != goes) {
			printf("# %s: %s\n", goes ? "stays" : "goes", line);
			wrong++;
		}
	}
	(void)fclose(f);
	(void)snprintf(name, sizeof(name), "%ld lines that %s", n, goes ? "go" : "stay");
	CHECK(wrong == 0 && n >= LINES_LEAST, name);
}

struct tail {
	char text[4096], title[128];
	size_t n;
	int want;
	long tried, wrong;
};

static void
tail_end(struct tail *t)
{
	int got;

	if (t->n == 0)
		return;
	t->text[t->n - 2] = '\0';
	got = leftover_tail_find(t->text, t->title);
	t->tried++;
	if (got == t->want)
		return;
	printf("# %d, not %d: %s\n", got, t->want, t->text);
	t->wrong++;
}

static void
tails(const char *path)
{
	struct tail t = { .want = 0 };
	FILE *f = fopen(path, "r");
	char line[1024];

	if (!CHECK(f != NULL, path))
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '=') {
			tail_end(&t);
			t.n = 0;
			t.want = (int)strtol(line + 2, NULL, 10);
			(void)snprintf(t.title, sizeof(t.title), "%s", strchr(line + 2, ' ') + 1);
		} else if (line[0] != '#') {
			t.n += (size_t)snprintf(t.text + t.n, sizeof(t.text) - t.n, "%s\n\n", line);
		}
	}
	tail_end(&t);
	(void)fclose(f);
	CHECK(t.tried >= 20 && t.wrong == 0, "where a text's leftovers begin");
}

/* Only so many paragraphs are looked at, whatever they are. */
static void
long_tail(void)
{
	static char text[100 * 16];
	size_t n = 0, i;

	n += (size_t)snprintf(text, sizeof(text), "A text.");
	for (i = 0; i < 60; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "\n\nAdvertisement");
	CHECK(leftover_tail_find(text, NULL) == 30, "a tail longer than an entry's memory: its end");
	(void)snprintf(text + n, sizeof(text) - n, "\n\nAdd a Comment");
	CHECK(leftover_tail_find(text, "Advertisement") == 31, "nothing above the first that is looked at");
	CHECK(leftover_tail_find("", NULL) == 0 && leftover_tail_find("\n\n", "") == 0, "no text, no leftovers");
}

int
main(void)
{
	char spaces[LEFTOVER_LINE + 8];

	lines("tests/parse/leftover/goes.txt", 1);
	lines("tests/parse/leftover/stays.txt", 0);
	tails("tests/parse/leftover/tails.txt");
	long_tail();
	CHECK(leftover_find("Related articles", 16) == LEFTOVER_ENDS, "a heading over other articles ends this one");
	CHECK(leftover_find("Add a Comment", 13) == LEFTOVER_TALKS, "a comment form ends it anywhere");
	CHECK(leftover_find("Advertisement", 13) == LEFTOVER_GOES, "an advertisement goes alone");
	CHECK(leftover_find("", 0) == LEFTOVER_NONE && leftover_find("...", 3) == LEFTOVER_NONE, "no words, no leftover");
	memset(spaces, ' ', sizeof(spaces));
	memcpy(spaces, "Share", 5);
	CHECK(leftover_find(spaces, sizeof(spaces)) == LEFTOVER_NONE, "a line too long is none");
	memset(spaces, '\377', sizeof(spaces));
	CHECK(leftover_find(spaces, LEFTOVER_LINE) == LEFTOVER_NONE, "broken bytes are no words");
	memset(spaces, ':', sizeof(spaces));
	CHECK(leftover_find(spaces, LEFTOVER_LINE) == LEFTOVER_NONE, "nor are colons");
	CHECK(leftover_find("\303\211CRIRE UN COMMENTAIRE", 22) == LEFTOVER_TALKS, "capitals with accents");
	return test_end();
}
