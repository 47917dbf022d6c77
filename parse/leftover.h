/* leftover: lines that a page leaves at the end of an article, or between its paragraphs.
 *
 * "Add a Comment", "The post X appeared first on Y", "Read more at ...": they speak of the
 * page, not of the news. A line is known by whole words at its start, inside and at its
 * end, and by its length; the table has those of six languages.
 */
#ifndef PARSE_LEFTOVER_H
#define PARSE_LEFTOVER_H

#include <stddef.h>

#define LEFTOVER_LINE ((size_t)400) /* bytes of a line; a longer one is none */

enum leftover {
	LEFTOVER_NONE,
	LEFTOVER_GOES, /* the line goes */
	LEFTOVER_ENDS, /* and what follows it leads to other articles, if the text was mostly before it */
	LEFTOVER_TALKS /* and what follows it are readers' comments */
};

/* What the line of n bytes is. */
enum leftover leftover_find(const char *p, size_t n);

#endif
