#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/archive.h"
#include "store/job.h"

int
store_open(struct store **out, const struct store_options *o, struct why *why)
{
	const struct root_options ro = { o->dir, o->create, o->write };
	struct store *s = calloc(1, sizeof(*s));
	int rc;

	*out = NULL;
	if (s == NULL)
		return why_set(why, "out of memory");
	buf_init(&s->line, JOURNAL_LINE_MAX + 1);
	buf_init(&s->lines, SIZE_MAX / 2);
	buf_init(&s->records, SIZE_MAX / 2);
	rc = root_open(&s->root, &ro, why);
	if (rc != 0) {
		free(s);
		return rc;
	}
	if (archive_read_applied(s, why) == 0 &&
	    journal_open(&s->j, &s->root, o->write, &s->applied, why) == 0 &&
	    (!o->write || (archive_recover(s, why) == 0 && job_finish(s, why) == 0))) {
		*out = s;
		return 0;
	}
	store_close(s);
	return -1;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	journal_close(&s->j);
	root_close(&s->root);
	buf_clear(&s->line);
	buf_clear(&s->lines);
	buf_clear(&s->records);
	publish_set_clear(&s->touched);
	free(s);
}

void
store_progress(struct store *s, store_progress_fn *fn, void *ctx)
{
	s->progress = fn;
	s->progress_ctx = ctx;
}

int64_t
store_lock_age(const char *dir, int64_t now)
{
	return root_lock_age(dir, now);
}

const char *
store_remote(const struct store *s)
{
	return s->root.remote;
}

int64_t
store_seq(const struct store *s)
{
	return s->j.seq;
}

uint64_t
store_text(const struct wf_entry *e)
{
	return lines_text(e);
}

uint64_t
store_page(const struct wf_entry *e)
{
	return lines_page(e);
}

int
store_entry_id(const char *feed, const char *id, char to[static WF_ID_HEX + 1])
{
	unsigned char digest[SHA256_BYTES];

	if (sha256_pair(feed, id, digest) != 0)
		return -1;
	sha256_to_hex(digest, WF_ID_HEX / 2, to);
	return 0;
}

int
store_digest(const void *p, size_t n, char to[static STORE_DIGEST])
{
	return sha256_hex(p, n, to);
}

int
store_begin(struct store *s, int64_t now, struct why *why)
{
	buf_reset(&s->lines);
	buf_reset(&s->records);
	publish_set_clear(&s->touched);
	return journal_begin(&s->j, now, why);
}

int64_t
store_next(const struct store *s)
{
	return journal_next(&s->j);
}

/* The fold record goes behind its seq. */
static int
keep_record(struct store *s, int64_t seq, const void *record, size_t size)
{
	if (record == NULL)
		return 0;
	s->record_size = size;
	if (buf_put(&s->records, &seq, sizeof(seq)) != 0)
		return -1;
	return buf_put(&s->records, record, size);
}

int
store_put(struct store *s, const struct wf_line *line, const void *record, size_t size,
    struct why *why)
{
	struct wf_line numbered = *line;
	struct lines_record r;
	struct journal_at at;

	numbered.seq = journal_next(&s->j);
	buf_reset(&s->line);
	(void)item_write(&s->line, &numbered);
	if (journal_put(&s->j, &s->line, &at, why) != 0)
		return -1;
	lines_record_of(&numbered, &at, &r);
	if (buf_put(&s->lines, &r, sizeof(r)) != 0 ||
	    keep_record(s, numbered.seq, record, size) != 0 ||
	    publish_set_put(&s->touched, lines_key_of(line->story)) < 0 ||
	    publish_set_put(&s->touched, lines_key_of(line->into)) < 0)
		return why_set(why, "out of memory for the batch");
	return 0;
}

int
store_commit(struct store *s, struct why *why)
{
	size_t written;

	if (s->lines.n == 0) {
		journal_drop(&s->j);
		return 0;
	}
	if (archive_commit(s, why) != 0 || publish(&s->j, &s->touched, &written, why) != 0)
		return -1;
	return 0;
}

int
store_finish(struct store *s, struct why *why)
{
	if (s->applied.seq == s->j.seq)
		return 0;
	if (s->unsynced && publish_sync(&s->root, why) != 0)
		return -1;
	s->unsynced = 0;
	return archive_write_applied(s, why);
}

int
store_state_read(struct store *s, const char *name, struct buf *b, struct why *why)
{
	return root_read(&s->root, ROOT_STATE, name, b, why);
}

int
store_state_write(struct store *s, const char *name, const struct buf *b, struct why *why)
{
	return root_replace(&s->root, ROOT_STATE, name, b, why);
}

void
store_story_path(const char *id, char to[static STORE_PATH])
{
	char dir[STORY_DIR], file[STORY_FILE];

	story_path(id, dir, file);
	(void)snprintf(to, STORE_PATH, "stories/%s/%s", dir, file);
}

int
store_story(struct store *s, const char *id, struct buf *b, struct why *why)
{
	char path[STORE_PATH];

	store_story_path(id, path);
	return root_read(&s->root, ROOT_STORIES, path + sizeof("stories/") - 1, b, why);
}
