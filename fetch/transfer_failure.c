/* How a transfer failed, in words. */
#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "fetch/transfer.h"

/* How libcurl's codes read to a person; the rest is `protocol`. */
static const struct {
	CURLcode code;
	const char *cause;
} causes[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "dns" }, { CURLE_COULDNT_CONNECT, "connect" },
	{ CURLE_OPERATION_TIMEDOUT, "timeout" }, { CURLE_PEER_FAILED_VERIFICATION, "tls" },
	{ CURLE_SSL_CONNECT_ERROR, "tls" }, { CURLE_SSL_CACERT_BADFILE, "tls" },
	{ CURLE_SSL_CERTPROBLEM, "tls" }, { CURLE_SSL_CIPHER, "tls" },
	{ CURLE_SSL_ISSUER_ERROR, "tls" }, { CURLE_SSL_PINNEDPUBKEYNOTMATCH, "tls" },
	{ CURLE_FILESIZE_EXCEEDED, "too-large" }, { CURLE_PARTIAL_FILE, "cut" },
	{ CURLE_GOT_NOTHING, "cut" }, { CURLE_RECV_ERROR, "cut" }, { CURLE_SEND_ERROR, "cut" },
	{ CURLE_BAD_CONTENT_ENCODING, "encoding" }, { CURLE_OUT_OF_MEMORY, "memory" },
	{ CURLE_HTTP2, "protocol" }, { CURLE_HTTP2_STREAM, "protocol" },
};

/* A connection that was never there: the address and the system's word for it. */
static int
name_connect(struct transfer *x, CURLcode code)
{
	curl_off_t connected = 0;
	const char *text = "timed out";
	long system_error = 0, port = 0;

	(void)curl_easy_getinfo(x->easy, CURLINFO_LOCAL_PORT, &port);
	(void)curl_easy_getinfo(x->easy, CURLINFO_CONNECT_TIME_T, &connected);
	if (code == CURLE_OPERATION_TIMEDOUT && port > 0 && connected == 0) {
		transfer_fail(x, "tls");
		(void)why_set(&x->why, "TLS handshake with %s: timed out", x->peer);
		return 1;
	}
	(void)curl_easy_getinfo(x->easy, CURLINFO_OS_ERRNO, &system_error);
	if (connected > 0 || x->peer[0] == '\0' ||
	    (code != CURLE_OPERATION_TIMEDOUT && code != CURLE_COULDNT_CONNECT))
		return 0;
	if (code == CURLE_COULDNT_CONNECT && system_error != ETIMEDOUT)
		text = system_error != 0 ? strerror((int)system_error) : "refused";
	transfer_fail(x, code == CURLE_OPERATION_TIMEDOUT ? "timeout" : "connect");
	(void)why_set(&x->why, "connect to %s: %c%s", x->peer,
	    text[0] >= 'A' && text[0] <= 'Z' ? text[0] + ('a' - 'A') : text[0], text + 1);
	return 1;
}

void
transfer_failed(struct transfer *x, int libcurl)
{
	CURLcode code = (CURLcode)libcurl;
	const char *text = x->error[0] != '\0' ? x->error : curl_easy_strerror(code);
	size_t i;

	if (x->cause != NULL || name_connect(x, code))
		return; /* or a callback named it already */
	for (i = 0; i < sizeof(causes) / sizeof(causes[0]) && causes[i].code != code; i++)
		;
	if (code == CURLE_WRITE_ERROR && x->header[TRANSFER_ENCODING] != NULL) {
		/* Our own write says what it lacks; else a decoder could not go on. */
		transfer_fail(x, "encoding");
		(void)why_set(&x->why, "the body is no %s", x->header[TRANSFER_ENCODING]);
		return;
	}
	if (code == CURLE_OUT_OF_MEMORY && x->header_lines > 0) {
		/* What libcurl says of a header line above its 100 KB. */
		transfer_fail(x, "headers");
		(void)why_set(&x->why, "a header line too long, or out of memory");
		return;
	}
	transfer_fail(x, i < sizeof(causes) / sizeof(causes[0]) ? causes[i].cause : "protocol");
	(void)why_set(&x->why, "%s", text);
}
