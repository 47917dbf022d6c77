/* Permanent redirects (301 and 308, RFC 9110 15.4): feeds.conf is never edited, but what has
 * held for a week is asked at its new place. */
#include <string.h>

#include "base/time.h"
#include "front/schedule.h"

static int
is_http(const char *url)
{
	return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

/* Where a chain of redirects ends that is permanent throughout; NULL when there is none, or a
 * temporary one in it. */
static const char *
target(const struct message_result *r)
{
	const char *to = NULL;
	size_t i;

	for (i = 0; i < r->n_redirects; i++) {
		if (strncmp(r->redirects[i], "301 ", 4) != 0 && strncmp(r->redirects[i], "308 ", 4) != 0)
			return NULL;
		to = r->redirects[i] + 4;
	}
	return to != NULL && is_http(to) ? to : NULL;
}

static void
forget(struct schedule *s)
{
	s->moved = NULL;
	s->moved_since = TIME_NONE;
}

void
schedule_moved_drop(struct schedule *s)
{
	s->adopted = NULL;
	s->adopted_since = TIME_NONE;
	forget(s);
}

const char *
schedule_moved_url(const struct schedule *s, const struct conf_feed *f)
{
	return s->adopted != NULL && s->url != NULL && strcmp(s->url, f->url) == 0 && is_http(s->adopted) ?
	    s->adopted : NULL;
}

void
schedule_moved_ok(struct schedule_table *t, struct schedule *s, const struct message_result *r,
    int64_t now)
{
	const char *to = target(r);

	if (to == NULL) {
		forget(s);
	} else if (s->moved == NULL || strcmp(s->moved, to) != 0) {
		s->moved = schedule_keep(t, to);
		s->moved_since = now;
	} else if (now - s->moved_since >= SCHEDULE_MOVED) {
		s->adopted = s->moved;
		s->adopted_since = now;
		forget(s);
	}
}

void
schedule_moved_failed(struct schedule *s, const struct message_result *r)
{
	if (r->n_redirects > 0)
		forget(s);
}
