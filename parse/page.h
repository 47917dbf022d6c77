/* page: one HTML page into the frames of its article.
 *
 * An ARTICLE frame, then END; a page without an article gives one END frame that says so.
 */
#ifndef PARSE_PAGE_H
#define PARSE_PAGE_H

#include "parse/charset.h"
#include "parse/document.h"

/* Reads it: job as for document_read, `base` being the page's URL. The exit status as there. */
int page_read(const struct document_job *job, const struct charset_set *set);

#endif
