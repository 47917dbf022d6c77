/* record: the flags of struct fold_record, and whether one adds up. */
#ifndef DEDUPE_RECORD_H
#define DEDUPE_RECORD_H

#include "base/why.h"
#include "dedupe/fold.h"

/* Of an entry. */
#define RECORD_DENSE 1u      /* made of numbers: numbers must agree */
#define RECORD_ROUNDUP 2u    /* a digest of several stories: matches only its like */
#define RECORD_GONE 4u       /* withdrawn: never kept, never matched */
#define RECORD_KILLED 8u     /* of a killed story */
#define RECORD_OWNED 16u     /* the agency's own feed has spoken in the story */
#define RECORD_HELD 32u      /* of a story that is withheld */
#define RECORD_VERSION 64u   /* the title is tagged as a later version */
#define RECORD_REPEAT 128u   /* the title says it is the same again */
#define RECORD_SUB 256u      /* the title says it is a substitute */
#define RECORD_EDITOR 512u   /* a decision: an editor's word */
#define RECORD_SET_KILL 1024u /* an editor has said whether the story is dead ... */
#define RECORD_SET_HOLD 2048u /* ... or withheld */
#define RECORD_DROP 4096u    /* a furniture line: it is some */
#define RECORD_EMBARGO 8192u /* under an embargo that its story is not held for: never kept */
#define RECORD_SHIFT 16u     /* above: which kind of its own (WRAPUP, FACTBOX ...) */

/* Of a paragraph: its index in the text is below. */
#define RECORD_INDEX 0xfffffu
#define RECORD_LONG (1u << 20)   /* long enough for a lead */
#define RECORD_BRIEF (1u << 21)  /* short enough to be hidden */
#define RECORD_SUSPECT (1u << 22)/* a furniture phrase, speaks to the reader, or a label */
#define RECORD_CREDIT (1u << 23) /* says who wrote it */
#define RECORD_LEGAL (1u << 24)  /* never hashed */
#define RECORD_LIFTED (1u << 25) /* byline, sign-off: not hashed, not judged */
#define RECORD_FURNITURE (1u << 26) /* learned: not hashed */
#define RECORD_HIDE (1u << 27)   /* its key may be hidden */
#define RECORD_HIDDEN (1u << 28) /* it is not shown in this entry */
#define RECORD_LEFTOVER (1u << 29) /* of what a page leaves behind an article: not hashed, not shown */

/* Extents, as a record holds them. */
enum record_extent { RECORD_STUB, RECORD_EXCERPT, RECORD_FULL, RECORD_EXTENTS };

/* The time itself, or the nearest in the years 1 to 9999, so that sums of times cannot
 * overflow; TIME_NONE stays. */
int64_t record_time(int64_t t);

/* Empties it and sets size and version. */
void record_init(struct fold_record *r);

/* 0, or -1 and `why` when a count, string or version is not what it can be. */
int record_check(const struct fold_record *r, struct why *why);

#endif
