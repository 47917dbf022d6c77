/* Where a seq or a time is in the journal, by the days and their records. */
#include <string.h>

#include "base/time.h"
#include "store/archive.h"
#include "store/changes_find.h"
#include "store/item.h"
#include "store/sha256.h"

#define LINE_ARENA ((size_t)64 << 20)       /* bytes of one line's strings */

/* The seq that the day begins with (0: it has no record). Only where its first record is not what was
 * written, the day is looked into. */
static int
day_first(struct store *s, size_t i, int64_t *seq, struct why *why)
{
	const struct lines_record *r;
	struct fixed f;
	int rc = fixed_map(&f, s->j.root, &lines_kind, s->j.days[i], why);

	r = rc == 0 && f.n > 0 ? fixed_get(&f, 0) : NULL;
	*seq = r != NULL ? r->seq : 0;
	fixed_unmap(&f);
	if (r != NULL || rc < 0)
		return rc;
	rc = lines_map(&s->j, i, &f, why);
	if (rc == 0 && f.n > 0) {
		r = lines_get(&f, 0, s->j.days[i], why);
		rc = r == NULL ? -1 : 0;
		*seq = r != NULL ? r->seq : 0;
	}
	fixed_unmap(&f);
	return rc;
}

/* The newest day that begins at or before `seq`, or the first. */
int
changes_find_day(struct store *s, int64_t seq, size_t *day, struct why *why)
{
	size_t lo = 0, hi = s->j.n_days, mid, k;
	int64_t first;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		for (first = 0, k = mid; k < hi && first == 0; k++)
			if (day_first(s, k, &first, why) != 0)
				return -1;
		if (first > seq || first == 0)
			hi = mid;
		else
			lo = k - 1;
	}
	*day = lo;
	return 0;
}

int
changes_last(struct store *s, int64_t *seq, struct why *why)
{
	const struct lines_record *r;
	struct journal_commit commit;
	struct journal_day d;
	const char *line;
	struct fixed f;
	size_t i, k;
	int rc = 0;

	*seq = 0;
	for (i = s->j.n_days; rc == 0 && *seq == 0 && i-- > 0;) {
		if (journal_map(&s->j, s->j.days[i], &d, why) != 0)
			return -1;
		line = d.n > 1 ? memrchr(d.p, '\n', d.n - 1) : NULL;
		if (line == NULL || journal_commit_read(line + 1, (size_t)(d.p + d.n - 1 - (line + 1)), &commit) != 0)
			commit.seq = 0;
		journal_unmap(&d);
		rc = lines_map(&s->j, i, &f, why);
		/* index/ may have less than the journal after a crash, or more of a batch just now. */
		for (k = f.n; rc == 0 && *seq == 0 && commit.seq > 0 && k-- > 0;) {
			r = lines_get(&f, k, s->j.days[i], why);
			rc = r == NULL ? -1 : 0;
			if (r != NULL && r->seq <= commit.seq)
				*seq = r->seq;
		}
		fixed_unmap(&f);
	}
	return rc;
}

int
changes_find_line(struct store *s, const struct lines_record *r, uint32_t day, struct buf *b, struct why *why)
{
	const struct journal_at at = lines_at(r, day);

	return journal_read(&s->j, &at, b, why);
}

static int
line_time(struct store *s, const struct lines_record *r, uint32_t day, int64_t *t, struct why *why)
{
	struct wf_line line;
	struct arena a;
	struct buf b;
	int rc;

	arena_init(&a, LINE_ARENA);
	buf_init(&b, JOURNAL_LINE_MAX);
	rc = changes_find_line(s, r, day, &b, why);
	*t = TIME_NONE;
	if (rc > 0)
		rc = 0; /* pruned just now */
	else if (rc == 0) {
		rc = item_read(b.p, b.n, &a, &line, why);
		*t = line.time;
	}
	buf_clear(&b);
	arena_clear(&a);
	return rc;
}

/* In one day: lines come in the order of their times. */
static int
since_in_day(struct store *s, size_t i, int64_t t, int64_t *after, struct why *why)
{
	const uint32_t day = s->j.days[i];
	const struct lines_record *r;
	size_t lo = 0, hi, mid, k;
	struct fixed f;
	int64_t at;
	int rc = lines_map(&s->j, i, &f, why);

	for (hi = f.n; rc == 0 && lo < hi;) {
		mid = lo + (hi - lo) / 2;
		/* What stands for pruned lines has no time, and nothing happened there. */
		for (at = TIME_NONE, k = mid; rc == 0 && k < hi && at == TIME_NONE; k++) {
			r = lines_get(&f, k, day, why);
			rc = r == NULL ? -1 : line_time(s, r, day, &at, why);
		}
		if (rc == 0 && at != TIME_NONE && at < t)
			lo = k;
		else
			hi = mid;
	}
	r = rc == 0 && f.n > 0 ? lines_get(&f, lo < f.n ? lo : f.n - 1, day, why) : NULL;
	if (r != NULL)
		*after = lo < f.n ? r->seq - 1 : r->seq;
	fixed_unmap(&f);
	return rc;
}

int
changes_since(struct store *s, int64_t t, int64_t *after, struct why *why)
{
	char name[TIME_DAY_LEN];
	uint32_t day;
	int64_t seq;
	size_t i;

	time_day(t, name);
	day = journal_day_of(name);
	*after = 0;
	for (i = 0; i < s->j.n_days && s->j.days[i] < day; i++)
		;
	if (i == s->j.n_days)
		return changes_last(s, after, why);
	if (s->j.days[i] == day)
		return since_in_day(s, i, t, after, why);
	if (day_first(s, i, &seq, why) != 0)
		return -1;
	*after = seq > 0 ? seq - 1 : 0;
	return 0;
}

int
changes_mark(struct store *s, int64_t seq, char to[static CHANGES_MARK], int64_t *first, struct why *why)
{
	const struct lines_record *r = NULL;
	unsigned char digest[SHA256_BYTES];
	struct fixed f;
	struct buf b;
	size_t i, at = 0;
	int rc;

	*first = 0;
	if (s->j.n_days == 0)
		return 1;
	if (day_first(s, 0, first, why) != 0 || changes_find_day(s, seq, &i, why) != 0)
		return -1;
	rc = lines_map(&s->j, i, &f, why);
	if (rc == 0)
		rc = lines_find(&f, seq, s->j.days[i], &at, why);
	if (rc == 0 && at < f.n)
		r = lines_get(&f, at, s->j.days[i], why);
	buf_init(&b, JOURNAL_LINE_MAX);
	if (journal_is_stub(&s->j, s->j.days[i]) > 0)
		*first = seq + 1;
	if (rc == 0 && (r == NULL || r->seq != seq))
		rc = 1;
	if (rc == 0)
		rc = changes_find_line(s, r, s->j.days[i], &b, why);
	if (rc == 0 && journal_digest(b.p, b.n, digest) != 0)
		rc = why_set(why, "out of memory");
	if (rc == 0)
		sha256_to_hex(digest, SHA256_BYTES, to);
	buf_clear(&b);
	fixed_unmap(&f);
	return rc;
}
