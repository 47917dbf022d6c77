#include "front/robots_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/robots.h"
#include "base/time.h"

#define STATE_FILE "robots.jsonl"
#define STATE_MAX ((size_t)64 << 20)
#define ARENA_MAX ((size_t)256 << 20)
#define ORIGIN_MAX 300
#define PATH_MAX_SPELT ((size_t)16 << 10) /* bytes of a URL's path, spelt */

/* "https://host:port" of a URL; its length, 0 when it is none. */
static size_t
origin_length(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	if (host == NULL)
		return 0;
	n = (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
	return n > ORIGIN_MAX || host[3] == '\0' ? 0 : n;
}

static struct robots_file *
find(const struct robots_file_table *t, const char *origin, size_t n)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strncmp(t->p[i]->origin, origin, n) == 0 && t->p[i]->origin[n] == '\0')
			return t->p[i];
	return NULL;
}

static struct robots_file *
make(struct robots_file_table *t, const char *origin, size_t n)
{
	struct robots_file *f = arena_get(&t->arena, sizeof(*f)), **bigger;
	size_t cap = t->cap > 0 ? t->cap * 2 : 16;

	if (f == NULL || (f->origin = arena_strn(&t->arena, origin, n)) == NULL)
		return NULL;
	if (t->n == t->cap) {
		bigger = realloc(t->p, cap * sizeof(struct robots_file *));
		if (bigger == NULL)
			return NULL;
		t->p = bigger;
		t->cap = cap;
	}
	f->until = TIME_NONE;
	t->p[t->n++] = f;
	return f;
}

struct robots_file *
robots_file_get(struct robots_file_table *t, const char *url)
{
	size_t n = origin_length(url);
	struct robots_file *f = n > 0 ? find(t, url, n) : NULL;

	return f != NULL || n == 0 ? f : make(t, url, n);
}

const char *
robots_file_url(struct robots_file_table *t, const struct robots_file *f)
{
	static const char path[] = "/robots.txt";
	size_t n = strlen(f->origin);
	char *url = arena_get(&t->arena, n + sizeof(path));

	if (url == NULL)
		return NULL;
	memcpy(url, f->origin, n);
	memcpy(url + n, path, sizeof(path));
	return url;
}

int
robots_file_rule(struct robots_file_table *t, struct robots_file *f, const char *rule)
{
	const char **bigger;
	size_t cap = f->cap > 0 ? f->cap * 2 : 8;

	if ((rule[0] != '+' && rule[0] != '-') || strlen(rule) > ROBOTS_PATTERN_MAX)
		return 0;
	if (f->n == f->cap) {
		bigger = arena_array(&t->arena, cap, sizeof(*bigger));
		if (bigger == NULL)
			return -1;
		if (f->n > 0)
			memcpy(bigger, f->rules, f->n * sizeof(*bigger));
		f->rules = bigger;
		f->cap = cap;
	}
	f->rules[f->n] = arena_str(&t->arena, rule);
	return f->rules[f->n] != NULL ? (f->n++, 0) : -1;
}

void
robots_file_done(struct robots_file_table *t, struct robots_file *f, int state, int64_t now)
{
	f->state = state;
	f->until = now + (state == ROBOTS_FILE_RULES ? ROBOTS_FILE_S : ROBOTS_FILE_RETRY);
	t->changed = 1;
}

void
robots_file_lost(struct robots_file *f)
{
	f->state = ROBOTS_FILE_CLOSED;
	f->until = TIME_NONE;
	f->n = 0;
}

int
robots_file_allows(const struct robots_file *f, const char *url)
{
	const char *path = url + origin_length(url);
	int best = -1, allowed = 1, k;
	struct buf spelt;
	size_t i;

	buf_init(&spelt, PATH_MAX_SPELT);
	if (path[0] != '/')
		(void)buf_char(&spelt, '/');
	if (robots_spell(&spelt, path, strcspn(path, "#")) != 0) {
		buf_clear(&spelt);
		return -1;
	}
	for (i = 0; i < f->n; i++) {
		k = robots_match(f->rules[i] + 1, buf_get(&spelt));
		if (k > best || (k == best && k >= 0 && f->rules[i][0] == '+')) {
			best = k;
			allowed = f->rules[i][0] == '+';
		}
	}
	buf_clear(&spelt);
	return f->state == ROBOTS_FILE_RULES && allowed;
}

