#include "dedupe/words.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "dedupe/hash.h"
#include "dedupe/spell.h"
#include "dedupe/words_wide.h"

#define WORDS_START 256u /* room of the first allocation, in words */

enum ascii { SEP, LETTER, DIGIT, QUOTE, HIGH, STOP };

/* What starts a character: . ! ? : end a sentence or a clause. */
static const unsigned char ascii[128] = {
	['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT,
	['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, ['\''] = QUOTE,
	['.'] = STOP, ['!'] = STOP, ['?'] = STOP, ['\n'] = STOP,
	['A'] = LETTER, ['B'] = LETTER, ['C'] = LETTER, ['D'] = LETTER, ['E'] = LETTER,
	['F'] = LETTER, ['G'] = LETTER, ['H'] = LETTER, ['I'] = LETTER, ['J'] = LETTER,
	['K'] = LETTER, ['L'] = LETTER, ['M'] = LETTER, ['N'] = LETTER, ['O'] = LETTER,
	['P'] = LETTER, ['Q'] = LETTER, ['R'] = LETTER, ['S'] = LETTER, ['T'] = LETTER,
	['U'] = LETTER, ['V'] = LETTER, ['W'] = LETTER, ['X'] = LETTER, ['Y'] = LETTER,
	['Z'] = LETTER,
	['a'] = LETTER, ['b'] = LETTER, ['c'] = LETTER, ['d'] = LETTER, ['e'] = LETTER,
	['f'] = LETTER, ['g'] = LETTER, ['h'] = LETTER, ['i'] = LETTER, ['j'] = LETTER,
	['k'] = LETTER, ['l'] = LETTER, ['m'] = LETTER, ['n'] = LETTER, ['o'] = LETTER,
	['p'] = LETTER, ['q'] = LETTER, ['r'] = LETTER, ['s'] = LETTER, ['t'] = LETTER,
	['u'] = LETTER, ['v'] = LETTER, ['w'] = LETTER, ['x'] = LETTER, ['y'] = LETTER,
	['z'] = LETTER,
};

static unsigned
kind(char c)
{
	return (unsigned char)c < 0x80 ? ascii[(unsigned char)c] : HIGH;
}

/* Scripts written without spaces. */
static const struct range {
	uint32_t from, to;
} paired[] = {
	{ 0x0e01, 0x0e4e }, { 0x0e81, 0x0ecd }, { 0x1000, 0x109f }, { 0x1780, 0x17d3 },
	{ 0x3005, 0x3007 }, { 0x3041, 0x3096 }, { 0x309d, 0x309f }, { 0x30a1, 0x30fa },
	{ 0x30fc, 0x30ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xf900, 0xfaff },
	{ 0xff66, 0xff9d }, { 0x20000, 0x3ffff },
};

static int
is_paired(uint32_t c)
{
	size_t i;

	if (c < paired[0].from)
		return 0;
	for (i = 0; i < sizeof(paired) / sizeof(paired[0]); i++)
		if (c >= paired[i].from && c <= paired[i].to)
			return 1;
	return 0;
}

/* Letters, marks and numbers; what only joins letters is neither. */
static int
is_word(uint32_t c)
{
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return 1;
	default:
		return 0;
	}
}

/* Characters that stand inside a word without being of it: apostrophes, soft
 * hyphen, joiners, variation selectors. */
static int
is_silent(uint32_t c)
{
	return c == 0x2019 || c == 0x2018 || c == 0x02bc || c == 0xad || c == 0x200b ||
	    c == 0x200c || c == 0x200d || c == 0x2060 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

/* Accents and Arabic vowel signs, which outlets leave out. */
static int
is_accent(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x652) || c == 0x670;
}

void
words_start(struct words_reader *r, const char *p, size_t n)
{
	memset(r, 0, sizeof(*r));
	r->p = p;
	r->end = p + n;
}

/* One byte of the word; a full buffer goes into the hash and starts over. */
static void
add(struct words_reader *r, char c)
{
	if (r->n == WORDS_BYTES) {
		r->hash = hash_bytes(r->hash, r->text, r->n);
		r->n = 0;
	}
	r->text[r->n++] = c;
}

static void
add_folded(struct words_reader *r, uint32_t c)
{
	utf8proc_int32_t out[32];
	int bound = 0;
	utf8proc_ssize_t i, n;
	char bytes[UTF8_MAX];
	size_t j, m;

	n = utf8proc_decompose_char((utf8proc_int32_t)c, out, 32,
	    UTF8PROC_CASEFOLD | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE, &bound);
	for (i = 0; i < n && n <= 32; i++) {
		uint32_t o = (uint32_t)out[i];

		if (is_accent(o) || !is_word(o))
			continue;
		if (o < 0x80 && ascii[o] == DIGIT)
			r->flag |= WORDS_DIGIT;
		m = utf8_put(o, bytes);
		for (j = 0; j < m; j++)
			add(r, bytes[j]);
	}
	if (utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ND)
		r->flag |= WORDS_DIGIT;
}

