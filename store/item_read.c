#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "store/item.h"

/* One line being read. */
struct reading {
	struct json j;
	struct arena *a;
	struct wf_line *line;
	struct wf_entry *entry;
	const char *id;      /* the top-level "id" */
	int kind_seen, content_seen, redacted;
	struct why *why;
};

enum type { STRING, TIME, INT, BOOL };

struct key {
	const char *name;
	size_t offset;
	enum type type;
};

#define E(name, field, type) { name, offsetof(struct wf_entry, field), type }
static const struct key top_keys[] = {
	E("url", url, STRING), E("external_url", external_url, STRING), E("title", title, STRING),
	E("content_text", text, STRING), E("content_html", html, STRING),
	E("summary", summary, STRING), E("date_published", published, TIME),
	E("date_modified", modified, TIME), E("language", language, STRING),
	E("image", image, STRING),
};
static const struct key our_keys[] = {
	E("guid", guid, STRING), E("feed", feed, STRING), E("key", key, STRING), E("group", group, STRING),
	E("owner", owner, STRING), E("fetched", fetched, TIME), E("date_raw", date_raw, STRING),
	E("summary_html", summary_html, STRING), E("source", source, STRING),
	E("credit", credit, STRING), E("rights", rights, STRING), E("excerpt", excerpt, BOOL),
	E("leftovers", leftovers, INT), E("rank", rank, INT), E("furniture_mode", furniture, INT),
	E("feed_text", feed_text, STRING),
};
#undef E
#define L(name, field, type) { name, offsetof(struct wf_line, field), type }
static const struct key line_keys[] = {
	L("seq", seq, TIME), L("time", time, TIME), L("rule", rule, STRING),
	L("extent", extent, STRING), L("note", note, STRING), L("dateline", dateline, STRING), L("to", to, STRING),
	L("text", redacted, STRING), L("until", until, TIME), L("revision", revision, INT), L("of", of, INT), L("distance", distance, INT),
};
#undef L

static int
bad(struct reading *r, const char *what)
{
	return r->j.failed ? why_set(r->why, "%s", r->j.why.text) : why_set(r->why, "%s", what);
}

/* Text is decoded into the arena, and stays. */
static const char *
keep(struct reading *r)
{
	return json_take(&r->j);
}

/* A string that is copied up to the first NUL: none of our strings holds one. */
static int
take_string(struct reading *r, const char **to, enum json_token t)
{
	if (t == JSON_NUMBER || t == JSON_STRING) {
		*to = keep(r);
		return *to != NULL ? 0 : why_set(r->why, "out of memory");
	}
	return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad string");
}

static int
take(struct reading *r, const struct key *key, void *base)
{
	void *at = (char *)base + key->offset;
	enum json_token t = json_next(&r->j);
	int64_t v;

	if (t == JSON_ERROR)
		return bad(r, "bad value");
	if (key->type == STRING)
		return take_string(r, at, t);
	if (key->type == BOOL) {
		*(int *)at = t == JSON_TRUE;
	} else if (t == JSON_NUMBER && json_int(&r->j, &v) == 0) {
		if (key->type == TIME)
			*(int64_t *)at = v;
		else
			*(int *)at = v > INT32_MAX || v < INT32_MIN ? 0 : (int)v;
	} else if (t == JSON_STRING && key->type == TIME) {
		*(int64_t *)at = time_parse(r->j.text, r->j.n);
	}
	return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad value");
}

/* Room for one more element of `size` bytes; a full list is copied to one twice as
 * long. `n` elements are there. NULL when out of memory. */
static void *
room(struct reading *r, void *list, size_t n, size_t size)
{
	void *bigger;

	if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
		return list;
	bigger = arena_array(r->a, n < 4 ? 4 : n * 2, size);
	if (bigger != NULL && list != NULL && n > 0)
		memcpy(bigger, list, n * size);
	if (bigger == NULL)
		(void)why_set(r->why, "out of memory");
	return bigger;
}

static const struct key *
find(const struct key *keys, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}
#define FIND(keys, name) find(keys, sizeof(keys) / sizeof((keys)[0]), name)

