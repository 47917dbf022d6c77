/* ca_store: a bundle of CA certificates, of which those are read that a server's chain leads to.
 *
 * OpenSSL 3 takes 0.2 ms to read a certificate, most of it for its key: 140 of them are a tenth of a poll of
 * 200 hosts, and half of one of a few. So the bundle is gone through for the names of the subjects, and a
 * certificate is read when a chain asks for its subject (X509_LOOKUP; RFC 5280, 6.1). What is trusted is
 * the same. */
#ifndef FETCH_CA_STORE_H
#define FETCH_CA_STORE_H

struct ca_store;

/* Of the bundle at that path (PEM, RFC 7468), which is read now; the path is to live as long. A bundle
 * that is not understood whole is left to libcurl, which names its fault. NULL when out of memory. */
struct ca_store *ca_store_new(const char *path);
void ca_store_free(struct ca_store *s);

/* Is it read here? Else libcurl reads it. */
int ca_store_own(const struct ca_store *s);

/* The handle verifies servers by it alone. A CURLcode. */
int ca_store_use(struct ca_store *s, void *easy);

#endif
