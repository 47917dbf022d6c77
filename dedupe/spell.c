#include "dedupe/spell.h"

#include <stdint.h>
#include <string.h>

#define E(from, to) { from, to, sizeof(from) - 1, sizeof(to) - 1 }

/* Longest first where one ends in another. Only endings with a British twin. */
struct ending {
	const char *from, *to;
	unsigned char n_from, n_to;
};

static const struct ending in_b[] = {
	E("kerb", "curb"),
	{ 0 }
};
static const struct ending in_c[] = {
	E("paediatric", "pediatric"), E("sceptic", "skeptic"),
	{ 0 }
};
static const struct ending in_d[] = {
	E("ised", "ized"), E("ysed", "yzed"), E("elled", "eled"), E("centred", "centered"),
	E("mould", "mold"),
	{ 0 }
};
static const struct ending in_e[] = {
	E("ise", "ize"), E("yse", "yze"), E("ogue", "og"), E("efence", "efense"),
	E("ffence", "ffense"), E("icence", "icense"), E("retence", "retense"),
	E("programme", "program"), E("centre", "center"), E("theatre", "theater"),
	E("metre", "meter"), E("litre", "liter"), E("fibre", "fiber"), E("sabre", "saber"),
	E("calibre", "caliber"), E("sombre", "somber"), E("aeroplane", "airplane"),
	E("manoeuvre", "maneuver"), E("haemorrhage", "hemorrhage"), E("tyre", "tire"),
	{ 0 }
};
static const struct ending in_g[] = {
	E("ising", "izing"), E("ysing", "yzing"), E("elling", "eling"),
	{ 0 }
};
static const struct ending in_h[] = {
	E("plough", "plow"),
	{ 0 }
};
static const struct ending in_l[] = {
	E("sceptical", "skeptical"),
	{ 0 }
};
static const struct ending in_m[] = {
	E("aluminium", "aluminum"),
	{ 0 }
};
static const struct ending in_n[] = {
	E("isation", "ization"),
	{ 0 }
};
static const struct ending in_r[] = {
	E("iser", "izer"), E("eller", "eler"),
	{ 0 }
};
static const struct ending in_s[] = {
	E("isations", "izations"), E("isers", "izers"), E("ises", "izes"), E("ogues", "ogs"),
	E("ellers", "elers"), E("efences", "efenses"), E("ffences", "ffenses"),
	E("icences", "icenses"), E("programmes", "programs"), E("centres", "centers"),
	E("theatres", "theaters"), E("metres", "meters"), E("litres", "liters"),
	E("fibres", "fibers"), E("manoeuvres", "maneuvers"),
	E("tyres", "tires"),
	{ 0 }
};
static const struct ending in_t[] = {
	E("judgement", "judgment"),
	{ 0 }
};
static const struct ending in_y[] = {
	E("grey", "gray"),
	{ 0 }
};

/* By the last letter; each list ends with an empty one. */
static const struct ending *const endings[26] = {
	['b' - 'a'] = in_b, ['c' - 'a'] = in_c, ['d' - 'a'] = in_d, ['e' - 'a'] = in_e,
	['g' - 'a'] = in_g, ['h' - 'a'] = in_h, ['l' - 'a'] = in_l, ['m' - 'a'] = in_m,
	['n' - 'a'] = in_n, ['r' - 'a'] = in_r, ['s' - 'a'] = in_s, ['t' - 'a'] = in_t,
	['y' - 'a'] = in_y,
};

/* `our` becomes `or` behind these. */
static const char our[][8] = { "col", "lab", "fav", "hon", "neighb", "behavi", "harb", "rum",
	"hum", "arm", "endeav", "glam", "sav", "vap", "flav", "rig", "od", "vig", "val", "spl", "tum",
	"parl", "clam", "succ", "ferv", "ranc", "demean" };

static size_t
ending_fold(char *word, size_t n)
{
	const struct ending *e = endings[word[n - 1] - 'a'];

	for (; e != NULL && e->from != NULL; e++) {
		if (n < e->n_from || word[n - e->n_from] != e->from[0] ||
		    word[n - 2] != e->from[e->n_from - 2] ||
		    memcmp(word + n - e->n_from, e->from, e->n_from) != 0)
			continue;
		memcpy(word + n - e->n_from, e->to, e->n_to);
		return n - e->n_from + e->n_to;
	}
	return n;
}

static size_t
our_fold(char *word, size_t n)
{
	size_t at, i, m;

	for (at = 2; at + 3 <= n; at++) {
		if (word[at] != 'o' || word[at + 1] != 'u' || word[at + 2] != 'r')
			continue;
		for (i = 0; i < sizeof(our) / sizeof(our[0]); i++) {
			if (our[i][0] != word[0])
				continue;
			m = strlen(our[i]);
			if (m == at && memcmp(word, our[i], m) == 0) {
				memmove(word + at + 1, word + at + 2, n - at - 2);
				return n - 1;
			}
		}
	}
	return n;
}

/* By the last letter of an ending in the table, the letters that stand second, third and fourth
 * from the end, a bit each: most words stop here. tests/dedupe/test_words.c holds them against the
 * table. */
#define B(c) (1u << ((c) - 'a'))
#define ANY 0x3ffffffu
static const uint32_t tails[26][3] = {
	['b' - 'a'] = { B('r'),
	    B('e'),
	    B('k') },
	['c' - 'a'] = { B('i'),
	    B('r') | B('t'),
	    B('p') | B('t') },
	['d' - 'a'] = { B('e') | B('l'),
	    B('l') | B('r') | B('s') | B('u'),
	    B('i') | B('l') | B('o') | B('t') | B('y') },
	['e' - 'a'] = { B('c') | B('g') | B('m') | B('n') | B('r') | B('s') | B('u'),
	    B('a') | B('b') | B('g') | B('i') | B('m') | B('n') | B('t') | B('v') | B('y'),
	    ANY },
	['g' - 'a'] = { B('n'),
	    B('i'),
	    B('l') | B('s') },
	['h' - 'a'] = { B('g'),
	    B('u'),
	    B('o') },
	['l' - 'a'] = { B('a'),
	    B('c'),
	    B('i') },
	['m' - 'a'] = { B('u'),
	    B('i'),
	    B('n') },
	['n' - 'a'] = { B('o'),
	    B('i'),
	    B('t') },
	['r' - 'a'] = { B('e'),
	    B('l') | B('s'),
	    B('i') | B('l') },
	['s' - 'a'] = { B('e') | B('n') | B('r'),
	    B('c') | B('e') | B('m') | B('o') | B('r') | B('s') | B('u'),
	    B('b') | B('g') | B('i') | B('l') | B('m') | B('n') | B('s') | B('t') | B('v') | B('y') },
	['t' - 'a'] = { B('n'),
	    B('e'),
	    B('m') },
	['y' - 'a'] = { B('e'),
	    B('r'),
	    B('g') },
};

int
spell_ends(const char *word, size_t n)
{
	const uint32_t *t = tails[word[n - 1] - 'a'];

	return (t[0] & B(word[n - 2])) != 0 && (t[1] & B(word[n - 3])) != 0 && (t[2] & B(word[n - 4])) != 0;
}

size_t
spell_fold(char *word, size_t n)
{
	if (n < SPELL_LEAST || n > 24)
		return n;
	if (memchr(word, 'u', n) != NULL)
		n = our_fold(word, n);
	return spell_ends(word, n) ? ending_fold(word, n) : n;
}
