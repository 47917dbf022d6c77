/* The story file: header lines, a blank line, the text. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "store/story.h"

#define CREDIBLE_FIRST 0                   /* a feed entry from before 1970 is a wrong date */
#define CREDIBLE_AHEAD ((int64_t)2 * 86400) /* a clock may be a day off, a zone another */

/* A value is the rest of the line: nothing in it may end or forge one. */
static void
value_n(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n, *was;
	uint32_t c;

	while (s < end) {
		was = s;
		c = utf8_next(&s, end);
		if (utf8_control(c))
			(void)buf_char(b, ' ');
		else
			(void)buf_put(b, was, (size_t)(s - was));
	}
}

static void
value(struct buf *b, const char *s)
{
	value_n(b, s, strlen(s));
}

static void
field(struct buf *b, const char *name, const char *s)
{
	if (s == NULL || s[0] == '\0')
		return;
	(void)buf_printf(b, "%s: ", name);
	value(b, s);
	(void)buf_char(b, '\n');
}

static void
time_field(struct buf *b, const char *name, int64_t t)
{
	char s[TIME_LEN];

	time_format(t, s);
	field(b, name, s);
}

static int
credible(int64_t t, const struct wf_line *line)
{
	int64_t seen = line->entry->fetched != TIME_NONE ? line->entry->fetched : line->time;

	return t != TIME_NONE && t > CREDIBLE_FIRST && t <= seen + CREDIBLE_AHEAD;
}

/* The earliest credible publication; else an update; else the arrival. */
static void
dates(struct buf *b, const struct story *s)
{
	static const char *const sources[] = { "published", "updated", "arrival" };
	int64_t best[3] = { TIME_NONE, TIME_NONE, s->seen };
	const struct wf_entry *e;
	size_t i;
	int k = 0;

	for (i = 0; i < s->n; i++) {
		e = s->members[i].line->entry;
		if (credible(e->published, s->members[i].line) &&
		    (best[0] == TIME_NONE || e->published < best[0]))
			best[0] = e->published;
		if (credible(e->modified, s->members[i].line) &&
		    (best[1] == TIME_NONE || e->modified < best[1]))
			best[1] = e->modified;
	}
	while (k < 2 && best[k] == TIME_NONE)
		k++;
	time_field(b, "Date", best[k]);
	field(b, "Date-Source", sources[k]);
}

/* Whom the text names in its byline, unless the feed has named them. */
static void
bylines(struct buf *b, const struct wf_line *line)
{
	const struct wf_entry *e = line->entry;
	size_t i, j;

	for (i = 0; i < line->n_bylines; i++) {
		for (j = 0; j < e->n_authors; j++)
			if (e->authors[j].name != NULL &&
			    strcasestr(e->authors[j].name, line->bylines[i]) != NULL)
				break;
		if (j == e->n_authors)
			field(b, "Author", line->bylines[i]);
	}
}

static void
kept_fields(struct buf *b, const struct story_member *m)
{
	const struct wf_line *line = m->line;
	const struct wf_entry *e = line->entry;
	size_t i;

	field(b, "Feed", m->feed);
	field(b, "Url", e->url);
	for (i = 0; i < e->n_authors; i++)
		field(b, "Author", e->authors[i].name != NULL ? e->authors[i].name : e->authors[i].email);
	bylines(b, line);
	for (i = 0; i < line->n_agencies; i++)
		field(b, "Agency", line->agencies[i]);
	field(b, "Dateline", line->dateline);
	field(b, "Credit", e->credit);
	for (i = 0; i < line->n_credits; i++)
		field(b, "Credit", line->credits[i]);
	field(b, "Language", e->language);
	field(b, "Rights", e->rights);
	for (i = 0; i < e->n_tags; i++)
		field(b, "Tag", e->tags[i]);
	for (i = 0; i < e->n_attachments; i++)
		field(b, "Attachment", e->attachments[i].url);
}

static size_t
outlets(const struct story *s)
{
	const char *a, *b;
	size_t i, j, n = 0;

	for (i = 0; i < s->n; i++) {
		a = s->members[i].group;
		for (j = 0; j < i; j++) {
			b = s->members[j].group;
			if (a == b || (a != NULL && b != NULL && strcmp(a, b) == 0))
				break;
		}
		n += j == i;
	}
	return n;
}

