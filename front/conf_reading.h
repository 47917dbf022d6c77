/* conf_reading: feeds.conf while it is read; for the files of conf alone. */
#ifndef FRONT_CONF_READING_H
#define FRONT_CONF_READING_H

#include "front/conf.h"

/* A word of a line, quotes taken off, and where it starts. */
struct conf_token {
	char *s;
	size_t column;
	int quoted;
};

struct conf_reading {
	struct conf *c;
	struct conf_feed now;            /* the defaults for the lines below */
	struct conf_host **last;         /* the end of c->hosts */
	const char *file;
	size_t line;
	int depth;
};

/* Notes an error at this column of the present line. */
void conf_error(struct conf_reading *r, size_t column, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* KEY=VALUE of a known key, put into f: 1; 0 when the word is no key, -1 after an error. */
int conf_host_pair(struct conf_reading *r, const struct conf_token *t, struct conf_feed *f, int where);

/* A `host` line; and the keys of those that match, for what the feed's own line does not say. */
void conf_host_line(struct conf_reading *r, struct conf_token *t, size_t n);
void conf_host_apply(struct conf_reading *r, struct conf_feed *f);

/* Finds was= of a name that is another feed's. */
void conf_was(struct conf_reading *r);

/* Finds feeds with the same URL, or the same name. */
void conf_doubles(struct conf_reading *r, int urls);

#endif
