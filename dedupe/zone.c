#include "dedupe/zone.h"

#include <string.h>
#include <strings.h>

#include "base/time.h"

enum rule { FIXED, EU, US };

static const struct zone {
	const char *name;
	int minutes;       /* in winter */
	enum rule summer;
} zones[] = {
	{ "UTC", 0, FIXED }, { "GMT", 0, FIXED }, { "Z", 0, FIXED }, { "BST", 60, FIXED },
	{ "WET", 0, FIXED }, { "CET", 60, FIXED }, { "CEST", 120, FIXED }, { "MEZ", 60, FIXED },
	{ "MESZ", 120, FIXED }, { "EET", 120, FIXED }, { "EEST", 180, FIXED }, { "MSK", 180, FIXED },
	{ "EST", -300, FIXED }, { "EDT", -240, FIXED }, { "CST", -360, FIXED }, { "CDT", -300, FIXED },
	{ "MST", -420, FIXED }, { "MDT", -360, FIXED }, { "PST", -480, FIXED }, { "PDT", -420, FIXED },
	{ "ET", -300, US }, { "PT", -480, US }, { "JST", 540, FIXED }, { "HKT", 480, FIXED },
	{ "SGT", 480, FIXED }, { "IST", 330, FIXED }, { "AEST", 600, FIXED }, { "AEDT", 660, FIXED },
	{ "Europe/London", 0, EU }, { "Europe/Dublin", 0, EU }, { "Europe/Lisbon", 0, EU },
	{ "Europe/Berlin", 60, EU }, { "Europe/Paris", 60, EU }, { "Europe/Madrid", 60, EU },
	{ "Europe/Rome", 60, EU }, { "Europe/Vienna", 60, EU }, { "Europe/Zurich", 60, EU },
	{ "Europe/Brussels", 60, EU }, { "Europe/Amsterdam", 60, EU }, { "Europe/Athens", 120, EU },
	{ "Europe/Helsinki", 120, EU }, { "Europe/Kyiv", 120, EU }, { "Europe/Istanbul", 180, FIXED },
	{ "Europe/Moscow", 180, FIXED }, { "America/New_York", -300, US },
	{ "America/Chicago", -360, US }, { "America/Denver", -420, US },
	{ "America/Los_Angeles", -480, US }, { "America/Toronto", -300, US },
	{ "America/Sao_Paulo", -180, FIXED }, { "Asia/Tokyo", 540, FIXED }, { "Asia/Seoul", 540, FIXED },
	{ "Asia/Shanghai", 480, FIXED }, { "Asia/Hong_Kong", 480, FIXED },
	{ "Asia/Singapore", 480, FIXED }, { "Asia/Kolkata", 330, FIXED },
};

/* Datelines that stand alone, and whose zone nobody doubts. */
static const struct { const char *place; const char *zone; } places[] = {
	{ "LONDON", "Europe/London" }, { "EDINBURGH", "Europe/London" }, { "DUBLIN", "Europe/Dublin" },
	{ "LISBON", "Europe/Lisbon" }, { "LISBOA", "Europe/Lisbon" }, { "BERLIN", "Europe/Berlin" },
	{ "FRANKFURT", "Europe/Berlin" }, { "MUNICH", "Europe/Berlin" }, { "HAMBURG", "Europe/Berlin" },
	{ "PARIS", "Europe/Paris" }, { "MADRID", "Europe/Madrid" }, { "ROME", "Europe/Rome" },
	{ "ROMA", "Europe/Rome" }, { "MILAN", "Europe/Rome" }, { "VIENNA", "Europe/Vienna" },
	{ "WIEN", "Europe/Vienna" }, { "GENEVA", "Europe/Zurich" }, { "ZURICH", "Europe/Zurich" },
	{ "BRUSSELS", "Europe/Brussels" }, { "AMSTERDAM", "Europe/Amsterdam" },
	{ "ATHENS", "Europe/Athens" }, { "HELSINKI", "Europe/Helsinki" }, { "KYIV", "Europe/Kyiv" },
	{ "ISTANBUL", "Europe/Istanbul" }, { "ANKARA", "Europe/Istanbul" },
	{ "MOSCOW", "Europe/Moscow" }, { "NEW YORK", "America/New_York" },
	{ "WASHINGTON", "America/New_York" }, { "UNITED NATIONS", "America/New_York" },
	{ "BOSTON", "America/New_York" }, { "CHICAGO", "America/Chicago" },
	{ "DENVER", "America/Denver" }, { "LOS ANGELES", "America/Los_Angeles" },
	{ "SAN FRANCISCO", "America/Los_Angeles" }, { "TORONTO", "America/Toronto" },
	{ "OTTAWA", "America/Toronto" }, { "BRASILIA", "America/Sao_Paulo" },
	{ "SAO PAULO", "America/Sao_Paulo" }, { "TOKYO", "Asia/Tokyo" }, { "SEOUL", "Asia/Seoul" },
	{ "BEIJING", "Asia/Shanghai" }, { "SHANGHAI", "Asia/Shanghai" },
	{ "HONG KONG", "Asia/Hong_Kong" }, { "SINGAPORE", "Asia/Singapore" },
	{ "NEW DELHI", "Asia/Kolkata" }, { "MUMBAI", "Asia/Kolkata" },
};

