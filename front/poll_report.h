/* poll_report: what becomes of a feed's state after a run, and what is said of it.
 *
 * A feed is named when it fails for the `fail-after`-th time in a row, then at most once a
 * day, then once when it is well again; always with its cause.
 */
#ifndef FRONT_POLL_REPORT_H
#define FRONT_POLL_REPORT_H

#include "front/poll.h"
#include "front/poll_feed.h"

/* A feed answered, and what it listed is committed. 0, or -1 when out of memory. */
int poll_report_ok(const struct poll_options *o, const struct poll_feed *x, struct schedule *s,
    const struct schedule_answer *a);

/* Counts the failures of a run, unless there was no network. 0, or -1. */
int poll_report_failures(const struct poll_options *o, const struct poll_feed *feeds,
    struct poll_report *r, int64_t now);

#endif
