/* entry: one entry while it is read, and what becomes of it.
 *
 * Several elements may claim one field; each comes with a rank, the highest
 * wins, the first among equals. All strings live in `arena` until the next
 * entry_reset.
 */
#ifndef PARSE_ENTRY_H
#define PARSE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "parse/content.h"
#include "parse/ids.h"
#include "parse/lists.h"
#include "wirefold.h"

enum entry_date { ENTRY_PUBLISHED, ENTRY_CREATED, ENTRY_DC_DATE, ENTRY_UPDATED, ENTRY_DATES };

/* Ranks of bodies: what the world calls content, then summaries. */
enum { ENTRY_MEDIA_TEXT = 1, ENTRY_SUBTITLE, ENTRY_ITUNES, ENTRY_SUMMARY, ENTRY_SECOND, ENTRY_CONTENT };

#define ENTRY_BODIES 7

struct entry {
	struct arena arena;
	const char *title, *url, *external, *guid, *language, *image, *source, *credit, *rights, *comments;
	const char *title_html;
	int title_rank, url_rank, image_rank;
	int guid_is_link;       /* the guid may serve as URL */
	struct content body[ENTRY_BODIES]; /* by rank */
	int64_t date[ENTRY_DATES];
	const char *raw[ENTRY_DATES];
	struct lists lists;
};

void entry_init(struct entry *e);
void entry_reset(struct entry *e);
void entry_clear(struct entry *e);

void entry_title(struct entry *e, const char *title, int rank);
void entry_url(struct entry *e, const char *url, int rank);
void entry_image(struct entry *e, const char *url, int rank);

/* Body text of a rank; the first stays. */
void entry_body(struct entry *e, const struct content *c, int rank);

/* A date as written. Of several the earliest publication and the latest update
 * stay. */
void entry_date(struct entry *e, enum entry_date which, const char *raw, int64_t t);

/* The entry for emit, its id made if it has none and made unique in `ids` (then
 * *bad is set). 0, or -1 when out of memory. */
int entry_finish(struct entry *e, struct wf_entry *out, struct ids *ids, struct buf *work, int *bad);

#endif
