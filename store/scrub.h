/* scrub: what a file held before it was replaced. Its blocks go back to the file system with
 * their bytes in them; where text is to be gone, they are written over first.
 *
 * That reaches what this file system writes in place. What it, a snapshot, a backup or the
 * medium keeps elsewhere it does not reach; versions of a file that were replaced earlier lie in
 * free blocks, which scrub_free alone reaches.
 */
#ifndef STORE_SCRUB_H
#define STORE_SCRUB_H

#include "base/why.h"
#include "store/root.h"

/* Holds on to the file as it is (a link in state/), so that what it holds can be written over once
 * it has been replaced or removed; by whoever comes next if this process dies. A file that is not
 * there is none. 0, or -1 and `why`. */
int scrub_hold(struct root *root, enum root_part part, const char *path, struct why *why);

/* Writes zeros over all that is held and has no other name any more, and lets go of all. That the
 * other name is gone must be on the disk. 0, or -1 and `why`. */
int scrub_held(struct root *root, struct why *why);

/* Writes over what is free in the archive's file system: fills it with zeros until it is full, then
 * gives all back. What the file system keeps in reserve for itself it does not reach. 0, or -1 and `why`. */
int scrub_free(struct root *root, struct why *why);

#endif
