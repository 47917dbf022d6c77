#include "store/lines.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "store/item.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

const struct lines_range lines_all = { 0, UINT32_MAX, 0, 0 };
const struct fixed_kind lines_kind = { ".ids", sizeof(struct lines_record) };

static int
hex_number(const char *s, size_t n, uint64_t *v)
{
	unsigned char bytes[8] = { 0 };
	char hex[17];

	if (n != 12 && n != 16)
		return -1;
	memcpy(hex, s, n);
	hex[n] = '\0';
	if (sha256_of_hex(hex, n / 2, bytes + 8 - n / 2) != 0)
		return -1;
	*v = sha256_word(bytes);
	return 0;
}

struct lines_key
lines_key_of(const char *story)
{
	struct lines_key key = { 0, 0 }, none = { 0, 0 };
	size_t i, n = strlen(story);

	if (n != 21 && n != 25)
		return none;
	for (i = 0; i < 8; i++) {
		if (story[i] < '0' || story[i] > '9')
			return none;
		key.day = key.day * 10 + (uint32_t)(story[i] - '0');
	}
	if (story[8] != '-' || hex_number(story + 9, n - 9, &key.hash) != 0)
		return none;
	if (n == 25)
		key.day |= LINES_LONG;
	return key;
}

void
lines_key_name(struct lines_key key, char to[static WF_STORY_MAX])
{
	(void)snprintf(to, WF_STORY_MAX, "%08u-%0*llx", (unsigned)(key.day & ~LINES_LONG) % 100000000,
	    (key.day & LINES_LONG) != 0 ? 16 : 12, (unsigned long long)key.hash);
}

uint64_t
lines_entry_of(const char *id)
{
	uint64_t v;

	return strlen(id) == WF_ID_HEX && hex_number(id, WF_ID_HEX, &v) == 0 ? v : 0;
}

static uint64_t
text_of(const struct wf_entry *e)
{
	unsigned char digest[SHA256_BYTES];

	if (sha256_pair(e->title != NULL ? e->title : "", e->text, digest) != 0)
		return 0;
	return sha256_word(digest) | 1;
}

uint64_t
lines_text(const struct wf_entry *e)
{
	return e->feed_text != NULL ? lines_entry_of(e->feed_text) | 1 : text_of(e);
}

uint64_t
lines_page(const struct wf_entry *e)
{
	return e->feed_text != NULL ? text_of(e) : 0;
}

struct journal_at
lines_at(const struct lines_record *r, uint32_t day)
{
	return (struct journal_at){ day, r->length, r->offset, r->seq };
}

int
lines_gone(const struct lines_record *r)
{
	return r->entry != 0 &&
	    (r->kind == WF_STUB || (item_has_entry((enum wf_kind)r->kind) && r->text == 0));
}

void
lines_record_of(const struct wf_line *line, const struct journal_at *at, struct lines_record *r)
{
	struct lines_key story = lines_key_of(line->story), into = lines_key_of(line->into);

	memset(r, 0, sizeof(*r));
	r->seq = line->seq;
	r->offset = at->offset;
	r->length = at->length;
	r->kind = (uint32_t)line->kind;
	r->story_day = story.day;
	r->story = story.hash;
	r->into_day = into.day;
	r->into = into.hash;
	if (line->entry != NULL) {
		r->entry = lines_entry_of(line->entry->id);
		r->text = line->redacted != NULL ? 0 : lines_text(line->entry);
		if (line->redacted == NULL && into.day == 0)
			r->into = lines_page(line->entry);
	} else {
		r->entry = lines_entry_of(line->entry_id);
	}
}

int
lines_rebuild(struct journal *j, uint32_t day, struct why *why)
{
	char name[JOURNAL_DAY_NAME];
	struct lines_record r;
	struct journal_day d;
	struct journal_at at;
	struct wf_line line;
	struct arena a;
	struct buf all;
	const char *p;
	size_t n, number = 0;
	struct why inner = { "" };
	int rc = 0;

	if (journal_map(j, day, &d, why) != 0)
		return -1;
	arena_init(&a, LINE_ARENA);
	buf_init(&all, SIZE_MAX / 2);
	journal_day_name(day, name);
	while (rc == 0 && journal_line(&d, &p, &n, &at)) {
		number++;
		if (journal_kind(p, n) != 0 && journal_kind(p, n) != 'r')
			continue;
		arena_clear(&a);
		if (item_read(p, n, &a, &line, &inner) != 0)
			rc = why_set(why, "journal/%s.jsonl: line %zu: %s", name, number, inner.text);
		lines_record_of(&line, &at, &r);
		if (rc == 0 && buf_put(&all, &r, sizeof(r)) != 0)
			rc = why_set(why, "out of memory");
	}
	if (rc == 0)
		rc = fixed_replace(j->root,
		    &(struct fixed_put){ &lines_kind, day, all.p, all.n / sizeof(r) }, why);
	buf_clear(&all);
	arena_clear(&a);
	journal_unmap(&d);
	return rc;
}

/* Does the day's file end where the day ends? 1, 0, or -1 and `why`. */
static int
is_current(const struct journal *j, uint32_t day, const struct fixed *f, struct why *why)
{
	const struct lines_record *last = f->n > 0 ? fixed_get(f, f->n - 1) : NULL;
	struct journal_commit c;
	struct journal_day d;
	const char *line;
	int rc = 0;

	if (journal_map(j, day, &d, why) != 0)
		return -1;
	line = d.n > 1 ? memrchr(d.p, '\n', d.n - 1) : NULL;
	if (journal_pruned(&d, &c) == 0)
		rc = c.lines == (int64_t)f->n;
	else if (line != NULL && last != NULL &&
	    journal_commit_read(line + 1, (size_t)(d.p + d.n - 1 - (line + 1)), &c) == 0)
		rc = c.seq == last->seq + 1;
	journal_unmap(&d);
	return rc;
}

