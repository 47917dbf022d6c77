#include "dedupe/spell.h"

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
static const char *const our[] = { "col", "lab", "fav", "hon", "neighb", "behavi", "harb", "rum",
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
			m = strlen(our[i]);
			if (m == at && memcmp(word, our[i], m) == 0) {
				memmove(word + at + 1, word + at + 2, n - at - 2);
				return n - 1;
			}
		}
	}
	return n;
}

/* The letters that stand before a last letter in the table: most words stop here. */
static const char *const before[26] = {
	['b' - 'a'] = "r", ['c' - 'a'] = "i", ['d' - 'a'] = "el", ['e' - 'a'] = "sucmrng",
	['g' - 'a'] = "n", ['h' - 'a'] = "g", ['l' - 'a'] = "a", ['m' - 'a'] = "u",
	['n' - 'a'] = "o", ['r' - 'a'] = "e", ['s' - 'a'] = "nre", ['t' - 'a'] = "n",
	['y' - 'a'] = "e",
};

static int
may_change(const char *word, size_t n)
{
	const char *p = before[word[n - 1] - 'a'];

	while (p != NULL && *p != '\0' && *p != word[n - 2])
		p++;
	return p != NULL && *p != '\0';
}

size_t
spell_fold(char *word, size_t n)
{
	if (n < 4 || n > 24)
		return n;
	if (memchr(word, 'u', n) != NULL)
		n = our_fold(word, n);
	return may_change(word, n) ? ending_fold(word, n) : n;
}
