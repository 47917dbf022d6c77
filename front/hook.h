/* hook: the commands of feeds.conf's hook lines, each started once after a run, when the
 * archive's lock is released, with what happened since it last ended well.
 *
 * state/hooks/NAME/ in the archive has its cursor, its lock, and the failures of feeds that it
 * has not been told of yet. What goes wrong with a hook is one line on standard error, and
 * the same is offered to it by the next run.
 */
#ifndef FRONT_HOOK_H
#define FRONT_HOOK_H

#include <limits.h>

#include "front/conf.h"
#include "front/conf_hook.h"
#include "store/store.h"

#define HOOK_BYTES ((size_t)16 << 20) /* of lines that a hook gets from one run; the rest waits for the next */

/* Under the archive's lock, before the run changes anything: a hook that has no cursor yet gets
 * one, at the end of the journal. */
void hook_begin(const struct conf *c, const char *dir, struct store *s);

/* Starts each hook for which there is something; one that is at work already is passed over. */
void hook_deliver(const struct conf *c, const char *dir);

/* Its folder in the archive, or a file there. 0, or -1 when the name is too long. */
int hook_path(const char *dir, const struct conf_hook *h, const char *file, char to[static PATH_MAX]);

/* Is its command there, and may it be run? 0, or -1 and `why`. */
int hook_check(const struct conf_hook *h, struct why *why);

#endif
