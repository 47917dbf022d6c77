#include "fetch/ca_store.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>

#define CAS_MOST 4096 /* certificates; a larger bundle is left to libcurl */

struct ca {
	X509_NAME *subject;
	unsigned char *der; /* OpenSSL's memory; NULL when it was read */
	long n;
};

struct ca_store {
	const char *path;
	X509_STORE *store;          /* NULL: libcurl reads the bundle */
	X509_LOOKUP_METHOD *method; /* outlives the store */
	struct ca *ca;
	size_t n, cap;
};

/* Into what the element at p holds; or, with `over`, behind it. 0, or -1. */
static int
element(const unsigned char **p, const unsigned char *end, int want, int over)
{
	long n;
	int tag, class, rc = ASN1_get_object(p, &n, &tag, &class, end - *p);

	if ((rc & 0x81) != 0 || tag != want) /* an error, or no length */
		return -1;
	if (over)
		*p += n;
	return 0;
}

/* The subject of a certificate; NULL when it is none. TBSCertificate (RFC 5280, 4.1): version (may
 * be left out), serialNumber, signature, issuer, validity, subject. */
static X509_NAME *
subject_of(const unsigned char *p, long n)
{
	static const int before[] = { V_ASN1_INTEGER, V_ASN1_SEQUENCE, V_ASN1_SEQUENCE, V_ASN1_SEQUENCE };
	const unsigned char *end = p + n;
	size_t i;

	if (element(&p, end, V_ASN1_SEQUENCE, 0) != 0 || element(&p, end, V_ASN1_SEQUENCE, 0) != 0 || p == end)
		return NULL;
	if (*p == (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED) && element(&p, end, 0, 1) != 0)
		return NULL;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (element(&p, end, before[i], 1) != 0)
			return NULL;
	return d2i_X509_NAME(NULL, &p, end - p);
}

static int
is_certificate(const char *name)
{
	return strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0 ||
	    strcmp(name, PEM_STRING_X509_TRUSTED) == 0;
}

/* Takes the bytes over. 0, or -1. */
static int
put(struct ca_store *s, unsigned char *der, long n)
{
	size_t cap = s->cap == 0 ? 256 : s->cap * 2;
	struct ca *p = s->ca;

	if (s->n == s->cap && (s->cap == CAS_MOST || (p = realloc(s->ca, cap * sizeof(*p))) == NULL)) {
		OPENSSL_free(der);
		return -1;
	}
	if (s->n == s->cap)
		s->cap = cap;
	s->ca = p;
	p = &s->ca[s->n++];
	*p = (struct ca){ subject_of(der, n), der, n };
	return p->subject != NULL ? 0 : -1;
}

/* 0, or -1 when something in it is not understood. */
static int
read_bundle(struct ca_store *s)
{
	BIO *in = s->path != NULL ? BIO_new_file(s->path, "r") : NULL;
	char *name, *header;
	unsigned char *der;
	long n;
	int rc = in != NULL ? 0 : -1;

	while (rc == 0 && PEM_read_bio(in, &name, &header, &der, &n) == 1) {
		if (is_certificate(name))
			rc = header[0] == '\0' ? put(s, der, n) : -1;
		if (!is_certificate(name) || header[0] != '\0')
			OPENSSL_free(der);
		OPENSSL_free(name);
		OPENSSL_free(header);
	}
	if (rc == 0 && ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		rc = -1;
	ERR_clear_error();
	(void)BIO_free(in);
	return rc == 0 && s->n > 0 ? 0 : -1;
}

/* A chain asks for those of that subject: all go to the store, where they are found the next time. */
static int
by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *to)
{
	struct ca_store *s = X509_LOOKUP_get_method_data(lookup);
	const unsigned char *p;
	int found = 0;
	size_t i;
	X509 *x;

	if (type != X509_LU_X509)
		return 0;
	for (i = 0; i < s->n; i++) {
		struct ca *c = &s->ca[i];

		if (c->der == NULL || X509_NAME_cmp(c->subject, name) != 0)
			continue;
		p = c->der;
		x = d2i_X509_AUX(NULL, &p, c->n);
		OPENSSL_free(c->der);
		c->der = NULL;
		if (x != NULL && X509_STORE_add_cert(s->store, x) == 1 && !found && X509_OBJECT_set1_X509(to, x) == 1) {
			found = 1;
			X509_free(x); /* the caller counts one more for `to`, and the store has its own */
		}
		X509_free(x);
	}
	return found;
}

static int
make_store(struct ca_store *s)
{
	X509_LOOKUP *lookup;

	s->method = X509_LOOKUP_meth_new("wirefold's bundle");
	s->store = X509_STORE_new();
	if (s->method == NULL || s->store == NULL || X509_LOOKUP_meth_set_get_by_subject(s->method, by_subject) != 1 ||
	    (lookup = X509_STORE_add_lookup(s->store, s->method)) == NULL || X509_LOOKUP_set_method_data(lookup, s) != 1)
		return -1;
	/* As libcurl has it: a server's own certificate may be given as its CA. */
	return X509_STORE_set_flags(s->store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN) == 1 ? 0 : -1;
}

static void
drop(struct ca_store *s)
{
	size_t i;

	X509_STORE_free(s->store);
	X509_LOOKUP_meth_free(s->method);
	s->store = NULL;
	s->method = NULL;
	for (i = 0; i < s->n; i++) {
		X509_NAME_free(s->ca[i].subject);
		OPENSSL_free(s->ca[i].der);
	}
	free(s->ca);
	s->ca = NULL;
	s->n = s->cap = 0;
}

struct ca_store *
ca_store_new(const char *path)
{
	struct ca_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->path = path;
	if (read_bundle(s) != 0 || make_store(s) != 0)
		drop(s);
	return s;
}

void
ca_store_free(struct ca_store *s)
{
	if (s == NULL)
		return;
	drop(s);
	free(s);
}

int
ca_store_own(const struct ca_store *s)
{
	return s->store != NULL;
}

static CURLcode
on_context(CURL *easy, void *context, void *store)
{
	(void)easy;
	SSL_CTX_set1_cert_store(context, store);
	return CURLE_OK;
}

/* CAPATH is looked into by nobody, as the context's own store goes. But libcurl compares it: a connection, or
 * a session that a handle remembers, is used again only where it was verified by the same bundle. */
int
ca_store_use(struct ca_store *s, void *easy)
{
	CURLcode rc;

	if (s->store == NULL)
		return (int)curl_easy_setopt(easy, CURLOPT_CAINFO, s->path);
	rc = curl_easy_setopt(easy, CURLOPT_CAPATH, s->path);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_context);
	return (int)(rc == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, s->store) : rc);
}
