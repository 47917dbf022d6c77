/* guard: which addresses may be connected to.
 *
 * Asked about the address that is about to be connected, never about a name or a
 * spelling of one, so a resolver that changes its mind gains nothing. The ranges are
 * IANA's special-purpose registries (RFC 6890): IPv4 outside them, and of IPv6 only
 * global unicast; IPv4 inside IPv6 (mapped, NAT64, 6to4) is judged as IPv4.
 */
#ifndef FETCH_GUARD_H
#define FETCH_GUARD_H

#include <stddef.h>
#include <stdint.h>

struct sockaddr;

/* One range that a feed may use although it is not public. */
struct guard_range {
	unsigned char address[16]; /* IPv4 as ::ffff:a.b.c.d */
	int bits;                  /* of the 128 */
};

/* Reads "10.0.0.0/8", "192.168.1.5", "fd00::/8". 0, or -1 when it is none. */
int guard_range(const char *text, struct guard_range *r);

/* May this address be connected to? 1 or 0. Families but IPv4 and IPv6: 0. */
int guard_allows(const struct sockaddr *address, const struct guard_range *ranges, size_t n);

/* The address and port as text, `203.0.113.7:443`, `[2001:db8::1]:443`. */
#define GUARD_TEXT 64
void guard_text(const struct sockaddr *address, char to[static GUARD_TEXT]);

#endif
