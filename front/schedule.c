#include "front/schedule.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"

static int64_t
clamp(int64_t v, int64_t least, int64_t most)
{
	return v < least ? least : v > most ? most : v;
}

/* Where the name is, or would be. */
static size_t
place_of(const struct schedule_table *t, const char *name, int *there)
{
	size_t lo = 0, hi = t->n, mid;
	int c;

	*there = 0;
	while (lo < hi && !*there) {
		mid = lo + (hi - lo) / 2;
		c = strcmp(t->p[mid].name, name);
		*there = c == 0;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return *there ? hi : lo;
}

const struct schedule *
schedule_find(const struct schedule_table *t, const char *name)
{
	int there;
	size_t at = place_of(t, name, &there);

	return there ? &t->p[at] : NULL;
}

int
schedule_rename(struct schedule_table *t, const char *from, const char *to)
{
	struct schedule was, *s;
	const char *name;
	int there;
	size_t at = place_of(t, from, &there);

	if (!there)
		return 0;
	was = t->p[at];
	memmove(&t->p[at], &t->p[at + 1], (t->n - at - 1) * sizeof(was));
	t->n--;
	s = schedule_get(t, to); /* there was room for it just now */
	if (s == NULL)
		return -1;
	name = s->name;
	*s = was;
	s->name = name;
	return 0;
}

struct schedule *
schedule_get(struct schedule_table *t, const char *name)
{
	struct schedule *s;
	size_t lo, cap;
	int there;

	lo = place_of(t, name, &there);
	if (there)
		return &t->p[lo];
	if (t->n == t->cap) {
		cap = t->cap > 0 ? t->cap * 2 : 64;
		s = realloc(t->p, cap * sizeof(*s));
		if (s == NULL)
			return NULL;
		t->p = s;
		t->cap = cap;
	}
	name = schedule_keep(t, name);
	if (name == NULL)
		return NULL;
	s = &t->p[lo];
	memmove(s + 1, s, (t->n - lo) * sizeof(*s));
	memset(s, 0, sizeof(*s));
	s->name = name;
	s->next = s->last = s->last_ok = s->last_new = TIME_NONE;
	s->since = s->told = s->moved_since = s->adopted_since = s->last_200 = TIME_NONE;
	t->n++;
	return s;
}

const char *
schedule_keep(struct schedule_table *t, const char *s)
{
	return arena_str(&t->arena, s);
}

void
schedule_clear(struct schedule_table *t)
{
	free(t->p);
	free(t->hosts);
	t->hosts = NULL;
	t->n_hosts = t->hosts_cap = 0;
	arena_clear(&t->arena);
	t->p = NULL;
	t->n = t->cap = 0;
}

int
schedule_due(const struct schedule *s, const struct conf_feed *f, int64_t now)
{
	int64_t far;

	if (f->disabled || s->gone)
		return 0;
	/* A time more than a day past the longest wait is a broken clock's. */
	far = now + 2 * SCHEDULE_CAP + (s->skip_days != 0 ? 6 * SCHEDULE_CAP : 0);
	if (s->next != TIME_NONE && s->next > far && s->next > now + f->interval * 2 &&
	    s->next > now + f->max_age_cap * 2)
		return 1;
	/* A run may come late: what was due before a skipped hour waits for its end. */
	return s->next == TIME_NONE || (s->next <= now && schedule_why_not(s, f, now) == now);
}

int
schedule_validators(const struct schedule *s, const struct conf_feed *f)
{
	return (s->etag != NULL && (f->validators == CONF_BOTH || f->validators == CONF_ETAG)) ||
	    (s->last_modified != NULL && (f->validators == CONF_BOTH || f->validators == CONF_LM));
}

int64_t
schedule_default(const struct schedule *s, const struct conf_feed *f)
{
	int cut = s->verdict != NULL && strcmp(s->verdict, "truncated") == 0;

	return schedule_validators(s, f) || cut ? SCHEDULE_DEFAULT : SCHEDULE_BLIND;
}

int64_t
schedule_asked(const struct schedule *s, const struct conf_feed *f)
{
	return s->ask > s->ttl ? clamp(s->ask, 0, f->max_age_cap) : clamp(s->ttl, 0, f->max_age_cap);
}

static int
digits(const char *s, int n)
{
	int v = 0;

	while (n-- > 0) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s++ - '0');
	}
	return v;
}

