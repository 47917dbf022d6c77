/* wirefold discover: the feeds of a page, as lines of feeds.conf. What the page is, and what it names,
 * is read in the jail; each candidate is fetched, one after the other, and must parse as a feed. */
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "front/command.h"
#include "front/conf_write.h"
#include "front/exit.h"
#include "front/one_doc.h"
#include "front/one_fetch.h"
#include "front/place.h"
#include "front/say.h"

#define ASK_MAX 8        /* requests behind the first */
#define CANDIDATES 32    /* of each kind that are remembered */
#define ITEM_ARENA ((size_t)4 << 20)

enum kind { LINK, ANCHOR, KINDS };

struct discovery {
	struct place place;
	struct fetcher fetcher;
	struct arena arena;                        /* of what follows */
	const char *candidates[KINDS][CANDIDATES];
	size_t n[KINDS];
	const char *page;                          /* where the page was in the end */
	const char *seen[CANDIDATES];              /* asked, or printed */
	size_t n_seen, asked, found;
	struct poll_feed p;                        /* the present one */
	struct conf_feed feed;
};

/* Where feeds stand when no page says so. */
static const char *const usual[] = { "/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json",
	"/rss", "/index.rdf" };

/* Notes it; was it there before? */
static int
seen(struct discovery *d, const char *url)
{
	size_t i;

	for (i = 0; i < d->n_seen; i++)
		if (strcmp(d->seen[i], url) == 0)
			return 1;
	url = d->n_seen < CANDIDATES ? arena_str(&d->arena, url) : NULL;
	if (url != NULL)
		d->seen[d->n_seen++] = url;
	return 0;
}

static int
on_feed(void *ctx, struct frame *f, struct why *why)
{
	struct discovery *d = ctx;

	return poll_feed_frame(&d->p, f, TIME_NONE, why);
}

static int
on_link(void *ctx, struct frame *f, struct why *why)
{
	struct discovery *d = ctx;
	struct wf_entry e;
	struct arena a;
	enum kind k;
	int rc;

	if (f->type != WF_FRAME_ITEM)
		return 0;
	arena_init(&a, ITEM_ARENA);
	rc = message_entry(f, &a, &e, why);
	if (rc == 0 && e.url != NULL && e.url[0] != '\0' && e.source != NULL) {
		k = strcmp(e.source, "link") == 0 ? LINK : ANCHOR;
		if (d->n[k] < CANDIDATES)
			d->candidates[k][d->n[k]++] = arena_str(&d->arena, e.url);
	}
	arena_clear(&a);
	return rc;
}

/* Where it is from now on: at the end of redirects that are all for good. */
static const char *
lasting(const struct poll_feed *p)
{
	size_t i;

	for (i = 0; i < p->result.n_redirects; i++)
		if (strncmp(p->result.redirects[i], "301", 3) != 0 && strncmp(p->result.redirects[i], "308", 3) != 0)
			return p->f->url;
	return p->result.n_redirects > 0 && p->result.final_url != NULL ? p->result.final_url : p->f->url;
}

static int
print(struct discovery *d)
{
	const char *url = lasting(&d->p), *title = d->p.doc.title;
	struct buf b;
	int rc;

	if (url != d->p.f->url && seen(d, url))
		return 0;
	buf_init(&b, (size_t)1 << 20);
	conf_write_url(&b, url);
	if (title != NULL && title[0] != '\0' && strlen(title) < 1000)
		conf_write_word(&b, "~", title);
	rc = b.failed ? -1 : say_out("%s", buf_get(&b));
	d->found++;
	buf_clear(&b);
	return rc;
}

/* Fetches a URL and prints its line if a feed is there. With `page`: what is none is asked for its
 * links. 0; 1 and `why`: no feed; -1 and `why`: the system failed. */
