#include "dedupe/agency.h"

#include <string.h>
#include <strings.h>

#include "dedupe/hash.h"

#define NAMES 5 /* spellings of one agency */

/* The first name is the one printed. Order is the bit in records: append only. */
static const struct agency {
	const char *name[NAMES];
} table[] = {
	{ { "AP", "Associated Press", "The Associated Press", "A.P." } },
	{ { "Reuters", "Thomson Reuters", "Reuters News", "Reuters Staff" } },
	{ { "AFP", "Agence France-Presse", "Agence France Presse" } },
	{ { "dpa", "dpa-AFX", "Deutsche Presse-Agentur" } },
	{ { "PA", "Press Association", "PA Media", "The Press Association" } },
	{ { "UPI", "United Press International" } },
	{ { "Xinhua", "Xinhua News Agency" } },
	{ { "Kyodo", "Kyodo News", "Kyodo News Agency" } },
	{ { "Bloomberg", "Bloomberg News" } },
	{ { "PR Newswire", "PRNewswire", "PRNewswire-USNewswire", "PRNewswire-FirstCall" } },
	{ { "Business Wire", "Businesswire", "BUSINESS WIRE" } },
	{ { "GlobeNewswire", "Globe Newswire", "GLOBE NEWSWIRE" } },
	{ { "TASS", "ITAR-TASS" } },
	{ { "ANI", "Asian News International" } },
	{ { "PTI", "Press Trust of India" } },
	{ { "EFE", "Agencia EFE", "Efe" } },
	{ { "ANSA", "Ansa" } },
	{ { "IANS", "Indo-Asian News Service" } },
	{ { "Yonhap", "Yonhap News Agency" } },
	{ { "Interfax" } },
	{ { "Jiji", "Jiji Press" } },
	{ { "Anadolu", "Anadolu Agency", "AA" } },
	{ { "The Canadian Press", "Canadian Press", "CP" } },
	{ { "AAP", "Australian Associated Press" } },
	{ { "APA", "Austria Presse Agentur" } },
	{ { "Belga" } },
	{ { "Lusa" } },
	{ { "CNS", "China News Service" } },
	{ { "Accesswire", "ACCESSWIRE" } },
	{ { "Newsfile", "Newsfile Corp." } },
};

#define COUNT ((int)(sizeof(table) / sizeof(table[0])))
_Static_assert(sizeof(table) / sizeof(table[0]) <= AGENCY_MAX, "a bit each");

static int
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
	    (unsigned char)c >= 0x80;
}

/* Short names are acronyms: their case counts (`pa`, `Ani`, `efe` are words). */
static int
same(const char *s, const char *name, size_t n)
{
	return n <= 4 ? memcmp(s, name, n) == 0 : strncasecmp(s, name, n) == 0;
}

static int
find(const char *s, size_t n, int whole)
{
	int i, best = -1;
	size_t j, m, longest = 0;

	for (i = 0; i < COUNT; i++)
		for (j = 0; j < NAMES && table[i].name[j] != NULL; j++) {
			if (n == 0 || ((table[i].name[j][0] ^ s[0]) & ~0x20) != 0)
				continue;
			m = strlen(table[i].name[j]);
			if (whole ? m != n : m > n || (m < n && is_alnum(s[m])))
				continue;
			if (m > longest && same(s, table[i].name[j], m)) {
				longest = m;
				best = i;
			}
		}
	return best;
}

int
agency_find(const char *s, size_t n)
{
	return find(s, n, 1);
}

int
agency_begins(const char *s, size_t n)
{
	return find(s, n, 0);
}

const char *
agency_name(int bit)
{
	return bit >= 0 && bit < COUNT ? table[bit].name[0] : NULL;
}

uint64_t
agency_key(const char *name)
{
	int bit;

	if (name == NULL)
		return 0;
	bit = agency_find(name, strlen(name));
	return hash_str(bit >= 0 ? table[bit].name[0] : name);
}

uint64_t
agency_key_of(uint32_t bits)
{
	int i;

	for (i = 0; i < COUNT; i++)
		if (bits >> i & 1)
			return hash_str(table[i].name[0]);
	return 0;
}
