/* What the archive knows of entries and stories, by the directory of lines. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "store/archive.h"

/* A table from entry id to the queries that ask for it. */
struct table {
	size_t *slot;  /* 1 + index of the query; 0 free */
	size_t mask;
	uint64_t *id;
};

static int
table_make(struct table *t, const struct store_known *q, size_t n)
{
	size_t i, k, cap = 64;

	while (cap < n * 2)
		cap *= 2;
	t->slot = calloc(cap, sizeof(*t->slot));
	t->id = calloc(n + 1, sizeof(*t->id));
	t->mask = cap - 1;
	if (t->slot == NULL || t->id == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		t->id[i] = lines_entry_of(q[i].id);
		k = (size_t)t->id[i] & t->mask;
		while (t->slot[k] != 0)
			k = (k + 1) & t->mask;
		t->slot[k] = i + 1;
	}
	return 0;
}

/* A later line of the same id overrides an earlier one. */
static void
table_hit(const struct table *t, struct store_known *q, const struct lines_record *r, uint32_t day)
{
	size_t k, i;

	for (k = (size_t)r->entry & t->mask; t->slot[k] != 0; k = (k + 1) & t->mask) {
		i = t->slot[k] - 1;
		if (t->id[i] != r->entry)
			continue;
		q[i].found = 1;
		q[i].gone = lines_gone(r);
		q[i].text = r->text;
		q[i].page = r->into_day == 0 ? r->into : 0;
		q[i].seq = r->seq;
		q[i].day = day;
		q[i].length = r->length;
		q[i].offset = r->offset;
		lines_key_name((struct lines_key){ r->story_day, r->story }, q[i].story);
		if (r->story_day == 0)
			q[i].story[0] = '\0';
	}
}

struct merged {
	struct lines_key from, into;
};

static int
add_merge(struct buf *merges, const struct lines_record *r)
{
	const struct merged m = { { r->story_day, r->story }, { r->into_day, r->into } };

	return buf_put(merges, &m, sizeof(m));
}

/* Merges come in seq order and lead to older stories: one walk per step ends. */
static void
follow(const struct buf *merges, char story[static WF_STORY_MAX])
{
	const struct merged *m = (const struct merged *)(const void *)merges->p;
	size_t i, n = merges->n / sizeof(*m);
	struct lines_key key = lines_key_of(story);

	for (i = 0; i < n; i++)
		if (m[i].from.day == key.day && m[i].from.hash == key.hash)
			key = m[i].into;
	if (key.day != 0)
		lines_key_name(key, story);
}

struct looking {
	const struct table *t;
	struct store_known *q;
	struct buf *merges;
};

static int
scan_day(struct store *s, size_t i, const struct looking *l, struct why *why)
{
	const uint32_t day = s->j.days[i];
	const struct lines_record *r;
	struct fixed f;
	size_t k;
	int rc = lines_map(&s->j, i, &f, why);

	for (k = 0; rc == 0 && k < f.n; k++) {
		r = lines_get(&f, k, day, why);
		if (r == NULL)
			rc = -1;
		else if (r->kind == WF_MERGE)
			rc = add_merge(l->merges, r) != 0 ? why_set(why, "out of memory") : 0;
		else if (r->entry != 0 && (item_has_entry((enum wf_kind)r->kind) || r->kind == WF_STUB))
			table_hit(l->t, l->q, r, day);
	}
	fixed_unmap(&f);
	return rc;
}

int
store_known(struct store *s, struct store_known *q, size_t n, struct why *why)
{
	struct table t = { NULL, 0, NULL };
	struct buf merges;
	const struct looking l = { &t, q, &merges };
	size_t i;
	int rc;

	for (i = 0; i < n; i++)
		q[i].found = q[i].gone = 0;
	buf_init(&merges, SIZE_MAX / 2);
	rc = table_make(&t, q, n) != 0 ? why_set(why, "out of memory") : 0;
	for (i = 0; rc == 0 && i < s->j.n_days; i++)
		rc = scan_day(s, i, &l, why);
	for (i = 0; rc == 0 && i < n; i++)
		if (q[i].found)
			follow(&merges, q[i].story);
	free(t.slot);
	free(t.id);
	buf_clear(&merges);
	return rc;
}

int
store_line(struct store *s, const struct store_known *k, struct arena *a, struct wf_line *line,
    struct why *why)
{
	return archive_line(s, (struct journal_at){ k->day, k->length, k->offset, k->seq }, a, line, why);
}

