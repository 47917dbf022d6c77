/* notice: entries that are no story but say something about one. */
#ifndef DEDUPE_NOTICE_H
#define DEDUPE_NOTICE_H

#include "dedupe/state.h"
#include "wirefold.h"

/* What a title orders. OTHER is for editors only: advisories, digests, plans. */
enum notice_order { NOTICE_NONE, NOTICE_KILL, NOTICE_HOLD, NOTICE_RELEASE, NOTICE_CORRECT, NOTICE_OTHER };

/* Does the entry, read into f->text, say that its text is gone? Its words must say so
 * and be under a quarter of `bytes`, the length of what stood there before. */
int notice_removed(const struct fold *f, const struct wf_entry *e, uint32_t bytes);

/* What the title commands (KILL-, HOLD:, ADVISORY:, News Digest; `BC-Bridge, Kill`), whoever
 * says it; *rest is the title behind the command, or NULL. */
enum notice_order notice_command(const struct wf_entry *e, const char **rest);

/* May this entry's feed speak for the story? `kill`: for its end, where a feed that was
 * merely first does not speak for an agency's text. */
int notice_owns(const struct story *st, const struct fold_record *r, int kill);

#endif
