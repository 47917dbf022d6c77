#include "store/archive.h"

#include <stdlib.h>
#include <string.h>

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
	s->applied = rc == 0 ? strtoll(buf_get(&b), &end, 10) : 0;
	if (s->applied < 0)
		s->applied = 0;
	if (s->applied > 0 && *end == ' ' && strspn(end + 1, "0123456789abcdef") == SHA256_HEX) {
		memcpy(s->applied_commit, end + 1, SHA256_HEX);
		s->applied_commit[SHA256_HEX] = '\0';
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
		s->applied = s->j.seq;
		memcpy(s->applied_commit, s->j.prev, sizeof(s->applied_commit));
	}
	return rc;
}

int
archive_chunks(struct store *s, int64_t after, archive_chunk_fn *fn, void *ctx, struct why *why)
{
	struct publish_set set = { NULL, 0, 0 };
	const struct lines_record *r;
	struct fixed f;
	size_t i, k;
	int rc = 0;

	for (i = 0; rc == 0 && i < s->j.n_days; i++) {
		rc = fixed_map(&f, &s->root, &lines_kind, s->j.days[i], why);
		if (rc > 0)
			rc = why_set(why, "index/: %08u.ids is not there; run rebuild",
			    (unsigned)s->j.days[i]);
		for (k = 0; rc == 0 && k < f.n; k++) {
			r = fixed_get(&f, k);
			if (r == NULL || r->seq <= after)
				continue;
			/* Without `after` each story comes once, with the line that opened it. */
			if ((after > 0 || r->kind == WF_NEW) &&
			    publish_set_put(&set, (struct lines_key){ r->story_day, r->story }) < 0)
				rc = why_set(why, "out of memory");
			if (after > 0 && publish_set_put(&set, (struct lines_key){ r->into_day, r->into }) < 0)
				rc = why_set(why, "out of memory");
			if (rc == 0 && set.n >= ARCHIVE_CHUNK) {
				rc = fn(s, &set, ctx, why);
				publish_set_clear(&set);
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

/* 0: all records there are what was written; 1: not; -1 and `why`. */
static int
is_damaged(struct store *s, uint32_t day, struct why *why)
{
	struct fixed f;
	size_t k;
	int rc = fixed_map(&f, &s->root, &lines_kind, day, why);

	if (rc == 0)
		rc = f.n == 0 || f.torn;
	for (k = 0; rc == 0 && k < f.n; k++)
		rc = fixed_get(&f, k) == NULL;
	fixed_unmap(&f);
	return rc;
}

/* Day files of index/ that are missing, torn, damaged or behind are made again. */
static int
complete_lines(struct store *s, struct why *why)
{
	size_t i;
	int rc;

	for (i = 0; i < s->j.n_days; i++) {
		rc = is_damaged(s, s->j.days[i], why);
		if (rc == 0) {
			rc = lines_current(&s->j, s->j.days[i], why);
			rc = rc < 0 ? -1 : !rc;
		}
		if (rc < 0 || (rc > 0 && lines_rebuild(&s->j, s->j.days[i], why) != 0))
			return -1;
	}
	return 0;
}

int
archive_recover(struct store *s, struct why *why)
{
	size_t written = 0;

	if (s->applied == s->j.seq && s->applied_commit[0] != '\0' &&
	    strcmp(s->applied_commit, s->j.prev) != 0)
		return why_set(why, "journal: the commit of seq %lld is not the one in index/applied; run verify",
		    (long long)s->applied);
	if (complete_lines(s, why) != 0)
		return -1;
	if (s->applied > s->j.seq)
		return why_set(why, "index/applied: seq %lld, but the journal ends at %lld; run verify",
		    (long long)s->applied, (long long)s->j.seq);
	if (s->applied == s->j.seq)
		return 0;
	if (archive_chunks(s, s->applied, archive_publish, &written, why) != 0)
		return -1;
	s->unsynced = 1;
	return store_finish(s, why);
}
