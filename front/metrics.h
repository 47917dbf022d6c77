/* metrics: how the feeds are and what a run did, as OpenMetrics text for a file that a monitor
 * reads (the text format 1.0). The file is replaced whole: a reader sees the old one or the new one. */
#ifndef FRONT_METRICS_H
#define FRONT_METRICS_H

#include "front/poll.h"

struct metrics {
	const struct conf *conf;
	struct schedule_table *state;
	const struct poll_report *run;   /* all 0 when nothing was due */
	int64_t now, seconds;            /* of the run's end; that it took */
	int exit;
};

/* 0, or -1 and `why`. */
int metrics_write(const struct metrics *m, const char *path, struct why *why);

#endif