/* {"origin":...,"until":...,"rules":[...]}, `closed` in place of rules. */
static int
read_line(struct robots_file_table *t, const char *p, size_t n, int64_t now)
{
	struct robots_file *f = NULL;
	enum json_token token;
	int64_t until = TIME_NONE;
	int closed = 0, rc = 0;
	struct json j;

	json_init(&j, p, n);
	if (json_next(&j) == JSON_OBJECT && json_next(&j) == JSON_KEY && strcmp(j.text, "origin") == 0 &&
	    json_next(&j) == JSON_STRING && origin_length(j.text) == j.n && find(t, j.text, j.n) == NULL) {
		f = make(t, j.text, j.n);
		rc = f == NULL ? -1 : 0;
	}
	while (f != NULL && rc == 0 && json_next(&j) == JSON_KEY) {
		if (strcmp(j.text, "rules") == 0 && json_next(&j) == JSON_ARRAY) {
			while (rc == 0 && (token = json_next(&j)) != JSON_ARRAY_END && token != JSON_ERROR)
				rc = token == JSON_STRING ? robots_file_rule(t, f, j.text) : json_skip(&j, token);
			continue;
		}
		closed |= strcmp(j.text, "closed") == 0;
		if (strcmp(j.text, "until") == 0 && json_next(&j) == JSON_STRING)
			until = time_parse(j.text, j.n);
		else if (json_skip(&j, JSON_KEY) != 0)
			break;
	}
	if (f != NULL && !j.failed && until != TIME_NONE && until > now && until <= now + ROBOTS_FILE_S) {
		f->state = closed ? ROBOTS_FILE_CLOSED : ROBOTS_FILE_RULES;
		f->until = until;
	} else if (f != NULL) {
		f->n = 0; /* asked for again */
	}
	json_clear(&j);
	return rc;
}

int
robots_file_load(struct robots_file_table *t, struct store *store, int64_t now, struct why *why)
{
	const char *p, *end, *nl;
	struct buf b;
	int rc;

	memset(t, 0, sizeof(*t));
	arena_init(&t->arena, ARENA_MAX);
	buf_init(&b, STATE_MAX);
	rc = store_state_read(store, STATE_FILE, &b, why);
	end = buf_get(&b) + b.n;
	for (p = buf_get(&b); rc == 0 && p < end && (nl = memchr(p, '\n', (size_t)(end - p))) != NULL; p = nl + 1)
		if (read_line(t, p, (size_t)(nl - p), now) != 0)
			rc = why_set(why, "out of memory");
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

int
robots_file_save(struct robots_file_table *t, struct store *store, struct why *why)
{
	const struct robots_file *f;
	char until[TIME_LEN];
	struct buf b;
	size_t i, k;
	int rc;

	if (!t->changed)
		return 0;
	buf_init(&b, STATE_MAX);
	for (i = 0; i < t->n; i++) {
		f = t->p[i];
		if ((f->state != ROBOTS_FILE_RULES && f->state != ROBOTS_FILE_CLOSED) || f->until == TIME_NONE)
			continue;
		time_format(f->until, until);
		json_put_open(&b, NULL, '{');
		json_put_str(&b, "origin", f->origin);
		json_put_str(&b, "until", until);
		if (f->state == ROBOTS_FILE_CLOSED)
			json_put_bool(&b, "closed", 1);
		json_put_open(&b, "rules", '[');
		for (k = 0; k < f->n; k++)
			json_put_str(&b, NULL, f->rules[k]);
		json_put_close(&b, ']');
		json_put_close(&b, '}');
		(void)buf_char(&b, '\n');
	}
	rc = b.failed ? why_set(why, "out of memory") : store_state_write(store, STATE_FILE, &b, why);
	t->changed = rc != 0;
	buf_clear(&b);
	return rc;
}

void
robots_file_clear(struct robots_file_table *t)
{
	arena_clear(&t->arena);
	free(t->p);
	t->p = NULL;
	t->n = t->cap = 0;
}
