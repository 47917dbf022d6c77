/* poll: one run over the feeds that are due: fetch, parse, fold, journal.
 *
 * Every feed ends in one of the states below. A feed's validators are taken over only
 * after its entries are committed; failures are counted at the end, when it is known
 * whether there was a network at all.
 */
#ifndef FRONT_POLL_H
#define FRONT_POLL_H

#include <stddef.h>
#include <stdint.h>

#include "front/conf.h"
#include "front/ingest.h"
#include "front/pages.h"
#include "front/schedule.h"
#include "front/wall.h"
#include "store/store.h"

#define POLL_WINDOW 256                  /* requests with the fetcher at once */
#define POLL_SLOW (POLL_WINDOW / 4)      /* of them at servers that were slow or failing before */
#define POLL_FDS_OURS 48                 /* descriptors that are no bodies: archive, links, pipes, one to spare */
#define POLL_FDS_LEAST 4                 /* bodies at once with next to none */
#define POLL_BATCH_FEEDS 64              /* feeds of one commit ... */
#define POLL_BATCH_BYTES ((size_t)16 << 20) /* ... bytes of their entries ... */
#define POLL_BATCH_MS 5000               /* ... ms since the first of them */
#define POLL_BODIES ((int64_t)6 << 20) /* bytes of bodies that wait for the parser; then it is what holds us up */

struct poll_options {
	struct conf *conf;
	struct schedule_table *state;
	struct store *store;
	struct pages *pages;             /* that wait from earlier runs, and do so now */
	const struct conf_feed **feeds;  /* the due ones */
	size_t n;
	const struct wall *wall;
	int64_t seconds;                 /* -s: what the run may take */
	int no_fold, verbose, progress;
};

struct poll_report {
	struct ingest_counts counts;
	size_t feeds, stored, not_modified, same, empty, failed, deferred, connections;
	size_t pages, pages_late, pages_pending, pages_failed; /* in time; for earlier entries; put off; given up */
	int64_t wire_bytes;
	size_t just_failed, failing;     /* crossed fail-after now; at or past it */
	int no_network;
	int signal;                      /* that stopped it, or 0 */
	int64_t parse_cpu_us, parse_peak_kb;
};

/* 0, or -1 and `why` when the store or the system failed (exit 3). The report is true
 * either way. */
int poll_run(const struct poll_options *o, struct poll_report *r, struct why *why);

/* Ends the run cleanly as soon as possible; async-signal-safe. */
void poll_stop(int signal);
int poll_stopped(void); /* the signal, or 0 */

#endif
