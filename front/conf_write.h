/* conf_write: words of a line that feeds.conf takes. */
#ifndef FRONT_CONF_WRITE_H
#define FRONT_CONF_WRITE_H

#include "base/buf.h"

/* The URL, in quotes where it would not be one word without. */
void conf_write_url(struct buf *b, const char *url);

/* A blank and the word in quotes, `mark` ("~" of a title, or "") before it. */
void conf_write_word(struct buf *b, const char *mark, const char *word);

#endif
