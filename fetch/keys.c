#include "fetch/keys.h"

/* OpenSSL 3.0 and 3.1 look through all decoders that they have for the key of each certificate that a
 * server sends: a quarter of a poll's instructions. A key whose algorithm an engine claims
 * is read by the library's own older code instead. So this one claims RSA and EC, and hands out
 * the library's own methods for them: it computes nothing, and what is verified stays as it was. 3.2
 * remembers its decoders. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <stdint.h>

#define DEAR_FROM 0x30000000UL
#define DEAR_TO 0x30200000UL

#ifndef OPENSSL_NO_ENGINE
static const int kinds[] = { EVP_PKEY_RSA, EVP_PKEY_EC };
#define KINDS ((int)(sizeof(kinds) / sizeof(kinds[0])))

static int
method(ENGINE *e, EVP_PKEY_METHOD **to, const int **nids, int nid)
{
	(void)e;
	if (to == NULL) {
		*nids = kinds;
		return KINDS;
	}
	*to = (EVP_PKEY_METHOD *)(uintptr_t)EVP_PKEY_meth_find(nid);
	return *to != NULL;
}

void *
keys_new(void)
{
	ENGINE *e;

	if (OpenSSL_version_num() < DEAR_FROM || OpenSSL_version_num() >= DEAR_TO ||
	    EVP_default_properties_is_fips_enabled(NULL)) /* there it is the provider that counts */
		return NULL;
	e = ENGINE_new();
	/* The table of methods does not count what it holds. */
	if (e != NULL && (ENGINE_set_id(e, "keys") != 1 || ENGINE_set_name(e, "the library's own methods") != 1 ||
	    ENGINE_set_pkey_meths(e, method) != 1 || ENGINE_register_pkey_meths(e) != 1)) {
		(void)ENGINE_free(e);
		return NULL;
	}
	return e;
}

void
keys_free(void *e)
{
	if (e == NULL)
		return;
	ENGINE_unregister_pkey_meths(e);
	(void)ENGINE_free(e);
}
#else
void *
keys_new(void)
{
	return NULL;
}

void
keys_free(void *e)
{
	(void)e;
}
#endif
