/* leftover_tail: where what a page left behind an article begins, in a text that came by feed. */
#ifndef PARSE_LEFTOVER_TAIL_H
#define PARSE_LEFTOVER_TAIL_H

/* The paragraph (from 0, parted by blank lines) from which on `text` holds leftover lines only, and
 * the headlines and labels that such a line stands over; 0 when the text ends as its author ended
 * it, or when nothing else would remain. `title` may be NULL. */
int leftover_tail_find(const char *text, const char *title);

#endif
