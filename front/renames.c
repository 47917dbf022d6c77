#include "front/renames.h"

#include <stdlib.h>
#include <string.h>

#include "front/conf_key.h"
#include "front/say.h"
#include "front/schedule.h"

#define STATE_FILE "renames"
#define STATE_MAX ((size_t)64 << 20)
#define HEAD "wirefold renames 1 "
#define BEHIND 1000 /* lines of the journal that are rather looked through again than written down */

static int
add(struct renames *r, const char *from, const char *to, int64_t seq)
{
	struct rename_line *p;
	size_t cap;

	if (r->n == r->cap) {
		cap = r->cap > 0 ? r->cap * 2 : 16;
		p = realloc(r->p, cap * sizeof(*p));
		if (p == NULL)
			return -1;
		r->p = p;
		r->cap = cap;
	}
	p = &r->p[r->n];
	*p = (struct rename_line){ arena_str(&r->arena, from), arena_str(&r->arena, to), seq };
	if (p->from == NULL || p->to == NULL)
		return -1;
	r->n++;
	return 0;
}

static int
on_line(void *ctx, const struct wf_line *line)
{
	return add(ctx, line->feed, line->to, line->seq);
}

/* SEQ FROM TO, a line each. 0; -1 when out of memory. What does not read is as if not there. */
static int
read_lines(struct renames *r, const char *text, int64_t *after)
{
	char from[80], to[80], *end;
	const char *p;
	int64_t seq;
	size_t n, k;

	*after = 0;
	if (strncmp(text, HEAD, sizeof(HEAD) - 1) != 0)
		return 0;
	seq = strtoll(text + sizeof(HEAD) - 1, &end, 10);
	for (p = end; *p == '\n' && p[1] != '\0'; p = end) {
		const int64_t at = strtoll(p + 1, &end, 10);

		n = *end == ' ' ? strcspn(end + 1, " \n") : 0;
		k = n > 0 && n < sizeof(from) && end[1 + n] == ' ' ? strcspn(end + n + 2, " \n") : 0;
		if (k == 0 || k >= sizeof(to) || at <= 0 || at > seq)
			return 0; /* all is looked for again */
		memcpy(from, end + 1, n);
		memcpy(to, end + n + 2, k);
		from[n] = to[k] = '\0';
		end += n + 2 + k;
		if (add(r, from, to, at) != 0)
			return -1;
	}
	*after = *p == '\n' ? seq : 0;
	return 0;
}

static int
write_lines(const struct renames *r, struct store *s, struct why *why)
{
	struct buf b;
	size_t i;
	int rc;

	buf_init(&b, STATE_MAX);
	(void)buf_printf(&b, HEAD "%lld\n", (long long)r->seq);
	for (i = 0; i < r->n; i++)
		(void)buf_printf(&b, "%lld %s %s\n", (long long)r->p[i].seq, r->p[i].from, r->p[i].to);
	rc = b.failed ? why_set(why, "out of memory") : store_state_write(s, STATE_FILE, &b, why);
	buf_clear(&b);
	return rc;
}

int
renames_load(struct renames *r, struct store *s, struct why *why)
{
	struct buf b;
	/* Who writes knows where the journal ends: the line before its commit. */
	int64_t last = store_seq(s) - 1;
	int rc = last > 0 ? 0 : changes_last(s, &last, why);

	memset(r, 0, sizeof(*r));
	arena_init(&r->arena, STATE_MAX);
	if (rc != 0)
		return -1;
	buf_init(&b, STATE_MAX);
	rc = store_state_read(s, STATE_FILE, &b, why);
	if (rc == 0 && read_lines(r, buf_get(&b), &r->written) != 0)
		rc = why_set(why, "out of memory");
	buf_clear(&b);
	/* State of another time is not believed; nor what was half read. */
	if (r->written > last)
		r->written = 0;
	if (r->written == 0)
		r->n = 0;
	r->n_written = r->n;
	r->seq = last;
	if (rc < 0 || (last > r->written && store_renames(s, r->written, on_line, r, why) != 0))
		return -1;
	return 0;
}

int
renames_keep(const struct renames *r, struct store *s, struct why *why)
{
	return r->n != r->n_written || r->seq - r->written > BEHIND ? write_lines(r, s, why) : 0;
}

void
renames_clear(struct renames *r)
{
	free(r->p);
	arena_clear(&r->arena);
	memset(r, 0, sizeof(*r));
}

int
renames_key(const struct renames *r, struct arena *a, const char *name, const char **key, struct why *why)
{
	const char *now = name;
	struct buf b;
	size_t i;

	*key = NULL;
	for (i = r->n; i-- > 0;) {
		if (strcmp(r->p[i].to, now) == 0) {
			now = r->p[i].from;
		} else if (strcmp(r->p[i].from, now) == 0) {
			buf_init(&b, 200);
			(void)buf_printf(&b, "%s@%lld", now, (long long)r->p[i].seq);
			*key = b.failed ? NULL : arena_str(a, buf_get(&b));
			buf_clear(&b);
			return *key != NULL ? 0 : why_set(why, "out of memory");
		}
	}
	*key = strcmp(now, name) != 0 ? now : NULL;
	return 0;
}

