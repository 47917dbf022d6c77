/* lists: the repeatable parts of an entry or a feed, with their ceilings. */
#ifndef PARSE_LISTS_H
#define PARSE_LISTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "wirefold.h"

struct lists_tag {
	const char *term, *scheme, *label;
};

/* All strings are lent; they live in the owner's arena. What is beyond
 * WF_LIST_MAX or already there is dropped. */
struct lists {
	size_t n_authors, n_contributors, n_tags, n_attachments, n_media, n_extras, n_itunes;
	struct wf_person authors[WF_LIST_MAX], contributors[WF_LIST_MAX];
	struct lists_tag tags[WF_LIST_MAX];
	struct wf_attachment attachments[WF_LIST_MAX], media[WF_LIST_MAX];
	struct wf_pair extras[WF_LIST_MAX], itunes[WF_LIST_MAX];
};

void lists_reset(struct lists *l);
void lists_author(struct lists *l, const struct wf_person *who);
void lists_contributor(struct lists *l, const struct wf_person *who);
void lists_tag(struct lists *l, const char *term, const char *scheme, const char *label);
void lists_attachment(struct lists *l, const struct wf_attachment *what);

/* The same, but behind all attachments at the end. */
void lists_media(struct lists *l, const struct wf_attachment *what);

/* A pair whose name is there already is kept too; a NULL value is not. */
void lists_extra(struct lists *l, const char *name, const char *value);
void lists_itunes(struct lists *l, const char *name, const char *value);

/* Puts media behind the attachments and turns contributors, tag schemes and itunes fields into `NAME:json` extras.
 * 0, or -1 when out of memory. */
int lists_finish(struct lists *l, struct arena *a, struct buf *work);

#endif