static void
copy(struct buf *b, const struct story_member *m)
{
	const struct wf_entry *e = m->line->entry;
	int64_t t = e->published != TIME_NONE ? e->published : e->fetched;
	char s[TIME_LEN];

	time_format(t, s);
	(void)buf_printf(b, "Copy: %s\t", s);
	value(b, m->feed != NULL ? m->feed : "-");
	if (m->containment >= 0)
		(void)buf_printf(b, "\t%.2f\t", m->containment);
	else
		(void)buf_str(b, "\t-\t");
	value(b, e->url != NULL ? e->url : "-");
	(void)buf_char(b, '\t');
	value(b, e->title != NULL ? e->title : "");
	(void)buf_char(b, '\n');
}

static void
copies(struct buf *b, const struct story *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += i != s->kept && !s->members[i].withdrawn;
	(void)buf_printf(b, "Copies: %zu\nOutlets: %zu\n", n, outlets(s));
	for (i = 0; i < s->n; i++)
		if (i != s->kept && !s->members[i].withdrawn)
			copy(b, &s->members[i]);
}

static int
usable(struct buf *b, const struct story *s, struct why *why)
{
	const struct story_member *m = &s->members[s->kept];
	char hex[SHA256_HEX + 1];
	struct buf text;
	size_t i = 0, k, n;
	const char *p;
	int rc;

	buf_init(&text, SIZE_MAX / 2);
	while (story_paragraph(m, &i, &p, &n)) {
		if (text.n > 0)
			(void)buf_char(&text, '\n');
		value_n(&text, p, n);
		(void)buf_char(&text, '\n');
	}
	if (s->correction)
		field(b, "Correction", "yes");
	for (k = 0; k < s->n_notes; k++)
		field(b, "Note", s->note[k]);
	for (k = 0; k < s->n_flags; k++)
		field(b, "Flag", s->flag[k]);
	field(b, "Title", m->line->entry->title);
	dates(b, s);
	time_field(b, "Seen", s->seen);
	time_field(b, "Changed", s->changed);
	kept_fields(b, m);
	field(b, "Replaces", s->replaces);
	field(b, "Replaced-By", s->replaced_by);
	field(b, "Earlier", s->earlier);
	field(b, "Extent", m->line->extent);
	rc = text.failed ? -1 : sha256_hex(text.p, text.n, hex);
	if (rc == 0) {
		field(b, "Text-Sha256", hex);
		copies(b, s);
		(void)buf_char(b, '\n');
		rc = buf_put(b, text.p, text.n);
	}
	buf_clear(&text);
	return rc == 0 ? 0 : why_set(why, "out of memory");
}

/* Killed or withheld. Feed names only: no title, URL, author or text. */
static void
tombstone(struct buf *b, const struct story *s)
{
	const char *a;
	size_t i, j;

	time_field(b, "Seen", s->seen);
	time_field(b, "Changed", s->changed);
	if (s->status == STORY_KILLED) {
		if (s->killed != TIME_NONE) {
			time_field(b, "Killed", s->killed);
			field(b, "By", s->killed_by);
		} else if (s->redacted != TIME_NONE) {
			time_field(b, "Killed", s->redacted);
			field(b, "By", WF_EDITOR);
		}
		field(b, "Replaced-By", s->replaced_by);
	} else if (s->until > 0) {
		time_field(b, "Until", s->until);
	}
	for (i = 0; i < s->n; i++) {
		a = s->members[i].feed;
		for (j = 0; j < i; j++)
			if (a != NULL && s->members[j].feed != NULL && strcmp(a, s->members[j].feed) == 0)
				break;
		if (j == i)
			field(b, "Feed", a);
	}
}

int
story_write(struct buf *b, const struct story *s, struct why *why)
{
	static const char *const names[] = { "usable", "withheld", "killed", "merged" };
	int rc = 0;

	(void)buf_str(b, "Wirefold: story 1\n");
	field(b, "Story", s->id);
	(void)buf_printf(b, "Revision: %d\n", s->revision);
	field(b, "Status", names[s->status]);
	if (s->status == STORY_USABLE) {
		rc = usable(b, s, why);
	} else if (s->status == STORY_MERGED) {
		field(b, "Merged-Into", s->into);
		time_field(b, "Seen", s->seen);
		time_field(b, "Changed", s->changed);
		(void)buf_char(b, '\n');
	} else {
		tombstone(b, s);
		(void)buf_char(b, '\n');
	}
	return rc != 0 || b->failed ? why_set(why, "out of memory") : 0;
}
