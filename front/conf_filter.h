/* conf_filter: drop= and only=, what of a feed is left out. */
#ifndef FRONT_CONF_FILTER_H
#define FRONT_CONF_FILTER_H

#include <regex.h>

#include "front/conf.h"
#include "wirefold.h"

#define CONF_FILTER_MAX 1024 /* bytes of an expression; a longer one is a mistake */

/* One test; a feed's own come before those of the `set` lines above it. */
struct conf_filter {
	const struct conf_filter *next;   /* of the same feed */
	struct conf_filter *made;         /* made before it, for conf_filter_clear */
	int field;
	int only;                         /* what does not match is left out */
	regex_t re;
};

/* Adds `field:expression` to f. 0, or -1 and `why`. */
int conf_filter_put(struct conf *c, struct conf_feed *f, int only, const char *value, struct why *why);

/* Is the entry left out? */
int conf_filter_drops(const struct conf_feed *f, const struct wf_entry *e);

void conf_filter_clear(struct conf *c);

#endif
