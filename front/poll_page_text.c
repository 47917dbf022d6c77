/* What a page comes to: the entry's text, or why not. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "front/poller.h"

#define MERGED_MAX ((size_t)256 * 1024) /* bytes of text in which a paragraph is looked for again */
#define LOOKED_MAX 500                  /* paragraphs of a part that are looked for */

static size_t
origin(const char *url)
{
	const char *host = strstr(url, "://");

	return host == NULL ? 0 : (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
}

static int
is_http(const char *url)
{
	return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0;
}

static const char *
final_url(const struct poll_page *x)
{
	return x->result.final_url != NULL ? x->result.final_url : x->url;
}

static void
add_second(struct poll_page *x, const char *url)
{
	size_t i;

	if (url == NULL || !is_http(url) || strcmp(url, x->url) == 0 || strcmp(url, final_url(x)) == 0 ||
	    x->n_second == POLL_PAGE_SECOND)
		return;
	for (i = 0; i < x->n_second; i++)
		if (strcmp(x->second[i], url) == 0)
			return;
	x->second[x->n_second++] = url;
}

/* An article's address that answers with the front page has no article. */
static int
is_front_page(const struct poll_page *x)
{
	const char *asked = x->url + origin(x->url), *got = final_url(x) + origin(final_url(x));

	return strlen(asked) > 1 && strlen(got) <= 1;
}

static int
verdict(struct poll_page *x)
{
	const struct wf_article *a = &x->article;

	if (is_front_page(x)) {
		x->why = "the front page came in its place";
		return WF_FULLTEXT_FAILED;
	}
	if (a->paywall) {
		x->why = "behind a paywall";
		return WF_FULLTEXT_PAYWALL;
	}
	if (a->confidence < POLL_PAGE_SURE) {
		x->why = "no article to be sure of";
		return WF_FULLTEXT_FAILED;
	}
	if (strlen(a->text) <= strlen(x->e->text)) {
		x->why = "no more text than the feed has";
		return WF_FULLTEXT_SHORT;
	}
	return WF_FULLTEXT_PAGE;
}

/* Does a paragraph stand in the text already? Parts repeat their heads. */
static int
stands(const struct buf *text, const char *p, size_t n)
{
	const char *at = text->p, *end = text->p + text->n;

	while (text->n > 0 && text->n <= MERGED_MAX && (at = memmem(at, (size_t)(end - at), p, n)) != NULL) {
		if ((at == text->p || at[-1] == '\n') && (at + n == end || at[n] == '\n'))
			return 1;
		at++;
	}
	return 0;
}

static void
append(struct poll_page *x)
{
	const char *p = x->article.text, *end;
	size_t n, looked = 0;

	for (; *p != '\0'; p = *end != '\0' ? end + 2 : end) {
		end = strstr(p, "\n\n");
		if (end == NULL)
			end = p + strlen(p);
		n = (size_t)(end - p);
		if (n == 0 || x->text.n + n + 2 > WF_FIELD_MAX ||
		    (x->parts > 0 && looked++ < LOOKED_MAX && stands(&x->text, p, n)))
			continue;
		if (x->text.n > 0)
			(void)buf_str(&x->text, "\n\n");
		(void)buf_put(&x->text, p, n);
	}
	if (x->article.html != NULL && x->html.n + strlen(x->article.html) <= WF_FIELD_MAX)
		(void)buf_str(&x->html, x->article.html);
	if (x->parts++ == 0)
		x->first = x->article;
}

/* The address of the first part without what comes before a part's number. */
static size_t
stem(const char *url)
{
	size_t n = strcspn(url, "?#");

	if (n > 5 && strncmp(url + n - 5, ".html", 5) == 0)
		n -= 5;
	while (n > 0 && url[n - 1] == '/')
		n--;
	return n;
}

/* The article's next part: on the same server, and its address goes on from that of the first. */
static int
goes_on(struct poll_page *x)
{
	const char *next = x->article.next;

	if (x->parts == 1)
		x->begun = final_url(x);
	if (!x->has_article || next == NULL || x->parts >= POLL_PAGE_PARTS || !is_http(next) ||
	    strcmp(next, x->url) == 0 || strcmp(next, final_url(x)) == 0 ||
	    origin(x->begun) != origin(next) || strncmp(next, x->begun, stem(x->begun)) != 0)
		return 0;
	x->url = next;
	return 1;
}

int
poll_page_judge(struct poll_page *x)
{
	int outcome;

	if (x->parts > 0) { /* what failed is a later part: the first ones stand */
		if (x->has_article)
			append(x);
		return goes_on(x);
	}
	outcome = x->has_article ? verdict(x) : x->passing ? WF_FULLTEXT_PENDING : WF_FULLTEXT_FAILED;
	if (outcome == WF_FULLTEXT_PAGE) {
		x->outcome = outcome;
		append(x);
		return goes_on(x);
	}
	if (x->outcome == WF_FULLTEXT_NONE)
		x->outcome = outcome;
	if (x->has_article) {
		add_second(x, x->article.canonical);
		add_second(x, x->article.amp);
	}
	if (x->next_second >= x->n_second)
		return 0;
	x->url = x->second[x->next_second++];
	return 1;
}

/* The feed's text stays with the entry: as its summary, or beside one. */
static int
keep_feed_text(struct wf_entry *e, struct arena *a)
{
	struct wf_pair *more;
	char *hex = arena_get(a, WF_ID_HEX + 1);

	if (hex == NULL)
		return -1;
	if (e->feed_text != NULL)
		return 0; /* what it has is a page's already */
	(void)snprintf(hex, WF_ID_HEX + 1, "%016llx", (unsigned long long)store_text(e));
	e->feed_text = hex;
	if (e->text[0] == '\0' || (e->summary != NULL && strcmp(e->summary, e->text) == 0))
		return 0;
	if (e->summary == NULL) {
		e->summary = e->text;
		e->summary_html = e->html;
		return 0;
	}
	if (e->n_extras == WF_LIST_MAX)
		return 0;
	more = arena_array(a, e->n_extras + 1, sizeof(*more));
	if (more == NULL)
		return -1;
	if (e->n_extras > 0)
		memcpy(more, e->extras, e->n_extras * sizeof(*more));
	more[e->n_extras++] = (struct wf_pair){ "feed_content", e->text };
	e->extras = more;
	return 0;
}

static int
put_about(struct wf_entry *e, const struct wf_article *x, struct arena *a)
{
	struct wf_person *who;

	if (e->language == NULL && x->language != NULL && (e->language = arena_str(a, x->language)) == NULL)
		return -1;
	if (e->image == NULL && x->image != NULL && (e->image = arena_str(a, x->image)) == NULL)
		return -1;
	if (e->n_authors > 0 || x->byline == NULL)
		return 0;
	who = arena_get(a, sizeof(*who));
	if (who == NULL || (who->name = arena_str(a, x->byline)) == NULL)
		return -1;
	e->authors = who;
	e->n_authors = 1;
	return 0;
}

int
poll_page_keep(struct poller *p, struct wf_entry *e, const struct store_known *k, struct arena *a)
{
	struct wf_entry with = *e;
	struct wf_line line;
	struct why why;

	if (store_line(p->o->store, k, a, &line, &why) != 0 || line.entry == NULL || keep_feed_text(&with, a) != 0)
		return -1;
	with.text = line.entry->text;
	with.html = line.entry->html;
	with.excerpt = with.leftovers = 0;
	if (with.n_authors == 0) {
		with.authors = line.entry->authors;
		with.n_authors = line.entry->n_authors;
	}
	if (with.language == NULL)
		with.language = line.entry->language;
	if (with.image == NULL)
		with.image = line.entry->image;
	*e = with;
	return 0;
}

int
poll_page_put(struct poller *p, struct poll_page *x, struct arena *a)
{
	struct wf_entry with = *x->e;

	x->e->fulltext = with.fulltext = x->outcome;
	if (x->outcome != WF_FULLTEXT_PAGE)
		return x->x != NULL && x->known.found && x->known.page != 0 ? poll_page_keep(p, x->e, &x->known, a) : 0;
	if (x->text.failed || keep_feed_text(&with, a) != 0)
		return -1;
	with.text = arena_strn(a, buf_get(&x->text), x->text.n);
	with.html = x->html.n > 0 && !x->html.failed ? arena_strn(a, buf_get(&x->html), x->html.n) : NULL;
	with.excerpt = with.leftovers = 0;
	if (x->x == NULL)
		with.fulltext = WF_FULLTEXT_LATE;
	if (with.text == NULL || put_about(&with, &x->first, a) != 0)
		return -1;
	*x->e = with;
	return 0;
}
