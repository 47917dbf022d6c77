#include "store/sha256.h"

#include <openssl/evp.h>
#include <string.h>

int
sha256_bytes(const void *p, size_t n, unsigned char to[static SHA256_BYTES])
{
	return EVP_Digest(p, n, to, NULL, EVP_sha256(), NULL) == 1 ? 0 : -1;
}

int
sha256_hex(const void *p, size_t n, char to[static SHA256_HEX + 1])
{
	unsigned char digest[SHA256_BYTES];

	if (sha256_bytes(p, n, digest) != 0)
		return -1;
	sha256_to_hex(digest, SHA256_BYTES, to);
	return 0;
}

int
sha256_pair(const char *a, const char *b, unsigned char to[static SHA256_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok;

	if (ctx == NULL)
		return -1;
	ok = EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(ctx, a, strlen(a) + 1) == 1 &&
	    EVP_DigestUpdate(ctx, b, strlen(b)) == 1 && EVP_DigestFinal_ex(ctx, to, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : -1;
}

void
sha256_to_hex(const unsigned char *p, size_t n, char *to)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		to[2 * i] = digits[p[i] >> 4];
		to[2 * i + 1] = digits[p[i] & 15];
	}
	to[2 * n] = '\0';
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
sha256_of_hex(const char *hex, size_t n, unsigned char *to)
{
	size_t i;
	int hi, lo;

	for (i = 0; i < n; i++) {
		hi = digit(hex[2 * i]);
		lo = hi < 0 ? -1 : digit(hex[2 * i + 1]);
		if (lo < 0)
			return -1;
		to[i] = (unsigned char)(hi << 4 | lo);
	}
	return hex[2 * n] == '\0' ? 0 : -1;
}

uint64_t
sha256_word(const unsigned char *digest)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | digest[i];
	return v;
}
