/* run: how far the bytes at hand need no look of their own.
 *
 * Each returns the first byte of [p, end) that is not of its kind, or end. They go by
 * sixteen bytes where the machine can, by one elsewhere, and find the same.
 */
#ifndef PARSE_RUN_H
#define PARSE_RUN_H

#include <stddef.h>

/* Bytes below 0x80. */
const char *run_ascii(const char *p, const char *end);

/* ASCII from 0x20 on. */
const char *run_clean(const char *p, const char *end);

/* Letters and signs of ASCII other than `&`; a space only in front of such a byte. */
const char *run_words(const char *p, const char *end);

/* Printable ASCII and line feeds, but neither `"` nor `&`, `<` and `>`. */
const char *run_unescaped(const char *p, const char *end);

/* All but `&`, `<`, `]`, carriage returns and 0xef; all but the last two. */
const char *run_text(const char *p, const char *end);
const char *run_cdata(const char *p, const char *end);

/* And how many line feeds there are. */
size_t run_lines(const char *p, const char *end);

#endif
