#include "front/search.h"

#include <string.h>

#include "base/utf8.h"

#define SCRIPTS_WITHOUT_SPACES 0x2e80u /* CJK and what follows; before it: Thai, Lao, Khmer below */

static uint32_t
lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	/* Pairs, the capital first: even from 0x100 and 0x14a, odd between and behind. */
	if ((c >= 0x100 && c <= 0x137 && c != 0x130 && c % 2 == 0) || (c >= 0x14a && c <= 0x177 && c % 2 == 0) ||
	    (((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) && c % 2 == 1))
		return c + 1;
	return c == 0x2019 ? '\'' : c == 0xa0 || c == '\n' || c == '\t' ? ' ' : c;
}

/* Is it a letter or digit of a script that parts words? */
static int
in_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return c >= 0xc0 && c != 0xd7 && c != 0xf7 && c < SCRIPTS_WITHOUT_SPACES &&
	    !(c >= 0x2000 && c <= 0x2bff) && !(c >= 0xe00 && c <= 0xeff) && !(c >= 0x1780 && c <= 0x17ff);
}

int
search_fold(struct buf *to, const char *text, size_t n)
{
	const char *end = text + n;
	char c[UTF8_MAX];

	while (text < end)
		if (buf_put(to, c, utf8_put(lower(utf8_next(&text, end)), c)) != 0)
			return -1;
	return 0;
}

static uint32_t
before(const char *text, const char *at)
{
	const char *p = at;

	if (p == text)
		return ' ';
	for (p--; p > text && ((unsigned char)*p & 0xc0) == 0x80;)
		p--;
	return utf8_next(&p, at);
}

static uint32_t
first(const char *p)
{
	return *p != '\0' ? utf8_next(&p, p + strnlen(p, UTF8_MAX)) : ' ';
}

int
search_has(const char *text, const char *word)
{
	size_t n = strlen(word);
	int open = n > 1 && word[n - 1] == '*';
	const char *at, *from;

	n -= (size_t)open;
	if (n == 0)
		return 1;
	for (from = text; (at = memmem(from, strlen(from), word, n)) != NULL; from = at + 1)
		if (!(in_word(first(word)) && in_word(before(text, at))) &&
		    (open || !(in_word(before(word, word + n)) && in_word(first(at + n)))))
			return 1;
	return 0;
}
