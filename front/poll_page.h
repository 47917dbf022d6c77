/* poll_page: the pages that entries of a run link to; for the files of poll alone.
 *
 * A page goes its way beside the feeds: its host's robots.txt, a request, the jailed parser, and
 * again for a second address or a next part. Its feed waits for it, POLL_PAGE_MS at most.
 */
#ifndef FRONT_POLL_PAGE_H
#define FRONT_POLL_PAGE_H

#include "base/link.h"
#include "front/pages.h"
#include "front/poll_feed.h"
#include "front/robots_file.h"

#define POLL_PAGE_MS 20000   /* ms that an entry waits for its page */
#define POLL_PAGE_PARTS 5    /* pages of one article */
#define POLL_PAGE_SECOND 2   /* other addresses that a page names: canonical, AMP */
#define POLL_PAGE_SURE 20    /* confidence (wf_article) below which a page has no article */

enum poll_page_state { PAGE_WAITING, PAGE_SENT, PAGE_PARSING, PAGE_OVER };

/* A page, or a robots.txt. */
struct poll_page {
	enum poll_page_state state;
	struct poll_feed *x;             /* whose entry waits; NULL: the entry is committed already */
	const struct conf_feed *f;
	struct conf_feed at;             /* f as it is asked at `url` */
	const char *url;
	struct wf_entry *e;              /* NULL: a robots.txt */
	struct robots_file *robots;      /* of the URL's origin; or which it is */
	size_t late;                     /* x NULL: its place in state/pages.jsonl */
	struct store_known known;        /* of an entry that has a page's text, and other words of its feed */
	int64_t until;                   /* ms, monotonic */
	int tried;                       /* something was asked for */
	struct arena arena;
	struct message_result result;
	struct wf_article article, first; /* as it was read last; of the first part */
	int has_article;
	int passing;                     /* it failed in a way that may pass */
	const char *second[POLL_PAGE_SECOND];
	size_t n_second, next_second;
	int outcome;                     /* enum wf_fulltext; NONE yet */
	const char *why;                 /* of the last failure, a literal or in the arena */
	struct buf text, html;           /* of the parts so far */
	size_t parts;
	const char *begun;               /* the URL of the first */
	int other_host;                  /* its URL is of another host than the feed's */
	uint32_t number;
	struct poll_page *next;          /* in the row of those that wait */
};

struct poll_page_rules {
	const char *path, *text;         /* text NULL: it could not be read */
	struct poll_page_rules *next;
};

/* All pages of a run. */
struct poll_pages {
	struct poll_page **p;
	size_t n, cap;
	size_t sent, busy;               /* with the fetcher; late ones that are not over */
	size_t ready;                    /* late ones with a text that is not committed */
	uint32_t *asked;                 /* pages a feed, by its place in feeds.conf */
	int stirred;                     /* something may be asked for that could not be before */
	int fresh;                       /* at once: nothing else need come first */
	struct robots_file_table robots;
	struct poll_page *first, *last;  /* the row of those that wait */
	size_t oldest;                   /* before it all are over */
	struct poll_page_rules *rules;   /* files that rule= names, once read */
	struct arena arena;              /* of the rules */
};

struct poller;
struct ingest_entry;

/* Ready for a run; the pages that are due from earlier ones begin. 0, or -1 and p->why. */
int poll_page_init(struct poller *p);
void poll_page_clear(struct poller *p);

/* Asks for the pages of the feed's new entries, which x->pages counts. 0, or -1 and p->why. */
int poll_page_want(struct poller *p, struct poll_feed *x);

/* Asks for what can be asked for now; ends the waits that are over. 0, or -1 and p->why. */
int poll_page_turn(struct poller *p);
/* Ms until a wait is over. */
int64_t poll_page_wait(const struct poller *p, int64_t now);

/* The answer of the fetcher; a frame, and the end, of the parser. */
void poll_page_result(struct poller *p, struct frame *f, int fds[static LINK_FDS]);
int poll_page_frame(struct poller *p, uint32_t i, struct frame *f, struct why *why);
void poll_page_done(struct poller *p, uint32_t i, const char *why);

/* The fetcher died; there are no more requests in this run. */
void poll_page_again(struct poller *p);
void poll_page_close(struct poller *p);

/* Late pages that have their text: their entries, at most as many as p->pages.ready; they are
 * committed. */
size_t poll_page_late(struct poller *p, struct ingest_entry *to);
void poll_page_settle(struct poller *p);

/* For poll_page*.c: a page that waits its turn, NULL when out of memory; it waits again; what may be
 * asked for is; it is over with the outcome that it has, PENDING if none; its time is up. */
struct poll_page *poll_page_make(struct poller *p, const struct conf_feed *f, const char *url);
void poll_page_row(struct poller *p, struct poll_page *x);
int poll_page_send(struct poller *p);
void poll_page_over(struct poller *p, struct poll_page *x);
void poll_page_stop(struct poller *p, struct poll_page *x);

/* What a page that was read comes to (poll_page_text.c): 1 when it is to be asked for at x->url again,
 * which is another address or part; 0 when its outcome stands. */
int poll_page_judge(struct poll_page *x);
/* Puts the outcome into the entry. 0, or -1 when out of memory; then it has the feed's text. */
int poll_page_put(struct poller *p, struct poll_page *x, struct arena *a);
/* Puts the page's text that the archive has in place of the feed's other words. 0, or -1. */
int poll_page_keep(struct poller *p, struct wf_entry *e, const struct store_known *k, struct arena *a);

#endif
