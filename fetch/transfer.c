#include "fetch/transfer.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>


static const char *const header_names[TRANSFER_HEADERS] = {
	[TRANSFER_ETAG] = "etag", [TRANSFER_LAST_MODIFIED] = "last-modified",
	[TRANSFER_CONTENT_TYPE] = "content-type", [TRANSFER_LOCATION] = "location",
	[TRANSFER_RETRY_AFTER] = "retry-after", [TRANSFER_DATE] = "date",
	[TRANSFER_CACHE_CONTROL] = "cache-control", [TRANSFER_EXPIRES] = "expires",
	[TRANSFER_ENCODING] = "content-encoding",
};

void
transfer_fail(struct transfer *x, const char *cause)
{
	if (x->cause == NULL)
		x->cause = cause;
}

/* A callback ends the transfer. Its connection goes with it: libcurl 7.88 has read bytes of
 * the dropped HTTP/2 stream that no socket event announces, and the next transfer on the
 * connection would wait for one. */
static void
stop(struct transfer *x, const char *cause)
{
	transfer_fail(x, cause);
	(void)curl_easy_setopt(x->easy, CURLOPT_FORBID_REUSE, 1L);
}

struct transfer *
transfer_new(const struct request *r)
{
	struct transfer *x = calloc(1, sizeof(*x));

	if (x != NULL)
		x->url = strdup(r->url);
	if (x == NULL || x->url == NULL) {
		struct request gone = *r;

		request_clear(&gone);
		free(x);
		return NULL;
	}
	x->req = *r;
	x->body = -1;
	buf_init(&x->hops, (size_t)32 * 1024);
	return x;
}

static void
forget_answer(struct transfer *x)
{
	int i;

	for (i = 0; i < TRANSFER_HEADERS; i++) {
		free(x->header[i]);
		x->header[i] = NULL;
	}
	x->header_bytes = x->header_lines = 0;
	if (x->body >= 0)
		(void)close(x->body);
	x->body = -1;
	x->body_bytes = 0;
	x->cert_key[0] = x->cert_issuer[0] = '\0';
}

static void
end_handle(struct transfer *x)
{
	handles_put(x->spare, x->easy);
	curl_slist_free_all(x->headers);
	curl_slist_free_all(x->resolve);
	x->easy = x->headers = x->resolve = NULL;
}

void
transfer_free(struct transfer *x)
{
	if (x == NULL)
		return;
	end_handle(x);
	forget_answer(x);
	buf_clear(&x->hops);
	free(x->url);
	request_clear(&x->req);
	free(x);
}

/* Scheme, host and port by libcurl's own reading of the URL, so that what is checked is
 * what is fetched. */
