/* agency: the table of news agencies and release wires. */
#ifndef DEDUPE_AGENCY_H
#define DEDUPE_AGENCY_H

#include <stddef.h>
#include <stdint.h>

#define AGENCY_MAX 32 /* a bit each */

/* The bit (0 to AGENCY_MAX - 1) of the agency that the n bytes name, by any of its
 * names, case as wires write it; -1 when they name none. */
int agency_find(const char *s, size_t n);

/* The same, when the bytes only begin with the name (`AP Diplomatic Writer`). */
int agency_begins(const char *s, size_t n);

/* The agency's usual name; NULL beyond the table. */
const char *agency_name(int bit);

/* What stands for an agency in records: the hash of its usual name, or of the
 * given name when it is in no table. 0 for NULL. */
uint64_t agency_key(const char *name);

/* The key of the lowest bit; 0 for none. */
uint64_t agency_key_of(uint32_t bits);

#endif