int64_t
store_newest_time(const struct store *s)
{
	char day[TIME_LEN] = "";
	struct journal_day d;
	struct why why;
	const char *line, *at;
	int64_t t = TIME_NONE, start;

	if (s->j.n_days == 0 || journal_map(&s->j, s->j.days[s->j.n_days - 1], &d, &why) != 0)
		return TIME_NONE;
	line = d.n > 1 ? memrchr(d.p, '\n', d.n - 1) : NULL;
	at = line != NULL ? memmem(line, (size_t)(d.p + d.n - line), "\"time\":\"", 8) : NULL;
	if (at != NULL && d.p + d.n - at > 28)
		t = time_parse(at + 8, TIME_LEN - 1);
	/* A batch of a clock that ran behind stands in the newest day. */
	journal_day_name(d.day, day);
	memcpy(day + JOURNAL_DAY_NAME - 1, "T00:00:00Z", sizeof("T00:00:00Z"));
	start = time_parse(day, TIME_LEN - 1);
	journal_unmap(&d);
	return t != TIME_NONE && start != TIME_NONE && start > t ? start : t;
}

int
store_stories(struct store *s, store_story_fn *fn, void *ctx, struct why *why)
{
	const struct lines_record *r;
	struct lines_key key;
	char id[WF_STORY_MAX];
	struct fixed f;
	size_t i, k;
	int rc;

	for (i = s->j.n_days; i-- > 0;) {
		rc = lines_map(&s->j, i, &f, why);
		for (k = f.n; rc == 0 && k-- > 0;) {
			r = fixed_get(&f, k);
			if (r == NULL || !lines_opens(&s->j, r, &key))
				continue;
			lines_key_name(key, id);
			rc = fn(ctx, id);
		}
		fixed_unmap(&f);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	return 0;
}

struct finding {
	const char *prefix;
	char id[WF_STORY_MAX];
	int n;
};

static int
match(void *ctx, const char *id)
{
	struct finding *f = ctx;

	if (strncmp(id, f->prefix, strlen(f->prefix)) != 0)
		return 0;
	memcpy(f->id, id, WF_STORY_MAX);
	f->n++;
	return strcmp(id, f->prefix) == 0 ? (f->n = 1) : f->n > 1;
}

int
store_find(struct store *s, const char *prefix, char id[static WF_STORY_MAX], struct why *why)
{
	static const char into[] = "\nMerged-Into: ";
	struct finding f = { prefix, "", 0 };
	struct buf b;
	const char *at;
	int hops, rc;

	if (prefix[0] == '\0' || store_stories(s, match, &f, why) != 0)
		return prefix[0] == '\0' ? 1 : -1;
	if (f.n != 1)
		return f.n == 0 ? 1 : 2;
	memcpy(id, f.id, WF_STORY_MAX);
	buf_init(&b, (size_t)1 << 30);
	for (hops = 0, rc = 0; rc == 0 && hops < 64; hops++) {
		buf_reset(&b);
		rc = store_story(s, id, &b, why);
		at = rc == 0 ? strstr(buf_get(&b), into) : NULL;
		if (at == NULL || strstr(buf_get(&b), "\n\n") < at)
			break;
		at += sizeof(into) - 1;
		(void)memccpy(id, at, '\n', WF_STORY_MAX - 1);
		id[strcspn(id, "\n")] = '\0';
	}
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

struct members {
	store_member_fn *fn;
	void *ctx;
};

static int
each_member(void *ctx, const struct story *s, struct why *why)
{
	const struct members *m = ctx;
	size_t i;

	(void)why;
	for (i = 0; i < s->n; i++) {
		struct story_named named;
		struct wf_line line = *story_named(&s->members[i], &named);
		const struct store_member one = { &line, i == s->kept, s->members[i].withdrawn };

		line.furniture = s->members[i].furniture;
		line.n_furniture = s->members[i].n_furniture;
		if (m->fn(m->ctx, &one) != 0)
			break;
	}
	return 0;
}

int
store_members(struct store *s, const char *id, store_member_fn *fn, void *ctx, struct why *why)
{
	struct publish_set set = { NULL, 0, 0 };
	struct members m = { fn, ctx };
	const struct publish_call call = { .j = &s->j, .set = &set, .story = each_member, .ctx = &m };
	int rc = publish_set_put(&set, lines_key_of(id)) < 0 ? why_set(why, "out of memory") :
	    publish_each(&call, why);

	publish_set_clear(&set);
	return rc;
}

int
store_folds(struct store *s, uint32_t day, store_fold_fn *fn, void *ctx, struct why *why)
{
	const struct lines_record *r;
	struct store_known known;
	struct fixed f;
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->j.n_days; i++) {
		if (s->j.days[i] < day)
			continue;
		if (lines_map(&s->j, i, &f, why) != 0)
			return -1;
		for (k = 0; rc == 0 && k < f.n; k++) {
			r = fixed_get(&f, k);
			if (r == NULL || (r->kind != WF_COPY && r->kind != WF_ENTRY_VERSION) || lines_gone(r))
				continue;
			known = (struct store_known){ .found = 1, .text = r->text, .day = s->j.days[i],
				.seq = r->seq, .length = r->length, .offset = r->offset };
			rc = fn(ctx, &known);
		}
		fixed_unmap(&f);
	}
	return 0;
}
