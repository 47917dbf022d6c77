/* hash: SHA-256 (FIPS 180-4) by libcrypto. */
#ifndef STORE_HASH_H
#define STORE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BYTES 32
#define HASH_HEX 64 /* without the NUL */

/* The digest of p. 0, or -1 when libcrypto refuses (out of memory). */
int hash_bytes(const void *p, size_t n, unsigned char to[static HASH_BYTES]);

/* The same in lower-case hex with a NUL. */
int hash_hex(const void *p, size_t n, char to[static HASH_HEX + 1]);

/* The digest of a, one NUL, b. For ids and texts with a title. */
int hash_pair(const char *a, const char *b, unsigned char to[static HASH_BYTES]);

/* n bytes in hex, NUL behind (2n+1 bytes of room), and back: 0, or -1 when it is
 * no lower-case hex of 2n digits. */
void hash_to_hex(const unsigned char *p, size_t n, char *to);
int hash_of_hex(const char *hex, size_t n, unsigned char *to);

/* The first 8 bytes of a digest as a number, for tables. */
uint64_t hash_word(const unsigned char *digest);

#endif
