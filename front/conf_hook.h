/* conf_hook: the `hook` lines of feeds.conf: what is started after a run that brought something. */
#ifndef FRONT_CONF_HOOK_H
#define FRONT_CONF_HOOK_H

#include <stddef.h>
#include <stdint.h>

struct conf_reading;
struct conf_token;

#define CONF_HOOK_FAIL "fail" /* the kind that is no event of a story: a feed crosses fail-after */

struct conf_hook {
	const char *name;
	uint32_t on;                     /* conf_hook_kind of what it asks for */
	int64_t timeout;                 /* seconds */
	char *const *argv;               /* NULL at the end; a path of argv[0] is absolute or from our folder */
	const char *file;                /* where it stands */
	size_t line;
	struct conf_hook *next;          /* in the order of feeds.conf */
};

/* The bit of an event's name, as `changes` prints it; 0 for a name that is none. */
uint32_t conf_hook_kind(const char *name);

/* hook NAME on=KIND,... [timeout=SPAN] COMMAND [ARGUMENT ...] */
void conf_hook_line(struct conf_reading *r, struct conf_token *t, size_t n);

#endif
