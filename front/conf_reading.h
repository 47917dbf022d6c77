/* conf_reading: feeds.conf while it is read; for the files of conf alone. */
#ifndef FRONT_CONF_READING_H
#define FRONT_CONF_READING_H

#include "front/conf.h"

struct host_line;

struct conf_reading {
	struct conf *c;
	struct conf_feed now;            /* the defaults for the lines below */
	struct host_line *hosts, **last;
	const char *file;
	size_t line;
	int depth;
};

/* Notes an error at this column of the present line. */
void conf_error(struct conf_reading *r, size_t column, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Finds feeds with the same URL, or the same name. */
void conf_doubles(struct conf_reading *r, int urls);

#endif
