/* url: the part of an address that tells an article. */
#ifndef DEDUPE_URL_H
#define DEDUPE_URL_H

#include <stdint.h>

/* The hash of the URL without scheme, `www.`, fragment, tracking parameters and a
 * last slash; host in lower case. 0 for NULL and for an address without a path,
 * which is a front page and no article. */
uint64_t url_key(const char *url);

#endif
