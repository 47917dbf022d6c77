/* The RESULT frame of a transfer that is over. */
#include <fcntl.h>
#include <string.h>

#include "base/utf8.h"
#include "fetch/transfer.h"
#include "wirefold.h"

static void
put_header(struct transfer *x, struct buf *b, uint16_t tag, int i)
{
	const char *p = x->header[i];

	if (p == NULL || strlen(p) >= WF_URL_MAX || !utf8_valid(p, strlen(p)))
		return;
	for (; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p == 0x7f)
			return;
	(void)frame_str(b, tag, x->header[i]);
}

/* A reason may quote what a server sent. */
static void
put_escaped(struct buf *b, uint16_t tag, const char *s)
{
	struct buf clean;

	buf_init(&clean, WHY_MAX - 1);
	if (utf8_escape(&clean, s, strlen(s)) == 0)
		(void)frame_str(b, tag, buf_get(&clean));
	else
		(void)frame_str(b, tag, clean.n > 0 ? buf_get(&clean) : "out of memory");
	buf_clear(&clean);
}

int
transfer_result(struct transfer *x, struct buf *b)
{
	size_t at;

	(void)frame_start(b, WF_FRAME_RESULT, x->req.id, &at);
	(void)frame_int(b, WF_TAG_STATUS, x->status);
	if (x->cause != NULL) {
		(void)frame_str(b, WF_TAG_CAUSE, x->cause);
		put_escaped(b, WF_TAG_WHY, x->why.text);
	}
	if (strlen(x->url) <= WF_URL_MAX && utf8_valid(x->url, strlen(x->url)))
		(void)frame_str(b, WF_TAG_FINAL_URL, x->url);
	(void)buf_put(b, x->hops.p, x->hops.n);
	put_header(x, b, WF_TAG_ETAG, TRANSFER_ETAG);
	put_header(x, b, WF_TAG_LAST_MODIFIED, TRANSFER_LAST_MODIFIED);
	put_header(x, b, WF_TAG_CONTENT_TYPE, TRANSFER_CONTENT_TYPE);
	put_header(x, b, WF_TAG_RETRY_AFTER, TRANSFER_RETRY_AFTER);
	put_header(x, b, WF_TAG_DATE, TRANSFER_DATE);
	put_header(x, b, WF_TAG_CACHE_CONTROL, TRANSFER_CACHE_CONTROL);
	put_header(x, b, WF_TAG_EXPIRES, TRANSFER_EXPIRES);
	(void)frame_str(b, WF_TAG_PEER, x->peer);
	(void)frame_int(b, WF_TAG_WIRE_BYTES, x->wire_bytes);
	(void)frame_int(b, WF_TAG_BODY_BYTES, x->body >= 0 ? x->body_bytes : 0);
	(void)frame_int(b, WF_TAG_MS, x->ended - x->started);
	(void)frame_int(b, WF_TAG_NEW_CONNECTION, x->connections);
	if (x->cert_key[0] != '\0') {
		(void)frame_int(b, WF_TAG_CERT_EXPIRES, x->cert_expires);
		(void)frame_str(b, WF_TAG_CERT_KEY, x->cert_key);
		put_escaped(b, WF_TAG_CERT_ISSUER, x->cert_issuer);
	}
	if (x->body >= 0 && x->cause == NULL)
		(void)fcntl(x->body, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	return frame_end(b, at);
}
