/* secret: what feeds.conf keeps in files of their own: auth=, header=, cert=, key=,
 * and a proxy= with a password.
 *
 * The bytes go from the file into the request and nowhere else: not to a log, an argv, state
 * or an export. A file that others can read is refused. A process that has read one leaves
 * no core behind.
 */
#ifndef FRONT_SECRET_H
#define FRONT_SECRET_H

#include "base/buf.h"
#include "base/why.h"
#include "front/conf.h"

#define SECRET_AUTH ((size_t)2 << 10)    /* bytes of the file of auth=, and of proxy= */
#define SECRET_HEADERS ((size_t)8 << 10) /* of header= */
#define SECRET_PEM ((size_t)16 << 10)    /* of cert= and of key=; all must fit in one frame */
#define SECRET_LINES 16                  /* headers of one file */
#define SECRET_MAX (2 * SECRET_AUTH + SECRET_HEADERS + 2 * SECRET_PEM + 1024)

/* Appends the feed's secrets as fields of a REQUEST; nothing if it has none. Give it a buffer of
 * SECRET_MAX, and secret_wipe that afterwards. 0, or -1 and `why`, which names the key and the
 * file. */
int secret_put(const struct conf_feed *f, struct buf *b, struct why *why);
void secret_wipe(struct buf *b);

/* Would secret_put work? For `check`. */
int secret_check(const struct conf_feed *f, struct why *why);

#endif
