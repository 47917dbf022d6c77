/* state/feeds.jsonl: one JSON object a line. */
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "front/schedule_host.h"

#define STATE_FILE "feeds.jsonl"
#define HOSTS_FILE "hosts.jsonl"
#define STATE_MAX ((size_t)1 << 30) /* bytes: a few hundred a feed */

enum type { TEXT, NUMBER, TIME };

static const struct {
	const char *key;
	enum type type;
	size_t offset;
} fields[] = {
#define S(key, type, field) { key, type, offsetof(struct schedule, field) }
	S("url", TEXT, url), S("etag", TEXT, etag), S("last_modified", TEXT, last_modified),
	S("body", TEXT, body), S("next", TIME, next), S("last", TIME, last),
	S("last_ok", TIME, last_ok), S("last_new", TIME, last_new), S("strikes", NUMBER, strikes),
	S("since", TIME, since), S("told", TIME, told), S("why", TEXT, why),
	S("verdict", TEXT, verdict), S("gone", NUMBER, gone), S("moved", TEXT, moved),
	S("moved_since", TIME, moved_since), S("adopted", TEXT, adopted),
	S("adopted_since", TIME, adopted_since), S("polls", NUMBER, polls),
	S("not_modified", NUMBER, not_modified), S("bytes", NUMBER, bytes),
	S("entries", NUMBER, entries), S("ask", NUMBER, ask), S("ttl", NUMBER, ttl),
	S("wait", NUMBER, wait), S("skip_hours", NUMBER, skip_hours), S("skip_days", NUMBER, skip_days),
	S("last_200", TIME, last_200), S("filtered", NUMBER, filtered),
#undef S
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
take(struct schedule_table *t, struct schedule *s, struct json *j)
{
	enum json_token token;
	int64_t v;
	size_t i;
	void *at;

	for (i = 0; i < COUNT(fields) && strcmp(fields[i].key, j->text) != 0; i++)
		;
	token = json_next(j);
	if (i == COUNT(fields))
		return json_skip(j, token);
	at = (char *)s + fields[i].offset;
	if (fields[i].type == TEXT && token == JSON_STRING) {
		*(const char **)at = arena_strn(&t->arena, j->text, j->n);
		return *(const char **)at != NULL ? 0 : -1;
	}
	if (fields[i].type == TIME && token == JSON_STRING)
		*(int64_t *)at = time_parse(j->text, j->n);
	else if (fields[i].type == NUMBER && token == JSON_NUMBER && json_int(j, &v) == 0)
		*(int64_t *)at = v;
	return json_skip(j, token);
}

/* The first line: how far the journal was when this was written. */
static int
is_mark(struct schedule_table *t, const char *p, size_t n)
{
	struct json j;
	int rc;

	json_init(&j, p, n);
	rc = json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY && strcmp(j.text, "journal") == 0 &&
	    json_next(&j) == JSON_NUMBER && json_int(&j, &t->journal) == 0;
	json_clear(&j);
	return rc;
}

/* A line starts with its name, so that the place in the table is known before the rest. */
static int
read_line(struct schedule_table *t, const char *p, size_t n)
{
	struct schedule *s = NULL;
	struct json j;
	int rc = 0;

	json_init(&j, p, n);
	if (json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY && strcmp(j.text, "name") == 0 &&
	    json_next(&j) == JSON_STRING) {
		s = schedule_get(t, j.text);
		rc = s == NULL ? -1 : 0;
	}
	while (s != NULL && rc == 0 && json_next(&j) == JSON_KEY)
		(void)take(t, s, &j);
	json_clear(&j);
	return rc;
}

int
schedule_read(struct schedule_table *t, const char *bytes, size_t n)
{
	const char *end = bytes + n, *nl;

	memset(t, 0, sizeof(*t));
	arena_init(&t->arena, (size_t)1 << 30);
	for (; bytes < end; bytes = nl + 1) {
		nl = memchr(bytes, '\n', (size_t)(end - bytes));
		if (nl == NULL)
			break;
		if (!is_mark(t, bytes, (size_t)(nl - bytes)) && read_line(t, bytes, (size_t)(nl - bytes)) != 0)
			return -1;
	}
	return 0;
}

int
schedule_write(const struct schedule_table *t, struct buf *b)
{
	char time[TIME_LEN];
	const char *at;
	size_t i, k;

	json_put_open(b, NULL, '{');
	json_put_int(b, "journal", t->journal);
	json_put_close(b, '}');
	(void)buf_char(b, '\n');
	for (i = 0; i < t->n; i++) {
		json_put_open(b, NULL, '{');
		json_put_str(b, "name", t->p[i].name);
		for (k = 0; k < COUNT(fields); k++) {
			at = (const char *)&t->p[i] + fields[k].offset;
			if (fields[k].type == TEXT) {
				json_put_str(b, fields[k].key, *(const char *const *)(const void *)at);
			} else if (fields[k].type == TIME) {
				time_format(*(const int64_t *)(const void *)at, time);
				if (time[0] != '\0')
					json_put_str(b, fields[k].key, time);
			} else if (*(const int64_t *)(const void *)at != 0) {
				json_put_int(b, fields[k].key, *(const int64_t *)(const void *)at);
			}
		}
		json_put_close(b, '}');
		(void)buf_char(b, '\n');
	}
	return b->failed ? -1 : 0;
}

void
schedule_forget(struct schedule_table *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		t->p[i].etag = t->p[i].last_modified = t->p[i].body = NULL;
		t->p[i].next = TIME_NONE;
	}
}

int
schedule_load(struct schedule_table *t, struct store *store, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, STATE_MAX);
	rc = store_state_read(store, STATE_FILE, &b, why);
	if (rc >= 0 && schedule_read(t, buf_get(&b), b.n) != 0)
		rc = why_set(why, "out of memory");
	buf_reset(&b);
	if (rc >= 0 && (rc = store_state_read(store, HOSTS_FILE, &b, why)) == 0)
		schedule_host_read(t, buf_get(&b), b.n);
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

int
schedule_save(struct schedule_table *t, struct store *store, struct why *why)
{
	struct buf b;
	int rc;

	t->journal = store_seq(store);

	buf_init(&b, STATE_MAX);
	rc = schedule_write(t, &b) != 0 ? why_set(why, "out of memory") :
	    store_state_write(store, STATE_FILE, &b, why);
	buf_reset(&b);
	if (rc == 0 && t->hosts_changed)
		rc = schedule_host_write(t, &b) != 0 ? why_set(why, "out of memory") :
		    store_state_write(store, HOSTS_FILE, &b, why);
	buf_clear(&b);
	return rc;
}
