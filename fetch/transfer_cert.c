/* What is remembered of a server's certificate. CURLINFO_CERTINFO would print every certificate of
 * the chain; this looks at the one that counts, once a connection. */
#include <curl/curl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

#include "fetch/transfer.h"

#define PIN "sha256//"

static void
take_key(struct transfer *x, const X509 *cert)
{
	unsigned char *der = NULL, hash[EVP_MAX_MD_SIZE];
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	unsigned len = 0;

	if (n > 0 && EVP_Digest(der, (size_t)n, hash, &len, EVP_sha256(), NULL) == 1 && len == 32) {
		memcpy(x->cert_key, PIN, strlen(PIN));
		(void)EVP_EncodeBlock((unsigned char *)x->cert_key + strlen(PIN), hash, (int)len);
	}
	OPENSSL_free(der);
}

static void
take_issuer(struct transfer *x, const X509 *cert)
{
	BIO *to = BIO_new(BIO_s_mem());
	int n;

	if (to != NULL && X509_NAME_print_ex(to, X509_get_issuer_name(cert), 0,
	    (XN_FLAG_RFC2253 | ASN1_STRFLGS_UTF8_CONVERT) & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_read(to, x->cert_issuer, sizeof(x->cert_issuer) - 1);
		x->cert_issuer[n > 0 ? n : 0] = '\0';
	}
	BIO_free(to);
}

static int
take_end(struct transfer *x, const X509 *cert)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0, rc;

	rc = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, X509_get0_notAfter(cert)) == 1 ? 0 : -1;
	x->cert_expires = (int64_t)days * 86400 + seconds;
	ASN1_TIME_free(epoch);
	return rc;
}

void
transfer_cert(struct transfer *x)
{
	struct curl_tlssessioninfo *tls = NULL;
	const X509 *cert;
	long made = 0;

	if (x->cert_key[0] != '\0' || strncmp(x->url, "https:", 6) != 0 ||
	    curl_easy_getinfo(x->easy, CURLINFO_NUM_CONNECTS, &made) != CURLE_OK || made == 0 ||
	    curl_easy_getinfo(x->easy, CURLINFO_TLS_SSL_PTR, &tls) != CURLE_OK || tls == NULL ||
	    tls->internals == NULL || tls->backend != CURLSSLBACKEND_OPENSSL)
		return;
	cert = SSL_get0_peer_certificate((const SSL *)tls->internals);
	if (cert == NULL || take_end(x, cert) != 0)
		return;
	take_issuer(x, cert);
	take_key(x, cert);
}
