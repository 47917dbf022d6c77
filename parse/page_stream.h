/* page_stream: a page that its server sent in pieces, put together.
 *
 * React streams what is ready first: `<template id="B:0"></template>` stands where a part is to
 * come, and the part comes behind, in `<div hidden id="S:0">`, for a script to move:
 * `$RC("B:0","S:0")`, `$RS("S:1","P:1")`. Without the script the article is hidden and in pieces.
 */
#ifndef PARSE_PAGE_STREAM_H
#define PARSE_PAGE_STREAM_H

#include "base/buf.h"

#define PAGE_STREAM_PARTS 4096 /* of one page; those behind stay where they are */

/* Appends the page in `from` to `to` with its parts in their places. 1; 0 when it has none, and
 * nothing was done; -1 when out of memory. */
int page_stream_join(struct buf *to, const struct buf *from);

#endif
