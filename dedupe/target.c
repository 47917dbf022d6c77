#include "dedupe/target.h"

#include <string.h>
#include <strings.h>

#include "dedupe/agency.h"
#include "dedupe/hash.h"
#include "dedupe/match.h"
#include "dedupe/title.h"
#include "dedupe/url.h"
#include "dedupe/words.h"

#define ITEM_LEAST 4      /* characters of an item number ... */
#define DIGITS_LEAST 5    /* ... that has no letter: a year is none */
#define TOKEN_MAX 200     /* bytes of one word of a notice */
#define TOKENS 400        /* words of a notice that are looked at */
#define HEADLINE_WORDS 3u /* in quotation marks: less is a word, not a headline */
#define HEADLINE_BYTES 300
#define WALK 64           /* entries under one key */

struct looking {
	struct fold *f;
	struct target *t;
	int own;              /* only entries of the notice's feed, owner or agency */
	int windowed;
};

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Hash of the n bytes as an item number, case folded; 0 if it looks like none. */
static uint64_t
item_hash(const char *s, size_t n)
{
	char low[64];
	size_t i, digits = 0, letters = 0;

	if (n < ITEM_LEAST || n >= sizeof(low))
		return 0;
	for (i = 0; i < n; i++) {
		digits += (size_t)is_digit(s[i]);
		letters += (size_t)is_letter(s[i]);
		low[i] = is_letter(s[i]) ? (char)(s[i] | 0x20) : s[i];
	}
	if (digits < 2 || (letters == 0 && digits < DIGITS_LEAST))
		return 0;
	return hash_bytes(1, low, n);
}

uint64_t
target_item(const char *guid)
{
	size_t n = strlen(guid), from;

	while (n > 0 && !is_digit(guid[n - 1]) && !is_letter(guid[n - 1]))
		n--;
	for (from = n; from > 0 && (is_digit(guid[from - 1]) || is_letter(guid[from - 1]) ||
	    guid[from - 1] == '-'); from--)
		;
	return item_hash(guid + from, n - from);
}

/* `BC-NORLAND-BANK/`, `US--Budget, 1st Ld-Writethru`: the words up to a comma or colon. */
static uint64_t
desk_hash(const char *s, size_t n)
{
	static const char *const cycles[] = { "BC-", "AM-", "PM-" };
	struct words_reader r;
	uint64_t h = 0;
	size_t i, letters = 0;

	for (i = 0; i < 3; i++)
		if (n > 3 && memcmp(s, cycles[i], 3) == 0) {
			s += 3;
			n -= 3;
		}
	for (i = 0; i < n && s[i] != ',' && s[i] != ':' && s[i] != '(' && s[i] != ';'; i++)
		letters += (size_t)is_letter(s[i]);
	if (letters < 4)
		return 0;
	words_start(&r, s, i);
	while (words_next(&r))
		h = hash_pair(h, r.hash);
	return h;
}

/* A word in capitals with a hyphen or stroke in it, or one with `--`. */
static int
is_slug(const char *s, size_t n)
{
	size_t i, capitals = 0, small = 0, joints = 0;

	for (i = 0; i < n; i++) {
		capitals += s[i] >= 'A' && s[i] <= 'Z';
		small += s[i] >= 'a' && s[i] <= 'z';
		joints += s[i] == '/' || s[i] == '-';
		if (s[i] == ' ' || s[i] == '.')
			return 0;
	}
	if (n > 3 && (memcmp(s, "BC-", 3) == 0 || memcmp(s, "AM-", 3) == 0 || memcmp(s, "PM-", 3) == 0))
		return 1;
	if (memmem(s, n, "--", 2) != NULL && is_letter(s[0]) && is_letter(s[n - 1]))
		return 1;
	return joints > 0 && capitals >= 4 && small == 0;
}

uint64_t
target_desk(const struct wf_entry *e)
{
	const char *name, *p;
	size_t i, n;

	for (i = 0; i < e->n_extras; i++) {
		name = strrchr(e->extras[i].name, ':');
		name = name != NULL ? name + 1 : e->extras[i].name;
		if (strcasecmp(name, "slug") == 0 || strcasecmp(name, "slugline") == 0)
			return desk_hash(e->extras[i].value, strlen(e->extras[i].value));
	}
	if (e->title != NULL) {
		n = strcspn(e->title, " ,");
		p = strchr(e->title, ',');
		if (is_slug(e->title, n))
			return desk_hash(e->title, p != NULL ? (size_t)(p - e->title) : strlen(e->title));
	}
	for (i = 0; i < e->n_tags; i++)
		if (is_slug(e->tags[i], strlen(e->tags[i])))
			return desk_hash(e->tags[i], strlen(e->tags[i]));
	return 0;
}