/* An array of strings (other elements are passed over), at most WF_LIST_MAX. */
static int
take_strings(struct reading *r, const char *const **to, size_t *n)
{
	const char **list = NULL;
	enum json_token t = json_next(&r->j);

	if (t != JSON_ARRAY)
		return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad list");
	*n = 0; /* a key that repeats begins again */
	while ((t = json_next(&r->j)) != JSON_ARRAY_END) {
		if (t == JSON_ERROR)
			return bad(r, "bad list");
		if (t == JSON_STRING && *n < WF_LIST_MAX) {
			list = room(r, list, *n, sizeof(*list));
			if (list == NULL || (list[*n] = keep(r)) == NULL)
				return why_set(r->why, "out of memory");
			(*n)++;
		} else if (json_skip(&r->j, t) != 0) {
			return bad(r, "bad list");
		}
	}
	*to = list;
	return 0;
}

static int
take_furniture(struct reading *r)
{
	enum json_token t = json_next(&r->j);
	int *list = NULL;
	int64_t v;

	if (t != JSON_ARRAY)
		return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad list");
	r->line->n_furniture = 0;
	while ((t = json_next(&r->j)) != JSON_ARRAY_END) {
		if (t == JSON_ERROR || json_skip(&r->j, t) != 0)
			return bad(r, "bad list");
		if (t == JSON_NUMBER && json_int(&r->j, &v) == 0 && v >= 0 && v < INT32_MAX &&
		    r->line->n_furniture < WF_LIST_MAX) {
			list = room(r, list, r->line->n_furniture, sizeof(*list));
			if (list == NULL)
				return -1;
			list[r->line->n_furniture++] = (int)v;
		}
	}
	r->line->furniture = list;
	return 0;
}

/* The members of one object by a table, `nested` keys through a second one. */
static int
take_members(struct reading *r, const struct key *keys, size_t n, void *base)
{
	const struct key *k;
	enum json_token t;

	while ((t = json_next(&r->j)) != JSON_OBJECT_END) {
		if (t == JSON_ERROR)
			return bad(r, "bad object");
		k = find(keys, n, r->j.text);
		if (k != NULL && k->name[0] != '_') {
			if (take(r, k, base) != 0)
				return -1;
		} else if (k != NULL && json_next(&r->j) == JSON_OBJECT) {
			if (take_members(r, keys, n, base) != 0)
				return -1;
		} else if (json_skip(&r->j, k != NULL ? JSON_NULL : t) != 0) {
			return bad(r, "bad object");
		}
	}
	return 0;
}

static const struct key person_keys[] = {
	{ "name", offsetof(struct wf_person, name), STRING },
	{ "url", offsetof(struct wf_person, url), STRING },
	{ "avatar", offsetof(struct wf_person, avatar), STRING },
	{ "email", offsetof(struct wf_person, email), STRING },
	{ "_wirefold", 0, STRING },
};
static const struct key attachment_keys[] = {
	{ "url", offsetof(struct wf_attachment, url), STRING },
	{ "mime_type", offsetof(struct wf_attachment, mime), STRING },
	{ "title", offsetof(struct wf_attachment, title), STRING },
	{ "size_in_bytes", offsetof(struct wf_attachment, size), TIME },
	{ "duration_in_seconds", offsetof(struct wf_attachment, duration), TIME },
};

/* An array of objects of `size` bytes each, read by a table. */
static void *
take_objects(struct reading *r, const struct key *keys, size_t n_keys, size_t size, size_t *n)
{
	enum json_token t = json_next(&r->j);
	char *list = room(r, NULL, 0, size), *at;

	*n = 0;
	if (list == NULL)
		return NULL;
	if (t != JSON_ARRAY)
		return json_skip(&r->j, t) == 0 ? list : (bad(r, "bad list"), NULL);
	while ((t = json_next(&r->j)) != JSON_ARRAY_END) {
		if (t == JSON_OBJECT && *n < WF_LIST_MAX) {
			list = room(r, list, *n, size);
			if (list == NULL)
				return NULL;
			at = list + *n * size;
			if (keys == attachment_keys)
				((struct wf_attachment *)(void *)at)->size =
				    ((struct wf_attachment *)(void *)at)->duration = -1;
			if (take_members(r, keys, n_keys, at) != 0)
				return NULL;
			(*n)++;
		} else if (t == JSON_ERROR || json_skip(&r->j, t) != 0) {
			(void)bad(r, "bad list");
			return NULL;
		}
	}
	return list;
}

