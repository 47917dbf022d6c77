/* charset_meta: what a page's first bytes say of its charset (the prescan of the HTML standard). */
#ifndef PARSE_CHARSET_META_H
#define PARSE_CHARSET_META_H

#include <stddef.h>

#define CHARSET_META_BYTES 1024 /* the prescan goes no further */

/* The label in <meta charset> or <meta http-equiv=Content-Type> of n bytes: lent, its length
 * in *len; NULL when there is none. */
const char *charset_meta_label(const char *p, size_t n, size_t *len);

#endif