/* 1: all records are there and are what was written; 0; -1 and `why`. */
static int
is_sound(const struct journal *j, uint32_t day, struct why *why)
{
	struct fixed f;
	size_t k;
	int rc = fixed_map(&f, j->root, &lines_kind, day, why);

	if (rc >= 0)
		rc = rc == 0 && !f.torn;
	for (k = 0; rc > 0 && k < f.n; k++)
		rc = fixed_get(&f, k) != NULL;
	if (rc > 0)
		rc = is_current(j, day, &f, why);
	fixed_unmap(&f);
	return rc;
}

/* A day that began after all that index/ is known to hold: its file comes with the batch that opens
 * it, a moment later than the journal's, or with the next writer. */
static int
not_yet(const struct journal *j, size_t i)
{
	struct journal_day d;
	struct why why;
	int64_t first;

	if (i + 1 < j->n_days || j->acknowledged == 0 || journal_map(j, j->days[i], &d, &why) != 0)
		return 0;
	first = d.n > 0 ? journal_seq(d.p, d.n) : INT64_MAX; /* not one batch is committed */
	journal_unmap(&d);
	return first > j->acknowledged;
}

int
lines_map(struct journal *j, size_t i, struct fixed *f, struct why *why)
{
	const uint32_t day = j->days[i];
	int rc = 1;

	memset(f, 0, sizeof(*f));
	if (j->root->lock >= 0 && !j->sound[i]) {
		rc = is_sound(j, day, why);
		if (rc < 0 || (rc == 0 && lines_rebuild(j, day, why) != 0))
			return -1;
		j->sound[i] = 1;
	}
	rc = fixed_map(f, j->root, &lines_kind, day, why);
	if (rc > 0 && not_yet(j, i))
		return 0;
	return rc > 0 ? why_set(why, "index/: %08u.ids is not there; run rebuild", (unsigned)day) : rc;
}

const struct lines_record *
lines_get(const struct fixed *f, size_t k, uint32_t day, struct why *why)
{
	const struct lines_record *r = fixed_get(f, k);

	if (r == NULL)
		(void)why_set(why, "index/: %08u.ids: record %zu is damaged; run rebuild", (unsigned)day, k);
	return r;
}

int
lines_find(const struct fixed *f, int64_t seq, uint32_t day, size_t *at, struct why *why)
{
	const struct lines_record *r;
	size_t lo = 0, hi = f->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		r = lines_get(f, mid, day, why);
		if (r == NULL)
			return -1;
		if (r->seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	*at = lo;
	return 0;
}

/* A day's records from the k-th on. */
struct part {
	struct fixed f;
	size_t k;
};

/* Maps the i-th day from the first record behind `after` on (0: all of it). What is before that is looked
 * into only where something is not sound. 0, or -1 and `why`; fixed_unmap in either case. */
static int
map_behind(struct journal *j, size_t i, int64_t after, struct part *p, struct why *why)
{
	const uint32_t day = j->days[i];
	struct fixed *f = &p->f;
	struct why inner;
	size_t n;
	int sound;

	p->k = 0;
	if (after == 0)
		return lines_map(j, i, f, why);
	sound = fixed_map(f, j->root, &lines_kind, day, &inner) == 0 && !f->torn &&
	    is_current(j, day, f, &inner) > 0 && lines_find(f, after + 1, day, &p->k, &inner) == 0;
	for (n = p->k; sound && n < f->n; n++)
		sound = fixed_get(f, n) != NULL;
	if (sound)
		return 0;
	fixed_unmap(f);
	return lines_map(j, i, f, why) != 0 ? -1 : lines_find(f, after + 1, day, &p->k, why);
}

int
lines_each(struct journal *j, const struct lines_range *range, lines_each_fn *fn, void *ctx, struct why *why)
{
	const struct lines_record *r;
	struct part p;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < j->n_days && j->days[i] <= range->until; i++) {
		if (j->days[i] < range->from)
			continue;
		rc = map_behind(j, i, range->after, &p, why);
		for (; rc == 0 && p.k < p.f.n; p.k++) {
			r = lines_get(&p.f, p.k, j->days[i], why);
			if (r != NULL && range->last > 0 && r->seq > range->last)
				break;
			rc = r == NULL ? -1 : fn(ctx, r, j->days[i], why);
		}
		fixed_unmap(&p.f);
	}
	return rc;
}

int
lines_opens(struct journal *j, const struct lines_record *r, struct lines_key *key)
{
	const struct lines_record *x;
	struct fixed f;
	struct why why;
	size_t i, k;
	int opened = 0;

	*key = (struct lines_key){ r->story_day, r->story };
	if (r->kind == WF_STUB)
		return r->entry != 0 && r->story_day != 0;
	if (r->kind != WF_SPLIT)
		return r->kind == WF_NEW;
	*key = (struct lines_key){ r->into_day, r->into };
	for (i = 0; !opened && i < j->n_days; i++) {
		if (j->days[i] < (key->day & ~LINES_LONG) || lines_map(j, i, &f, &why) != 0)
			continue;
		for (k = 0; !opened && k < f.n; k++) {
			x = fixed_get(&f, k);
			if (x == NULL || x->seq >= r->seq)
				break;
			opened = (x->kind == WF_NEW && x->story_day == key->day && x->story == key->hash) ||
			    (x->kind == WF_SPLIT && x->into_day == key->day && x->into == key->hash);
		}
		fixed_unmap(&f);
	}
	return !opened;
}