int
transfer_origin(struct transfer *x, const char *url, char to[static TRANSFER_ORIGIN])
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL;
	int rc = -1;

	if (u == NULL)
		return why_set(&x->why, "out of memory");
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
		(void)why_set(&x->why, "bad URL %s", url);
	else if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
		(void)why_set(&x->why, "not an http(s) URL: %s", url);
	else if (curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK)
		(void)why_set(&x->why, "bad URL %s", url);
	else if ((size_t)snprintf(to, TRANSFER_ORIGIN, "%s://%s:%s", scheme, host, port) >= TRANSFER_ORIGIN)
		(void)why_set(&x->why, "host name too long");
	else
		rc = 0;
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
	return rc;
}

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *x = ctx;

	(void)purpose;
	guard_text(&address->addr, x->peer);
	/* A proxy's own address is feeds.conf's word; where it connects to is its to judge. */
	if (x->req.proxy == NULL && !guard_allows(&address->addr, x->req.ranges, x->req.n_ranges)) {
		(void)why_set(&x->why, "%s is not a public address", x->peer);
		stop(x, "blocked");
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* HTTP/1 has one answer a request. A connection that is to be used again and has bytes already
 * holds an answer to nothing: it is given up for a new one. (On HTTP/2, frames may come
 * between requests.) */
static int
before_request(void *ctx, char *to, char *from, int to_port, int from_port)
{
	struct transfer *x = ctx;
	long made = 0;
	int fd;
	char byte;

	(void)to;
	(void)from;
	(void)to_port;
	if (from_port < 0 || from_port >= TRANSFER_PORTS ||
	    curl_easy_getinfo(x->easy, CURLINFO_NUM_CONNECTS, &made) != CURLE_OK || made > 0)
		return CURL_PREREQFUNC_OK;
	fd = x->idle[from_port] - 1;
	if (fd < 0 || recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0)
		return CURL_PREREQFUNC_OK;
	x->stale = 1;
	return CURL_PREREQFUNC_ABORT;
}

static size_t
write_body(char *p, size_t one, size_t n, void *ctx)
{
	struct transfer *x = ctx;
	long status = 0;
	size_t done = 0;
	ssize_t k;

	(void)one;
	(void)curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	x->body_bytes += (int64_t)n;
	if (x->body_bytes > x->req.max_bytes) {
		(void)why_set(&x->why, "body larger than %lld bytes", (long long)x->req.max_bytes);
		stop(x, "too-large");
		return 0;
	}
	if (status != 200)
		return n; /* an error page: counted, not kept */
	if (x->body < 0)
		x->body = memfd_create("body", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	while (done < n) {
		k = x->body < 0 ? -1 : write(x->body, p + done, n - done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			(void)why_errno(&x->why, "no memory for the body");
			stop(x, "memory");
			return 0;
		}
		done += (size_t)k;
	}
	return n;
}

/* Keeps `value` of one of our headers, without the white space around it. A second one
 * of the same name joins with a comma (RFC 9110 5.3), but for Location. */
static int
keep_header(struct transfer *x, int i, const char *value, size_t n)
{
	char *s;
	size_t had = x->header[i] != NULL && i != TRANSFER_LOCATION ? strlen(x->header[i]) : 0;

	while (n > 0 && (*value == ' ' || *value == '\t')) {
		value++;
		n--;
	}
	while (n > 0 && strchr(" \t\r\n", value[n - 1]) != NULL)
		n--;
	s = malloc(had + n + 3);
	if (s == NULL) {
		stop(x, "memory");
		return why_set(&x->why, "out of memory");
	}
	if (had > 0) {
		memcpy(s, x->header[i], had);
		memcpy(s + had, ", ", 2);
		had += 2;
	}
	memcpy(s + had, value, n);
	s[had + n] = '\0';
	free(x->header[i]);
	x->header[i] = s;
	return 0;
}

static int
check_encoding(struct transfer *x)
{
	const char *e = x->header[TRANSFER_ENCODING];

	if (e == NULL || strchr(e, ',') == NULL)
		return 0;
	(void)why_set(&x->why, "chained content encodings (%s)", e);
	stop(x, "encoding");
	return -1;
}

static size_t
read_header(char *p, size_t one, size_t n, void *ctx)
{
	struct transfer *x = ctx;
	size_t i, len;

	n *= one;
	x->header_bytes += n;
	x->header_lines++;
	if (x->header_bytes > TRANSFER_HEADER_BYTES || x->header_lines > TRANSFER_HEADER_LINES) {
		(void)why_set(&x->why, "more than %d header lines or %d bytes of them",
		    TRANSFER_HEADER_LINES, TRANSFER_HEADER_BYTES);
		stop(x, "headers");
		return 0;
	}
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0) {
		transfer_cert(x);
		/* The lines of 1xx answers count on: a flood of them is a flood. */
		for (i = 0; i < TRANSFER_HEADERS; i++) {
			free(x->header[i]);
			x->header[i] = NULL;
		}
		return n;
	}
	for (i = 0; i < TRANSFER_HEADERS; i++) {
		len = strlen(header_names[i]);
		if (n > len && p[len] == ':' && strncasecmp(p, header_names[i], len) == 0 &&
		    keep_header(x, (int)i, p + len + 1, n - len - 1) != 0)
			return 0;
	}
	return check_encoding(x) == 0 ? n : 0;
}

static int
add_header(struct transfer *x, const char *name, const char *value)
{
	struct curl_slist *list;
	char line[4096];
	int n;

	if (value == NULL)
		return 0;
	n = snprintf(line, sizeof(line), "%s: %s", name, value);
	if (n < 0 || (size_t)n >= sizeof(line))
		return 0; /* a validator that long is better not sent than cut */
	list = curl_slist_append(x->headers, line);
	if (list == NULL)
		return -1;
	x->headers = list;
	return 0;
}

/* "HOST:PORT:ADDRESS" for the host that feeds.conf names, not for where it redirects. */
static int
set_resolve(struct transfer *x)
{
	char origin[TRANSFER_ORIGIN], line[TRANSFER_ORIGIN + 64];
	const char *host;

	if (x->req.resolve == NULL || x->n_hops > 0)
		return 0;
	if (transfer_origin(x, x->url, origin) != 0)
		return -1;
	host = strstr(origin, "://") + 3;
	(void)snprintf(line, sizeof(line), "%s:%s", host, x->req.resolve);
	x->resolve = curl_slist_append(NULL, line);
	return x->resolve == NULL ? -1 : 0;
}

static int
brotli(void)
{
	return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_BROTLI) != 0;
}

#define SET(option, value) (rc = rc != CURLE_OK ? rc : curl_easy_setopt(x->easy, option, value))

