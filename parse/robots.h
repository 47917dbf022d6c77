/* robots: a robots.txt file (RFC 9309) as the rules for our product token.
 *
 * An ITEM frame for each rule of our groups, or of those for `*` where none is ours: guid the rule
 * as base/robots.h has it. Then FEED and END. Nothing in it is an error.
 */
#ifndef PARSE_ROBOTS_H
#define PARSE_ROBOTS_H

#include "parse/document.h"

#define ROBOTS_BYTES ((size_t)500 * 1024) /* of the file; the rest is not read (2.5) */
#define ROBOTS_RULES 2000                 /* of our groups; the rest is dropped */

/* The exit status of the child, as document_read has it. */
int robots_read(const struct document_job *job);

#endif
