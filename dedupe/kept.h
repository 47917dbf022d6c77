/* kept: which member of a story is the copy that is kept (DESIGN 4). */
#ifndef DEDUPE_KEPT_H
#define DEDUPE_KEPT_H

#include "dedupe/stories.h"

/* The member to keep by rule: usable; full over excerpt; newest version; near the
 * median length; the agency's own feed; rank; longest; first seen. Looks at the newest
 * members and the one kept now. NULL when none is usable. */
struct entry *kept_choose(const struct story *st);

#endif
