/* What is asked for a page, and what comes back. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/time.h"
#include "front/page_rules.h"
#include "front/poller.h"
#include "front/say.h"
#include "front/schedule_host.h"
#include "front/secret.h"

#define ROBOTS_MAX ((int64_t)4 << 20)    /* bytes of a robots.txt; its first part is read */
#define SUMMARY_MAX ((size_t)2048)       /* bytes of the feed's words that the parser is given */

static const char accept_pages[] = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";
static const char accept_robots[] = "text/plain, */*;q=0.1";

/* This try is over: on to another address or part, or the page is. */
static void
step(struct poller *p, struct poll_page *x)
{
	if (poll_page_judge(x) && !p->closing) {
		x->has_article = x->passing = 0;
		memset(&x->result, 0, sizeof(x->result));
		poll_page_row(p, x);
		p->pages.stirred = p->pages.fresh = 1;
	} else {
		poll_page_over(p, x);
	}
}

static void
failed(struct poller *p, struct poll_page *x, const char *why, int passing)
{
	x->why = why;
	x->passing = passing;
	x->has_article = 0;
	step(p, x);
}

static void
robots_over(struct poller *p, struct poll_page *x, int state)
{
	x->state = PAGE_OVER;
	robots_file_done(&p->pages.robots, x->robots, state, poll_wall(p));
	p->pages.stirred = p->pages.fresh = 1;
	arena_clear(&x->arena);
}

/* It could not be had for a reason of our own. */
static void
robots_lost(struct poller *p, struct poll_page *x)
{
	x->state = PAGE_OVER;
	robots_file_lost(x->robots);
	p->pages.stirred = p->pages.fresh = 1;
	arena_clear(&x->arena);
}

void
poll_page_stop(struct poller *p, struct poll_page *x)
{
	if (x->state == PAGE_SENT && p->pages.sent > 0)
		p->pages.sent--;
	if (x->e == NULL) {
		if (!x->tried || x->state == PAGE_PARSING)
			robots_lost(p, x);
		else
			robots_over(p, x, ROBOTS_FILE_CLOSED);
		if (p->closing)
			x->robots->state = ROBOTS_FILE_UNKNOWN; /* that we stop says nothing of it */
		return;
	}
	if (x->why == NULL || x->outcome == WF_FULLTEXT_NONE)
		x->why = x->tried ? "no answer in time" : "its turn did not come";
	poll_page_over(p, x);
}

static size_t
host_end(const char *url)
{
	const char *host = strstr(url, "://");

	return host == NULL ? 0 : (size_t)(host + 3 - url) + strcspn(host + 3, "/?#:");
}

/* The feed as it is asked at that page: what its line lets pass for its own host only holds there. */
static void
place(struct poller *p, struct poll_page *x)
{
	size_t n = host_end(x->url);

	conf_host_at(p->o->conf, x->f, x->url, &x->at);
	x->other_host = n != host_end(x->f->url) || strncasecmp(x->url, x->f->url, n) != 0;
	if (x->other_host)
		x->at.insecure = 0;
	if (x->at.timeout > POLL_PAGE_MS / 1000)
		x->at.timeout = POLL_PAGE_MS / 1000;
	if (x->e == NULL && x->at.max_size < ROBOTS_MAX)
		x->at.max_size = ROBOTS_MAX;
}

/* 0, or -1 and `why`: the page's own fault. */
static int
write_request(struct poller *p, struct poll_page *x, struct buf *b, struct why *why)
{
	struct poll_ask a = { (uint32_t)p->o->n + x->number, fetcher_ca(&p->fetcher, x->at.ca, why), NULL };
	struct buf secrets;
	size_t at;
	int rc;

	buf_init(&secrets, SECRET_MAX);
	a.secrets = &secrets;
	rc = a.ca < 0 ? -1 : secret_put(&x->at, &secrets, why);
	if (secrets.n > 0)
		(void)buf_room(b, LINK_MAX - 1);
	if (rc == 0) {
		(void)frame_start(b, WF_FRAME_REQUEST, a.id, &at);
		(void)frame_str(b, WF_TAG_URL, x->url);
		if (!x->other_host)
			(void)frame_str(b, WF_TAG_HOME_URL, x->f->url);
		(void)frame_str(b, WF_TAG_ACCEPT, x->e == NULL ? accept_robots : accept_pages);
		poll_feed_fields(&x->at, &a, b);
		if (frame_end(b, at) != 0)
			rc = why_set(why, "out of memory");
	}
	secret_wipe(&secrets);
	return rc;
}

