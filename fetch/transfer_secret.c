/* What a request carries for its own origin alone. libcurl forwards custom headers over
 * redirects (measured: research of 7.88); redirects are ours, and this is where they end. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#include "fetch/transfer.h"

#define BEARER "bearer "

/* Is the present URL's origin the one that `url` has? */
static int
same_origin(struct transfer *x, const char *url)
{
	char now[TRANSFER_ORIGIN], that[TRANSFER_ORIGIN];

	return transfer_origin(x, x->url, now) == 0 && transfer_origin(x, url, that) == 0 &&
	    strcasecmp(now, that) == 0;
}

#define SET(option, value) (rc = rc != CURLE_OK ? rc : curl_easy_setopt(x->easy, option, value))

static CURLcode
set_auth(struct transfer *x)
{
	const char *auth = x->req.auth, *colon = strchr(auth, ':');
	CURLcode rc = CURLE_OK;
	char user[256];

	if (strncasecmp(auth, BEARER, strlen(BEARER)) == 0) {
		SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		SET(CURLOPT_XOAUTH2_BEARER, auth + strlen(BEARER) + strspn(auth + strlen(BEARER), " \t"));
		return rc;
	}
	if (colon == NULL || (size_t)(colon - auth) >= sizeof(user))
		return CURLE_BAD_FUNCTION_ARGUMENT;
	memcpy(user, auth, (size_t)(colon - auth));
	user[colon - auth] = '\0';
	SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	SET(CURLOPT_USERNAME, user);
	SET(CURLOPT_PASSWORD, colon + 1);
	return rc;
}

static CURLcode
set_blob(struct transfer *x, CURLoption option, const char *pem)
{
	/* The request outlives the handle. */
	struct curl_blob blob = { (void *)(uintptr_t)pem, strlen(pem), CURL_BLOB_NOCOPY };

	return curl_easy_setopt(x->easy, option, &blob);
}

static CURLcode
set_home(struct transfer *x)
{
	CURLcode rc = CURLE_OK;
	struct curl_slist *list;
	size_t i;

	for (i = 0; i < x->req.n_headers; i++) {
		list = curl_slist_append(x->headers, x->req.headers[i]);
		if (list == NULL)
			return CURLE_OUT_OF_MEMORY;
		x->headers = list;
	}
	if (x->req.auth != NULL)
		rc = set_auth(x);
	if (rc == CURLE_OK && x->req.cert != NULL)
		rc = set_blob(x, CURLOPT_SSLCERT_BLOB, x->req.cert);
	if (rc == CURLE_OK && x->req.key != NULL)
		rc = set_blob(x, CURLOPT_SSLKEY_BLOB, x->req.key);
	return rc;
}

/* Through a proxy the address is not seen: what names a private one is refused by its name. */
static int
is_private(const struct transfer *x, const char *origin)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	const char *host = strstr(origin, "://") + 3;
	char name[TRANSFER_ORIGIN];
	size_t n;

	host += host[0] == '[';
	n = strcspn(host, host[-1] == '[' ? "]%" : ":");
	memcpy(name, host, n); /* an origin fits */
	while (n > 0 && name[n - 1] == '.')
		n--;
	name[n] = '\0';
	if (inet_pton(AF_INET, name, &in.sin_addr) == 1)
		return !guard_allows((struct sockaddr *)&in, x->req.ranges, x->req.n_ranges);
	if (inet_pton(AF_INET6, name, &in6.sin6_addr) == 1)
		return !guard_allows((struct sockaddr *)&in6, x->req.ranges, x->req.n_ranges);
	return strcasecmp(name, "localhost") == 0 || (n > 10 && strcasecmp(name + n - 10, ".localhost") == 0);
}

static CURLcode
set_proxy(struct transfer *x)
{
	char origin[TRANSFER_ORIGIN];
	CURLcode rc = CURLE_OK;

	/* "" keeps the environment's proxies out. */
	SET(CURLOPT_PROXY, x->req.proxy != NULL ? x->req.proxy : "");
	SET(CURLOPT_NOPROXY, "");
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
	if (rc != CURLE_OK || x->req.proxy == NULL)
		return rc;
	if (transfer_origin(x, x->url, origin) != 0)
		return CURLE_URL_MALFORMAT;
	if (is_private(x, origin)) {
		transfer_fail(x, "blocked");
		(void)why_set(&x->why, "%s is not a public address", strstr(origin, "://") + 3);
		return CURLE_COULDNT_CONNECT;
	}
	return rc;
}

int
transfer_secret(struct transfer *x)
{
	const struct request *r = &x->req;
	CURLcode rc = set_proxy(x);

	if (rc == CURLE_OK && r->pin != NULL && (x->n_hops == 0 || same_origin(x, r->url)))
		SET(CURLOPT_PINNEDPUBLICKEY, r->pin);
	if (r->auth == NULL && r->cert == NULL && r->n_headers == 0)
		return rc;
	x->away = x->away || !same_origin(x, r->home != NULL ? r->home : r->url);
	if (rc == CURLE_OK && !x->away)
		rc = set_home(x);
	return rc;
}
