#include "front/feed_status.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "front/say.h"

#define DAY_S ((int64_t)86400)

const char *const feed_status_states[FEED_STATUS_STATES] = { "ok", "new", "failing", "gone", "disabled" };

int
feed_status_init(struct feed_status *x, struct schedule_table *t, const struct conf_feed *f, int64_t now)
{
	const char *url;

	x->f = f;
	x->now = now;
	x->s = schedule_get(t, f->name);
	if (x->s == NULL)
		return -1;
	url = schedule_moved_url(x->s, f);
	x->host = schedule_host(t, url != NULL ? url : f->url);
	return 0;
}

const char *
feed_status_state(const struct feed_status *x)
{
	return x->f->disabled ? "disabled" : x->s->gone ? "gone" : x->s->strikes > 0 ? "failing" :
	    x->s->last_ok == TIME_NONE ? "new" : "ok";
}

int64_t
feed_status_cert(const struct feed_status *x)
{
	return x->host != NULL && x->host->cert_key != NULL && x->host->cert_expires != TIME_NONE ?
	    x->host->cert_expires - x->now : TIME_NONE;
}

static int
is_news(const struct feed_status *x)
{
	return x->host != NULL && x->host->cert_changed != TIME_NONE && x->host->cert_was != NULL &&
	    x->now - x->host->cert_changed < SCHEDULE_NEWS_S;
}

static void
when(int64_t t, const char *none, char to[static TIME_LEN])
{
	time_format(t, to);
	if (to[0] == '\0')
		(void)snprintf(to, TIME_LEN, "%s", none);
}

static int
stopped(const struct feed_status *x)
{
	return x->f->disabled || x->s->gone;
}

/* `next TIME (why)`, what it has brought, and what must not be overlooked. */
static void
say_line(const struct feed_status *x)
{
	const struct schedule *s = x->s;
	char next[TIME_LEN], ok[TIME_LEN];
	int64_t left = feed_status_cert(x);
	struct buf b;

	when(stopped(x) ? TIME_NONE : s->next, stopped(x) ? "never" : "now", next);
	when(s->last_ok, "never", ok);
	buf_init(&b, (size_t)4 * WHY_MAX);
	(void)buf_printf(&b, "next %s", next);
	if (!stopped(x) && s->next != TIME_NONE) {
		(void)buf_str(&b, " (");
		(void)schedule_why(s, x->f, &b);
		(void)buf_str(&b, ")");
	}
	(void)buf_printf(&b, "  last ok %s  polls %lld  304 %lld (%lld %%)  bytes %lld  entries %lld  %s", ok,
	    (long long)s->polls, (long long)s->not_modified,
	    (long long)(s->polls > 0 ? s->not_modified * 100 / s->polls : 0), (long long)s->bytes,
	    (long long)s->entries, s->verdict != NULL ? s->verdict : "-");
	if (left != TIME_NONE && left < SCHEDULE_CERT_S)
		(void)buf_printf(&b, left < 0 ? "  certificate ended" : "  certificate %lld d", (long long)(left / DAY_S));
	if (x->f->insecure)
		(void)buf_str(&b, "  insecure");
	(void)say_out("%-24s %-8s %s", x->f->name, feed_status_state(x), b.failed ? "out of memory" : buf_get(&b));
	buf_clear(&b);
}

void
feed_status_say(const struct feed_status *x)
{
	const struct schedule *s = x->s;
	char since[TIME_LEN], until[TIME_LEN];

	say_line(x);
	if (s->strikes > 0) {
		when(s->since, "-", since);
		(void)say_out("%-24s   %s (%lld times, since %s)", "", s->why != NULL ? s->why : "?",
		    (long long)s->strikes, since);
	}
	if (s->filtered > 0)
		(void)say_out("%-24s   %lld entries left out by drop= and only=", "", (long long)s->filtered);
	if (x->pages > 0)
		(void)say_out("%-24s   %zu entries wait for their pages", "", x->pages);
	if (is_news(x)) {
		when(x->host->cert_changed, "-", since);
		(void)say_out("%-24s   certificate changed %s, was %s", "", since, x->host->cert_was);
	}
	if (s->moved != NULL) {
		when(s->moved_since, "-", since);
		when(s->moved_since + SCHEDULE_MOVED, "-", until);
		(void)say_out("%-24s   moved to %s (since %s, adopted from %s on)", "", s->moved, since, until);
	}
	if (schedule_moved_url(s, x->f) != NULL) {
		when(s->adopted_since, "-", since);
		(void)say_out("%-24s   asked at %s (adopted %s)", "", s->adopted, since);
	}
}

static void
put_time(struct buf *b, const char *key, int64_t t)
{
	char text[TIME_LEN];

	time_format(t, text);
	if (text[0] != '\0')
		json_put_str(b, key, text);
}

static void
put_cert(const struct feed_status *x, struct buf *b)
{
	json_put_open(b, "certificate", '{');
	put_time(b, "expires", x->host->cert_expires);
	json_put_int(b, "days", feed_status_cert(x) / DAY_S);
	json_put_str(b, "key", x->host->cert_key);
	json_put_str(b, "issuer", x->host->cert_issuer);
	put_time(b, "changed", x->host->cert_changed);
	json_put_str(b, "was", x->host->cert_was);
	json_put_close(b, '}');
}

static void
put_moves(const struct feed_status *x, struct buf *b)
{
	json_put_str(b, "moved_to", x->s->moved);
	if (x->s->moved != NULL)
		put_time(b, "moved_since", x->s->moved_since);
	json_put_str(b, "adopted", schedule_moved_url(x->s, x->f));
	if (schedule_moved_url(x->s, x->f) != NULL)
		put_time(b, "adopted_since", x->s->adopted_since);
}

int
feed_status_json(const struct feed_status *x, struct buf *b)
{
	const struct schedule *s = x->s;
	struct buf why;

	json_put_open(b, NULL, '{');
	json_put_str(b, "name", x->f->name);
	json_put_str(b, "url", x->f->url);
	json_put_str(b, "state", feed_status_state(x));
	if (!stopped(x)) {
		buf_init(&why, (size_t)4 * WHY_MAX);
		put_time(b, "next", s->next);
		if (s->next != TIME_NONE && schedule_why(s, x->f, &why) == 0)
			json_put_str(b, "next_why", buf_get(&why));
		buf_clear(&why);
	}
	put_time(b, "last", s->last);
	put_time(b, "last_ok", s->last_ok);
	put_time(b, "last_new", s->last_new);
	json_put_int(b, "strikes", s->strikes);
	put_time(b, "since", s->since);
	json_put_str(b, "why", s->why);
	json_put_str(b, "verdict", s->verdict);
	json_put_int(b, "polls", s->polls);
	json_put_int(b, "not_modified", s->not_modified);
	json_put_real(b, "not_modified_share", s->polls > 0 ? (double)s->not_modified / (double)s->polls : 0);
	json_put_int(b, "bytes", s->bytes);
	json_put_int(b, "entries", s->entries);
	json_put_int(b, "filtered", s->filtered);
	json_put_bool(b, "insecure", x->f->insecure);
	json_put_bool(b, "fulltext", x->f->fulltext);
	json_put_int(b, "pages_waiting", (int64_t)x->pages);
	put_moves(x, b);
	if (feed_status_cert(x) != TIME_NONE)
		put_cert(x, b);
	json_put_close(b, '}');
	return buf_char(b, '\n');
}
