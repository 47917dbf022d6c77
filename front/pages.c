#include "front/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

#define STATE_FILE "pages.jsonl"
#define STATE_MAX ((size_t)64 << 20)
#define ARENA_MAX ((size_t)64 << 20)

static struct pages_entry *
add(struct pages *t)
{
	size_t cap = t->cap > 0 ? t->cap * 2 : 64;
	struct pages_entry *bigger;

	if (t->n == t->cap) {
		bigger = realloc(t->p, cap * sizeof(*bigger));
		if (bigger == NULL)
			return NULL;
		t->p = bigger;
		t->cap = cap;
	}
	memset(&t->p[t->n], 0, sizeof(t->p[t->n]));
	return &t->p[t->n++];
}

static void
take_id(struct json *j, char to[static WF_ID_HEX + 1])
{
	if (json_next(j) == JSON_STRING && j->n == WF_ID_HEX && strspn(j->text, "0123456789abcdef") == WF_ID_HEX)
		memcpy(to, j->text, WF_ID_HEX + 1);
}

static int
read_line(struct pages *t, const char *p, size_t n)
{
	struct pages_entry x;
	struct json j;
	int rc = 0;

	memset(&x, 0, sizeof(x));
	json_init(&j, p, n);
	if (json_next(&j) != JSON_OBJECT)
		j.failed = 1;
	while (!j.failed && json_next(&j) == JSON_KEY) {
		if (strcmp(j.text, "feed") == 0 && json_next(&j) == JSON_STRING) {
			x.feed = arena_strn(&t->arena, j.text, j.n);
			rc = x.feed != NULL ? 0 : -1;
		} else if (strcmp(j.text, "id") == 0)
			take_id(&j, x.id);
		else if (strcmp(j.text, "feed_text") == 0)
			take_id(&j, x.feed_text);
		else if (strcmp(j.text, "next") == 0 && json_next(&j) == JSON_STRING)
			x.next = time_parse(j.text, j.n);
		else if (strcmp(j.text, "tries") == 0 && json_next(&j) == JSON_NUMBER)
			(void)json_int(&j, &x.tries);
		else if (strcmp(j.text, "settled") == 0)
			x.settled = json_next(&j) == JSON_TRUE;
		else
			(void)json_skip(&j, JSON_KEY);
	}
	/* What cannot be read for want of memory must not be forgotten. */
	if (j.failed && strstr(j.why.text, "out of memory") != NULL)
		rc = -1;
	if (!j.failed && x.feed != NULL && x.id[0] != '\0' && x.feed_text[0] != '\0' &&
	    x.tries >= 0 && x.tries < PAGES_TRIES && t->n < PAGES_MAX) {
		struct pages_entry *to = add(t);

		rc = to == NULL ? -1 : rc;
		if (to != NULL)
			*to = x;
	}
	json_clear(&j);
	return rc;
}

int
pages_load(struct pages *t, struct store *store, struct why *why)
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
		if (read_line(t, p, (size_t)(nl - p)) != 0)
			rc = why_set(why, "out of memory");
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

int
pages_save(struct pages *t, struct store *store, struct why *why)
{
	const struct pages_entry *x;
	char next[TIME_LEN];
	struct buf b;
	size_t i;
	int rc;

	if (!t->changed)
		return 0;
	buf_init(&b, STATE_MAX);
	for (i = 0; i < t->n; i++) {
		x = &t->p[i];
		if (x->gone)
			continue;
		time_format(x->next, next);
		json_put_open(&b, NULL, '{');
		json_put_str(&b, "feed", x->feed);
		json_put_str(&b, "id", x->id);
		json_put_str(&b, "feed_text", x->feed_text);
		if (x->settled)
			json_put_bool(&b, "settled", 1);
		else
			json_put_int(&b, "tries", x->tries);
		json_put_str(&b, "next", next);
		json_put_close(&b, '}');
		(void)buf_char(&b, '\n');
	}
	rc = b.failed ? why_set(why, "out of memory") : store_state_write(store, STATE_FILE, &b, why);
	t->changed = rc != 0;
	buf_clear(&b);
	return rc;
}

void
pages_clear(struct pages *t)
{
	arena_clear(&t->arena);
	free(t->p);
	t->p = NULL;
	t->n = t->cap = 0;
}

static struct pages_entry *
put(struct pages *t, const struct wf_entry *e)
{
	struct pages_entry *x = t->n < PAGES_MAX ? add(t) : NULL;

	if (x == NULL)
		return NULL;
	x->feed = arena_str(&t->arena, e->feed);
	memcpy(x->id, e->id, sizeof(x->id));
	(void)snprintf(x->feed_text, sizeof(x->feed_text), "%016llx", (unsigned long long)store_text(e));
	t->changed = 1;
	if (x->feed == NULL)
		t->n--;
	return x->feed != NULL ? x : NULL;
}

int
pages_put(struct pages *t, const struct wf_entry *e, int tried, int64_t now)
{
	struct pages_entry *x = put(t, e);

	if (x == NULL)
		return t->n < PAGES_MAX ? -1 : 0;
	x->tries = tried != 0;
	x->next = tried ? now + PAGES_AGAIN : now;
	return 0;
}

int
pages_settle(struct pages *t, const struct wf_entry *e, int64_t now)
{
	struct pages_entry *x;

	pages_drop(t, e->id);
	x = put(t, e);
	if (x == NULL)
		return t->n < PAGES_MAX ? -1 : 0;
	x->settled = 1;
	x->next = now + PAGES_SETTLED_S;
	return 0;
}

int
pages_settled(const struct pages *t, const struct wf_entry *e)
{
	const uint64_t text = store_text(e);
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->p[i].settled && !t->p[i].gone && strcmp(t->p[i].id, e->id) == 0 &&
		    strtoull(t->p[i].feed_text, NULL, 16) == text)
			return 1;
	return 0;
}

void
pages_failed(struct pages *t, size_t i, int tried, int64_t now)
{
	struct pages_entry *x = &t->p[i];
	int64_t k, wait = PAGES_AGAIN;

	for (k = 0; k < x->tries; k++)
		wait *= 4;
	x->next = now + wait;
	x->tries += tried != 0;
	x->gone |= x->tries >= PAGES_TRIES;
	t->changed = 1;
}

void
pages_gone(struct pages *t, size_t i)
{
	t->p[i].gone = t->changed = 1;
}

void
pages_drop(struct pages *t, const char *id)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (strcmp(t->p[i].id, id) == 0 && !t->p[i].gone)
			pages_gone(t, i);
}

size_t
pages_count(const struct pages *t, const char *feed)
{
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		n += !t->p[i].gone && !t->p[i].settled && strcmp(t->p[i].feed, feed) == 0;
	return n;
}
