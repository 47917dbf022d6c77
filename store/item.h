/* item: one journal line as JSON, both ways.
 *
 * An entry line is a JSON Feed 1.1 item (jsonfeed.org/version/1.1) whose
 * `_wirefold` object holds what was decided; a decision is an object with
 * `_wirefold` alone. wirefold-archive(5) lists every key.
 */
#ifndef STORE_ITEM_H
#define STORE_ITEM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"
#include "wirefold.h"

/* Appends the line, without LF. 0, or -1 as the buffer fails. */
int item_write(struct buf *b, const struct wf_line *line);

/* Appends what stands in the journal for a line whose text is destroyed, without LF: all that replay
 * needs of it, no word of what it said. `digest` is that of the line (64 hex), `text` what told
 * the entry's text from others. 0, or -1 as the buffer fails. */
struct item_redacted {
	const char *digest, *why;
	uint64_t text;
};
int item_write_redacted(struct buf *b, const struct wf_line *line, const struct item_redacted *r);

/* Appends the item's JSON Feed keys between id and attachments; `id` is what
 * stands as "id". For `parse`, which prints items that are no lines yet. */
void item_write_entry(struct buf *b, const struct wf_entry *e, const char *id);

/* Appends what the feed said of the entry that JSON Feed has no key for, extras aside. */
void item_write_unkeyed(struct buf *b, const struct wf_entry *e);

/* Appends a member: nothing for NULL and "", nothing for TIME_NONE. */
void item_write_text(struct buf *b, const char *key, const char *s);
void item_write_time(struct buf *b, const char *key, int64_t t);

/* Appends "authors":[...] (nothing for none). */
void item_write_people(struct buf *b, const struct wf_person *p, size_t n);

/* Appends an array of strings (nothing for none). */
void item_write_strings(struct buf *b, const char *key, const char *const *s, size_t n);

/* Appends pairs as members: a name that ends in `:json` holds JSON text. */
void item_write_extras(struct buf *b, const struct wf_pair *p, size_t n);

/* Reads a line (without LF) into `line`, strings and the entry in the arena. An
 * object without `_wirefold.kind` is an item from outside: kind WF_UNFOLDED,
 * its `id` the guid, unless `_wirefold.guid` says that it is ours. Unknown keys
 * are passed over. 0, or -1 and `why`. */
int item_read(const char *p, size_t n, struct arena *a, struct wf_line *line, struct why *why);

/* The name of a kind, and back (-1 for an unknown one). */
const char *item_kind(enum wf_kind kind);
int item_kind_of(const char *name);

/* What the line's flags say of its entry's page; one of enum wf_fulltext. */
int item_fulltext(const struct wf_line *line);

/* Is it a line that carries an entry? */
int item_has_entry(enum wf_kind kind);

#endif
