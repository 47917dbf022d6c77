/* hook_fail: feeds that have just failed too often, or are gone for good, as lines for hooks with
 * on=fail. They are no events of the journal: until a hook has taken them they wait in a file of
 * its folder, one for each run that has some. */
#ifndef FRONT_HOOK_FAIL_H
#define FRONT_HOOK_FAIL_H

#include "base/buf.h"
#include "base/why.h"
#include "front/conf_hook.h"
#include "front/schedule.h"

/* Before the poll: how often each of the feeds has failed so far; nothing when no hook asks. */
struct hook_fail_watch {
	const struct conf *c;
	struct schedule_table *state;
	const struct conf_feed **feeds;
	size_t n;
	int64_t *was;
};
int hook_fail_watch(struct hook_fail_watch *w);

/* Behind it, before the state is saved: writes the lines for each hook that asks. What fails is
 * said. Frees what was kept. */
void hook_fail_tell(struct hook_fail_watch *w, const char *dir, int64_t now);

/* The lines that wait for a hook, appended; done when it has taken them. */
struct hook_fail {
	char **paths;
	size_t n;
};
int hook_fail_read(struct hook_fail *f, const char *dir, const struct conf_hook *h, struct buf *b,
    struct why *why);
int hook_fail_done(const struct hook_fail *f, struct why *why);
void hook_fail_clear(struct hook_fail *f);

#endif