/* Does a comma (or a space within a number) part thousands here? */
static int
thousands(const struct words_reader *r)
{
	const char *p = r->p + 1;
	int i;

	if (r->n == 0 || kind(r->text[r->n - 1]) != DIGIT)
		return 0;
	for (i = 0; i < 3; i++, p++)
		if (p >= r->end || kind(*p) != DIGIT)
			return 0;
	return p >= r->end || kind(*p) != DIGIT;
}

static void
mask(struct words_reader *r)
{
	char out[WORDS_BYTES];
	size_t i, n = 0;
	int in = 0;

	for (i = 0; i < r->n; i++) {
		if (kind(r->text[i]) != DIGIT)
			out[n++] = r->text[i];
		else if (!in)
			out[n++] = '#';
		in = kind(r->text[i]) == DIGIT;
	}
	r->masked = hash_bytes(0, out, n);
}

static int
finish(struct words_reader *r, int plain)
{
	if (r->hash == 0 && plain)
		r->n = spell_fold(r->text, r->n);
	r->hash = hash_bytes(r->hash, r->text, r->n);
	r->text[r->n] = '\0';
	r->masked = r->hash;
	if (r->flag & WORDS_DIGIT)
		mask(r);
	r->in_run = 0;
	return 1;
}

/* The character at r->p is of a script without spaces and starts a word: with
 * its right neighbour it is a pair; the last of a run was in a pair already. */
static int
pair(struct words_reader *r)
{
	const char *q;
	uint32_t c, next = 0;
	size_t m;

	r->at = r->p;
	c = utf8_next(&r->p, r->end);
	q = r->p;
	if (q < r->end)
		next = utf8_next(&q, r->end);
	if (!is_paired(next)) {
		if (r->in_run) {
			r->in_run = 0;
			return 0;
		}
		next = 0;
	}
	m = utf8_put(c, r->text);
	if (next != 0)
		m += utf8_put(next, r->text + m);
	r->n = m;
	r->text[m] = '\0';
	r->flag |= WORDS_PAIR;
	r->hash = r->masked = hash_bytes(0, r->text, m);
	r->in_run = next != 0;
	return 1;
}

/* Takes the character at r->p, not ASCII. 0: it ends the word (or is none). */
static int
high(struct words_reader *r, int *plain)
{
	const char *q = r->p;
	uint32_t c = utf8_next(&q, r->end);

	if (!is_silent(c)) {
		if (is_paired(c) || !is_word(c))
			return 0;
		*plain = 0;
		if (r->at == NULL)
			r->at = r->p;
		add_folded(r, c);
	}
	r->p = q;
	return 1;
}

