#include "dedupe/words_wide.h"

#include <string.h>

#include "dedupe/hash.h"
#include "dedupe/spell.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2,bmi,bmi2")))
#define BLOCK 64u         /* bytes looked at at once, a bit each in a mask */
#define LOADED 80u        /* bytes that are loaded for them: a word may start in the last one */
#define WORD_MOST 15u     /* letters of a plain word */
#define SPELL_TAIL 4u     /* letters of an ending that is looked up */

/* Endings that spell.c may change, as eight sets of four letters: a tail is of a set when each
 * letter has the set's bit. More tails are in them than spell.c knows, none is missing;
 * tests/dedupe/test_words.c holds all of its endings against both ways. */
enum { ISE = 1, TRE = 2, ENCE = 4, SES = 8, SED = 16, ING = 32, ISER = 64, ICAL = 128 };
#define AT(c) ((c) & 31)
static const unsigned char fourth[32] = { /* from the end; `ise` may stand behind any letter */
	[AT('a')] = ISE | TRE | ENCE, [AT('b')] = ISE | SES, [AT('c')] = ISE, [AT('d')] = ISE,
	[AT('e')] = ISE | TRE | ENCE, [AT('f')] = ISE, [AT('g')] = ISE | SES | ISER,
	[AT('h')] = ISE | ENCE, [AT('i')] = ISE | TRE | SES | SED | ISER | ICAL, [AT('j')] = ISE,
	[AT('k')] = ISE | ISER, [AT('l')] = ISE | ENCE | SES | SED | ING | ISER,
	[AT('m')] = ISE | TRE | SES | ICAL, [AT('n')] = ISE | TRE | SES | ICAL,
	[AT('o')] = ISE | ENCE | SED | ICAL, [AT('p')] = ISE | ICAL, [AT('q')] = ISE,
	[AT('r')] = ISE, [AT('s')] = ISE | SES | ING, [AT('t')] = ISE | TRE | SES | SED | ICAL,
	[AT('u')] = ISE | TRE, [AT('v')] = ISE | SES, [AT('w')] = ISE, [AT('x')] = ISE,
	[AT('y')] = ISE | SES | SED, [AT('z')] = ISE,
};
static const unsigned char third[32] = {
	[AT('a')] = ENCE, [AT('b')] = TRE, [AT('c')] = SES | ICAL, [AT('e')] = SES | ISER | ICAL,
	[AT('g')] = ENCE, [AT('i')] = ISE | ING | ICAL, [AT('l')] = SED | ISER, [AT('m')] = ENCE | SES,
	[AT('n')] = ENCE, [AT('o')] = SES, [AT('r')] = SES | SED | ISER | ICAL,
	[AT('s')] = SES | SED | ISER, [AT('t')] = TRE | ICAL, [AT('u')] = SES | SED | ICAL,
	[AT('v')] = TRE, [AT('y')] = ISE | TRE,
};
static const unsigned char second[32] = {
	[AT('a')] = ICAL, [AT('c')] = ENCE, [AT('e')] = SES | SED | ISER, [AT('g')] = ENCE | ICAL,
	[AT('i')] = ICAL, [AT('l')] = SED, [AT('m')] = ENCE, [AT('n')] = ENCE | SES | ING | ICAL,
	[AT('o')] = ICAL, [AT('r')] = TRE | SES | ISER, [AT('s')] = ISE, [AT('u')] = ENCE | ICAL,
};
static const unsigned char last[32] = {
	[AT('b')] = ISER, [AT('c')] = ICAL, [AT('d')] = SED, [AT('e')] = ISE | TRE | ENCE,
	[AT('g')] = ING, [AT('h')] = ICAL, [AT('l')] = ICAL, [AT('m')] = ICAL, [AT('n')] = ICAL,
	[AT('r')] = ISER, [AT('s')] = SES, [AT('t')] = ICAL, [AT('y')] = ISER,
};

