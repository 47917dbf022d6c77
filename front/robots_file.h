/* robots_file: what servers let us ask for besides feeds (RFC 9309), remembered for a day in
 * state/robots.jsonl, by origin. Feeds are asked for on their owners' word; pages are not.
 */
#ifndef FRONT_ROBOTS_FILE_H
#define FRONT_ROBOTS_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/why.h"
#include "store/store.h"

#define ROBOTS_FILE_S ((int64_t)86400)  /* s that a file's rules hold (2.4) */
#define ROBOTS_FILE_RETRY 3600          /* s before a server that could not say is asked again */
#define ROBOTS_FILE_BYTES ((int64_t)512 * 1024) /* of a file that are fetched */

enum robots_file_state {
	ROBOTS_FILE_UNKNOWN, ROBOTS_FILE_ASKED,
	ROBOTS_FILE_RULES,                   /* its rules, or none: there is no file (2.3.1.3) */
	ROBOTS_FILE_CLOSED                   /* it could not be had: nothing may be asked (2.3.1.4) */
};

struct robots_file {
	const char *origin;                  /* scheme, host and port; what the file's URL begins with */
	int state;
	int64_t until;                       /* s UTC, for which it holds */
	const char **rules;                  /* as base/robots.h has them */
	size_t n, cap;
};

/* Pointers to its files stay as they are. */
struct robots_file_table {
	struct arena arena;
	struct robots_file **p;
	size_t n, cap;
	int changed;
};

/* From and to state/; what has run out by `now` is dropped. 0, or -1 and `why`. */
int robots_file_load(struct robots_file_table *t, struct store *store, int64_t now, struct why *why);
int robots_file_save(struct robots_file_table *t, struct store *store, struct why *why);
void robots_file_clear(struct robots_file_table *t);

/* The file of a URL's origin, made UNKNOWN if there is none; NULL when out of memory or the URL is
 * none. */
struct robots_file *robots_file_get(struct robots_file_table *t, const char *url);

/* Its URL, in the table's memory; NULL when out of memory. */
const char *robots_file_url(struct robots_file_table *t, const struct robots_file *f);

/* A rule of an answer. 0, or -1 when out of memory. robots_file_done: there are no more; the
 * state that it is in then (CLOSED without rules). robots_file_lost: it could not be asked for or read
 * for a reason of our own; CLOSED in this run. */
int robots_file_rule(struct robots_file_table *t, struct robots_file *f, const char *rule);
void robots_file_done(struct robots_file_table *t, struct robots_file *f, int state, int64_t now);
void robots_file_lost(struct robots_file *f);

/* May the URL be asked for? The longest pattern that matches says, `allow` of two equal ones. -1
 * when out of memory. */
int robots_file_allows(const struct robots_file *f, const char *url);

#endif
