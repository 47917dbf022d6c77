/* conf_key: the keys of feeds.conf, in one table: what they are called, where they may
 * stand, how their values read, what they are if nobody says. */
#ifndef FRONT_CONF_KEY_H
#define FRONT_CONF_KEY_H

#include "front/conf.h"

enum conf_where { CONF_SET = 1, CONF_HOST = 2, CONF_LINE = 4 };

enum conf_type {
	CONF_TEXT, CONF_PATH, CONF_SPAN, CONF_SIZE, CONF_COUNT, CONF_YES, CONF_NAME, CONF_RANGE,
	CONF_ADDRESS, CONF_ZONE, CONF_CHOICE, CONF_DROP, CONF_ONLY,
	CONF_SECRET, CONF_PROXY, CONF_PIN, CONF_AFTER
};

struct conf_key {
	const char *name;
	int where;                 /* sum of enum conf_where */
	enum conf_type type;
	size_t offset;             /* in struct conf_feed; in struct conf if `global` */
	int global;
	const char *const *choices;
	int64_t least, most;
	size_t own;                /* offset of the mark that it stood on the feed's own line; 0 none */
};

const struct conf_key *conf_key_find(const char *name, size_t n);

/* Its bit in conf_feed.own. */
uint64_t conf_key_bit(const struct conf_key *key);

/* The known name nearest to a mistyped one, or NULL when none is near. */
const char *conf_key_guess(const char *name, size_t n, int where);
/* The same among others, a NULL behind the last. */
const char *conf_key_nearest(const char *name, size_t n, const char *const *names);

/* Is it a name: letters, digits, . _ -, the first no sign, at most 64? */
int conf_key_is_name(const char *s);

/* Puts a value into `feed` or `c`. `file` is for relative paths. 0, or -1 and `why`. */
struct conf_value {
	struct conf *c;
	struct conf_feed *feed;
	const struct conf_key *key;
	const char *value, *file;
	int own_line;
};
int conf_key_put(const struct conf_value *v, struct why *why);

/* A feed, and the settings, as they are before any line. */
void conf_key_defaults(struct conf *c, struct conf_feed *feed);

#endif