/* The object of extras: text as it is, anything else as JSON text. */
static int
take_extras(struct reading *r)
{
	struct wf_pair *list = NULL;
	enum json_token t = json_next(&r->j);
	size_t n = 0, len;
	const char *from;
	char *name;

	if (t != JSON_OBJECT)
		return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad object");
	while ((t = json_next(&r->j)) == JSON_KEY) {
		len = r->j.n;
		name = arena_get(r->a, len + sizeof(":json"));
		list = room(r, list, n, sizeof(*list));
		if (name == NULL || list == NULL)
			return why_set(r->why, "out of memory");
		memcpy(name, r->j.text, len);
		from = r->j.p;
		t = json_next(&r->j);
		if (t == JSON_STRING && n < WF_LIST_MAX) {
			list[n].value = keep(r);
			list[n++].name = name;
		} else if (t == JSON_ERROR || json_skip(&r->j, t) != 0) {
			return bad(r, "bad object");
		} else if (n < WF_LIST_MAX) {
			memcpy(name + len, ":json", sizeof(":json"));
			list[n].value = arena_strn(r->a, from, (size_t)(r->j.p - from));
			list[n++].name = name;
		}
	}
	if (t != JSON_OBJECT_END)
		return bad(r, "bad object");
	r->entry->extras = list;
	r->entry->n_extras = n;
	return 0;
}

static int
take_fixed(struct reading *r, char *to, size_t room)
{
	enum json_token t = json_next(&r->j);

	if (t == JSON_STRING && r->j.n < room && strlen(r->j.text) == r->j.n)
		memcpy(to, r->j.text, r->j.n + 1);
	else if (t == JSON_STRING)
		return bad(r, "id too long");
	return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad id");
}

static int
take_kind(struct reading *r)
{
	enum json_token t = json_next(&r->j);
	int kind = t != JSON_STRING ? -1 : strcmp(r->j.text, "redacted") == 0 ? WF_REDACT :
	    item_kind_of(r->j.text);

	if (kind < 0)
		return why_set(r->why, "unknown kind");
	r->redacted |= kind == WF_REDACT && strcmp(r->j.text, "redacted") == 0;
	r->line->kind = (enum wf_kind)kind;
	r->kind_seen = 1;
	return 0;
}

static int
take_real(struct reading *r, double *to)
{
	enum json_token t = json_next(&r->j);

	if (t == JSON_NUMBER)
		*to = strtod(r->j.text, NULL);
	return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad number");
}

/* Inside `_wirefold`. */
static int
our_member(struct reading *r)
{
	struct wf_line *l = r->line;
	const struct key *k;
	const char *name = r->j.text;

	if ((k = FIND(line_keys, name)) != NULL)
		return take(r, k, l);
	if (strcmp(name, "feed") == 0 && take(r, FIND(our_keys, name), r->entry) == 0) {
		l->feed = r->entry->feed;
		return 0;
	}
	if ((k = FIND(our_keys, name)) != NULL)
		return take(r, k, r->entry);
	if (strcmp(name, "kind") == 0 || strcmp(name, "was") == 0)
		return take_kind(r);
	if (strcmp(name, "story") == 0)
		return take_fixed(r, l->story, sizeof(l->story));
	if (strcmp(name, "into") == 0)
		return take_fixed(r, l->into, sizeof(l->into));
	if (strcmp(name, "entry") == 0)
		return take_fixed(r, l->entry_id, sizeof(l->entry_id));
	if (strcmp(name, "near") == 0)
		return take_fixed(r, l->near, sizeof(l->near));
	if (strcmp(name, "paragraph") == 0)
		return take_fixed(r, l->paragraph, sizeof(l->paragraph));
	if (strcmp(name, "containment") == 0)
		return take_real(r, &l->containment);
	if (strcmp(name, "furniture") == 0)
		return take_furniture(r);
	if (strcmp(name, "agency") == 0)
		return take_strings(r, &l->agencies, &l->n_agencies);
	if (strcmp(name, "byline") == 0)
		return take_strings(r, &l->bylines, &l->n_bylines);
	if (strcmp(name, "credits") == 0)
		return take_strings(r, &l->credits, &l->n_credits);
	if (strcmp(name, "flags") == 0)
		return take_strings(r, &l->flags, &l->n_flags);
	if (strcmp(name, "extra") == 0)
		return take_extras(r);
	return json_skip(&r->j, JSON_KEY) == 0 ? 0 : bad(r, "bad value");
}

