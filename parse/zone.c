#include "parse/zone.h"

#include <string.h>

/* Prefixes; the longest languages share them. */
static const char *const months[12] = {
	"jan jän ene gen ιαν янв",
	"feb fev fév φεβ фев",
	"mar mär mrz mrt maart már μάρ μαρ μάώ μαώ мар",
	"apr abr avr ápr απρ апр",
	"may mai mag mei maj máj máu μάι μαϊ μαι μαΐ май мая",
	"jun juin giu jún ιούν ιουν ιον июн",
	"jul juil lug júl ιούλ ιουλ ιολ июл",
	"aug ago aoû aou αύγ αυγ авг",
	"sep set szep σεπ сен",
	"oct okt ott out οκτ окт",
	"nov noi νοέ νοε ноя",
	"dec dez dic déc δεκ дек",
};

int
zone_month(const char *word)
{
	const char *p, *end;
	size_t n;
	int m;

	for (m = 0; m < 12; m++) {
		for (p = months[m]; *p != '\0'; p = *end == ' ' ? end + 1 : end) {
			end = strchr(p, ' ');
			if (end == NULL)
				end = p + strlen(p);
			n = (size_t)(end - p);
			if (strncmp(word, p, n) == 0)
				return m + 1;
		}
	}
	return 0;
}

int
zone_offset(const char *word, int *minutes)
{
	static const struct {
		const char *name;
		int minutes;
	} zones[] = {
		{ "gmt", 0 }, { "utc", 0 }, { "ut", 0 }, { "z", 0 }, { "zulu", 0 }, { "wet", 0 }, { "uct", 0 },
		{ "est", -300 }, { "edt", -240 }, { "et", -300 }, { "cst", -360 }, { "cdt", -300 }, { "ct", -300 },
		{ "mst", -420 }, { "mdt", -360 }, { "mt", -360 }, { "pst", -480 }, { "pdt", -420 }, { "pt", -420 },
		{ "ast", -240 }, { "adt", -180 }, { "at", -240 }, { "nst", -210 }, { "ndt", -150 },
		{ "akst", -540 }, { "akdt", -480 }, { "hst", -600 }, { "brt", -180 }, { "art", -180 },
		{ "bst", 60 }, { "west", 60 }, { "cet", 60 }, { "met", 60 }, { "mez", 60 }, { "cest", 120 },
		{ "mest", 120 }, { "mesz", 120 }, { "eet", 120 }, { "sast", 120 }, { "eest", 180 }, { "msk", 180 },
		{ "trt", 180 }, { "gst", 240 }, { "pkt", 300 }, { "ist", 330 }, { "wib", 420 }, { "ict", 420 },
		{ "hkt", 480 }, { "sgt", 480 }, { "pht", 480 }, { "awst", 480 }, { "jst", 540 }, { "kst", 540 },
		{ "acst", 570 }, { "acdt", 630 }, { "aest", 600 }, { "aedt", 660 }, { "nzst", 720 }, { "nzdt", 780 },
		{ "a", -60 }, { "n", 60 }, { "m", -720 }, { "y", 720 },
	};
	size_t i;

	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (strcmp(word, zones[i].name) == 0) {
			*minutes = zones[i].minutes;
			return 0;
		}
	}
	return -1;
}
