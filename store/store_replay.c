/* Walking the committed lines, and handing the fold its memory back. */
#include <stdlib.h>
#include <string.h>

#include "store/archive.h"

#define LINE_ARENA ((size_t)64 << 20) /* bytes of one line's strings */

/* Reads the line at p; names the place when it cannot be read. */
static int
read_line(const char *p, const struct journal_at *at, struct arena *a, struct wf_line *line,
    struct why *why)
{
	char name[JOURNAL_DAY_NAME];
	struct why inner = { "" };

	arena_clear(a);
	if (item_read(p, at->length, a, line, &inner) == 0)
		return 0;
	journal_day_name(at->day, name);
	return why_set(why, "journal/%s.jsonl: byte %llu: %s", name, (unsigned long long)at->offset,
	    inner.text);
}

/* One day being handed to the fold. */
struct handing {
	struct store *s;
	const struct store_fold *f;
	struct fixed_kind kind;
	struct fixed lines, records;
	size_t at;        /* next record */
	size_t good;      /* records from the first that were taken as they are, none missing yet */
	struct buf made;  /* records to write anew: all of the day's, once one is missing */
	int missing;
};

static int
is_folded(uint32_t kind)
{
	return kind != WF_UNFOLDED && kind != WF_RENAME && kind != WF_REDACT && kind != WF_STUB;
}

/* The record of a line from index/, or NULL. */
static const char *
indexed(struct handing *h, int64_t seq)
{
	const char *r = h->at < h->records.n ? fixed_get(&h->records, h->at) : NULL;
	int64_t got;

	if (r == NULL)
		return NULL;
	memcpy(&got, r, sizeof(got));
	if (got != seq)
		return NULL;
	h->at++;
	return r;
}

/* From here on the day's records are gathered: those before, which are in index/, first. */
static int
gather(struct handing *h)
{
	size_t k;
	int rc = 0;

	for (k = 0; rc == 0 && !h->missing && k < h->good; k++)
		rc = buf_put(&h->made, fixed_get(&h->records, k), h->kind.size);
	h->missing = 1;
	return rc;
}

static int
remake(struct handing *h, const struct lines_record *l, uint32_t day, struct arena *a, struct why *why)
{
	const struct journal_at at = lines_at(l, day);
	char *record = arena_get(a, 1);
	struct wf_line line;
	struct buf b;
	int rc;

	buf_init(&b, JOURNAL_LINE_MAX);
	rc = journal_read(&h->s->j, &at, &b, why);
	if (rc == 0)
		rc = read_line(b.p, &at, a, &line, why);
	if (rc == 0 && (record = arena_get(a, h->f->size)) == NULL)
		rc = why_set(why, "out of memory");
	if (rc == 0)
		rc = h->f->replay(h->f->ctx, &line, record, why);
	if (rc == 0 && (gather(h) != 0 || buf_put(&h->made, &l->seq, sizeof(l->seq)) != 0 ||
	    buf_put(&h->made, record, h->f->size) != 0))
		rc = why_set(why, "out of memory");
	buf_clear(&b);
	return rc;
}

/* A record that the fold refuses (another version, damage that the checksum let by) is
 * made again from its line. */
static int
hand_line(struct handing *h, const struct lines_record *l, uint32_t day, struct arena *a,
    struct why *why)
{
	const char *r = indexed(h, l->seq);
	struct why refused;

	if (r == NULL || h->f->restore(h->f->ctx, r + sizeof(int64_t), &refused) != 0)
		return remake(h, l, day, a, why);
	h->good += !h->missing;
	return !h->missing || buf_put(&h->made, r, h->kind.size) == 0 ? 0 : why_set(why, "out of memory");
}

static int
hand_day(struct handing *h, uint32_t day, struct arena *a, struct why *why)
{
	const struct lines_record *l;
	size_t k;
	int rc = 0;

	for (k = 0; rc == 0 && k < h->lines.n; k++) {
		l = lines_get(&h->lines, k, day, why);
		if (l == NULL)
			return -1;
		if (is_folded(l->kind))
			rc = hand_line(h, l, day, a, why);
	}
	if (rc != 0 || h->s->root.lock < 0 || (!h->missing && h->at == h->records.n && !h->records.torn))
		return rc;
	rc = gather(h) != 0 ? why_set(why, "out of memory") : 0;
	if (rc == 0)
		rc = fixed_replace(&h->s->root,
		    &(struct fixed_put){ &h->kind, day, h->made.p, h->made.n / h->kind.size }, why);
	return rc;
}

/* Words that outlast their day: a rule for a paragraph, a hold and its end. */
static int
hand_rules(struct handing *h, size_t i, struct arena *a, struct why *why)
{
	const struct lines_record *l;
	size_t k;
	int rc = lines_map(&h->s->j, i, &h->lines, why);

	for (k = 0; rc == 0 && k < h->lines.n; k++) {
		l = fixed_get(&h->lines, k);
		if (l != NULL && (l->kind == WF_SET_FURNITURE || l->kind == WF_HOLD || l->kind == WF_RELEASE))
			rc = remake(h, l, h->s->j.days[i], a, why);
	}
	fixed_unmap(&h->lines);
	return rc;
}

int
store_fold(struct store *s, const struct store_fold *f, struct why *why)
{
	struct handing h = { .s = s, .f = f, .kind = archive_record_kind(f->size) };
	struct arena a;
	size_t i;
	int rc = 0;

	arena_init(&a, LINE_ARENA);
	buf_init(&h.made, SIZE_MAX / 2);
	for (i = 0; rc == 0 && i < s->j.n_days; i++) {
		buf_reset(&h.made);
		h.good = 0;
		if (s->j.days[i] < f->day) {
			rc = hand_rules(&h, i, &a, why);
			continue;
		}
		h.at = 0;
		h.missing = 0;
		rc = lines_map(&s->j, i, &h.lines, why);
		if (rc == 0 && fixed_map(&h.records, &s->root, &h.kind, s->j.days[i], why) < 0)
			rc = -1;
		if (rc == 0)
			rc = hand_day(&h, s->j.days[i], &a, why);
		fixed_unmap(&h.lines);
		fixed_unmap(&h.records);
	}
	buf_clear(&h.made);
	arena_clear(&a);
	return rc;
}
