/* draft: the record of an entry before it is decided: its features, with its feed's
 * furniture learned from it and left out of the hash. */
#ifndef DEDUPE_DRAFT_H
#define DEDUPE_DRAFT_H

#include "dedupe/state.h"

/* Fills f->rec (all but what the decision gives), f->agencies, f->feed, f->past and
 * f->changed. `prev` is the version it replaces, or NULL. 0, or -1 and `why`. */
int draft_entry(struct fold *f, const struct wf_entry *e, const struct entry *prev, struct why *why);

/* The hashes by which an unchanged repeat is known. */
uint64_t draft_text_hash(const struct wf_entry *e);
uint64_t draft_title_hash(const struct wf_entry *e);

/* The features of an entry that is not live, for comparing a new version with it: no
 * furniture is learned. NULL when out of memory; the caller frees it. */
struct entry *draft_old(struct fold *f, const struct wf_entry *e);

#endif
