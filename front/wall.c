#include "front/wall.h"

#include <time.h>

#include "base/time.h"

#ifdef CLOCK_BOOTTIME
#define STEADY CLOCK_BOOTTIME /* goes on while the machine sleeps */
#else
#define STEADY CLOCK_MONOTONIC
#endif

static int64_t
steady(void)
{
	struct timespec ts;

	(void)clock_gettime(STEADY, &ts);
	return (int64_t)ts.tv_sec;
}

void
wall_init(struct wall *w, int64_t fixed)
{
	w->fixed = fixed;
	w->start = fixed != TIME_NONE ? fixed : (int64_t)time(NULL);
	w->steady = steady();
}

int64_t
wall_now(const struct wall *w)
{
	int64_t now, expected;

	if (w->fixed != TIME_NONE)
		return w->fixed;
	now = (int64_t)time(NULL);
	expected = w->start + (steady() - w->steady);
	return now < expected - WALL_BEHIND || now > expected + WALL_AHEAD ? expected : now;
}
