/* notice: entries that are no story but say something about one. */
#ifndef DEDUPE_NOTICE_H
#define DEDUPE_NOTICE_H

#include "dedupe/state.h"
#include "wirefold.h"

/* Does the entry, read into f->text, say that its text is gone? Its words must say so
 * and be under a quarter of `bytes`, the length of what stood there before. */
int notice_removed(const struct fold *f, const struct wf_entry *e, uint32_t bytes);

/* Is the title a command to editors (KILL-, ADVISORY:, News Digest)? Only an agency's own
 * feed gives commands. */
int notice_command(const struct wf_entry *e);

/* May this entry's feed speak for the story? `kill`: for its end, where a feed that was
 * merely first does not speak for an agency's text. */
int notice_owns(const struct story *st, const struct fold_record *r, int kill);

#endif