static int
look(struct discovery *d, const char *url, int page, struct why *why)
{
	struct one_doc doc = { .frame = on_feed, .ctx = d };
	int body, rc = 1;

	one_fetch_feed(&d->place, url, &d->feed);
	poll_feed_init(&d->p, &d->place.conf, &d->feed, NULL, 0);
	body = one_fetch(&d->fetcher, &d->p, why);
	if (body < 0 && d->fetcher.child.pid == 0)
		rc = -1;
	if (body >= 0) {
		doc.body = fcntl(body, F_DUPFD_CLOEXEC, 0);
		doc.base = d->p.result.final_url != NULL ? d->p.result.final_url : url;
		doc.content_type = d->p.result.content_type;
		rc = doc.body < 0 ? why_errno(why, "dup") : one_doc_parse(&doc, why);
		/* What is so broken that nothing is in it may be anything. */
		if (rc == 0 && d->p.n == 0 && d->p.doc.title == NULL) {
			(void)why_set(why, "a feed without title and entries");
			rc = 1;
		}
		if (rc == 0 && print(d) != 0)
			rc = why_set(why, "standard output: write failed");
		if (rc > 0 && page) {
			d->page = arena_str(&d->arena, doc.base);
			doc.frame = on_link;
			doc.what = WF_FRAME_LINKS;
			doc.body = body;
			body = -1;
			rc = one_doc_parse(&doc, why) < 0 ? -1 : 1;
		}
		if (body >= 0)
			(void)close(body);
	}
	poll_feed_clear(&d->p);
	return rc;
}

/* A candidate; what is none costs a request. 0, or -1. */
static int
candidate(struct discovery *d, const char *url, struct why *why)
{
	struct why none;

	if (url == NULL || d->asked >= ASK_MAX || seen(d, url))
		return 0;
	d->asked++;
	if (look(d, url, 0, &none) >= 0)
		return 0;
	*why = none;
	return -1;
}

/* By what the page declares, else by what it links to, else by where feeds usually are. */
static int
search(struct discovery *d, const char *page, struct why *why)
{
	const char *host = strstr(page, "://") + 3;
	struct buf b;
	size_t i, k;
	int rc = 0;

	for (k = 0; rc == 0 && k < KINDS && d->found == 0; k++)
		for (i = 0; rc == 0 && i < d->n[k]; i++)
			rc = candidate(d, d->candidates[k][i], why);
	for (i = 0; rc == 0 && d->found == 0 && i < sizeof(usual) / sizeof(usual[0]); i++) {
		buf_init(&b, WF_URL_MAX * 2);
		(void)buf_put(&b, page, (size_t)(host - page) + strcspn(host, "/?#"));
		if (buf_str(&b, usual[i]) == 0)
			rc = candidate(d, buf_get(&b), why);
		buf_clear(&b);
	}
	return rc;
}

static int
discover(struct discovery *d, const char *url)
{
	struct why why = { "" };
	int rc = look(d, url, 1, &why);

	if (rc > 0 && d->page != NULL)
		rc = search(d, d->page, &why) < 0 ? -1 : 1;
	if (say_end() != 0)
		return EXIT_SYSTEM;
	if (d->found > 0 && rc >= 0)
		return EXIT_DONE;
	say("%s: %s", url, rc > 0 && d->page != NULL ? "no feed found" : why.text);
	return rc < 0 ? EXIT_SYSTEM : EXIT_NOTHING;
}

int
discover_command(int argc, char **argv)
{
	struct discovery d;
	struct buf url;
	int c, rc;

	memset(&d, 0, sizeof(d));
	while ((c = getopt(argc, argv, "+c:")) != -1) {
		if (c != 'c')
			return command_usage("discover");
		d.place.conf_path = optarg;
	}
	if (argc - optind != 1)
		return command_usage("discover");
	arena_init(&d.arena, ITEM_ARENA);
	fetcher_init(&d.fetcher);
	buf_init(&url, WF_URL_MAX * 2);
	(void)buf_printf(&url, "%s%s", strstr(argv[optind], "://") != NULL ? "" : "https://", argv[optind]);
	rc = place_conf(&d.place, d.place.conf_path != NULL);
	if (rc == 0 && (url.failed || (strncmp(buf_get(&url), "http://", 7) != 0 && strncmp(buf_get(&url), "https://", 8) != 0))) {
		say("%s: no http or https URL", argv[optind]);
		rc = EXIT_USAGE;
	}
	if (rc == 0)
		rc = discover(&d, buf_get(&url));
	fetcher_clear(&d.fetcher);
	buf_clear(&url);
	arena_clear(&d.arena);
	place_clear(&d.place);
	return rc;
}
