#include "parse/lenient.h"

#include <stdlib.h>
#include <string.h>

#include "parse/entity.h"
#include "parse/html_token.h"

#define WINDOW ((size_t)256 * 1024)     /* bytes looked at together */
#define LOOKAHEAD ((size_t)64 * 1024)   /* a tag ends within these */
#define CDATA_MAX ((size_t)8 << 20)     /* bytes a CDATA section may span */
#define PREFIXES 48                     /* declared prefixes remembered */
#define REFERENCE 16                    /* bytes of the longest reference */

struct reader {
	struct feed *feed;
	struct charset_stream *in;
	struct buf window;      /* bytes from `at` on are to be read */
	size_t at;
	int ended;              /* nothing comes behind the window */
	long line;
	struct { char prefix[24]; enum name_space ns; } known[PREFIXES];
	int n_known;
	char uri[160];          /* the default namespace, as first declared */
	struct buf text, values;
	struct html_token token;
	int warned_amp, warned_quote, warned_prefix;
	/* Searches that failed once and would cost a square. */
	int no_cdata_end, no_comment_end, no_gt, no_doctype_end;
};

static const char *
here(const struct reader *r)
{
	return r->window.p + r->at;
}

static size_t
left(const struct reader *r)
{
	return r->window.n - r->at;
}

/* Moves on, counting lines. */
static void
eat(struct reader *r, size_t n)
{
	const char *p = here(r), *end = p + n;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		r->line++;
		p++;
	}
	r->at += n;
}

/* At least `want` bytes from here on, unless the document ends before. */
static void
fill(struct reader *r, size_t want)
{
	const char *p;
	ptrdiff_t n;

	if (left(r) >= want || r->ended)
		return;
	buf_shift(&r->window, r->at);
	r->at = 0;
	while (!r->ended && r->window.n < want + WINDOW) {
		n = charset_stream_next(r->in, &p);
		if (n < 0 || (n > 0 && buf_put(&r->window, p, (size_t)n) != 0))
			r->feed->stop = FEED_NO_MEMORY;
		if (n <= 0 || r->feed->stop != FEED_GO)
			r->ended = 1;
	}
	if (r->window.p == NULL)
		r->ended = 1;
	r->token.exhausted = 0;
	r->no_gt = 0;
}

/* Decodes the references of text and says so once where a bare `&` or an unknown
 * name stands. */
static void
note_references(struct reader *r, const char *p, size_t n)
{
	const char *end = p + n, *was = p;
	long line = r->line;

	if (r->warned_amp)
		return;
	while (p < end && (p = memchr(p, '&', (size_t)(end - p))) != NULL) {
		if (entity_read(&p, end) != 0)
			continue;
		for (; was < p; was++)
			line += *was == '\n';
		channel_warn(&r->feed->channel, "line %ld: `&` that starts no reference", line);
		r->warned_amp = 1;
		return;
	}
}

static void
text(struct reader *r, size_t n)
{
	buf_reset(&r->text);
	note_references(r, here(r), n);
	entity_decode(&r->text, here(r), n);
	feed_text(r->feed, buf_get(&r->text), r->text.n);
	eat(r, n);
}

static const char *
find(const char *p, size_t n, const char *what)
{
	return memmem(p, n, what, strlen(what));
}

static int
ends_entry(const char *p, size_t n)
{
	static const char *const ends[] = { "</item>", "</entry>", "</channel>", "</feed>" };
	size_t i, k;

	for (i = 0; i < 4; i++) {
		k = strlen(ends[i]);
		if (n >= k && memcmp(p, ends[i], k) == 0)
			return 1;
	}
	return 0;
}

/* An unclosed section ends where the element before the entry's end does, else
 * with the document. */
static size_t
unclosed_cdata(struct reader *r)
{
	const char *p = here(r), *end = p + left(r), *at = p, *last = NULL;

	channel_warn(&r->feed->channel, "line %ld: CDATA section that never ends", r->line);
	while ((at = find(at, (size_t)(end - at), "</")) != NULL) {
		if (ends_entry(at, (size_t)(end - at)))
			return (size_t)((last != NULL ? last : at) - p);
		last = at;
		at += 2;
	}
	return (size_t)(end - p);
}