/* What 64 bytes are, a bit each. */
struct block {
	uint64_t letter, gap;  /* ASCII letters; what parts words */
	uint64_t stop;         /* what ends a sentence */
	uint64_t tail, our;    /* where four letters start that may end a word of two spellings;
	                        * where `our` does */
};

WIDE static inline __m256i
load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

WIDE static inline __m256i
is(__m256i v, char c)
{
	return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c));
}

/* Is each byte from `least` to `least` + `more`? */
WIDE static inline __m256i
within(__m256i v, char least, char more)
{
	__m256i from = _mm256_sub_epi8(v, _mm256_set1_epi8(least));

	return _mm256_cmpeq_epi8(_mm256_min_epu8(from, _mm256_set1_epi8(more)), from);
}

WIDE static inline uint64_t
bits(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(v);
}

/* table[c & 31] of each byte. */
WIDE static inline __m256i
look_up(const unsigned char *table, __m256i v)
{
	__m256i low = _mm256_and_si256(v, _mm256_set1_epi8(15)),
	    a = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table)),
	    b = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(table + 16)));

	return _mm256_blendv_epi8(_mm256_shuffle_epi8(a, low), _mm256_shuffle_epi8(b, low),
	    _mm256_slli_epi16(v, 3));
}

WIDE static inline uint64_t
tails(const char *p, __m256i v, __m256i *o, __m256i *u, __m256i *r)
{
	__m256i next = load(p + 1), third_next = load(p + 2),
	    all = _mm256_and_si256(_mm256_and_si256(look_up(fourth, v), look_up(third, next)),
	    _mm256_and_si256(look_up(second, third_next), look_up(last, load(p + 3))));

	*o = v;
	*u = next;
	*r = third_next;
	return (uint32_t)~bits(_mm256_cmpeq_epi8(all, _mm256_setzero_si256()));
}

/* Dashes and quotation marks beyond ASCII that no word holds: U+2013 to 2015, 201C to 201F. */
WIDE static inline uint64_t
marks(__m256i a, __m256i b)
{
	uint64_t one = bits(is(a, '\xe2')) | bits(is(b, '\xe2')) << 32,
	    two = bits(is(a, '\x80')) | bits(is(b, '\x80')) << 32,
	    three = bits(_mm256_or_si256(within(a, '\x93', 2), within(a, '\x9c', 3))) |
	    bits(_mm256_or_si256(within(b, '\x93', 2), within(b, '\x9c', 3))) << 32,
	    at = one & two >> 1 & three >> 2;

	return at | at << 1 | at << 2;
}

/* Half a block. `gap` has what is ASCII and of no word. */
WIDE static inline void
half(const char *p, __m256i v, struct block *k)
{
	__m256i low = _mm256_or_si256(v, _mm256_set1_epi8(0x20)), letter = within(low, 'a', 25), o, u, r,
	    word = _mm256_or_si256(_mm256_or_si256(letter, within(v, '0', 9)),
	    _mm256_or_si256(is(v, '\''), v)),
	    stop = _mm256_or_si256(_mm256_or_si256(is(v, '.'), is(v, '!')),
	    _mm256_or_si256(is(v, '?'), is(v, '\n')));

	k->letter = bits(letter);
	k->gap = (uint32_t)~bits(word); /* the top bit of what is beyond ASCII counts as of a word */
	k->stop = bits(stop);
	k->tail = tails(p, v, &o, &u, &r);
	low = _mm256_set1_epi8(0x20);
	k->our = bits(_mm256_and_si256(is(_mm256_or_si256(o, low), 'o'), _mm256_and_si256(
	    is(_mm256_or_si256(u, low), 'u'), is(_mm256_or_si256(r, low), 'r'))));
}