static int
ours(struct reading *r)
{
	enum json_token t = json_next(&r->j);

	if (t != JSON_OBJECT)
		return json_skip(&r->j, t) == 0 ? 0 : bad(r, "bad _wirefold");
	while ((t = json_next(&r->j)) == JSON_KEY)
		if (our_member(r) != 0)
			return -1;
	return t == JSON_OBJECT_END ? 0 : bad(r, "bad _wirefold");
}

static int
top_member(struct reading *r)
{
	const struct key *k;
	const char *name = r->j.text;

	if ((k = FIND(top_keys, name)) != NULL) {
		r->content_seen = 1;
		return take(r, k, r->entry);
	}
	if (strcmp(name, "id") == 0)
		return take_string(r, &r->id, json_next(&r->j));
	if (strcmp(name, "tags") == 0)
		return take_strings(r, &r->entry->tags, &r->entry->n_tags);
	if (strcmp(name, "authors") == 0) {
		r->entry->authors = take_objects(r, person_keys, 5, sizeof(struct wf_person),
		    &r->entry->n_authors);
		return r->entry->authors != NULL ? 0 : -1;
	}
	if (strcmp(name, "attachments") == 0) {
		r->entry->attachments = take_objects(r, attachment_keys, 5,
		    sizeof(struct wf_attachment), &r->entry->n_attachments);
		return r->entry->attachments != NULL ? 0 : -1;
	}
	if (strcmp(name, "_wirefold") == 0)
		return ours(r);
	return json_skip(&r->j, JSON_KEY) == 0 ? 0 : bad(r, "bad value");
}

/* Of an entry that was redacted its id is left. */
static int
destroyed(struct reading *r)
{
	struct wf_entry *e = r->entry;

	if (strspn(r->line->entry_id, "0123456789abcdef") != WF_ID_HEX)
		return why_set(r->why, "redacted entry without id");
	memcpy(e->id, r->line->entry_id, sizeof(e->id));
	r->line->entry_id[0] = '\0';
	e->guid = e->id;
	e->text = "";
	e->rank = 100;
	r->line->entry = e;
	return 0;
}

/* The id is ours when a guid stands beside it, else it is the guid. */
static int
finish(struct reading *r)
{
	struct wf_entry *e = r->entry;

	if (!r->redacted)
		r->line->redacted = NULL;
	if (r->kind_seen && !item_has_entry(r->line->kind)) {
		r->line->entry = NULL;
		return 0;
	}
	if (r->line->redacted != NULL)
		return destroyed(r);
	if (r->id == NULL || r->id[0] == '\0')
		return why_set(r->why, "item without id");
	if (e->guid == NULL || e->guid[0] == '\0')
		e->guid = r->id;
	else if (strlen(r->id) == WF_ID_HEX)
		memcpy(e->id, r->id, WF_ID_HEX + 1);
	else
		return why_set(r->why, "entry id that is not %d hex digits", WF_ID_HEX);
	if (e->text == NULL)
		e->text = "";
	if (e->rank == 0)
		e->rank = 100;
	e->fulltext = item_fulltext(r->line);
	r->line->entry = e;
	return 0;
}

int
item_read(const char *p, size_t n, struct arena *a, struct wf_line *line, struct why *why)
{
	struct reading r = { .a = a, .line = line, .why = why };
	enum json_token t;
	char *text;
	int rc = 0;

	memset(line, 0, sizeof(*line));
	line->time = TIME_NONE;
	line->containment = -1;
	line->distance = -1;
	r.entry = arena_get(a, sizeof(*r.entry));
	text = n < SIZE_MAX ? arena_get(a, n + 1) : NULL;
	if (r.entry == NULL || text == NULL)
		return why_set(why, "out of memory");
	r.entry->published = r.entry->modified = r.entry->fetched = TIME_NONE;
	json_init_fixed(&r.j, p, n, text, n + 1);
	if (json_next(&r.j) != JSON_OBJECT)
		rc = bad(&r, "not a JSON object");
	while (rc == 0 && (t = json_next(&r.j)) != JSON_END) {
		if (t == JSON_KEY)
			rc = top_member(&r);
		else if (t != JSON_OBJECT_END)
			rc = bad(&r, "bad object");
	}
	if (rc == 0)
		rc = finish(&r);
	return rc;
}
