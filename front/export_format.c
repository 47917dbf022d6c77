#include "front/export_format.h"

#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "base/utf8.h"
#include "front/export_mail.h"
#include "front/export_xml.h"
#include "front/story_file.h"
#include "store/store.h"

static const char *
cut(const char **at, const char *end, size_t *n)
{
	const char *from = *at, *tab = memchr(from, '\t', (size_t)(end - from));

	*n = (size_t)((tab != NULL ? tab : end) - from);
	*at = tab != NULL ? tab + 1 : end;
	return from;
}

int
export_format_copy(const char **at, struct export_copy *c)
{
	static const char name[] = "Copy: ";
	const char *line, *end, *next;
	size_t n;

	for (line = *at; *line != '\0' && *line != '\n'; line = next) {
		end = strchr(line, '\n');
		if (end == NULL)
			return 0;
		next = end + 1;
		if (strncmp(line, name, sizeof(name) - 1) != 0)
			continue;
		line += sizeof(name) - 1;
		(void)cut(&line, end, &n); /* its date */
		c->feed = cut(&line, end, &c->n_feed);
		(void)cut(&line, end, &n); /* containment */
		c->url = cut(&line, end, &c->n_url);
		c->title = cut(&line, end, &c->n_title);
		*at = next;
		return 1;
	}
	return 0;
}

/* What JSON Feed has no key for. */
static void
json_ours(struct buf *b, const struct export_item *i)
{
	char path[STORE_PATH], value[CHANGES_MARK];
	struct export_copy c;
	const char *at = i->file;
	size_t n;

	store_story_path(i->story, path);
	json_put_open(b, "_wirefold", '{');
	json_put_str(b, "story", i->story);
	story_file_copy(i->file, "Revision", value, sizeof(value));
	json_put_raw(b, "revision", value);
	json_put_str(b, "path", path);
	item_write_text(b, "feed", i->entry->feed);
	story_file_copy(i->file, "Seen", value, sizeof(value));
	json_put_str(b, "seen", value);
	item_write_strings(b, "agency", i->line->agencies, i->line->n_agencies);
	item_write_text(b, "dateline", i->line->dateline);
	item_write_text(b, "extent", i->line->extent);
	story_file_copy(i->file, "Text-Sha256", value, sizeof(value));
	json_put_str(b, "text_sha256", value);
	for (n = 0; export_format_copy(&at, &c); n++) {
		if (n == 0)
			json_put_open(b, "copies", '[');
		json_put_open(b, NULL, '{');
		json_put_strn(b, "feed", c.feed, c.n_feed);
		json_put_strn(b, "url", c.url, c.n_url);
		json_put_strn(b, "title", c.title, c.n_title);
		json_put_close(b, '}');
	}
	if (n > 0)
		json_put_close(b, ']');
	json_put_close(b, '}');
}

/* The HTML, the summary hold what a story hides: they go with texts that hide nothing. */
static void
json_item(struct buf *b, const struct export_item *i)
{
	struct wf_entry e = *i->entry;

	if (i->raw != NULL) {
		(void)buf_put(b, i->raw, i->n_raw);
		return;
	}
	if (strcmp(e.text, i->text) != 0)
		e.html = e.summary = NULL;
	e.text = i->text;
	e.published = i->published;
	e.modified = i->modified;
	json_put_open(b, NULL, '{');
	item_write_entry(b, &e, i->id);
	json_ours(b, i);
	json_put_close(b, '}');
}

static void
jsonl_item(struct buf *b, const struct export_item *i)
{
	json_item(b, i);
	(void)buf_char(b, '\n');
}

static void
jsonfeed_head(struct buf *b, const struct export_head *h)
{
	(void)h;
	(void)buf_str(b, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"wirefold\",\"items\":[\n");
}

static void
jsonfeed_item(struct buf *b, const struct export_item *i)
{
	struct buf one;

	buf_init(&one, b->max);
	json_item(&one, i);
	if (i->number > 0)
		(void)buf_str(b, ",\n");
	if (one.failed || buf_put(b, one.p, one.n) != 0)
		b->failed = 1;
	buf_clear(&one);
}

static void
jsonfeed_tail(struct buf *b)
{
	(void)buf_str(b, "\n]}\n");
}

/* sfeed(5): in the content \n, \t and \\; elsewhere tabs and line ends are blanks. */
static void
tsv_field(struct buf *b, const char *s, int content)
{
	const char *end, *was;
	uint32_t c;

	if (s == NULL)
		return;
	for (end = s + strlen(s); s < end;) {
		was = s;
		c = utf8_next(&s, end);
		if (content && (c == '\n' || c == '\t' || c == '\\'))
			(void)buf_printf(b, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : '\\');
		else if (utf8_control(c))
			(void)buf_char(b, ' ');
		else
			(void)buf_put(b, was, (size_t)(s - was));
	}
}

static void
tsv_item(struct buf *b, const struct export_item *i)
{
	const struct wf_entry *e = i->entry;
	char path[STORE_PATH] = "", revision[16] = "", sha[CHANGES_MARK] = "";
	size_t k;

	if (i->published != TIME_NONE)
		(void)buf_printf(b, "%lld", (long long)i->published);
	(void)buf_char(b, '\t');
	tsv_field(b, e->title, 0);
	(void)buf_char(b, '\t');
	tsv_field(b, e->url, 0);
	(void)buf_char(b, '\t');
	tsv_field(b, i->text, 1);
	(void)buf_printf(b, "\tplain\t%s\t", i->id);
	if (e->n_authors > 0)
		tsv_field(b, e->authors[0].name != NULL ? e->authors[0].name : e->authors[0].email, 0);
	(void)buf_char(b, '\t');
	if (e->n_attachments > 0)
		tsv_field(b, e->attachments[0].url, 0);
	(void)buf_char(b, '\t');
	for (k = 0; k < e->n_tags; k++) {
		if (k > 0)
			(void)buf_char(b, '|');
		tsv_field(b, e->tags[k], 0);
	}
	(void)buf_char(b, '\t');
	tsv_field(b, e->feed, 0);
	if (i->file != NULL) {
		store_story_path(i->story, path);
		story_file_copy(i->file, "Revision", revision, sizeof(revision));
		story_file_copy(i->file, "Text-Sha256", sha, sizeof(sha));
	}
	(void)buf_printf(b, "\t%s\t%s\t%s\t%s\n", i->story, path, revision, sha);
}

static void
txt_item(struct buf *b, const struct export_item *i)
{
	if (i->number > 0)
		(void)buf_str(b, "\f\n");
	if (i->entry->title != NULL) {
		tsv_field(b, i->entry->title, 0);
		(void)buf_char(b, '\n');
	}
	if (i->entry->url != NULL) {
		tsv_field(b, i->entry->url, 0);
		(void)buf_char(b, '\n');
	}
	(void)buf_printf(b, "\n%s\n", i->text);
}

static const struct export_format formats[] = {
	{ "jsonl", NULL, jsonl_item, NULL },
	{ "jsonfeed", jsonfeed_head, jsonfeed_item, jsonfeed_tail },
	{ "atom", export_xml_head, export_xml_item, export_xml_tail },
	{ "tsv", NULL, tsv_item, NULL },
	{ "mbox", NULL, export_mail_item, NULL },
	{ "txt", NULL, txt_item, NULL },
};

const struct export_format *
export_format_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}