static void
found(const struct looking *l, struct entry *e)
{
	const struct fold_record *r = &l->f->rec;
	struct target *t = l->t;
	int64_t d = r->t > e->t ? r->t - e->t : e->t - r->t;

	if (e->story == NULL || e->kind == WF_NOTICE || strcmp(e->id, r->entry) == 0)
		return;
	if (l->own && !match_lineage(r, e) && (r->owner == 0 || r->owner != e->story->agency))
		return;
	if (l->windowed && d > l->f->options.window)
		return;
	if (t->n > 0 && t->story[0] == e->story)
		return;
	if (t->n == 0)
		t->near = e;
	if (t->n < 2)
		t->story[t->n++] = e->story;
}

static void
look(const struct looking *l, enum entry_by by, uint64_t key)
{
	struct entry *e = window_find(l->f->window, by, key);
	int i;

	for (i = 0; e != NULL && i < WALK; i++) {
		found(l, e);
		e = window_next(l->f->window, by, e);
	}
}

/* Calls one look-up for every word of the text, punctuation about it off. */
static void
each_token(const struct looking *l, const char *s, void (*one)(const struct looking *, const char *, size_t))
{
	static const char around[] = ".,;:()<>[]{}\"'!?*";
	size_t n;
	int i;

	for (i = 0; *s != '\0' && i < TOKENS; i++) {
		s += strspn(s, " \t\n");
		n = strcspn(s, " \t\n");
		while (n > 0 && strchr(around, *s) != NULL) {
			s++;
			n--;
		}
		for (; n > 0 && n <= TOKEN_MAX; n--) {
			one(l, s, n);
			if (strchr(around, s[n - 1]) == NULL)
				break;
		}
		s += strcspn(s, " \t\n");
	}
}

static void
by_guid(const struct looking *l, const char *s, size_t n)
{
	char word[TOKEN_MAX + 1];

	if (n < 3)
		return;
	memcpy(word, s, n);
	word[n] = '\0';
	if (strstr(word, "://") != NULL)
		look(l, ENTRY_BY_URL, url_key(word));
	look(l, ENTRY_BY_GUID, hash_str(word));
}

static void
by_item(const struct looking *l, const char *s, size_t n)
{
	look(l, ENTRY_BY_ITEM, item_hash(s, n));
}

static void
by_slug(const struct looking *l, const char *s, size_t n)
{
	if (is_slug(s, n))
		look(l, ENTRY_BY_DESK, desk_hash(s, n));
}

/* `slugged US--Pompeo-North Korea, sent at ...` */
static void
by_slugged(const struct looking *l, const char *text)
{
	static const char *const words[] = { "slugged ", "slug: ", "slug ", "slugline ", "Stichwort " };
	const char *p;
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (p = text; (p = strstr(p, words[i])) != NULL;) {
			p += strlen(words[i]);
			n = strcspn(p, ",.;\n");
			if (n > 0 && n < HEADLINE_BYTES)
				look(l, ENTRY_BY_DESK, desk_hash(p, n));
		}
}

static void
by_title(const struct looking *l, const char *s, size_t n)
{
	char text[HEADLINE_BYTES + 1];
	struct title title;

	if (n > HEADLINE_BYTES)
		return;
	memcpy(text, s, n);
	text[n] = '\0';
	title_read(&title, text);
	if (title.n_all >= HEADLINE_WORDS)
		look(l, ENTRY_BY_SLUG, title.slug);
}

/* Headlines in quotation marks: "", curly, low and high, angles. */
static void
by_quoted(const struct looking *l, const char *s)
{
	static const struct { const char *open, *close; } marks[] = { { "\"", "\"" },
		{ "\xe2\x80\x9c", "\xe2\x80\x9d" }, { "\xe2\x80\x9e", "\xe2\x80\x9c" },
		{ "\xe2\x80\x9e", "\xe2\x80\x9d" }, { "\xc2\xab", "\xc2\xbb" }, { "\xc2\xbb", "\xc2\xab" },
		{ "\xe2\x80\x98", "\xe2\x80\x99" } };
	const char *p, *end;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		for (p = s; (p = strstr(p, marks[i].open)) != NULL; p = end + strlen(marks[i].close)) {
			p += strlen(marks[i].open);
			end = strstr(p, marks[i].close);
			if (end == NULL)
				break;
			by_title(l, p, (size_t)(end - p));
		}
}

void
target_find(struct fold *f, const struct wf_entry *e, const char *rest, struct target *t)
{
	struct looking l = { f, t, 0, 0 };
	const char *title = e->title != NULL ? e->title : "";

	memset(t, 0, sizeof(*t));
	t->how = "guid";
	look(&l, ENTRY_BY_URL, f->rec.url);
	each_token(&l, e->text, by_guid);
	if (t->n > 0)
		return;
	t->how = "item";
	l.own = 1;
	each_token(&l, title, by_item);
	each_token(&l, e->text, by_item);
	if (t->n > 0)
		return;
	t->how = "slug";
	each_token(&l, title, by_slug);
	each_token(&l, e->text, by_slug);
	by_slugged(&l, e->text);
	if (t->n > 0)
		return;
	t->how = "headline";
	l.own = 0;
	l.windowed = 1;
	by_quoted(&l, e->text);
	if (t->n == 0 && rest != NULL)
		by_title(&l, rest, strlen(rest));
}
