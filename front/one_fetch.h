/* one_fetch: a URL through the fetcher, for commands that look at one. */
#ifndef FRONT_ONE_FETCH_H
#define FRONT_ONE_FETCH_H

#include "front/fetcher.h"
#include "front/place.h"
#include "front/poll_feed.h"

/* The feed of that URL or name as feeds.conf has it; else what a line with that URL alone would be
 * there, the host lines that fit it besides. Lent: `what`, and what p's conf holds. */
void one_fetch_feed(struct place *p, const char *what, struct conf_feed *to);

/* Asks for what `p` is about; the fetcher is started when it does not run. The body's descriptor, what
 * the server said in p->result; or -1 and `why`: no answer, or none with a body. */
int one_fetch(struct fetcher *f, struct poll_feed *p, struct why *why);

#endif