/* May it be asked for? 1; 0 not yet; -1 no, and it went on or ended. */
static int
may_ask(struct poller *p, struct poll_page *x)
{
	struct poll_page *file;
	const char *url;
	int rc;

	x->robots = x->url != NULL ? robots_file_get(&p->pages.robots, x->url) : NULL;
	if (x->robots == NULL) {
		failed(p, x, "not a URL that can be asked for", 0);
		return -1;
	}
	if (x->robots->state == ROBOTS_FILE_UNKNOWN) {
		url = robots_file_url(&p->pages.robots, x->robots);
		file = url != NULL ? poll_page_make(p, x->f, url) : NULL;
		if (file == NULL) {
			failed(p, x, "out of memory", 1);
			return -1;
		}
		file->robots = x->robots;
		x->robots->state = ROBOTS_FILE_ASKED;
	}
	if (x->robots->state == ROBOTS_FILE_ASKED)
		return 0;
	if (x->robots->state == ROBOTS_FILE_CLOSED) {
		x->tried = 1; /* as much as can be */
		failed(p, x, "its server's robots.txt could not be had", 1);
		return -1;
	}
	rc = robots_file_allows(x->robots, x->url);
	if (rc <= 0)
		failed(p, x, rc < 0 ? "out of memory" : "forbidden by robots.txt", rc < 0);
	return rc > 0 ? 1 : -1;
}

/* 1 asked, or over; 0 not now; 2 the link is full; -1 and p->why. */
static int
ask(struct poller *p, struct poll_page *x, struct buf *b)
{
	struct why why = { "" };
	int rc = x->e == NULL ? 1 : may_ask(p, x);

	if (rc != 1)
		return rc < 0 ? 1 : 0;
	if (schedule_host_waits(p->o->state, x->url, poll_wall(p), 1)) {
		if (x->e == NULL)
			robots_over(p, x, ROBOTS_FILE_CLOSED);
		else
			failed(p, x, "its server asked to be left alone", 1);
		return 1;
	}
	if (fetcher_start(&p->fetcher, p->why) != 0)
		return -1;
	buf_reset(b);
	place(p, x);
	if (write_request(p, x, b, &why) != 0) {
		if (x->e == NULL)
			robots_lost(p, x);
		else
			failed(p, x, arena_str(&x->arena, why.text), 1);
		return 1;
	}
	if (fetcher_send(&p->fetcher, b, &why) <= 0)
		return 2;
	x->state = PAGE_SENT;
	x->tried = 1;
	p->pages.sent++;
	return 1;
}

int
poll_page_send(struct poller *p)
{
	struct poll_page *x, *next, *rest = p->pages.first;
	struct buf b;
	int rc = 0;

	/* Those that cannot be asked for yet go back into the row, behind what is put there meanwhile. */
	buf_init(&b, LINK_MAX);
	p->pages.first = p->pages.last = NULL;
	p->pages.stirred = p->pages.fresh = 0;
	for (x = rest; x != NULL; x = next) {
		next = x->next;
		if (x->state != PAGE_WAITING)
			continue; /* its time was up */
		if (rc == 0 && !p->closing && p->sent + p->pages.sent < POLL_WINDOW &&
		    p->sent + p->pages.sent + p->docs.n_waiting < p->descriptors)
			rc = ask(p, x, &b);
		else if (rc == 0)
			rc = 2;
		if (rc == 0 || rc == 2) {
			poll_page_row(p, x);
			p->pages.stirred |= rc == 2;
		}
		rc = rc == 1 ? 0 : rc;
	}
	secret_wipe(&b);
	return rc < 0 ? -1 : 0;
}

static int
is_page_type(const char *type)
{
	return type == NULL || type[0] == '\0' || strcasestr(type, "html") != NULL || strcasestr(type, "xml") != NULL;
}

/* The rules for its pages: read once a run, where they can be. */
static const char *
rules(struct poller *p, const char *path)
{
	struct poll_pages *t = &p->pages;
	struct why why = { "" };
	struct poll_page_rules *r;

	for (r = t->rules; path != NULL && r != NULL; r = r->next)
		if (strcmp(r->path, path) == 0)
			return r->text;
	r = path != NULL ? arena_get(&t->arena, sizeof(*r)) : NULL;
	if (r == NULL)
		return NULL;
	r->path = path;
	r->text = page_rules_read(&t->arena, path, &why);
	if (r->text == NULL)
		say("rule: %s", why.text);
	r->next = t->rules;
	t->rules = r;
	return r->text;
}

