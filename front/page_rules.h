/* page_rules: a site's rules for its pages, as a file that `rule=` or `extract --rule` names. */
#ifndef FRONT_PAGE_RULES_H
#define FRONT_PAGE_RULES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/why.h"
#include "front/conf.h"

#define PAGE_RULES_MAX ((size_t)16384) /* bytes: they travel in one frame */

/* The file's bytes, in the arena; what they mean is the parser's to say. NULL and `why`. */
const char *page_rules_read(struct arena *a, const char *path, struct why *why);

/* Are the rules of the feed, if it has any, there and understood? Those at *checked were a moment ago.
 * 0, or -1 and `why`. For `check`. */
int page_rules_check(const struct conf_feed *f, const char **checked, struct why *why);

#endif
