/* fixed: a day's file of fixed-size records under index/, appended and mapped.
 *
 * Derived data: each record carries a checksum, and whatever does not add up (a
 * torn record, another size, a wrong checksum) makes the file stale, never the
 * run wrong. Host byte order.
 */
#ifndef STORE_FIXED_H
#define STORE_FIXED_H

#include <stddef.h>
#include <stdint.h>

#include "base/why.h"
#include "store/root.h"

struct fixed_kind {
	const char *suffix;  /* ".ids" */
	size_t size;         /* bytes of one record, without the checksum */
};

struct fixed {
	char *p;
	size_t map, n, stride; /* n whole records */
	size_t size;
	int torn;              /* bytes behind the last whole record */
};

/* Maps the day's file. 0; 1 when it is not there; -1 and `why`. */
int fixed_map(struct fixed *f, struct root *r, const struct fixed_kind *kind, uint32_t day,
    struct why *why);
void fixed_unmap(struct fixed *f);

/* The i-th record, or NULL when its checksum is wrong. */
const void *fixed_get(const struct fixed *f, size_t i);

/* Records to be written. */
struct fixed_put {
	const struct fixed_kind *kind;
	uint32_t day;
	const void *p;         /* n records, without checksums */
	size_t n;
};

/* Appends them. Not synced. 0, or -1 and `why`. */
int fixed_append(struct root *r, const struct fixed_put *put, struct why *why);

/* Removes the day's file, if there is one. */
int fixed_remove(struct root *r, const char *suffix, uint32_t day, struct why *why);

/* Replaces the day's file by them. */
int fixed_replace(struct root *r, const struct fixed_put *put, struct why *why);

#endif
