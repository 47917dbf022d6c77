#include "store/archive.h"

#include <stdlib.h>
#include <string.h>

#include "store/item.h"

struct fixed_kind
archive_record_kind(size_t size)
{
	return (struct fixed_kind){ ".idx", size + sizeof(int64_t) };
}

int
archive_read_applied(struct store *s, struct why *why)
{
	struct buf b;
	char *end;
	int rc;

	buf_init(&b, (size_t)1 << 20);
	rc = root_read(&s->root, ROOT_INDEX, "applied", &b, why);
	s->applied.seq = rc == 0 ? strtoll(buf_get(&b), &end, 10) : 0;
	if (s->applied.seq < 0)
		s->applied.seq = 0;
	if (s->applied.seq > 0 && *end == ' ' && strspn(end + 1, "0123456789abcdef") == SHA256_HEX) {
		memcpy(s->applied.commit, end + 1, SHA256_HEX);
		s->applied.commit[SHA256_HEX] = '\0';
	}
	buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

int
archive_write_applied(struct store *s, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, 128);
	(void)buf_printf(&b, "%lld %s\n", (long long)s->j.seq, s->j.prev);
	rc = b.failed ? why_set(why, "out of memory") :
	    root_replace(&s->root, ROOT_INDEX, "applied", &b, why);
	buf_clear(&b);
	if (rc == 0) {
		s->applied.seq = s->j.seq;
		memcpy(s->applied.commit, s->j.prev, sizeof(s->applied.commit));
	}
	return rc;
}

void
archive_progress(const struct store *s, const char *what, size_t i, uint64_t k, uint64_t n)
{
	const uint64_t parts = 1000; /* of a day */

	if (s->progress != NULL)
		s->progress(s->progress_ctx, what, i * parts + (n > 0 ? k * parts / n : 0), s->j.n_days * parts);
}

int
archive_chunks(struct store *s, int64_t after, archive_chunk_fn *fn, void *ctx, struct why *why)
{
	struct publish_set set = { NULL, 0, 0 };
	const struct lines_record *r;
	struct lines_key key;
	struct fixed f;
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->j.n_days; i++) {
		rc = lines_map(&s->j, i, &f, why);
		for (k = 0; rc == 0 && k < f.n; k++) {
			r = fixed_get(&f, k);
			if (r == NULL || r->seq <= after)
				continue;
			/* Without `after` each story comes once, with the line that opened it. */
			if (after == 0 && lines_opens(&s->j, r, &key) && publish_set_put(&set, key) < 0)
				rc = why_set(why, "out of memory");
			if (after > 0 && (publish_set_put(&set, (struct lines_key){ r->story_day, r->story }) < 0 ||
			    publish_set_put(&set, (struct lines_key){ r->into_day, r->into }) < 0))
				rc = why_set(why, "out of memory");
			if (rc == 0 && set.n >= ARCHIVE_CHUNK) {
				rc = fn(s, &set, ctx, why);
				publish_set_clear(&set);
				archive_progress(s, "stories", i, k, f.n);
			}
		}
		fixed_unmap(&f);
	}
	if (rc == 0 && set.n > 0)
		rc = fn(s, &set, ctx, why);
	publish_set_clear(&set);
	return rc;
}

int
archive_publish(struct store *s, const struct publish_set *set, void *ctx, struct why *why)
{
	size_t written;
	size_t *all = ctx;

	if (publish(&s->j, set, &written, why) != 0)
		return -1;
	*all += written;
	return 0;
}

int
archive_recover(struct store *s, struct why *why)
{
	size_t written = 0;

	/* All is as the last run left it: what index/ holds is looked into where it is read. */
	if (s->applied.seq == s->j.seq && s->applied.commit[0] != '\0' &&
	    strcmp(s->applied.commit, s->j.prev) != 0)
		return why_set(why, "journal: the commit of seq %lld is not the one in index/applied; run verify",
		    (long long)s->applied.seq);
	if (s->applied.seq > s->j.seq)
		return why_set(why, "index/applied: seq %lld, but the journal ends at %lld; run verify",
		    (long long)s->applied.seq, (long long)s->j.seq);
	if (s->applied.seq == s->j.seq)
		return 0;
	if (archive_chunks(s, s->applied.seq, archive_publish, &written, why) != 0)
		return -1;
	s->unsynced = 1;
	return store_finish(s, why);
}

int
archive_index_again(struct store *s, uint32_t day, struct why *why)
{
	size_t i;

	if (lines_rebuild(&s->j, day, why) != 0 || fixed_remove(&s->root, ".idx", day, why) != 0)
		return -1;
	for (i = 0; i < s->j.n_days; i++)
		if (s->j.days[i] == day)
			s->j.sound[i] = 1;
	return 0;
}

/* Before a batch goes behind what index/ has of its day: that must end where the day does.
 * What lies there of a day that has no journal is not ours. */
static int
ready_index(struct store *s, struct why *why)
{
	struct fixed f;
	int rc;

	if (s->j.fresh)
		return fixed_remove(&s->root, ".ids", s->j.day, why) != 0 ||
		    fixed_remove(&s->root, ".idx", s->j.day, why) != 0 ? -1 : 0;
	rc = lines_map(&s->j, s->j.n_days - 1, &f, why);
	fixed_unmap(&f);
	return rc;
}

int
archive_commit(struct store *s, struct why *why)
{
	struct fixed_put lines = { &lines_kind, s->j.day, NULL, 0 };
	struct fixed_put records = { NULL, s->j.day, NULL, 0 };
	struct fixed_kind kind = archive_record_kind(s->record_size);

	lines.p = s->lines.p;
	lines.n = s->lines.n / sizeof(struct lines_record);
	records.kind = &kind;
	records.p = s->records.p;
	records.n = s->records.n / kind.size;
	if (ready_index(s, why) != 0 || journal_commit(&s->j, why) != 0 || fixed_append(&s->root, &lines, why) != 0 ||
	    fixed_append(&s->root, &records, why) != 0)
		return -1;
	s->unsynced = 1; /* the tables at least */
	return 0;
}

int
archive_line(const struct store *s, struct journal_at at, struct arena *a, struct wf_line *line, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, JOURNAL_LINE_MAX);
	rc = journal_read(&s->j, &at, &b, why);
	if (rc > 0)
		rc = why_set(why, "seq %lld has just been pruned", (long long)at.seq);
	if (rc == 0)
		rc = item_read(b.p, b.n, a, line, why);
	buf_clear(&b);
	return rc;
}
