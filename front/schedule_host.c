#include "front/schedule_host.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

#define BUSY_DOUBLINGS 10

/* "https://host:port", the letters of it small. 0, or -1 when it is none that fits. */
static int
origin_of(const char *url, char to[static SCHEDULE_ORIGIN])
{
	const char *p = strstr(url, "://");
	size_t i, n = p != NULL ? (size_t)(p + 3 - url) : 0;

	n += strcspn(url + n, "/?#");
	if (p == NULL || n >= SCHEDULE_ORIGIN)
		return -1;
	for (i = 0; i < n; i++)
		to[i] = (char)(url[i] >= 'A' && url[i] <= 'Z' ? url[i] + ('a' - 'A') : url[i]);
	to[n] = '\0';
	return 0;
}

/* Where the origin is in the table, which is sorted, or would be; *found says which. */
static size_t
place(const struct schedule_table *t, const char *origin, int *found)
{
	size_t lo = 0, hi = t->n_hosts, mid;
	int c;

	*found = 0;
	while (lo < hi && !*found) {
		mid = lo + (hi - lo) / 2;
		c = strcmp(t->hosts[mid].origin, origin);
		*found = c == 0;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return *found ? hi : lo;
}

static struct schedule_host *
find(const struct schedule_table *t, const char *url)
{
	char origin[SCHEDULE_ORIGIN];
	int found;
	size_t i;

	if (t->n_hosts == 0 || origin_of(url, origin) != 0)
		return NULL;
	i = place(t, origin, &found);
	return found ? &t->hosts[i] : NULL;
}

/* The same, made if need be. NULL when out of memory, or the URL is none. */
static struct schedule_host *
make(struct schedule_table *t, const char *url)
{
	struct schedule_host *bigger;
	char origin[SCHEDULE_ORIGIN];
	const char *name;
	size_t i, cap;
	int found;

	if (origin_of(url, origin) != 0)
		return NULL;
	i = place(t, origin, &found);
	if (found)
		return &t->hosts[i];
	if (t->n_hosts == t->hosts_cap) {
		cap = t->hosts_cap > 0 ? t->hosts_cap * 2 : 64;
		bigger = realloc(t->hosts, cap * sizeof(*bigger));
		if (bigger == NULL)
			return NULL;
		t->hosts = bigger;
		t->hosts_cap = cap;
	}
	name = schedule_keep(t, origin);
	if (name == NULL)
		return NULL;
	memmove(&t->hosts[i + 1], &t->hosts[i], (t->n_hosts++ - i) * sizeof(*t->hosts));
	t->hosts[i] = (struct schedule_host){ .origin = name, .until = TIME_NONE,
		.cert_expires = TIME_NONE, .cert_changed = TIME_NONE };
	return &t->hosts[i];
}

const struct schedule_host *
schedule_host(const struct schedule_table *t, const char *url)
{
	return find(t, url);
}

int
schedule_host_busy(struct schedule_table *t, const char *url, const struct message_result *r, int64_t now)
{
	int64_t wait = schedule_retry_after(r, now);
	struct schedule_host *h = make(t, url);

	if (h == NULL)
		return -1;
	if (h->fresh)
		return 0; /* a second feed of it that was on its way: the same word */
	if (wait < 0)
		wait = (int64_t)SCHEDULE_BUSY << (h->times < BUSY_DOUBLINGS ? h->times : BUSY_DOUBLINGS);
	h->times++;
	h->fresh = t->hosts_changed = 1;
	h->until = now + (wait < SCHEDULE_CAP ? wait : SCHEDULE_CAP);
	return 0;
}

void
schedule_host_ok(struct schedule_table *t, const char *url)
{
	struct schedule_host *h = find(t, url);

	if (h == NULL || h->fresh || h->times == 0)
		return;
	h->times = 0;
	h->until = TIME_NONE;
	t->hosts_changed = 1;
}

int
schedule_host_waits(const struct schedule_table *t, const char *url, int64_t now, int fresh)
{
	const struct schedule_host *h = find(t, url);

	return h != NULL && (h->fresh || !fresh) && h->until > now && h->until <= now + 2 * SCHEDULE_CAP;
}

void
schedule_host_mark(struct schedule_table *t, const char *url, int slow)
{
	struct schedule_host *h = slow ? make(t, url) : find(t, url);

	if (h != NULL && h->mark <= 0)
		h->mark = slow ? 1 : -1;
}

int
schedule_host_slow(const struct schedule_table *t, const char *url)
{
	const struct schedule_host *h = find(t, url);

	return h != NULL && (h->mark != 0 ? h->mark > 0 : h->slow > 0);
}

void
schedule_host_settle(struct schedule_table *t, int drop)
{
	struct schedule_host *h;

	for (h = t->hosts; h != NULL && h < t->hosts + t->n_hosts; h++) {
		if (!drop && h->mark != 0 && (h->mark > 0 || h->slow > 0)) {
			h->slow = h->mark > 0 ? h->slow + 1 : 0;
			t->hosts_changed = 1;
		}
		h->mark = 0;
	}
}

/* What a certificate had before, if it has not now. */
static void
note_change(struct schedule_table *t, struct schedule_host *h, const struct message_result *r,
    int64_t now)
{
	struct buf was;

	buf_init(&was, 2 * WF_URL_MAX);
	if (h->cert_key != NULL && strcmp(h->cert_key, r->cert_key) != 0)
		(void)buf_printf(&was, "key %s", h->cert_key);
	if (h->cert_issuer != NULL && r->cert_issuer != NULL && strcmp(h->cert_issuer, r->cert_issuer) != 0)
		(void)buf_printf(&was, "%sissuer %s", was.n > 0 ? ", " : "", h->cert_issuer);
	if (was.n > 0) {
		h->cert_changed = now;
		h->cert_was = schedule_keep(t, buf_get(&was));
	}
	buf_clear(&was);
}

void
schedule_host_cert(struct schedule_table *t, const char *url, const struct message_result *r,
    int64_t now)
{
	struct schedule_host *h = r->cert_key != NULL ? make(t, url) : NULL;

	if (h == NULL || (h->cert_key != NULL && strcmp(h->cert_key, r->cert_key) == 0 &&
	    h->cert_expires == r->cert_expires))
		return; /* out of memory is made good by the next run */
	note_change(t, h, r, now);
	h->cert_key = schedule_keep(t, r->cert_key);
	h->cert_issuer = schedule_keep(t, r->cert_issuer);
	h->cert_expires = r->cert_expires;
	t->hosts_changed = 1;
}

enum type { TEXT, NUMBER, TIME };

static const struct {
	const char *key;
	enum type type;
	size_t offset;
} fields[] = {
#define S(field, type) { #field, type, offsetof(struct schedule_host, field) }
	S(until, TIME), S(times, NUMBER), S(slow, NUMBER), S(cert_expires, TIME), S(cert_key, TEXT),
	S(cert_issuer, TEXT), S(cert_changed, TIME), S(cert_was, TEXT),
#undef S
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
take(struct schedule_table *t, struct schedule_host *h, struct json *j)
{
	enum json_token token;
	int64_t v;
	size_t i;
	char *at;

	for (i = 0; i < COUNT(fields) && strcmp(fields[i].key, j->text) != 0; i++)
		;
	token = json_next(j);
	if (i == COUNT(fields)) {
		(void)json_skip(j, token);
		return;
	}
	at = (char *)h + fields[i].offset;
	if (fields[i].type == TEXT && token == JSON_STRING)
		*(const char **)(void *)at = arena_strn(&t->arena, j->text, j->n);
	else if (fields[i].type == TIME && token == JSON_STRING)
		*(int64_t *)(void *)at = time_parse(j->text, j->n);
	else if (fields[i].type == NUMBER && token == JSON_NUMBER && json_int(j, &v) == 0 && v >= 0)
		*(int64_t *)(void *)at = v;
	(void)json_skip(j, token);
}

static void
read_line(struct schedule_table *t, const char *p, size_t n)
{
	struct schedule_host *h = NULL;
	struct json j;

	json_init(&j, p, n);
	if (json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY && strcmp(j.text, "origin") == 0 &&
	    json_next(&j) == JSON_STRING)
		h = make(t, j.text);
	while (h != NULL && json_next(&j) == JSON_KEY)
		take(t, h, &j);
	json_clear(&j);
}

void
schedule_host_read(struct schedule_table *t, const char *bytes, size_t n)
{
	const char *end = bytes + n, *nl;

	for (; bytes < end && (nl = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL; bytes = nl + 1)
		read_line(t, bytes, (size_t)(nl - bytes));
}

static void
put(const struct schedule_host *h, size_t i, struct buf *b)
{
	const char *at = (const char *)h + fields[i].offset;
	int64_t v = fields[i].type == TEXT ? 0 : *(const int64_t *)(const void *)at;
	char time[TIME_LEN];

	if (fields[i].type == TEXT) {
		json_put_str(b, fields[i].key, *(const char *const *)(const void *)at);
	} else if (fields[i].type == NUMBER && v != 0) {
		json_put_int(b, fields[i].key, v);
	} else if (fields[i].type == TIME && v != TIME_NONE) {
		time_format(v, time);
		json_put_str(b, fields[i].key, time);
	}
}

int
schedule_host_write(const struct schedule_table *t, struct buf *b)
{
	const struct schedule_host *h;
	size_t i;

	for (h = t->hosts; h != NULL && h < t->hosts + t->n_hosts; h++) {
		if (h->times == 0 && h->slow == 0 && h->cert_key == NULL)
			continue; /* well again */
		json_put_open(b, NULL, '{');
		json_put_str(b, "origin", h->origin);
		for (i = 0; i < COUNT(fields); i++)
			put(h, i, b);
		json_put_close(b, '}');
		(void)buf_char(b, '\n');
	}
	return b->failed ? -1 : 0;
}
