/* export_format: stories, and entries, in the formats of `export`. */
#ifndef FRONT_EXPORT_FORMAT_H
#define FRONT_EXPORT_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "store/store.h"

/* What is known of one, the same for a story as it stands and for an entry. */
struct export_item {
	const char *id, *story;       /* of an entry its own id; its story or "" */
	const char *text;             /* paragraphs parted by a blank line, no LF behind */
	const struct wf_entry *entry; /* the kept copy, or the entry */
	const struct wf_line *line;
	const char *file;             /* the story's file, for its fields; NULL for an entry */
	const char *raw;              /* an entry: its line of the journal */
	size_t n_raw;
	int64_t published, modified;
	size_t number;                /* how many came before it */
};

/* What the whole is. */
struct export_head {
	const char *id;               /* of the archive: hex */
	int64_t updated;
};

struct export_format {
	const char *name;
	void (*head)(struct buf *b, const struct export_head *h); /* or NULL */
	void (*item)(struct buf *b, const struct export_item *i);
	void (*tail)(struct buf *b);                              /* or NULL */
};

/* jsonl jsonfeed tsv txt; NULL for another. All formats: export_format_find. */
const struct export_format *export_format_find(const char *name);

/* The next Copy field of a story file at or behind *at: 1 with its parts, 0. */
struct export_copy {
	const char *feed, *url, *title;
	size_t n_feed, n_url, n_title;
};
int export_format_copy(const char **at, struct export_copy *c);

#endif