static void
take_body(struct poller *p, struct poll_page *x, int body)
{
	struct docs_job job = { .id = (uint32_t)p->o->n + x->number, .body = body, .base = x->result.final_url != NULL ?
		x->result.final_url : x->url, .content_type = x->result.content_type,
		.frame = x->e != NULL ? WF_FRAME_PAGE : WF_FRAME_ROBOTS };
	char summary[SUMMARY_MAX + 1];
	off_t bytes = lseek(body, 0, SEEK_END);
	size_t n;

	job.bytes = (int64_t)bytes;
	if (x->e != NULL) {
		n = strnlen(x->e->text, SUMMARY_MAX);
		while (n > 0 && n == SUMMARY_MAX && ((unsigned char)x->e->text[n] & 0xc0) == 0x80)
			n--;
		memcpy(summary, x->e->text, n);
		summary[n] = '\0';
		job.summary = summary;
		job.rule = rules(p, x->at.rule);
	}
	if (docs_put(&p->docs, &job) == 0)
		x->state = PAGE_PARSING;
	else if (x->e == NULL)
		robots_lost(p, x);
	else
		failed(p, x, "out of memory", 1);
}

static void
take_robots(struct poller *p, struct poll_page *x, int *body)
{
	const int64_t status = x->result.status;

	if (x->result.cause == NULL && status == 200 && *body >= 0) {
		take_body(p, x, *body);
		*body = -1;
	} else {
		robots_over(p, x, x->result.cause == NULL && (status == 200 || (status >= 400 && status < 500 &&
		    status != 429)) ? ROBOTS_FILE_RULES : ROBOTS_FILE_CLOSED);
	}
}

static void
take_page(struct poller *p, struct poll_page *x, int *body)
{
	const int64_t status = x->result.status;
	char why[64];

	if (x->result.cause != NULL) {
		failed(p, x, x->result.why_text != NULL ? x->result.why_text : x->result.cause, 1);
	} else if (status == 200 && *body >= 0 && is_page_type(x->result.content_type)) {
		take_body(p, x, *body);
		*body = -1;
	} else if (status == 200) {
		failed(p, x, *body >= 0 ? "no HTML page" : "empty answer", 0);
	} else {
		(void)snprintf(why, sizeof(why), "HTTP status %lld", (long long)status);
		failed(p, x, arena_str(&x->arena, why), status == 408 || status == 425 || status == 429 || status >= 500);
	}
}

void
poll_page_result(struct poller *p, struct frame *f, int fds[static LINK_FDS])
{
	size_t i = f->id - p->o->n;
	struct poll_page *x = i < p->pages.n ? p->pages.p[i] : NULL;
	struct why why = { "" };
	const char *url;

	if (x == NULL || x->state != PAGE_SENT || f->type != WF_FRAME_RESULT)
		return;
	p->pages.sent--;
	p->pages.stirred = 1;
	if (message_result(f, &x->arena, &x->result, &why) != 0) {
		memset(&x->result, 0, sizeof(x->result));
		if (x->e == NULL)
			robots_lost(p, x);
		else
			failed(p, x, arena_str(&x->arena, why.text), 1);
		return;
	}
	url = x->result.final_url != NULL ? x->result.final_url : x->url;
	p->r->wire_bytes += x->result.wire_bytes;
	p->r->connections += (size_t)x->result.connections;
	schedule_host_cert(p->o->state, url, &x->result, poll_wall(p));
	if (x->result.status == 429)
		(void)schedule_host_busy(p->o->state, url, &x->result, poll_wall(p));
	if (x->e == NULL)
		take_robots(p, x, &fds[0]);
	else
		take_page(p, x, &fds[0]);
}

int
poll_page_frame(struct poller *p, uint32_t i, struct frame *f, struct why *why)
{
	struct poll_page *x = i < p->pages.n ? p->pages.p[i] : NULL;
	struct wf_entry rule;

	if (x == NULL || x->state != PAGE_PARSING)
		return 0; /* nobody waits for it any more */
	if (x->e != NULL) {
		x->has_article = 1;
		return message_article(f, &x->arena, &x->article, why);
	}
	if (f->type != WF_FRAME_ITEM)
		return 0;
	if (message_entry(f, &x->arena, &rule, why) != 0)
		return -1;
	return robots_file_rule(&p->pages.robots, x->robots, rule.guid) == 0 ? 0 : why_set(why, "out of memory");
}

/* What the parser says of a page that it has read; anything else is how the parser itself failed. */
static int
is_final(const char *why)
{
	return strncmp(why, "no article", 10) == 0 || strncmp(why, "rules: ", 7) == 0;
}

void
poll_page_done(struct poller *p, uint32_t i, const char *why)
{
	struct poll_page *x = i < p->pages.n ? p->pages.p[i] : NULL;

	if (x == NULL || x->state != PAGE_PARSING)
		return;
	if (x->e == NULL && why != NULL)
		robots_lost(p, x);
	else if (x->e == NULL)
		robots_over(p, x, ROBOTS_FILE_RULES);
	else if (why != NULL || !x->has_article)
		failed(p, x, why != NULL ? arena_str(&x->arena, why) : "no article found", why != NULL && !is_final(why));
	else
		step(p, x);
}