/* To the start of the next word. 1 at a pair, 0 at another word or the end. */
static int
skip(struct words_reader *r)
{
	while (r->p < r->end) {
		unsigned k = kind(*r->p);
		const char *q = r->p;
		uint32_t c;

		if (k == LETTER || k == DIGIT)
			return 0;
		if (k == HIGH) {
			c = utf8_next(&q, r->end);
			if (is_paired(c))
				return 1;
			if (is_word(c))
				return 0;
			if (c >= 0x3001 && c <= 0x3002)
				r->flag |= WORDS_BREAK;
			r->p = q;
		} else {
			if (k == STOP)
				r->flag |= WORDS_BREAK;
			r->p++;
		}
		r->in_run = 0;
	}
	return 0;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && !defined(WORDS_PLAIN)
#define EACH(byte) (0x0101010101010101u * (byte)) /* eight of a byte */

/* The top bit of each byte that is an ASCII letter. */
static inline uint64_t
letters(uint64_t w)
{
	uint64_t low = (w | EACH(0x20)) & EACH(0x7f);

	return (low + EACH(0x80 - 'a')) & ~(low + EACH(0x7f - 'z')) & ~w & EACH(0x80);
}

/* Letters before the first byte that is none: 0 to 8. */
static inline size_t
run(uint64_t w)
{
	uint64_t others = ~letters(w) & EACH(0x80);

	return others != 0 ? (size_t)__builtin_ctzll(others) / 8 : 8;
}

/* Not 0 when one of the eight bytes is c. */
static inline uint64_t
holds(uint64_t w, char c)
{
	w ^= EACH((unsigned char)c);
	return (w - EACH(1)) & ~w & EACH(0x80);
}

/* What most words are: up to fifteen ASCII letters in front of what ends a word, taken from one
 * or two loads of eight bytes. 1 with the word, as the loop below would have made it; or 0. */
static int
quick(struct words_reader *r)
{
	uint64_t w[2] = { 0, 0 }, h;
	size_t n, m = 0;

	if (r->end - r->p < 17)
		return 0;
	memcpy(w, r->p, 8);
	n = run(w[0]);
	if (n == 8) {
		memcpy(&w[1], r->p + 8, 8);
		m = run(w[1]);
		w[1] = m < 8 ? (w[1] | EACH(0x20)) & (((uint64_t)1 << (8 * m)) - 1) : 0;
	}
	switch (n == 0 || m == 8 ? HIGH : kind(r->p[n + m])) {
	case DIGIT:
	case QUOTE:
	case HIGH:
		return 0;
	default:
		break;
	}
	w[0] |= EACH(0x20);
	if (n < 8)
		w[0] &= ((uint64_t)1 << (8 * n)) - 1;
	h = (n + m) * HASH_SEED;
	h = n == 8 ? hash_mix(h ^ w[0]) * HASH_SEED : h ^ (w[0] + HASH_SEED);
	if (m > 0)
		h ^= w[1] + HASH_SEED;
	memcpy(r->text, w, sizeof(w));
	r->at = r->p;
	r->p += n + m;
	r->n = n + m;
	r->hash = hash_mix(h);
	if (r->n >= SPELL_LEAST && (spell_ends(r->text, r->n) || ((holds(w[0], 'u') | holds(w[1], 'u')) != 0 &&
	    (holds(w[0], 'o') | holds(w[1], 'o')) != 0 && (holds(w[0], 'r') | holds(w[1], 'r')) != 0))) {
		r->n = spell_fold(r->text, r->n);
		r->text[r->n] = '\0';
		r->hash = hash_bytes(0, r->text, r->n);
	}
	r->masked = r->hash;
	r->in_run = 0;
	return 1;
}
#else
static int
quick(struct words_reader *r)
{
	(void)r;
	return 0;
}
#endif

int
words_next(struct words_reader *r)
{
	int plain;

again:
	r->n = 0;
	r->hash = 0;
	r->flag = 0;
	r->at = NULL;
	if (r->p < r->end && *r->p == ' ') {
		r->p++;
		r->in_run = 0;
	}
	if (quick(r))
		return 1;
	if (skip(r)) {
		if (pair(r))
			return 1;
		goto again;
	}
	if (quick(r))
		return 1;
	for (plain = 1; r->p < r->end;) {
		char c = *r->p;
		unsigned k = kind(c);

		if (k == LETTER || k == DIGIT) {
			if (r->at == NULL)
				r->at = r->p;
			if (k == DIGIT) {
				r->flag |= WORDS_DIGIT;
				plain = 0;
				add(r, c);
			} else {
				add(r, (char)(c | 0x20));
			}
		} else if (k == HIGH) {
			if (!high(r, &plain))
				break;
			continue;
		} else if (k != QUOTE && !(c == ',' && thousands(r))) {
			break;
		}
		r->p++;
	}
	if (r->at == NULL)
		return 0;
	if (r->n == 0 && r->hash == 0)
		goto again;
	return finish(r, plain);
}

void
words_init(struct words *w)
{
	memset(w, 0, sizeof(*w));
	w->wide = words_wide_can();
}

void
words_clear(struct words *w)
{
	free(w->hash);
	free(w->masked);
	free(w->flag);
	words_init(w);
}

void
words_reset(struct words *w)
{
	w->n = 0;
}

int
words_room(struct words *w)
{
	size_t cap = w->cap == 0 ? WORDS_START : w->cap * 2;
	void *p;

	if (cap > SIZE_MAX / sizeof(*w->hash))
		return -1;
	if ((p = realloc(w->hash, cap * sizeof(*w->hash))) == NULL)
		return -1;
	w->hash = p;
	if ((p = realloc(w->masked, cap * sizeof(*w->masked))) == NULL)
		return -1;
	w->masked = p;
	if ((p = realloc(w->flag, cap)) == NULL)
		return -1;
	w->flag = p;
	w->cap = cap;
	return 0;
}

int
words_put(struct words *w, const char *p, size_t n)
{
	struct words_reader r;

	words_start(&r, p, n);
	for (;;) {
		if (w->wide && words_wide(w, &r) != 0)
			return -1;
		if (!words_next(&r))
			return 0;
		if (w->n == w->cap && words_room(w) != 0)
			return -1;
		w->hash[w->n] = r.hash;
		w->masked[w->n] = r.masked;
		w->flag[w->n++] = (unsigned char)r.flag;
	}
}
