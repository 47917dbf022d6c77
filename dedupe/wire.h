/* wire: what wires put around a text: dateline, byline, sign-off, copyright line.
 * It is lifted for hashing only; the text stays as published. */
#ifndef DEDUPE_WIRE_H
#define DEDUPE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define WIRE_PLACE 64 /* bytes of a dateline's place, NUL included */

/* Does a dateline start the n bytes at s? Returns the bytes up to the text proper
 * (`TOKYO (Reuters) - `), 0 for none; adds the agencies it names, and its place
 * ("" when only the agency stands there). */
size_t wire_dateline(const char *s, size_t n, uint32_t *agencies, char place[static WIRE_PLACE]);

/* Is the whole paragraph a byline (`By MATTHEW LEE, AP Diplomatic Writer`)? 1 or 0;
 * adds the agencies it names. */
int wire_byline(const char *s, size_t n, uint32_t *agencies);

/* Is the whole paragraph a sign-off (`(Reporting by ...; Editing by ...)`) or a
 * copyright line? 1 or 0; a copyright line adds the agency it names first. */
int wire_signoff(const char *s, size_t n, uint32_t *agencies);

/* Is it a copyright line? */
int wire_copyright(const char *s, size_t n);

/* Does the whole paragraph say what the text corrects (`(Corrects day in paragraph 3)`,
 * `This story has been corrected to show ...`)? */
int wire_correction(const char *s, size_t n);

/* Agencies in an author's name (`Reuters`, `Matthew Lee, Associated Press`). */
void wire_author(const char *name, uint32_t *agencies);

#endif
