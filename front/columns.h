/* columns: text in the columns of a terminal. */
#ifndef FRONT_COLUMNS_H
#define FRONT_COLUMNS_H

#include <stddef.h>

#include "base/buf.h"

/* Columns of the terminal on stdout; 0 when it is none. */
size_t columns_terminal(void);

/* Appends what of the n bytes fits `width` columns, `...` for what does not, and pads it to
 * `width` if asked to. Wide characters take two columns, combining ones none. 0, or -1 as
 * the buffer fails. */
int columns_put(struct buf *b, const char *s, size_t n, size_t width);
int columns_pad(struct buf *b, const char *s, size_t n, size_t width);

#endif
