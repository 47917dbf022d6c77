#include "dedupe/spell.h"

#include <string.h>

#define E(from, to) { from, to, sizeof(from) - 1, sizeof(to) - 1 }

/* Longest first where one ends in another. Only endings with a British twin. */
static const struct ending {
	const char *from, *to;
	unsigned char n_from, n_to;
} endings[] = {
	E("isations", "izations"), E("isation", "ization"), E("ising", "izing"),
	E("isers", "izers"), E("iser", "izer"), E("ised", "ized"), E("ises", "izes"),
	E("ise", "ize"), E("ysing", "yzing"), E("ysed", "yzed"), E("yse", "yze"),
	E("ogue", "og"), E("ogues", "ogs"), E("elling", "eling"), E("elled", "eled"),
	E("eller", "eler"), E("ellers", "elers"), E("efence", "efense"),
	E("efences", "efenses"), E("ffence", "ffense"), E("ffences", "ffenses"),
	E("icence", "icense"), E("icences", "icenses"), E("retence", "retense"),
	E("programme", "program"), E("programmes", "programs"), E("centre", "center"),
	E("centres", "centers"), E("centred", "centered"), E("theatre", "theater"),
	E("theatres", "theaters"), E("metre", "meter"), E("metres", "meters"),
	E("litre", "liter"), E("litres", "liters"), E("fibre", "fiber"),
	E("fibres", "fibers"), E("sabre", "saber"), E("calibre", "caliber"),
	E("sombre", "somber"), E("aluminium", "aluminum"), E("aeroplane", "airplane"),
	E("judgement", "judgment"), E("tonnes", "tons"), E("grey", "gray"),
	E("manoeuvre", "maneuver"), E("manoeuvres", "maneuvers"), E("paediatric", "pediatric"),
	E("haemorrhage", "hemorrhage"), E("sceptical", "skeptical"), E("sceptic", "skeptic"),
	E("mould", "mold"), E("plough", "plow"), E("kerb", "curb"), E("tyre", "tire"),
	E("tyres", "tires"),
};

/* `our` becomes `or` behind these. */
static const char *const our[] = { "col", "lab", "fav", "hon", "neighb", "behavi", "harb", "rum",
	"hum", "arm", "endeav", "glam", "sav", "vap", "flav", "rig", "od", "vig", "val", "spl", "tum",
	"parl", "clam", "succ", "ferv", "ranc", "demean" };

static size_t
ending_fold(char *word, size_t n)
{
	const struct ending *e;
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		e = &endings[i];
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
