/* Why a feed is asked when it is. */
#include "base/time.h"
#include "front/schedule.h"

#define HOUR_S ((int64_t)3600)
#define DAY_S (24 * HOUR_S)
#define WEEK_HOURS (7 * 24)
#define SUNDAY_AFTER 4 /* 1970-01-01 was a Thursday */

static int
skipped(const struct schedule *s, int64_t t)
{
	int64_t hour = t / HOUR_S % 24, day = (t / DAY_S + SUNDAY_AFTER) % 7;

	return (s->skip_hours >> hour & 1) != 0 || (s->skip_days >> day & 1) != 0;
}

int64_t
schedule_why_not(const struct schedule *s, const struct conf_feed *f, int64_t t)
{
	int64_t at = t;
	int i;

	if (f->interval_own || f->path != NULL || t < 0)
		return t;
	for (i = 0; i < WEEK_HOURS && skipped(s, at); i++)
		at = (at / HOUR_S + 1) * HOUR_S;
	return i < WEEK_HOURS ? at : t;
}

static void
put_span(struct buf *b, const char *what, int64_t seconds)
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { DAY_S, 'd' }, { HOUR_S, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (units[i].s > 1 && (seconds % units[i].s != 0 || seconds == 0))
		i++;
	(void)buf_printf(b, "%s %lld%c", what, (long long)(seconds / units[i].s), units[i].unit);
}

static void
put_asked(const struct schedule *s, struct buf *b)
{
	if (s->ttl >= s->ask)
		(void)buf_printf(b, "ttl %lld", (long long)(s->ttl / 60));
	else
		(void)buf_printf(b, "max-age %lld", (long long)s->ask);
}

int
schedule_why(const struct schedule *s, const struct conf_feed *f, struct buf *b)
{
	int64_t asked = schedule_asked(s, f), base = f->interval;

	if (base == 0)
		base = schedule_default(s, f);
	if (f->path != NULL && f->interval == 0) {
		(void)buf_str(b, "every run");
		return b->failed ? -1 : 0;
	}
	if (s->strikes > 0 && s->wait > 0 && s->wait >= schedule_backoff(s, f)) {
		put_span(b, "Retry-After", s->wait);
	} else if (s->strikes > 0) {
		(void)buf_printf(b, "failure %lld", (long long)s->strikes);
	} else if (asked > base && !f->interval_own) {
		put_asked(s, b);
	} else {
		put_span(b, f->interval != 0 ? "interval" : "default", base);
		if (asked > base) {
			(void)buf_str(b, "; ");
			put_asked(s, b);
			(void)buf_str(b, " overridden");
		}
	}
	if (s->skip_hours != 0 || s->skip_days != 0)
		(void)buf_printf(b, "; %s%s", s->skip_days != 0 ? "skipDays" : "skipHours",
		    f->interval_own ? " overridden" : "");
	return b->failed ? -1 : 0;
}