static void
cdata(struct reader *r)
{
	const char *close = NULL;
	size_t want = LOOKAHEAD, n;

	eat(r, 9);
	while (!r->no_cdata_end) {
		fill(r, want);
		close = find(here(r), left(r), "]]>");
		if (close != NULL || r->ended || want > CDATA_MAX)
			break;
		want = left(r) * 2 + 1;
	}
	r->no_cdata_end |= close == NULL && r->ended;
	n = close != NULL ? (size_t)(close - here(r)) : unclosed_cdata(r);
	feed_text(r->feed, here(r), n);
	eat(r, n + (close != NULL ? 3 : 0));
}

/* Behind the comment; when it never ends, behind its mark. */
static void
comment(struct reader *r)
{
	const char *p = NULL;
	size_t want = LOOKAHEAD;

	while (!r->no_comment_end) {
		fill(r, want);
		p = find(here(r) + 4, left(r) - 4, "-->");
		if (p != NULL || r->ended || want > CDATA_MAX)
			break;
		want = left(r) * 2 + 1;
	}
	r->no_comment_end |= p == NULL && r->ended;
	eat(r, p != NULL ? (size_t)(p - here(r)) + 3 : 4);
}

static void
instruction(struct reader *r)
{
	const char *p = r->no_gt ? NULL : memchr(here(r), '>', left(r));

	r->no_gt |= p == NULL;
	eat(r, p != NULL ? (size_t)(p - here(r)) + 1 : 2);
}

static void
refuse(struct reader *r, const char *what)
{
	(void)why_set(&r->feed->why, "line %ld: %s refused", r->line, what);
	r->feed->stop = FEED_REFUSED;
}

/* "<!DOCTYPE ... [ ... ]>" */
static void
doctype(struct reader *r)
{
	const char *p, *end, *stop;
	int brackets = 0;
	size_t n;

	if (r->no_doctype_end || strncasecmp(here(r), "<!doctype", 9) != 0) {
		if (strncasecmp(here(r), "<!entity", 8) == 0)
			refuse(r, "entity declaration");
		instruction(r);
		return;
	}
	p = here(r);
	end = p + left(r);
	for (stop = p; stop < end; stop++) {
		brackets += *stop == '[';
		brackets -= *stop == ']';
		if (*stop == '>' && brackets <= 0)
			break;
	}
	n = (size_t)(stop - p);
	if (find(p, n, "<!ENTITY") != NULL)
		refuse(r, "entity declaration");
	else if (find(p, n, "<!ATTLIST") != NULL)
		refuse(r, "attribute declaration");
	if (memmem(p, n, "Netscape", 8) != NULL)
		r->feed->channel.doc.version = "0.91n";
	if (stop == end) {
		n = 2; /* it never closes: only the mark goes */
		r->no_doctype_end = 1;
	}
	eat(r, stop < end ? n + 1 : n);
}

static void
declare(struct reader *r, const char *prefix, const char *uri)
{
	size_t n = strlen(prefix);

	if (n == 0) {
		if (r->uri[0] == '\0' && strlen(uri) < sizeof(r->uri))
			memcpy(r->uri, uri, strlen(uri) + 1);
		return;
	}
	if (n >= sizeof(r->known[0].prefix) || r->n_known == PREFIXES)
		return;
	memcpy(r->known[r->n_known].prefix, prefix, n + 1);
	r->known[r->n_known++].ns = name_space(uri);
}

static enum name_space
space_of(struct reader *r, const char *prefix)
{
	int i;

	for (i = r->n_known - 1; i >= 0; i--)
		if (strcmp(r->known[i].prefix, prefix) == 0)
			return r->known[i].ns;
	if (strcmp(prefix, "xml") != 0 && !r->warned_prefix) {
		channel_warn(&r->feed->channel, "line %ld: prefix %s: is not declared", r->line, prefix);
		r->warned_prefix = 1;
	}
	return name_prefix(prefix);
}

static void
take_name(struct reader *r, struct feed_name *name, char prefix[static HTML_NAME])
{
	char *colon;

	memcpy(prefix, r->token.name, HTML_NAME);
	name->local = prefix;
	name->uri = name->usual = r->uri[0] != '\0' ? r->uri : NULL;
	name->ns = NAME_CORE;
	colon = strchr(prefix, ':');
	if (colon != NULL) {
		*colon = '\0';
		name->local = colon + 1;
		name->ns = space_of(r, prefix);
	}
}

