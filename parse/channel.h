/* channel: what a feed says about itself, gathered until its end. */
#ifndef PARSE_CHANNEL_H
#define PARSE_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "parse/content.h"
#include "parse/lists.h"
#include "wirefold.h"

struct channel {
	struct arena arena;
	struct wf_doc doc;
	struct content about[3]; /* description by rank: a subtitle, a summary, the description */
	int title_rank, home_rank, icon_rank;
	int64_t period, frequency;
	const char *warnings[WF_WARNINGS_MAX];
	const char *hours[24], *days[7];
	struct lists lists;
};

/* *c is zeroed memory. */
void channel_init(struct channel *c);
void channel_clear(struct channel *c);

void channel_title(struct channel *c, const char *title, int rank);
void channel_home(struct channel *c, const char *url, int rank);
void channel_icon(struct channel *c, const char *url, int rank);
void channel_about(struct channel *c, const struct content *what, int rank);
void channel_hour(struct channel *c, const char *hour);
void channel_day(struct channel *c, const char *day);

/* A printf-like warning: `line 12: ...`. What is beyond the ceiling is dropped. */
void channel_warn(struct channel *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Fills in the lists of c->doc. 0, or -1 when out of memory. */
int channel_finish(struct channel *c, struct buf *work);

#endif
