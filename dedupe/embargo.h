/* embargo: a line above the lead that says from when on a text may be published. Only that
 * structure counts: prose about an embargo is none. */
#ifndef DEDUPE_EMBARGO_H
#define DEDUPE_EMBARGO_H

#include <stdint.h>

struct embargo {
	int found;
	int64_t until;   /* seconds UTC; 0 when it cannot be told: no date, no zone */
};

/* Reads the first paragraphs of a text. `t` is the time of the entry, from which a missing
 * date is taken; `place` its dateline, from which a missing zone is, else `tz` (or NULL). */
struct embargo_in {
	const char *text, *place, *tz;
	int64_t t;
};
void embargo_read(struct embargo *e, const struct embargo_in *in);

#endif
