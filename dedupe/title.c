#include "dedupe/title.h"

#include <string.h>
#include <strings.h>

#include "dedupe/hash.h"
#include "dedupe/words.h"

#define TAGS_MAX 4      /* stacked tags that are taken off; more is no headline */
#define OUTLET_WORDS 4  /* of an outlet's name behind the last bar or dash */
#define REST_WORDS 4    /* that must be left in front of it */

/* What stands in front of `-` or `:`. A number may follow (UPDATE 2-). */
static const struct tag {
	const char *word;
	unsigned flag;
} tags[] = {
	{ "update", TITLE_VERSION }, { "updated", TITLE_VERSION }, { "refile", TITLE_VERSION },
	{ "corrected", TITLE_VERSION }, { "correction", TITLE_VERSION },
	{ "correcting", TITLE_VERSION }, { "correct", TITLE_VERSION }, { "recast", TITLE_VERSION },
	{ "recasts", TITLE_VERSION }, { "lead", TITLE_VERSION }, { "ld", TITLE_VERSION },
	{ "writethru", TITLE_VERSION }, { "sub", TITLE_VERSION | TITLE_SUB },
	{ "substitute", TITLE_VERSION | TITLE_SUB }, { "replaces", TITLE_VERSION },
	{ "aktualisiert", TITLE_VERSION }, { "korrigiert", TITLE_VERSION },
	{ "korrektur", TITLE_VERSION }, { "berichtigung", TITLE_VERSION },
	{ "actualiza", TITLE_VERSION }, { "corrige", TITLE_VERSION }, { "correccion", TITLE_VERSION },
	{ "correctif", TITLE_VERSION }, { "atualiza", TITLE_VERSION }, { "aggiornamento", TITLE_VERSION },
	{ "rpt", TITLE_REPEAT }, { "repeat", TITLE_REPEAT }, { "repeating", TITLE_REPEAT },
	{ "exclusive", 0 }, { "breaking", 0 }, { "breaking news", 0 }, { "urgent", 0 }, { "alert", 0 },
	{ "newsalert", 0 }, { "news alert", 0 }, { "eil", 0 }, { "eilmeldung", 0 }, { "just in", 0 },
	{ "watch", 0 }, { "video", 0 }, { "official", 0 }, { "live", 0 }, { "developing", 0 },
	{ "ap", 0 }, { "reuters", 0 }, { "afp", 0 }, { "report", 0 }, { "ap newsalert", 0 },
	{ "wrapup", TITLE_OWN }, { "factbox", TITLE_OWN }, { "explainer", TITLE_OWN },
	{ "timeline", TITLE_OWN }, { "analysis", TITLE_OWN }, { "poll", TITLE_OWN },
	{ "diary", TITLE_OWN }, { "preview", TITLE_OWN }, { "newsmaker", TITLE_OWN },
	{ "insight", TITLE_OWN }, { "column", TITLE_OWN }, { "commentary", TITLE_OWN },
	{ "opinion", TITLE_OWN }, { "editorial", TITLE_OWN }, { "fact check", TITLE_OWN },
	{ "q a", TITLE_OWN }, { "key facts", TITLE_OWN }, { "box", TITLE_OWN },
	{ "hintergrund", TITLE_OWN }, { "analyse", TITLE_OWN }, { "chronologie", TITLE_OWN },
};

/* What may stand in brackets or behind a comma at the end. */
static const struct tag ends[] = {
	{ "updated", TITLE_VERSION }, { "update", TITLE_VERSION }, { "corrected", TITLE_VERSION },
	{ "correction", TITLE_VERSION }, { "ld writethru", TITLE_VERSION },
	{ "writethru", TITLE_VERSION }, { "lead", TITLE_VERSION }, { "video", 0 }, { "photos", 0 },
	{ "opinion", TITLE_OWN }, { "analysis", TITLE_OWN }, { "1st ld writethru", TITLE_VERSION },
	{ "2nd ld writethru", TITLE_VERSION }, { "3rd ld writethru", TITLE_VERSION },
	{ "4th ld writethru", TITLE_VERSION }, { "5th ld writethru", TITLE_VERSION },
};

