/* slots: where each paragraph of a feed was seen first. Nearly all are seen once, and those
 * have no key of their own in past.c: four bytes in a table of the feed find them. */
#ifndef DEDUPE_SLOTS_H
#define DEDUPE_SLOTS_H

#include "dedupe/past.h"

/* The entry's number and the paragraph's index: 1, or 0 when it was not seen. */
int slots_find(const struct past_feed *feed, uint64_t key, uint32_t *number, uint32_t *i);

/* Room for n more; 0, or -1 when out of memory. */
int slots_room(struct past_feed *feed, uint32_t n);

/* Adds the paragraphs of the feed's entry `number` that have no key. There is room. */
void slots_put(const struct past *f, struct past_feed *feed, const struct past_entry *p,
    uint32_t number);

#endif