/* The names that keep their prefix; see feed_attr. */
static const char *
attr_name(const char *name)
{
	const char *colon = strchr(name, ':');

	if (colon == NULL || strncmp(name, "xml", 3) == 0 || strncmp(name, "rdf:", 4) == 0)
		return name;
	return colon + 1;
}

static void
open_tag(struct reader *r)
{
	struct feed_attr attrs[HTML_ATTRS];
	size_t at[HTML_ATTRS];
	char prefix[HTML_NAME];
	struct feed_name name;
	int i;

	buf_reset(&r->values);
	for (i = 0; i < r->token.n_attrs; i++) {
		at[i] = r->values.n;
		if (r->token.attr[i].p != NULL)
			entity_decode(&r->values, r->token.attr[i].p, r->token.attr[i].n);
		(void)buf_put(&r->values, "", 1);
	}
	if (r->values.failed)
		return;
	for (i = 0; i < r->token.n_attrs; i++) {
		attrs[i].value = r->values.p + at[i]; /* NOLINT: as many as the loop above set */
		if (strncmp(r->token.attr[i].name, "xmlns", 5) == 0)
			declare(r, r->token.attr[i].name[5] == ':' ? r->token.attr[i].name + 6 : "", attrs[i].value);
		attrs[i].name = attr_name(r->token.attr[i].name);
	}
	take_name(r, &name, prefix);
	if (r->token.unquoted > 0 && !r->warned_quote && r->feed->content.level == 0) {
		channel_warn(&r->feed->channel, "line %ld: attribute value without quotes in <%s>", r->line, r->token.name);
		r->warned_quote = 1;
	}
	feed_open(r->feed, &name, attrs, r->token.n_attrs);
	if (r->token.slash)
		feed_close(r->feed, &name);
}

/* Text of n bytes from here on, or less: a reference at the edge of the window
 * waits for its end. */
static void
text_run(struct reader *r, size_t n)
{
	const char *amp;

	if (n == left(r) && !r->ended) {
		amp = memrchr(here(r), '&', n);
		if (amp != NULL && amp > here(r) && (size_t)(here(r) + n - amp) < REFERENCE)
			n = (size_t)(amp - here(r));
	}
	text(r, n);
}

static int
starts(const struct reader *r, const char *what)
{
	size_t n = strlen(what);

	return left(r) >= n && strncasecmp(here(r), what, n) == 0;
}

/* At `<`. */
static void
markup(struct reader *r)
{
	struct feed_name name;
	char prefix[HTML_NAME];
	enum html_kind kind;

	fill(r, LOOKAHEAD);
	if (starts(r, "<![CDATA[")) {
		cdata(r);
	} else if (starts(r, "<!--")) {
		comment(r);
	} else if (starts(r, "<?")) {
		instruction(r);
	} else if (starts(r, "<!")) {
		doctype(r);
	} else {
		r->token.p = here(r);
		r->token.end = r->token.p + left(r);
		kind = html_token_next(&r->token);
		if (kind == HTML_TEXT) {
			text_run(r, (size_t)(r->token.p - here(r)));
			return;
		}
		if (kind == HTML_OPEN) {
			open_tag(r);
		} else if (kind == HTML_CLOSE) {
			take_name(r, &name, prefix);
			feed_close(r->feed, &name);
		}
		eat(r, (size_t)(r->token.p - here(r)));
	}
}

static void
run(struct reader *r)
{
	const char *p = memchr(here(r), '<', left(r));
	size_t n = p != NULL ? (size_t)(p - here(r)) : left(r);

	if (n > 0)
		text_run(r, n);
	else
		markup(r);
}

void
lenient_read(struct feed *f, struct charset_stream *in)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		f->stop = FEED_NO_MEMORY;
		return;
	}
	r->feed = f;
	r->in = in;
	r->line = 1;
	buf_init(&r->window, CDATA_MAX * 4);
	buf_init(&r->text, CDATA_MAX * 4);
	buf_init(&r->values, LOOKAHEAD * 4);
	html_token_init(&r->token, "", 0);
	for (;;) {
		fill(r, LOOKAHEAD);
		if (f->stop != FEED_GO || left(r) == 0)
			break;
		f->line = r->line;
		run(r);
	}
	buf_clear(&r->window);
	buf_clear(&r->text);
	buf_clear(&r->values);
	free(r);
}