/* Words that say nothing about a story, in the languages of the wires. */
static const char *const stop[] = { "about", "after", "all", "also", "and", "are", "aus", "but",
	"dans", "das", "dei", "del", "den", "der", "des", "die", "dos", "for", "from", "for", "has",
	"have", "her", "his", "how", "into", "its", "les", "los", "mit", "nel", "new", "not", "off",
	"out", "over", "para", "per", "por", "pour", "says", "say", "said", "sein", "she", "sur",
	"than", "that", "the", "their", "they", "this", "una", "und", "une", "von", "was", "were",
	"what", "when", "who", "why", "will", "with", "would", "you", "zum", "zur", "more", "can",
	"may", "who", "amid", "been", "con", "las", "como", "sobre", "uma", "che", "gli", "alla" };

/* The words of the n bytes at s, folded, one space between; "" when they do not fit. */
static void
folded(const char *s, size_t n, char *to, size_t size)
{
	struct words_reader r;
	size_t at = 0;

	to[0] = '\0';
	words_start(&r, s, n);
	while (words_next(&r)) {
		if (at + r.n + 2 > size) {
			to[0] = '\0';
			return;
		}
		if (at > 0)
			to[at++] = ' ';
		memcpy(to + at, r.text, r.n + 1);
		at += r.n;
	}
}

static const struct tag *
find(const struct tag *table, size_t count, const char *text)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(table[i].word, text) == 0)
			return &table[i];
	return NULL;
}

/* A number behind a tag (UPDATE 2) or before it (2nd LEAD) is off. */
static void
number_off(char *text)
{
	size_t n = strlen(text), skip;

	if (text[0] >= '1' && text[0] <= '9') {
		skip = strcspn(text, " ");
		if (skip <= 4 && text[skip] == ' ')
			memmove(text, text + skip + 1, n - skip);
		n = strlen(text);
	}
	while (n > 0 && text[n - 1] >= '0' && text[n - 1] <= '9')
		n--;
	if (n > 0 && text[n - 1] == ' ' && text[n] != '\0')
		text[n - 1] = '\0';
}

static void
mark(struct title *t, const struct tag *tag, const struct tag *table)
{
	t->tags |= tag->flag;
	if (tag->flag & TITLE_OWN)
		t->own = (unsigned)(tag - table) + 1;
}

static int
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Takes one tag off the front. 1, or 0 when there is none. */
static int
front(struct title *t, const char **s, const char *end)
{
	static const char replacing[] = "CORRECTING and REPLACING ";
	const char *p = *s;
	const struct tag *tag;
	char text[40];
	size_t n;

	while (p < end && (*p == ' ' || *p == '(' || *p == '[' || *p == '-' || *p == '*' || *p == '/'))
		p++;
	/* Business Wire puts neither dash nor colon behind it. */
	if ((size_t)(end - p) > sizeof(replacing) && strncasecmp(p, replacing, sizeof(replacing) - 1) == 0) {
		t->tags |= TITLE_VERSION;
		*s = p + sizeof(replacing) - 1;
		return 1;
	}
	for (n = 0; p + n < end && n < 36; n++)
		if (p[n] == '-' || p[n] == ':' || p[n] == ')' || p[n] == ']' || p[n] == '|')
			break;
	if (p + n >= end || n == 36 || n < 2)
		return 0;
	folded(p, n, text, sizeof(text));
	number_off(text);
	tag = find(tags, sizeof(tags) / sizeof(tags[0]), text);
	if (tag == NULL)
		return 0;
	/* `Lead - smelter closes`, `Poll - tax` with spaces is a headline's own dash. */
	if (p[n] == '-' && p[n - 1] == ' ' && is_lower(p[0]))
		return 0;
	/* So is the one in `Lead-free petrol`: a desk's tag is in capitals. */
	if (p[n] == '-' && p + n + 1 < end && is_lower(p[n + 1]) && is_lower(p[1]))
		return 0;
	mark(t, tag, tags);
	*s = p + n + 1;
	return 1;
}

static size_t
count(const char *s, size_t n)
{
	struct words_reader r;
	size_t k = 0;

	words_start(&r, s, n);
	while (k < 64 && words_next(&r))
		k++;
	return k;
}

