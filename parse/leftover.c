#include "parse/leftover.h"

#include <string.h>

#include "base/utf8.h"
#include "parse/leftover_table.h"

#define FOLDED (LEFTOVER_LINE * 3 + 4) /* a broken byte becomes three, and so does a colon */

/* Lower case of what the table holds: Latin letters of Western Europe, and Cyrillic. */
static uint32_t
lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7))
		return c + 32;
	if (c >= 0x400 && c <= 0x42f)
		return c < 0x410 ? c + 80 : c + 32;
	return c == 0x152 ? 0x153 : c;
}

static int
is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x2000) || c >= 0x2c00;
}

/* The line as words: lower case, a space before and behind each, apostrophes dropped; a
 * colon stands like a word and does not count as one. The count of words, or -1 when it is
 * too long. */
static int
fold(char to[static FOLDED], const char *p, size_t n)
{
	const char *end = p + n;
	size_t k = 0;
	uint32_t c;
	int words = 0, in = 0;

	if (n > LEFTOVER_LINE)
		return -1;
	to[k++] = ' ';
	while (p < end) {
		c = lower(utf8_next(&p, end));
		if (c == '\'' || c == 0x2019 || c == 0x2018 || c == 0xad)
			continue;
		if (is_word(c)) {
			words += !in;
			k += utf8_put(c, to + k);
			in = 1;
		} else {
			if (in)
				to[k++] = ' ';
			in = 0;
			if (c == ':') {
				to[k++] = ':';
				to[k++] = ' ';
			}
		}
	}
	if (in)
		to[k++] = ' ';
	to[k] = '\0';
	return words;
}

/* Behind the words when they stand at p, which is on a space; NULL. */
static const char *
starts(const char *p, const char *words)
{
	size_t n = strlen(words);

	return strncmp(p + 1, words, n) == 0 && p[1 + n] == ' ' ? p + 1 + n : NULL;
}

static const char *
finds(const char *p, const char *words)
{
	size_t n = strlen(words);
	const char *at = p;

	while ((at = strstr(at + 1, words)) != NULL)
		if (at[-1] == ' ' && at[n] == ' ')
			return at + n;
	return NULL;
}

static int
ends(const char *p, const char *words)
{
	size_t n = strlen(words), all = strlen(p);

	return all >= n + 2 && p[all - n - 2] == ' ' && strncmp(p + all - n - 1, words, n) == 0;
}

enum leftover
leftover_find(const char *p, size_t n)
{
	char line[FOLDED];
	const struct leftover_row *r;
	const char *at;
	int words = fold(line, p, n);
	size_t i;

	if (words <= 0)
		return LEFTOVER_NONE;
	for (i = 0; i < leftover_table_n; i++) {
		r = &leftover_table_rows[i];
		at = line;
		if (r->start != NULL && r->start[0] != line[1])
			continue; /* nearly all */
		if (words > r->most || (r->start != NULL && (at = starts(at, r->start)) == NULL))
			continue;
		if (r->has != NULL && (at = finds(at, r->has)) == NULL)
			continue;
		if (r->end != NULL && !ends(at, r->end))
			continue;
		return (enum leftover)(LEFTOVER_GOES + r->what);
	}
	return LEFTOVER_NONE;
}
