/* The lines that pages leave behind: each of leftover/goes.txt is one, none of
 * leftover/stays.txt is, though it looks like it. */
#include <stdio.h>
#include <string.h>

#include "parse/leftover.h"
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

int
main(void)
{
	char spaces[LEFTOVER_LINE + 8];

	lines("tests/parse/leftover/goes.txt", 1);
	lines("tests/parse/leftover/stays.txt", 0);
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
