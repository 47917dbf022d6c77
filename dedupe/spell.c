#include "dedupe/spell.h"

#include <string.h>

/* Longest first where one ends in another. Only endings with a British twin. */
static const struct ending {
	const char *from, *to;
} endings[] = {
	{ "isations", "izations" }, { "isation", "ization" }, { "ising", "izing" },
	{ "isers", "izers" }, { "iser", "izer" }, { "ised", "ized" }, { "ises", "izes" },
	{ "ise", "ize" }, { "ysing", "yzing" }, { "ysed", "yzed" }, { "yse", "yze" },
	{ "ogue", "og" }, { "ogues", "ogs" }, { "elling", "eling" }, { "elled", "eled" },
	{ "eller", "eler" }, { "ellers", "elers" }, { "efence", "efense" },
	{ "efences", "efenses" }, { "ffence", "ffense" }, { "ffences", "ffenses" },
	{ "icence", "icense" }, { "icences", "icenses" }, { "retence", "retense" },
	{ "programme", "program" }, { "programmes", "programs" }, { "centre", "center" },
	{ "centres", "centers" }, { "centred", "centered" }, { "theatre", "theater" },
	{ "theatres", "theaters" }, { "metre", "meter" }, { "metres", "meters" },
	{ "litre", "liter" }, { "litres", "liters" }, { "fibre", "fiber" },
	{ "fibres", "fibers" }, { "sabre", "saber" }, { "calibre", "caliber" },
	{ "sombre", "somber" }, { "aluminium", "aluminum" }, { "aeroplane", "airplane" },
	{ "judgement", "judgment" }, { "tonnes", "tons" }, { "grey", "gray" },
	{ "manoeuvre", "maneuver" }, { "manoeuvres", "maneuvers" }, { "paediatric", "pediatric" },
	{ "haemorrhage", "hemorrhage" }, { "sceptical", "skeptical" }, { "sceptic", "skeptic" },
	{ "mould", "mold" }, { "plough", "plow" }, { "kerb", "curb" }, { "tyre", "tire" },
	{ "tyres", "tires" },
};

/* `our` becomes `or` behind these. */
static const char *const our[] = { "col", "lab", "fav", "hon", "neighb", "behavi", "harb", "rum",
	"hum", "arm", "endeav", "glam", "sav", "vap", "flav", "rig", "od", "vig", "val", "spl", "tum",
	"parl", "clam", "succ", "ferv", "ranc", "demean" };

static size_t
replace(char *word, size_t n, size_t keep, const struct ending *e)
{
	size_t m = strlen(e->to);

	(void)n;
	memcpy(word + keep, e->to, m);
	return keep + m;
}

static size_t
ending_fold(char *word, size_t n)
{
	size_t i, m;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		m = strlen(endings[i].from);
		if (n >= m && word[n - 1] == endings[i].from[m - 1] &&
		    memcmp(word + n - m, endings[i].from, m) == 0)
			return replace(word, n, n - m, &endings[i]);
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

/* Only these last letters begin a search: the last letters of the table. */
static int
may_change(const char *word, size_t n)
{
	switch (word[n - 1]) {
	case 'e':
	case 's':
	case 'g':
	case 'r':
	case 'd':
	case 'n':
	case 'm':
	case 't':
	case 'y':
	case 'l':
	case 'c':
	case 'b':
	case 'h':
		return n >= 4;
	default:
		return 0;
	}
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