const char *
renames_given(const struct renames *r, const char *name)
{
	const char *now = NULL;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (now != NULL ? strcmp(r->p[i].from, now) == 0 : strcmp(r->p[i].from, name) == 0)
			now = r->p[i].to;
		else if (strcmp(r->p[i].to, name) == 0)
			now = NULL; /* it came back */
		if (now != NULL && strcmp(now, name) == 0)
			now = NULL;
	}
	return now;
}

static const char *
key_or(const char *key, const char *name)
{
	return key != NULL ? key : name;
}

/* May it be? 0, 1 and `why`, -1. */
static int
look(struct renames *r, struct store *s, const struct renames_wish *w, const char **key, struct why *why)
{
	const struct schedule *state = schedule_find(w->state, w->to);
	const char *to;
	size_t n;

	if (!conf_key_is_name(w->from) || !conf_key_is_name(w->to) || strcmp(w->from, w->to) == 0) {
		(void)why_set(why, strcmp(w->from, w->to) == 0 ? "that is its name" :
		    "names have letters, digits, . _ -, and at most 64 of them");
		return 1;
	}
	if (renames_key(r, &r->arena, w->from, key, why) != 0 || renames_key(r, &r->arena, w->to, &to, why) != 0)
		return -1;
	n = state != NULL ? (size_t)state->entries : 0;
	if (n == 0 && store_entries(s, key_or(to, w->to), &n, why) != 0)
		return -1;
	if (n > 0) {
		(void)why_set(why, "the archive has a feed named '%s' already", w->to);
		return 1;
	}
	if (w->unseen || schedule_find(w->state, w->from) != NULL)
		return 0;
	if (store_entries(s, key_or(*key, w->from), &n, why) != 0)
		return -1;
	if (n > 0)
		return 0;
	(void)why_set(why, renames_given(r, w->from) != NULL ? "'%s' is called '%s' already" :
	    "the archive has no feed named '%s'", w->from, renames_given(r, w->from));
	return 1;
}

int
renames_carry_out(struct renames *r, struct store *s, struct renames_wish *w, struct why *why)
{
	struct store_rename rename = { .from = w->from, .to = w->to, .now = w->now };
	const char *key;
	int rc = look(r, s, w, &key, why);

	if (rc != 0)
		return rc;
	rename.key = key_or(key, w->from);
	if (store_rename(s, &rename, why) != 0)
		return -1;
	w->entries = rename.entries;
	w->stories = rename.stories;
	if (schedule_rename(w->state, w->from, w->to) != 0)
		return why_set(why, "out of memory");
	renames_clear(r);
	return renames_load(r, s, why);
}

static int
wishes(struct renames *r, struct conf *c, struct store *s, struct renames_wish *w, struct why *why)
{
	const char *given;
	struct why inner = { "" };
	size_t i;
	int rc = 0;

	for (i = 0; rc >= 0 && i < c->n; i++) {
		if (c->feeds[i].was == NULL)
			continue;
		given = renames_given(r, c->feeds[i].was);
		if (given != NULL && strcmp(given, c->feeds[i].name) == 0)
			continue;
		w->from = c->feeds[i].was;
		w->to = c->feeds[i].name;
		rc = renames_carry_out(r, s, w, &inner);
		if (rc > 0)
			say("%s: was=%s: %s", w->to, w->from, inner.text);
	}
	return rc < 0 ? why_set(why, "%s: was=%s: %s", w->to, w->from, inner.text) : 0;
}

static int
put_key(struct renames *r, struct conf *c, struct schedule_table *t, struct conf_feed *f, struct why *why)
{
	const char *given = renames_given(r, f->name), *key;

	if (given != NULL && schedule_find(t, f->name) == NULL && conf_feed(c, given) == NULL) {
		say("%s: not polled: it was renamed to '%s', and feeds.conf does not have that name", f->name, given);
		f->disabled = 1;
	}
	if (renames_key(r, &c->arena, f->name, &key, why) != 0)
		return -1;
	f->ids_key = key != NULL ? arena_str(&c->arena, key) : NULL; /* r does not last */
	return key != NULL && f->ids_key == NULL ? why_set(why, "out of memory") : 0;
}

/* A run that died between the rename and its state. */
static int
move_state(const struct renames *r, const struct conf *c, struct schedule_table *t, int *moved)
{
	const char *given;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < r->n; i++) {
		given = renames_given(r, r->p[i].from);
		if (given != NULL && schedule_find(t, r->p[i].from) != NULL && schedule_find(t, given) == NULL &&
		    conf_feed(c, r->p[i].from) == NULL) {
			rc = schedule_rename(t, r->p[i].from, given);
			*moved = 1;
		}
	}
	return rc;
}

int
renames_apply(struct conf *c, struct store *s, struct schedule_table *t, int64_t now, struct why *why)
{
	struct renames r;
	size_t i;
	struct renames_wish w = { .now = now, .state = t, .unseen = 1 };
	int rc = renames_load(&r, s, why), moved = 0;
	const size_t n = r.n;

	if (rc == 0)
		rc = wishes(&r, c, s, &w, why);
	if (rc == 0 && move_state(&r, c, t, &moved) != 0)
		rc = why_set(why, "out of memory");
	if (rc == 0 && (moved || r.n != n))
		rc = schedule_save(t, s, why);
	for (i = 0; rc == 0 && r.n > 0 && i < c->n; i++)
		rc = put_key(&r, c, t, &c->feeds[i], why);
	if (rc == 0)
		rc = renames_keep(&r, s, why);
	renames_clear(&r);
	return rc;
}
