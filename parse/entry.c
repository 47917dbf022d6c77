#include "parse/entry.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "parse/leftover_tail.h"
#include "parse/url.h"

#define ENTRY_MEMORY ((size_t)48 << 20) /* bytes of one entry's strings: all its texts at their ceilings */
#define EXCERPT_WORDS 60                /* a summary below this many words is no article */

static void
forget(struct entry *e)
{
	int i;

	e->title = e->url = e->external = e->guid = e->language = e->image = NULL;
	e->source = e->credit = e->rights = e->comments = e->title_html = NULL;
	e->title_rank = e->url_rank = e->image_rank = e->guid_is_link = 0;
	memset(e->body, 0, sizeof(e->body));
	for (i = 0; i < ENTRY_DATES; i++) {
		e->date[i] = TIME_NONE;
		e->raw[i] = NULL;
	}
	lists_reset(&e->lists);
}

void
entry_init(struct entry *e)
{
	arena_init(&e->arena, ENTRY_MEMORY);
	forget(e);
}

void
entry_reset(struct entry *e)
{
	arena_clear(&e->arena);
	forget(e);
}

void
entry_clear(struct entry *e)
{
	entry_reset(e);
}

void
entry_title(struct entry *e, const char *title, int rank)
{
	if (title != NULL && rank > e->title_rank) {
		e->title = title;
		e->title_rank = rank;
	}
}

void
entry_url(struct entry *e, const char *url, int rank)
{
	if (url != NULL && rank > e->url_rank) {
		e->url = url;
		e->url_rank = rank;
	}
}

void
entry_image(struct entry *e, const char *url, int rank)
{
	if (url != NULL && rank > e->image_rank) {
		e->image = url;
		e->image_rank = rank;
	}
}

void
entry_body(struct entry *e, const struct content *c, int rank)
{
	if (c->text != NULL && e->body[rank].text == NULL)
		e->body[rank] = *c;
}

void
entry_date(struct entry *e, enum entry_date which, const char *raw, int64_t t)
{
	int64_t was = e->date[which];

	if (raw == NULL || (e->raw[which] != NULL && t == TIME_NONE))
		return;
	if (was != TIME_NONE && (which == ENTRY_UPDATED ? t < was : t > was))
		return;
	e->raw[which] = raw;
	e->date[which] = t;
}

static void
pick_dates(struct entry *e, struct wf_entry *out)
{
	static const enum entry_date order[] = { ENTRY_PUBLISHED, ENTRY_CREATED, ENTRY_DC_DATE };
	size_t i;
	int used = -1;

	out->published = TIME_NONE;
	for (i = 0; i < 3 && used < 0; i++) {
		if (e->date[order[i]] != TIME_NONE) {
			out->published = e->date[order[i]];
			out->date_raw = e->raw[order[i]];
			used = (int)order[i];
		}
	}
	out->modified = e->date[ENTRY_UPDATED];
	if (out->modified == TIME_NONE && used >= 0 && used != ENTRY_DC_DATE)
		out->modified = e->date[ENTRY_DC_DATE];
	for (i = 0; out->date_raw == NULL && i < ENTRY_DATES; i++)
		out->date_raw = e->raw[i];
	if (used < 0 && e->raw[ENTRY_UPDATED] != NULL)
		out->date_raw = e->raw[ENTRY_UPDATED];
}

static size_t
count_words(const char *s)
{
	size_t n = 0;

	while (*s != '\0') {
		s += strspn(s, " \n");
		n += *s != '\0';
		s += strcspn(s, " \n");
	}
	return n;
}

/* A summary that stands in for the article: short, or it says so itself. */
static int
is_excerpt(const char *text)
{
	static const char *const tails[] = { "\342\200\246", "...", "[...]", "[\342\200\246]", "[&#8230;]" };
	static const char *const calls[] = { "read more", "continue reading", "read the full story", "read full article" };
	size_t n = strlen(text), i, k;
	const char *tail = n > 120 ? text + n - 120 : text;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		k = strlen(tails[i]);
		if (n >= k && strcmp(text + n - k, tails[i]) == 0)
			return 1;
	}
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcasestr(tail, calls[i]) != NULL)
			return 1;
	return count_words(text) < EXCERPT_WORDS;
}