/* IMF-fixdate (RFC 9110 5.6.7); its two obsolete forms are not met any more. TIME_NONE for
 * anything else. */
static int64_t
http_date(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct time_civil c;
	const char *m;
	char month[4];

	if (strlen(s) != 29 || s[3] != ',' || s[4] != ' ' || strcmp(s + 25, " GMT") != 0)
		return TIME_NONE;
	memcpy(month, s + 8, 3);
	month[3] = '\0';
	m = strstr(months, month);
	if (m == NULL || (m - months) % 3 != 0)
		return TIME_NONE;
	c.day = digits(s + 5, 2);
	c.month = (int)(m - months) / 3 + 1;
	c.year = digits(s + 12, 4);
	c.hour = digits(s + 17, 2);
	c.minute = digits(s + 20, 2);
	c.second = digits(s + 23, 2);
	return time_of_civil(&c);
}

/* Seconds of max-age=N in a Cache-Control value; -1 if it has none. */
static int64_t
max_age(const char *s)
{
	const char *at;

	if (s == NULL || strcasestr(s, "no-cache") != NULL || strcasestr(s, "no-store") != NULL)
		return -1;
	at = strcasestr(s, "max-age=");
	if (at == NULL || at[8] < '0' || at[8] > '9')
		return -1;
	return clamp(strtoll(at + 8, NULL, 10), 0, 366 * SCHEDULE_CAP);
}

/* What the server asks for with this answer, by Cache-Control or Expires against Date. */
static int64_t
server_asks(const struct message_result *r)
{
	int64_t age = max_age(r->cache_control), expires, date;

	if (age >= 0 || r->cache_control != NULL)
		return age < 0 ? 0 : age;
	expires = r->expires != NULL ? http_date(r->expires) : TIME_NONE;
	date = r->date != NULL ? http_date(r->date) : TIME_NONE;
	return expires == TIME_NONE || date == TIME_NONE || expires < date ? 0 : expires - date;
}

