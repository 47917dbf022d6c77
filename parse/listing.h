/* listing: where feeds are, as a document says: the outlines of OPML, the links of an HTML page.
 *
 * Each is an ITEM frame: guid the URL as it was written, url the same if it may be a feed's,
 * title and tags (the folders that it is in), source what it was ("outline", "link", "a"), extra
 * `line` where it stands; then FEED, with warnings, and END. Read by our own tokenizer: no
 * declaration is obeyed, nothing nests but a counter, nothing is fetched.
 */
#ifndef PARSE_LISTING_H
#define PARSE_LISTING_H

#include <stddef.h>

#include "base/arena.h"
#include "base/why.h"
#include "parse/channel.h"
#include "parse/content.h"
#include "parse/document.h"
#include "parse/html_token.h"

struct listing {
	struct html_token token;
	struct emit emit;
	struct content_work work;
	struct arena arena;       /* of one item */
	struct channel channel;   /* warnings */
	struct buf value;
	const char *base;         /* of the page, or NULL */
	const char *counted;      /* so far lines are counted */
	size_t line;
	int failed;               /* nobody takes the frames, or no memory */
};

/* The exit status of the child, as document_read has it. */
int listing_read(const struct document_job *job, const struct charset_set *set);

/* The next token; `line` is where it begins. HTML_END at the end and after a failure. */
enum html_kind listing_next(struct listing *l);

/* An attribute of the tag, references decoded, on one line of at most `max` bytes; NULL when it is
 * not there or empty. Lives until listing_put. */
const char *listing_attr(struct listing *l, const char *name, size_t max);

/* Hands a URL on. */
void listing_put(struct listing *l, const struct wf_entry *e);

/* The two kinds. 0, or -1 and `why`: it is none. */
int listing_outline(struct listing *l, struct why *why);
int listing_links(struct listing *l, struct why *why);

#endif