static void
pick_bodies(struct entry *e, struct wf_entry *out)
{
	int best = ENTRY_BODIES - 1, next;

	while (best > 0 && e->body[best].text == NULL)
		best--;
	out->text = e->body[best].text != NULL ? e->body[best].text : "";
	out->html = e->body[best].html;
	for (next = best - 1; next > 0 && e->body[next].text == NULL; next--)
		continue;
	if (best > 0 && next > 0) {
		out->summary = e->body[next].text;
		out->summary_html = e->body[next].html;
	}
	out->excerpt = best > 0 && best < ENTRY_CONTENT && is_excerpt(out->text);
	out->leftovers = leftover_tail_find(out->text, out->title);
}

static uint64_t
hash(uint64_t h, const char *s)
{
	return s == NULL ? h + 1 : ids_hash(h, s, strlen(s));
}

/* What an entry says, as a number. */
static uint64_t
what(const struct wf_entry *x)
{
	return hash(hash(hash(hash(0, x->url), x->title), x->text), x->date_raw);
}

/* The id as published, else the link, else made from what the entry says. */
static int
pick_id(struct entry *e, struct wf_entry *out, struct ids *ids, int *bad)
{
	uint64_t h = 0;
	const char *id = e->guid != NULL ? e->guid : out->url;
	char made[32];
	size_t n;
	char *s;
	int i, new;

	if (id == NULL || *id == '\0') {
		h = what(out);
		(void)snprintf(made, sizeof(made), "made:%016llx", (unsigned long long)h);
		id = arena_str(&e->arena, made);
		if (id == NULL)
			return -1;
	}
	out->guid = id;
	for (i = 0; (new = ids_take(ids, out->guid)) == 0 && i < 64; i++) {
		if (i >= 8) /* many alike: which one it is makes the difference */
			h = ids_hash(h + ids->n, made, strlen(made));
		*bad = 1;
		if (h == 0)
			h = what(out);
		(void)snprintf(made, sizeof(made), "#%08llx", (unsigned long long)(h >> 32));
		n = strlen(id);
		s = arena_get(&e->arena, n + strlen(made) + 1);
		if (s == NULL)
			return -1;
		memcpy(s, id, n);
		memcpy(s + n, made, strlen(made));
		out->guid = s;
		h = ids_hash(h, made, strlen(made));
	}
	return new == 1 ? 0 : -1;
}

int
entry_finish(struct entry *e, struct wf_entry *out, struct ids *ids, struct buf *work, int *bad)
{
	const char **tags;
	size_t i;

	memset(out, 0, sizeof(*out));
	out->title = e->title;
	out->url = e->url;
	if (out->url == NULL && e->guid_is_link && url_is_http(e->guid))
		out->url = e->guid;
	out->external_url = e->external;
	out->language = e->language;
	out->image = e->image;
	out->source = e->source;
	out->credit = e->credit;
	out->rights = e->rights;
	pick_dates(e, out);
	pick_bodies(e, out);
	if (pick_id(e, out, ids, bad) != 0)
		return -1;
	if (e->title_html != NULL)
		lists_extra(&e->lists, "title_html", e->title_html);
	lists_extra(&e->lists, "comments", e->comments);
	if (lists_finish(&e->lists, &e->arena, work) != 0)
		return -1;
	tags = arena_array(&e->arena, e->lists.n_tags + 1, sizeof(*tags));
	if (tags == NULL)
		return -1;
	for (i = 0; i < e->lists.n_tags; i++)
		tags[i] = e->lists.tags[i].term;
	out->tags = tags;
	out->n_tags = e->lists.n_tags;
	out->authors = e->lists.authors;
	out->n_authors = e->lists.n_authors;
	out->attachments = e->lists.attachments;
	out->n_attachments = e->lists.n_attachments;
	out->extras = e->lists.extras;
	out->n_extras = e->lists.n_extras;
	return 0;
}