/* Up to a tenth more, the same for the same feed and time, so that feeds drift apart. */
static int64_t
jitter(const struct schedule *s, int64_t now, int64_t wait)
{
	uint32_t h = 2166136261u ^ (uint32_t)now;
	const char *p;

	for (p = s->name; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	return wait / 10 * (int64_t)(h >> 16 & 0xff) / 255;
}

/* `otherwise` is the interval of a feed for which nobody has set one. */
static int64_t
usual(const struct schedule *s, const struct conf_feed *f, int64_t otherwise)
{
	int64_t base = f->interval != 0 ? f->interval : otherwise, asked = schedule_asked(s, f);

	if (f->path != NULL)
		return f->interval; /* a file costs nobody anything */
	return f->interval_own || asked < base ? base : asked;
}

/* A 200 brings a new pair of validators, or none; a 304 may bring better ones. */
static int
note_validators(struct schedule_table *t, struct schedule *s, const struct message_result *r)
{
	if (r->status == 200)
		s->etag = s->last_modified = NULL;
	if (r->etag != NULL && (s->etag = schedule_keep(t, r->etag)) == NULL)
		return -1;
	if (r->last_modified != NULL &&
	    (s->last_modified = schedule_keep(t, r->last_modified)) == NULL)
		return -1;
	return 0;
}

/* skipHours "0" to "23" (24 is met for 0) and skipDays, both GMT. */
static void
note_skips(struct schedule *s, const struct wf_doc *doc)
{
	static const char *const days[] = { "sunday", "monday", "tuesday", "wednesday", "thursday",
		"friday", "saturday" };
	size_t i, k;
	long hour;
	char *end;

	s->skip_hours = s->skip_days = 0;
	for (i = 0; i < doc->n_skip_hours; i++) {
		hour = strtol(doc->skip_hours[i], &end, 10);
		if (end != doc->skip_hours[i] && *end == '\0' && hour >= 0 && hour <= 24)
			s->skip_hours |= (int64_t)1 << hour % 24;
	}
	for (i = 0; i < doc->n_skip_days; i++)
		for (k = 0; k < sizeof(days) / sizeof(days[0]); k++)
			if (strcasecmp(days[k], doc->skip_days[i]) == 0)
				s->skip_days |= (int64_t)1 << k;
}

int
schedule_ok(struct schedule_table *t, struct schedule *s, const struct conf_feed *f,
    const struct schedule_answer *a)
{
	int64_t asks = server_asks(a->result), wait;

	if (note_validators(t, s, a->result) != 0)
		return -1;
	if (a->fell_back)
		schedule_moved_drop(s);
	schedule_moved_ok(t, s, a->result, a->now);
	if (a->body != NULL && (s->body = schedule_keep(t, a->body)) == NULL)
		return -1;
	/* The entries that came are in; a 304 for the rest would hide it for ever. When the same bytes come
	 * again, they are the document. */
	if (a->cut)
		s->etag = s->last_modified = NULL;
	if (a->result->status == 200 || s->last_200 == TIME_NONE)
		s->last_200 = a->now;
	/* A 304 that says nothing has changed nothing. */
	if (a->result->status == 200 || a->result->cache_control != NULL || a->result->expires != NULL)
		s->ask = asks;
	if (a->doc != NULL) {
		s->ttl = a->doc->ttl > a->doc->period ? a->doc->ttl : a->doc->period;
		note_skips(s, a->doc);
		s->verdict = schedule_keep(t, a->doc->verdict);
		s->filtered = (int64_t)a->filtered;
	}
	s->strikes = s->wait = 0;
	s->why = NULL;
	s->since = s->told = TIME_NONE;
	s->last = s->last_ok = a->now;
	s->polls++;
	s->not_modified += a->result->status == 304;
	s->bytes += a->result->wire_bytes;
	s->entries += (int64_t)a->entries_new;
	if (a->entries_new > 0)
		s->last_new = a->now;
	wait = usual(s, f, schedule_default(s, f));
	s->next = schedule_why_not(s, f, a->now + wait + jitter(s, a->now, wait));
	return 0;
}

int64_t
schedule_retry_after(const struct message_result *r, int64_t now)
{
	const char *s = r->retry_after;
	int64_t at, date;

	if (s == NULL)
		return -1;
	if (s[0] >= '0' && s[0] <= '9')
		return clamp(strtoll(s, NULL, 10), 0, SCHEDULE_CAP);
	at = http_date(s);
	date = r->date != NULL ? http_date(r->date) : now;
	if (at == TIME_NONE)
		return -1;
	return clamp(at - (date != TIME_NONE ? date : now), 0, SCHEDULE_CAP);
}

int64_t
schedule_backoff(const struct schedule *s, const struct conf_feed *f)
{
	int64_t base = usual(s, f, SCHEDULE_DEFAULT);

	if (base > SCHEDULE_CAP)
		base = SCHEDULE_CAP;
	return clamp(base * s->strikes, base, SCHEDULE_CAP);
}

int
schedule_waits(const struct schedule *s, int64_t now)
{
	return s->strikes > 0 && s->wait > 0 && s->last + s->wait > now && s->last + s->wait <= now + 2 * SCHEDULE_CAP;
}

int
schedule_failed(struct schedule_table *t, struct schedule *s, const struct conf_feed *f,
    const struct schedule_failure *failure)
{
	const struct message_result *r = failure->result;
	int64_t now = failure->now, wait, asked = -1;

	s->strikes++;
	if (s->since == TIME_NONE)
		s->since = now;
	s->last = now;
	s->polls++;
	s->why = schedule_keep(t, failure->why);
	if (s->why == NULL)
		return -1;
	if (failure->fell_back)
		schedule_moved_drop(s);
	else if (r != NULL)
		schedule_moved_failed(s, r);
	wait = schedule_backoff(s, f);
	if (r != NULL && r->status == 410)
		s->gone = 1;
	if (r != NULL && (r->status == 429 || r->status == 503))
		asked = schedule_retry_after(r, now);
	if (asked < 0 && r != NULL && r->status == 429)
		asked = clamp((int64_t)SCHEDULE_BUSY << clamp(s->strikes - 1, 0, 10), SCHEDULE_BUSY, SCHEDULE_CAP);
	s->wait = asked > 0 ? asked : 0;
	if (asked > wait)
		wait = asked;
	s->next = schedule_why_not(s, f, now + wait + jitter(s, now, wait));
	return 0;
}
