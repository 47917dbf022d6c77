/* person: "name (email)", "email (name)", "name <email>" taken apart. */
#ifndef PARSE_PERSON_H
#define PARSE_PERSON_H

#include "base/arena.h"
#include "wirefold.h"

/* Splits the line `s` into who->name and who->email (either may stay NULL; what
 * is already set is kept). Strings are in `a`. 0, or -1 when out of memory. */
int person_read(struct wf_person *who, struct arena *a, const char *s);

/* Nothing in it? */
int person_empty(const struct wf_person *who);

/* Do both say the same? */
int person_same(const struct wf_person *x, const struct wf_person *y);

#endif
