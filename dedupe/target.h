/* target: the story that a notice is about, by what the notice says of it. */
#ifndef DEDUPE_TARGET_H
#define DEDUPE_TARGET_H

#include "dedupe/state.h"
#include "wirefold.h"

struct target {
	struct story *story[2];  /* distinct; [1] is one of several others */
	size_t n;                /* 0, 1, 2 (or more) */
	struct entry *near;      /* of story[0]: what was named */
	const char *how;         /* guid | url | item | slug | headline */
};

/* Looks in this order, and stops at the first that names any live story: a guid or URL in the
 * text, an item number, a desk's slug, a headline in quotation marks or behind the command
 * (`rest`), this last within the fold's window. The entry is read into f->rec. */
void target_find(struct fold *f, const struct wf_entry *e, const char *rest, struct target *t);

/* The last part of a guid, where a number stands in it; 0 if that is none. */
uint64_t target_item(const char *guid);

/* What the desk calls the story (`BC-NORLAND-BANK/`, `US--Budget,1st Ld`): from the extras, the
 * title, the tags; 0 when nothing of the kind is there. */
uint64_t target_desk(const struct wf_entry *e);

#endif
