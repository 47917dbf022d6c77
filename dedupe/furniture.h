/* furniture: which paragraphs of a feed are its furniture (DESIGN 5.2).
 *
 * Two thresholds. Learned, so not hashed: seen in three distinct entries of the
 * feed in 30 days. To be hidden besides: in every text it was seen in, it stands
 * in an unbroken run of furniture at an edge or under the lead, and it reads like
 * furniture or stands in most entries. A feed's paragraphs count for that feed
 * alone. What the table says changes only with an entry that holds the paragraph.
 */
#ifndef DEDUPE_FURNITURE_H
#define DEDUPE_FURNITURE_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/fold.h"
#include "dedupe/past.h"

#define FURNITURE_CHANGES 64 /* keys whose state one entry may change: its own */

/* Judges the newest entry's paragraphs: sets RECORD_FURNITURE and _HIDE in
 * r->paragraph_at, and lists the keys whose state changed. Returns how many. */
size_t furniture_judge(struct past *f, struct past_feed *feed, struct fold_record *r,
    uint64_t changed[static FURNITURE_CHANGES]);

/* Takes the states from r->paragraph_at instead, as they were judged then: the record is the
 * feed's newest. 0, or -1 when out of memory. */
int furniture_restore(struct past *f, struct past_feed *feed, const struct fold_record *r);

/* A number of the caller's for entry `number`: where its live entry is. */
void furniture_attach(struct past_feed *feed, uint32_t number, uint32_t place);
uint32_t furniture_place(const struct past_feed *feed, uint32_t number);

/* Which paragraphs of entry `number` are hidden now: a bit each of the kept ones.
 * 0 when the feed does not remember it. */
uint64_t furniture_hidden(const struct past *f, const struct past_feed *feed,
    uint32_t number);

/* Those bits as indexes into the text, and back. */
size_t furniture_list(const struct past_feed *feed, uint32_t number, uint64_t bits,
    uint32_t at[static FOLD_PARAGRAPHS]);
uint64_t furniture_bits(const struct past_feed *feed, uint32_t number, const uint32_t *at,
    size_t n);

/* Does entry `number` hold the paragraph? */
int furniture_holds(const struct past_feed *feed, uint32_t number, uint64_t key);

/* The numbers that the feed remembers: first and one behind the last. */
void furniture_range(const struct past_feed *feed, uint32_t *first, uint32_t *end);

#endif
