/* state/hosts.jsonl: the origins that answered 429, until when they are left alone. A busy
 * server means itself, not the one feed that was asked for (RFC 6585, 4). */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "front/schedule.h"

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

static struct schedule_host *
find(const struct schedule_table *t, const char *url)
{
	char origin[SCHEDULE_ORIGIN];
	size_t i;

	if (t->n_hosts == 0 || origin_of(url, origin) != 0)
		return NULL;
	for (i = 0; i < t->n_hosts; i++)
		if (strcmp(t->hosts[i].origin, origin) == 0)
			return &t->hosts[i];
	return NULL;
}

static struct schedule_host *
make(struct schedule_table *t, const char *url)
{
	struct schedule_host *h = find(t, url), *bigger;
	char origin[SCHEDULE_ORIGIN];

	if (h != NULL || origin_of(url, origin) != 0)
		return h;
	bigger = realloc(t->hosts, (t->n_hosts + 1) * sizeof(*bigger));
	if (bigger == NULL)
		return NULL;
	t->hosts = bigger;
	h = &t->hosts[t->n_hosts];
	memset(h, 0, sizeof(*h));
	h->origin = schedule_keep(t, origin);
	t->n_hosts += h->origin != NULL;
	return h->origin != NULL ? h : NULL;
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

	if (h == NULL || h->fresh)
		return;
	*h = t->hosts[--t->n_hosts];
	t->hosts_changed = 1;
}

int
schedule_host_waits(const struct schedule_table *t, const char *url, int64_t now, int fresh)
{
	const struct schedule_host *h = find(t, url);

	return h != NULL && (h->fresh || !fresh) && h->until > now && h->until <= now + 2 * SCHEDULE_CAP;
}

static void
read_line(struct schedule_table *t, const char *p, size_t n)
{
	struct schedule_host *h = NULL;
	enum json_token token;
	struct json j;
	int until;

	json_init(&j, p, n);
	if (json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY && strcmp(j.text, "origin") == 0 &&
	    json_next(&j) == JSON_STRING)
		h = make(t, j.text);
	while (h != NULL && json_next(&j) == JSON_KEY) {
		until = strcmp(j.text, "until") == 0;
		token = json_next(&j);
		if (until && token == JSON_STRING)
			h->until = time_parse(j.text, j.n);
		else if (token == JSON_NUMBER && (json_int(&j, &h->times) != 0 || h->times < 0))
			h->times = 0;
		(void)json_skip(&j, token);
	}
	json_clear(&j);
}

void
schedule_host_read(struct schedule_table *t, const char *bytes, size_t n)
{
	const char *end = bytes + n, *nl;

	for (; bytes < end && (nl = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL; bytes = nl + 1)
		read_line(t, bytes, (size_t)(nl - bytes));
}

int
schedule_host_write(const struct schedule_table *t, struct buf *b)
{
	char until[TIME_LEN];
	size_t i;

	for (i = 0; i < t->n_hosts; i++) {
		time_format(t->hosts[i].until, until);
		json_put_open(b, NULL, '{');
		json_put_str(b, "origin", t->hosts[i].origin);
		json_put_str(b, "until", until);
		json_put_int(b, "times", t->hosts[i].times);
		json_put_close(b, '}');
		(void)buf_char(b, '\n');
	}
	return b->failed ? -1 : 0;
}
