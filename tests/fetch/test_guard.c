/* guard: every range, and every spelling of an address that a URL can hold: what counts is
 * the address that comes out of the resolver. */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "fetch/guard.h"
#include "tests/test.h"

static int
allowed(const char *text, const struct guard_range *ranges, size_t n)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_storage a;

	memset(&a, 0, sizeof(a));
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		memcpy(&a, &in, sizeof(in));
	else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
		memcpy(&a, &in6, sizeof(in6));
	else
		return -1;
	return guard_allows((struct sockaddr *)&a, ranges, n);
}

static const char *const refused[] = {
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
	"127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
	"192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9",
	"224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1",
	"::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "fe80::1", "fec0::1",
	"fc00::1", "fd12:3456::1", "ff02::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:7f00:1::",
	"3fff::1", "100::1", "4000::1", "::7f00:1",
};

static const char *const public[] = {
	"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
	"128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.0.1.1", "192.167.255.255",
	"192.169.0.1", "198.17.255.255", "198.20.0.1", "203.0.114.1", "223.255.255.255", "2600::1",
	"2a00:1450::1", "2001:200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "3ffe::1",
};

/* What getaddrinfo makes of forty spellings is judged like any address. */
static const char *const spellings[] = {
	"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1",
	"017700000001", "127.000.000.001", "0x7f.0x0.0x0.0x1", "0", "0.0.0.0", "0x0", "00", "0.0",
	"10.1", "0xa000001", "012.1", "167772161", "192.168.1", "0xc0a80001", "0300.0250.0.1", "3232235521",
	"169.254.43518", "0xa9fea9fe", "2852039166", "172.16.1", "0xac100001", "2886729729",
	"::1", "::", "::ffff:7f00:1", "::ffff:127.0.0.1", "0:0:0:0:0:ffff:127.0.0.1", "64:ff9b::127.0.0.1",
	"fe80::1", "fd00::1", "localhost", "ip6-localhost",
};

static int
spelling_refused(const char *s)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *a;
	int ok = 1;

	if (getaddrinfo(s, "80", &hints, &list) != 0)
		return 1; /* no address, no connection */
	for (a = list; a != NULL; a = a->ai_next)
		ok = ok && !guard_allows(a->ai_addr, NULL, 0);
	freeaddrinfo(list);
	return ok;
}

static void
ranges(void)
{
	static const char *const bad[] = { "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8",
		"::1/129", "fe80::%eth0/64", "127.0.0.1/8/8", "a.b.c.d" };
	struct guard_range r[3];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(guard_range(bad[i], &r[0]) == -1, bad[i][0] != '\0' ? bad[i] : "no range");
	CHECK(guard_range("127.0.0.0/8", &r[0]) == 0 && guard_range("192.168.1.5", &r[1]) == 0 &&
	    guard_range("fd00::/8", &r[2]) == 0, "ranges are read");
	CHECK(allowed("127.9.9.9", r, 3) == 1, "in an allowed range");
	CHECK(allowed("::ffff:127.9.9.9", r, 3) == 1, "mapped, in an allowed range");
	CHECK(allowed("192.168.1.5", r, 3) == 1 && allowed("192.168.1.6", r, 3) == 0, "one address");
	CHECK(allowed("fd12::1", r, 3) == 1 && allowed("fe80::1", r, 3) == 0, "an IPv6 range");
	CHECK(allowed("10.0.0.1", r, 3) == 0, "another private range stays refused");
}

int
main(void)
{
	struct sockaddr unix_address = { .sa_family = AF_UNIX };
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(443) };
	char text[GUARD_TEXT];
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK(allowed(refused[i], NULL, 0) == 0, refused[i]);
	for (i = 0; i < sizeof(public) / sizeof(public[0]); i++)
		CHECK(allowed(public[i], NULL, 0) == 1, public[i]);
	for (i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		CHECK(spelling_refused(spellings[i]), spellings[i]);
	CHECK(guard_allows(&unix_address, NULL, 0) == 0, "a unix socket is no public address");
	ranges();
	(void)inet_pton(AF_INET, "203.0.113.7", &in.sin_addr);
	guard_text((struct sockaddr *)&in, text);
	CHECK_STR(text, "203.0.113.7:443", "address as text");
	return test_end();
}