/* A tag in brackets, or behind the last comma (AP: `US--Budget,1st Ld-Writethru`). */
static int
end_tag(struct title *t, const char *s, const char **end)
{
	const char *p = *end, *q;
	const struct tag *tag;
	char text[40];

	while (p > s && (p[-1] == ' ' || p[-1] == ')' || p[-1] == ']'))
		p--;
	for (q = p; q > s && p - q < 36; q--) {
		if (q[-1] != '(' && q[-1] != '[' && q[-1] != ',')
			continue;
		folded(q, (size_t)(p - q), text, sizeof(text));
		tag = find(ends, sizeof(ends) / sizeof(ends[0]), text);
		if (tag == NULL)
			number_off(text);
		if (tag == NULL)
			tag = find(ends, sizeof(ends) / sizeof(ends[0]), text);
		if (tag == NULL)
			return 0;
		mark(t, tag, ends);
		*end = q - 1;
		return 1;
	}
	return 0;
}

/* ` | Outlet`, ` - Outlet`, ` — Outlet` at the end. */
static int
outlet(const char *s, const char **end)
{
	const char *p;
	size_t n;

	for (p = *end - 1; p > s + 1 && *end - p < 60; p--) {
		n = *p == '|' || *p == '-' ? 1 : 0;
		if (n == 0 && *end - p > 3 && memcmp(p, "\xe2\x80", 2) == 0 &&
		    (p[2] == '\x93' || p[2] == '\x94'))
			n = 3;
		if (n == 0 || p[-1] != ' ' || p + n >= *end || p[n] != ' ')
			continue;
		if (count(p + n, (size_t)(*end - p) - n) > OUTLET_WORDS ||
		    count(s, (size_t)(p - s)) < REST_WORDS)
			return 0;
		*end = p;
		return 1;
	}
	return 0;
}

static int
is_stop(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(stop) / sizeof(stop[0]); i++)
		if (stop[i][0] == word[0] && strcmp(stop[i], word) == 0)
			return 1;
	return 0;
}

/* Sorted, each once. */
static void
keep(struct title *t, uint32_t h)
{
	size_t i = 0;

	while (i < t->n && t->word[i] < h)
		i++;
	if (t->n == FOLD_TITLE || (i < t->n && t->word[i] == h))
		return;
	memmove(&t->word[i + 1], &t->word[i], (t->n - i) * sizeof(t->word[0]));
	t->word[i] = h;
	t->n++;
}

static void
significant(struct title *t, const struct words_reader *r)
{
	size_t n = r->n;

	if (r->flag & WORDS_PAIR) {
		keep(t, (uint32_t)(r->hash >> 32));
		return;
	}
	if (n < 3 || is_stop(r->text) || strspn(r->text, "0123456789") == n)
		return;
	if (n > 3 && r->text[n - 1] == 's' && r->text[n - 2] != 's')
		n--;
	keep(t, (uint32_t)(hash_bytes(0, r->text, n) >> 32));
}

void
title_read(struct title *t, const char *s)
{
	const char *end;
	struct words_reader r;
	int i;

	memset(t, 0, sizeof(*t));
	if (s == NULL)
		return;
	end = s + strlen(s);
	for (i = 0; i < TAGS_MAX && front(t, &s, end); i++)
		continue;
	if (outlet(s, &end))
		(void)outlet(s, &end);
	for (i = 0; i < TAGS_MAX && end_tag(t, s, &end); i++)
		continue;
	words_start(&r, s, (size_t)(end - s));
	while (words_next(&r)) {
		t->slug = hash_pair(t->slug, r.hash);
		t->n_all++;
		significant(t, &r);
	}
	if (t->n_all > 0 && t->slug == 0)
		t->slug = 1;
}

int
title_agree(const struct title_words *a, const struct title_words *b)
{
	size_t i = 0, j = 0, common = 0, least = a->n < b->n ? a->n : b->n;

	if (a->slug != 0 && a->slug == b->slug)
		return 1;
	while (i < a->n && j < b->n) {
		common += a->word[i] == b->word[j];
		if (a->word[i] < b->word[j])
			i++;
		else if (a->word[i] > b->word[j])
			j++;
		else
			i++, j++;
	}
	return common >= 2 && 2 * common >= least;
}