WIDE static inline void
look(const char *p, struct block *k)
{
	__m256i a = load(p), b = load(p + 32);
	struct block upper;

	half(p, a, k);
	half(p + 32, b, &upper);
	k->letter |= upper.letter << 32;
	k->gap |= upper.gap << 32;
	k->stop |= upper.stop << 32;
	k->tail |= upper.tail << 32;
	k->our |= upper.our << 32;
	if ((bits(a) | bits(b)) != 0)
		k->gap |= marks(a, b);
}

/* hash_bytes of the n letters at p, in lower case, without a branch on their number. */
WIDE static inline uint64_t
hash_word(const char *p, size_t n, uint64_t w[static 2])
{
	static const unsigned char ones[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255 };
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p),
	    m = _mm_loadu_si128((const __m128i *)(const void *)(ones + 16 - n));
	uint64_t h = n * HASH_SEED, a, b;

	v = _mm_and_si128(_mm_or_si128(v, _mm_set1_epi8(0x20)), m);
	w[0] = (uint64_t)_mm_cvtsi128_si64(v);
	w[1] = (uint64_t)_mm_extract_epi64(v, 1);
	a = h ^ (w[0] + HASH_SEED);
	b = hash_mix(h ^ w[0]) * HASH_SEED ^ (w[1] + (n > 8 ? HASH_SEED : 0));
	return hash_mix(n < 8 ? a : b);
}

/* The hash of a word that has two spellings, or h of one that only looks so. */
static uint64_t
spelled(const uint64_t w[static 2], size_t n, int our, uint64_t h)
{
	char text[WORDS_BYTES];

	memcpy(text, w, 2 * sizeof(*w));
	if (n < SPELL_LEAST || (!our && !spell_ends(text, n)))
		return h;
	n = spell_fold(text, n);
	return hash_bytes(0, text, n);
}

/* The words of the block at p that end in it, up to the first that is not plain, go to w, which
 * has room. Returns the bytes up to the end of the last; *more when the next block may go on. */
WIDE static size_t
take(struct words *w, const char *p, int *more)
{
	struct block k;
	uint64_t odd, start, end, spell, h, two[2];
	size_t s, e, was = 0;

	look(p, &k);
	odd = ~(k.letter | k.gap);
	*more = odd == 0;
	start = k.letter & ~(k.letter << 1);
	end = k.letter << 1 & k.gap & _blsmsk_u64(odd);
	spell = (k.tail & end >> SPELL_TAIL) | k.our;
	for (; end != 0; end = _blsr_u64(end), start = _blsr_u64(start), was = e) {
		s = _tzcnt_u64(start);
		e = _tzcnt_u64(end);
		if (e - s > WORD_MOST) {
			*more = 0;
			break;
		}
		h = hash_word(p + s, e - s, two);
		if (_bzhi_u64(spell, (unsigned)e) >> s != 0)
			h = spelled(two, e - s, _bzhi_u64(k.our, (unsigned)e) >> s != 0, h);
		w->hash[w->n] = w->masked[w->n] = h;
		w->flag[w->n++] = _bzhi_u64(k.stop, (unsigned)s) >> was != 0 ? WORDS_BREAK : 0;
	}
	*more &= was > 0;
	return was;
}

int
words_wide_can(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("bmi2");
}

int
words_wide(struct words *w, struct words_reader *r)
{
	char end[2 * LOADED];
	const char *p;
	size_t left, n;
	int more = 1;

	while (more && (left = (size_t)(r->end - r->p)) > 0 && (unsigned char)*r->p < 0x80) {
		p = r->p;
		if (left < LOADED) {
			memcpy(end, p, left);
			memset(end + left, 0, LOADED);
			p = end;
		}
		if (w->cap - w->n < BLOCK / 2 && words_room(w) != 0)
			return -1;
		n = take(w, p, &more);
		if (n > 0)
			r->in_run = 0;
		r->p += n;
	}
	return 0;
}
#else
int
words_wide_can(void)
{
	return 0;
}

int
words_wide(struct words *w, struct words_reader *r)
{
	(void)w;
	(void)r;
	return 0;
}
#endif
