/* conf: feeds.conf, read whole before anything runs (feeds.conf(5)).
 *
 * Line based, never evaluated. Every error is found, each with its place as
 * `file:line:column: what`; one is enough for exit 2.
 */
#ifndef FRONT_CONF_H
#define FRONT_CONF_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/why.h"

#define CONF_LINE_MAX ((size_t)64 * 1024) /* bytes of one line, continuation included */
#define CONF_ERRORS 50                    /* errors listed; the rest is counted */
#define CONF_DEPTH 8                      /* files including files */
#define CONF_FEEDS 1000000
#define CONF_RANGES 8                     /* allow-private= of one feed */

struct conf_filter;
struct conf_hook;
struct conf_host;

enum conf_validators { CONF_BOTH, CONF_ETAG, CONF_LM, CONF_NONE };
enum conf_after { CONF_KEEP, CONF_DELETE, CONF_MOVE };
enum conf_id { CONF_ID_GUID, CONF_ID_LINK, CONF_ID_TITLE, CONF_ID_CONTENT };

struct conf_feed {
	const char *url, *name, *title;   /* name: the feed key, never NULL */
	const char *path;                 /* of a `file:` line, its last part may be a pattern; else NULL */
	const char *after_dir;            /* of after=move: */
	const char *was;                  /* its name before, or NULL */
	const char *ids_key;              /* what its ids hang on where that is not the name (renames.h) */
	const char *agency, *group;       /* group: the name if none was given */
	const char *ca, *resolve, *user_agent;
	const char *auth, *header, *cert, *key; /* paths; read when they are sent (secret.h) */
	const char *proxy, *pin;          /* NULL: none; a proxy "@path" is one with a password (secret.h) */
	const char *allow_private[CONF_RANGES];
	size_t n_allow, n_tags;
	const char *const *tags;
	int64_t rank, interval, timeout, max_size, max_age_cap; /* seconds, bytes */
	int64_t connections, delay;       /* of its host; delay in seconds */
	int64_t keep;                     /* seconds for which prune leaves its entries; 0: for ever */
	int after;                        /* enum conf_after */
	int id;                           /* enum conf_id */
	int validators;                   /* enum conf_validators */
	int furniture;                    /* enum wf_furniture */
	int on_suspected;                 /* 1: a kill by another than the owner holds the story */
	const char *tz;                   /* of its times without a zone, or NULL */
	const struct conf_filter *filters; /* drop= and only=; NULL for none */
	int fulltext;                     /* 1: the text of an entry is that of the page it links to */
	int64_t fulltext_max;             /* pages a run */
	const char *rule;                 /* a file of rules for its pages, or NULL */
	int insecure, first_all, disabled, interval_own, rank_own;
	uint64_t own;                     /* keys of its own line, by conf_key_bit */
	const char *file;                 /* where it stands */
	size_t line;
};

struct conf {
	struct arena arena;
	struct conf_feed *feeds;
	size_t n, cap;
	const char *archive;              /* NULL if not set; ~ expanded, relative to the file */
	struct conf_filter *filters;      /* all that were made */
	int64_t fail_after, window;       /* window in seconds */
	int64_t start_jitter;             /* seconds */
	int64_t keep;                     /* as a feed that has no line is kept; seconds, 0: for ever */
	struct buf errors, warnings;      /* a line each */
	size_t n_errors;
	struct conf_host *hosts;          /* the host lines */
	struct conf_hook *hooks;          /* the hook lines (conf_hook.h) */
};

/* Where feeds.conf is: `given` (-c), $WIREFOLD_CONF, $XDG_CONFIG_HOME/wirefold/feeds.conf
 * (~/.config), /etc/wirefold/feeds.conf; the first that exists, or the first that was
 * named. In the arena; NULL when there is none. */
const char *conf_path(struct arena *a, const char *given);

/* Reads it. 0, or -1: c->errors says what is wrong (conf_clear it all the same). */
int conf_read(struct conf *c, const char *path);
void conf_clear(struct conf *c);

/* The feed of that name, or NULL. */
const struct conf_feed *conf_feed(const struct conf *c, const char *name);

/* The feed as it is asked at another URL than its own: what the host lines of that URL's host say
 * in place of those of its own; its own line's allow-private holds there too, its resolve does
 * not. `to` lives as long as c and `url`. */
void conf_host_at(struct conf *c, const struct conf_feed *f, const char *url, struct conf_feed *to);

/* `path` with ~ expanded, and relative to the folder of `file`. NULL when out of memory. */
const char *conf_expand(struct arena *a, const char *file, const char *path);

#endif