#define DAY ((int64_t)86400)

/* Midnight of the n-th Sunday of a month; n 0: the last. */
static int64_t
sunday(int year, int month, int n)
{
	struct time_civil c = { .year = year, .month = month, .day = 1 };
	int64_t t = time_of_civil(&c);
	int64_t first = t + (10 - (t / DAY) % 7) % 7 * DAY; /* 1970-01-01 was a Thursday */

	if (n > 0)
		return first + (n - 1) * 7 * DAY;
	for (n = 5; n > 3; n--) {
		struct time_civil d;

		time_to_civil(first + (n - 1) * 7 * DAY, &d);
		if (d.month == month)
			break;
	}
	return first + (n - 1) * 7 * DAY;
}

static int
minutes_at(const struct zone *z, int64_t t)
{
	struct time_civil c;
	int64_t from, to;

	if (z->summer == FIXED)
		return z->minutes;
	time_to_civil(t, &c);
	if (z->summer == EU) { /* at 01:00 UTC */
		from = sunday(c.year, 3, 0) + 3600 + z->minutes * 60;
		to = sunday(c.year, 10, 0) + 3600 + z->minutes * 60 + 3600;
	} else { /* at 02:00 local */
		from = sunday(c.year, 3, 2) + 2 * 3600;
		to = sunday(c.year, 11, 1) + 2 * 3600;
	}
	return z->minutes + (t >= from && t < to ? 60 : 0);
}

/* +01:00, -0500, +1 */
static int
offset(const char *s, size_t n)
{
	int v = 0, digits = 0;
	size_t i;

	for (i = 1; i < n; i++) {
		if (s[i] == ':' && i > 1)
			continue;
		if (s[i] < '0' || s[i] > '9' || ++digits > 4)
			return ZONE_NONE;
		v = v * 10 + (s[i] - '0');
	}
	if (digits == 0)
		return ZONE_NONE;
	v = digits <= 2 ? v * 60 : v / 100 * 60 + v % 100;
	if (v > 15 * 60)
		return ZONE_NONE;
	return s[0] == '-' ? -v : v;
}

int
zone_of(const char *name, size_t n, int64_t t)
{
	size_t i;

	if (n > 0 && (name[0] == '+' || name[0] == '-'))
		return offset(name, n);
	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (strlen(zones[i].name) == n && memcmp(zones[i].name, name, n) == 0)
			return minutes_at(&zones[i], t);
	return ZONE_NONE;
}

int
zone_of_place(const char *place, int64_t t)
{
	size_t i, n = strcspn(place, ",");

	while (n > 0 && place[n - 1] == ' ')
		n--;
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strlen(places[i].place) == n && strncasecmp(places[i].place, place, n) == 0)
			return zone_of(places[i].zone, strlen(places[i].zone), t);
	return ZONE_NONE;
}
