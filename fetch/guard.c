#include "fetch/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MAPPED_BITS 96 /* of ::ffff:0:0/96, before the IPv4 address */

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/* Not public (IANA IPv4 special-purpose registry), and multicast and above. */
static const struct {
	uint32_t address;
	int bits;
} v4_refused[] = {
	{ 0x00000000, 8 },  /* this host: 0.0.0.0 reaches loopback */
	{ 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },  { 0xa9fe0000, 16 },
	{ 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0586300, 24 },
	{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
	{ 0xe0000000, 3 },
};

/* Inside 2000::/3, which is all of IPv6 that is allowed. */
static const struct {
	unsigned char address[16];
	int bits;
} v6_refused[] = {
	{ { 0x20, 0x01 }, 23 },             /* IETF protocol assignments, Teredo */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
	{ { 0x20, 0x02 }, 16 },             /* 6to4 */
	{ { 0x3f, 0xff }, 20 },             /* documentation */
};

static int
same_bits(const unsigned char *a, const unsigned char *b, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, (size_t)whole) != 0)
		return 0;
	return rest == 0 || ((a[whole] ^ b[whole]) & (0xff00 >> rest & 0xff)) == 0;
}

int
guard_range(const char *text, struct guard_range *r)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t n = slash != NULL ? (size_t)(slash - text) : strlen(text);
	char *end;
	long bits;

	if (n >= sizeof(address))
		return -1;
	memcpy(address, text, n);
	address[n] = '\0';
	r->bits = 0;
	if (inet_pton(AF_INET6, address, r->address) != 1) {
		memcpy(r->address, mapped, sizeof(mapped));
		if (inet_pton(AF_INET, address, r->address + sizeof(mapped)) != 1)
			return -1;
		r->bits = MAPPED_BITS;
	}
	if (slash == NULL) {
		r->bits = 128;
		return 0;
	}
	bits = strtol(slash + 1, &end, 10);
	if (end == slash + 1 || *end != '\0' || bits < 0 || bits > 128 - r->bits)
		return -1;
	r->bits += (int)bits;
	return 0;
}

static int
v4_public(const unsigned char *p)
{
	uint32_t a = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	size_t i;

	for (i = 0; i < sizeof(v4_refused) / sizeof(v4_refused[0]); i++)
		if ((a ^ v4_refused[i].address) >> (32 - v4_refused[i].bits) == 0)
			return 0;
	return 1;
}

static int
v6_public(const unsigned char *p)
{
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	size_t i;

	if (memcmp(p, mapped, sizeof(mapped)) == 0 || memcmp(p, nat64, sizeof(nat64)) == 0)
		return v4_public(p + 12);
	if ((p[0] & 0xe0) != 0x20)
		return 0;
	for (i = 0; i < sizeof(v6_refused) / sizeof(v6_refused[0]); i++)
		if (same_bits(p, v6_refused[i].address, v6_refused[i].bits))
			return 0;
	return 1;
}

/* As 16 bytes: 0, or -1 for another family. */
static int
as_v6(const struct sockaddr *address, unsigned char to[16])
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		memcpy(to, &in6.sin6_addr, 16);
		return 0;
	}
	if (address->sa_family != AF_INET)
		return -1;
	memcpy(&in, address, sizeof(in));
	memcpy(to, mapped, sizeof(mapped));
	memcpy(to + sizeof(mapped), &in.sin_addr, 4);
	return 0;
}

int
guard_allows(const struct sockaddr *address, const struct guard_range *ranges, size_t n)
{
	unsigned char a[16];
	size_t i;

	if (as_v6(address, a) != 0)
		return 0;
	for (i = 0; i < n; i++)
		if (same_bits(a, ranges[i].address, ranges[i].bits))
			return 1;
	return v6_public(a);
}

void
guard_text(const struct sockaddr *address, char to[static GUARD_TEXT])
{
	char s[INET6_ADDRSTRLEN] = "?";
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	if (address->sa_family == AF_INET6) {
		memcpy(&in6, address, sizeof(in6));
		(void)inet_ntop(AF_INET6, &in6.sin6_addr, s, sizeof(s));
		(void)snprintf(to, GUARD_TEXT, "[%s]:%u", s, (unsigned)ntohs(in6.sin6_port));
	} else if (address->sa_family == AF_INET) {
		memcpy(&in, address, sizeof(in));
		(void)inet_ntop(AF_INET, &in.sin_addr, s, sizeof(s));
		(void)snprintf(to, GUARD_TEXT, "%s:%u", s, (unsigned)ntohs(in.sin_port));
	} else {
		(void)snprintf(to, GUARD_TEXT, "address of family %u", (unsigned)address->sa_family);
	}
}
