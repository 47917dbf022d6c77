/* sha256: SHA-256 (FIPS 180-4) by libcrypto. */
#ifndef STORE_SHA256_H
#define STORE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_HEX 64 /* without the NUL */

/* The digest of p. 0, or -1 when libcrypto refuses (out of memory). */
int sha256_bytes(const void *p, size_t n, unsigned char to[static SHA256_BYTES]);

/* The same in lower-case hex with a NUL. */
int sha256_hex(const void *p, size_t n, char to[static SHA256_HEX + 1]);

/* The digest of a, one NUL, b. For ids and texts with a title. */
int sha256_pair(const char *a, const char *b, unsigned char to[static SHA256_BYTES]);

/* n bytes in hex, NUL behind (2n+1 bytes of room), and back: 0, or -1 when it is
 * no lower-case hex of 2n digits. */
void sha256_to_hex(const unsigned char *p, size_t n, char *to);
int sha256_of_hex(const char *hex, size_t n, unsigned char *to);

/* The first 8 bytes of a digest as a number, for tables. */
uint64_t sha256_word(const unsigned char *digest);

#endif
