/* replace: a file outside the archive, replaced whole: temporary, flush, rename, flush. */
#ifndef FRONT_REPLACE_H
#define FRONT_REPLACE_H

#include "base/buf.h"
#include "base/why.h"

/* 0, or -1 and `why`; then the old file stands. */
int replace_file(const char *path, const struct buf *b, struct why *why);

#endif
