/* match: do two entries carry one text? (DESIGN 5.4, 5.5; thresholds in
 * docs/decisions/0101-fold-thresholds.md) */
#ifndef DEDUPE_MATCH_H
#define DEDUPE_MATCH_H

#include <stdint.h>

#include "dedupe/entry.h"
#include "dedupe/features.h"
#include "dedupe/fold.h"

/* The entry to be decided: its record, and the scratch that still holds its words. */
struct match_new {
	const struct fold_record *r;
	struct features *fx;
	int64_t window;          /* seconds that two entries may lie apart */
};

struct match {
	double containment, jaccard;
	double cover;            /* of the new text by the old */
	double part;             /* of the longer text that is in the other */
	double score;            /* to choose the best by */
	int distance;            /* body SimHash; -1 for short texts */
	const char *rule;
	const char *against;     /* what spoke against it, when it is no match; for explain */
};

/* Does the new entry match e? 1 or 0. */
int match_entry(const struct match_new *n, const struct entry *e, struct match *m);

/* The figures alone, with the rule that would apply. */
void match_measure(const struct match_new *n, const struct entry *e, struct match *m);

/* As far as sketches tell, whatever head and numbers say: for round-ups. */
int match_part(const struct match_new *n, const struct entry *e, struct match *m);

/* Does it match a story's representative well enough to join? */
int match_gate(const struct match_new *n, const struct entry *rep);

/* Do two old entries match, as representatives of stories to be merged? */
int match_old(const struct entry *a, const struct entry *b);

/* Is the new entry, of the same id as e, about something else: the id used again? */
int match_reused(const struct match_new *n, const struct entry *e, const struct entry *rep);

/* Same feed, owner or agency: one chain of versions? */
int match_lineage(const struct fold_record *r, const struct entry *e);

/* The titles of the new and an old entry agree. */
int match_titles(const struct fold_record *r, const struct entry *e);

#endif
