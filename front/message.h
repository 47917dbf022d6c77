/* message: what the two other programs say, decoded and checked again.
 *
 * A child is hostile by assumption: lengths, UTF-8, control characters, URL schemes and
 * counts are checked here whatever parse/ promised. A frame that breaks a rule costs its
 * feed a failure.
 */
#ifndef FRONT_MESSAGE_H
#define FRONT_MESSAGE_H

#include "base/arena.h"
#include "base/frame.h"
#include "base/why.h"
#include "wirefold.h"

/* An ITEM frame as an entry, its strings in the arena. 0, or -1 and `why`. */
int message_entry(struct frame *f, struct arena *a, struct wf_entry *e, struct why *why);

/* A FEED frame. */
int message_doc(struct frame *f, struct arena *a, struct wf_doc *d, struct why *why);

/* An ARTICLE frame. */
int message_article(struct frame *f, struct arena *a, struct wf_article *x, struct why *why);

/* An END frame: counts, or the reason why the document is no feed (why_text). */
struct message_end {
	int64_t count, bytes;
	const char *why_text;
};
int message_end(struct frame *f, struct arena *a, struct message_end *end, struct why *why);

/* An EXIT frame of the parser. */
struct message_exit {
	int64_t status, cpu_us, peak_kb;
	const char *why_text;
};
int message_exit(struct frame *f, struct arena *a, struct message_exit *x, struct why *why);

/* A RESULT frame of the fetcher. */
#define MESSAGE_REDIRECTS 8
struct message_result {
	int64_t status;                /* HTTP, 0 when it failed below */
	int64_t wire_bytes, body_bytes, ms, connections;
	const char *cause, *why_text, *final_url, *etag, *last_modified, *content_type;
	const char *retry_after, *date, *cache_control, *expires, *peer;
	int64_t cert_expires;          /* of a new connection's certificate, TIME_NONE */
	const char *cert_key, *cert_issuer; /* `sha256//...`; NULL: no new connection */
	const char *redirects[MESSAGE_REDIRECTS]; /* "301 URL" */
	size_t n_redirects;
};
int message_result(struct frame *f, struct arena *a, struct message_result *r, struct why *why);

#endif
