/* utf8: reading, writing and cleaning UTF-8 (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_MAX 4         /* bytes of the longest character */
#define UTF8_BAD 0xfffdu   /* U+FFFD, what a broken byte reads as */

/* Reads the character at *p (*p < end), moves *p behind it. A byte that starts
 * no valid, shortest-form, non-surrogate sequence is one UTF8_BAD, one byte. */
uint32_t utf8_next(const char **p, const char *end);

/* Writes c (a scalar value; anything else becomes U+FFFD) at `to`, which has
 * UTF8_MAX bytes of room. Returns the number of bytes. */
size_t utf8_put(uint32_t c, char *to);

/* Is every byte part of a valid sequence? 1 or 0. */
int utf8_valid(const char *p, size_t n);

/* Behind what most text is and needs no look: printable ASCII that is neither `"` nor `\\`,
 * and characters of two and three bytes far from any that must not be shown.
 * utf8_shown passes the quote and the backslash too. Never behind `end`. */
const char *utf8_plain(const char *p, const char *end);
const char *utf8_shown(const char *p, const char *end);

/* Must a character never reach a file or a terminal? 1 for C0 (tab and LF
 * too), DEL, C1, U+2028/9, bidi controls U+200E/F U+202A-E U+2066-9, U+061C,
 * the BOM, noncharacters. */
int utf8_control(uint32_t c);

/* Appends the text for a terminal or a log line: broken bytes and control
 * characters as \xNN or \u{N}; tab and LF too. 0, or -1 as buf_put. */
int utf8_escape(struct buf *b, const char *p, size_t n);

#endif
