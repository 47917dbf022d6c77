/* wall: the wall clock as far as it can be believed.
 *
 * A clock that is set while wirefold runs must not put lines years away from those before:
 * a step of more than WALL_BEHIND back or WALL_AHEAD on is not followed, the time goes on
 * as it was at the start. Lesser steps are: the journal keeps its order by seq and day.
 */
#ifndef FRONT_WALL_H
#define FRONT_WALL_H

#include <stdint.h>

#define WALL_BEHIND ((int64_t)48 * 3600)   /* s; a zone, a daylight saving, a bad battery over a weekend */
#define WALL_AHEAD ((int64_t)180 * 86400)  /* s; a machine that was off for a week, or a season */

struct wall {
	int64_t fixed;         /* of -P, or TIME_NONE */
	int64_t start;         /* seconds UTC at wall_init */
	int64_t steady;        /* seconds of a clock that nobody sets, then */
};

/* `fixed` is the time for good, or TIME_NONE. */
void wall_init(struct wall *w, int64_t fixed);

/* Seconds UTC. */
int64_t wall_now(const struct wall *w);

#endif