static CURLcode
set_safety(struct transfer *x, struct ca_store *cas)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_SSL_VERIFYPEER, x->req.insecure ? 0L : 1L);
	SET(CURLOPT_SSL_VERIFYHOST, x->req.insecure ? 0L : 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* Debian's default CAPATH makes libcurl read 140 certificates anew for each
	 * connection (measured: 20x). */
	SET(CURLOPT_CAPATH, (char *)NULL);
	SET(CURLOPT_CAINFO, (char *)NULL);
	if (rc == CURLE_OK && cas != NULL)
		rc = (CURLcode)ca_store_use(cas, x->easy);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, x);
	return rc;
}

static CURLcode
set_limits(struct transfer *x)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)x->req.connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)x->req.timeout_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)TRANSFER_SLOW_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, (long)TRANSFER_SLOW_SECONDS);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)x->req.max_bytes);
	SET(CURLOPT_WRITEFUNCTION, write_body);
	SET(CURLOPT_WRITEDATA, x);
	SET(CURLOPT_HEADERFUNCTION, read_header);
	SET(CURLOPT_HEADERDATA, x);
	/* A handle that is used again may have its buffer already, and then takes no size. */
	(void)curl_easy_setopt(x->easy, CURLOPT_BUFFERSIZE, 64L * 1024);
	return rc;
}

static CURLcode
set_request(struct transfer *x)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_URL, x->url);
	SET(CURLOPT_HTTPGET, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_ACCEPT_ENCODING, brotli() ? "gzip, br" : "gzip");
	SET(CURLOPT_USERAGENT, x->req.user_agent);
	SET(CURLOPT_PREREQFUNCTION, before_request);
	SET(CURLOPT_PREREQDATA, x);
	SET(CURLOPT_FRESH_CONNECT, x->fresh ? 1L : 0L);
	SET(CURLOPT_HTTPHEADER, (struct curl_slist *)x->headers);
	SET(CURLOPT_RESOLVE, (struct curl_slist *)x->resolve);
	SET(CURLOPT_ERRORBUFFER, x->error);
	SET(CURLOPT_PRIVATE, x);
	return rc;
}

int
transfer_start(struct transfer *x, struct ca_store *cas)
{
	CURLcode rc;

	x->error[0] = '\0';
	x->easy = handles_get(x->spare);
	if (x->easy == NULL || set_resolve(x) != 0 || add_header(x, "Accept", x->req.accept) != 0 ||
	    add_header(x, "If-None-Match", x->req.etag) != 0 ||
	    add_header(x, "If-Modified-Since", x->req.last_modified) != 0)
		return why_set(&x->why, "out of memory");
	rc = set_safety(x, cas);
	if (rc == CURLE_OK)
		rc = set_limits(x);
	if (rc == CURLE_OK)
		rc = (CURLcode)transfer_secret(x);
	if (rc == CURLE_OK)
		rc = set_request(x);
	/* An option that libcurl does not take would be a guard that is not there. */
	if (rc != CURLE_OK && x->cause == NULL)
		(void)why_set(&x->why, "libcurl: %s", curl_easy_strerror(rc));
	return rc == CURLE_OK ? 0 : -1;
}

void
transfer_note(struct transfer *x)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	long port = 0, version = 0;

	if (curl_easy_getinfo(x->easy, CURLINFO_LOCAL_PORT, &port) != CURLE_OK || port <= 0 ||
	    port >= TRANSFER_PORTS || curl_easy_getinfo(x->easy, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK ||
	    curl_easy_getinfo(x->easy, CURLINFO_HTTP_VERSION, &version) != CURLE_OK)
		return;
	x->idle[port] = fd == CURL_SOCKET_BAD || version == CURL_HTTP_VERSION_2 ? 0 : (int)fd + 1;
}

int
transfer_done(struct transfer *x, int code)
{
	curl_off_t got = 0;
	long status = 0, made = 0;
	int again = 0;

	(void)curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(x->easy, CURLINFO_NUM_CONNECTS, &made);
	if (curl_easy_getinfo(x->easy, CURLINFO_SIZE_DOWNLOAD_T, &got) == CURLE_OK)
		x->wire_bytes += (int64_t)got + (int64_t)x->header_bytes;
	x->connections += made;
	/* A server may be about to close a connection that is used again (GOAWAY: RFC 9113, 6.8). */
	if (!x->fresh && (x->stale || (code == CURLE_HTTP2 && made == 0 && status == 0))) {
		x->fresh = again = 1;
	} else if (code != CURLE_OK) {
		transfer_failed(x, code);
	} else if (x->header[TRANSFER_LOCATION] != NULL)
		again = transfer_follow(x, status);
	if (again)
		forget_answer(x);
	x->stale = 0;
	if (code != CURLE_OK)
		x->spare = NULL; /* what a failure leaves in a handle nobody has tested */
	end_handle(x);
	x->status = x->cause == NULL ? (int64_t)status : 0;
	return again;
}
