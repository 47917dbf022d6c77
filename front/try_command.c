/* wirefold try: what a feed would bring. Nothing is stored. */
#include <getopt.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time.h"
#include "front/command.h"
#include "front/conf_key.h"
#include "front/exit.h"
#include "front/fetcher.h"
#include "front/message.h"
#include "front/one_doc.h"
#include "front/place.h"
#include "front/poll_feed.h"
#include "front/say.h"
#include "front/secret.h"

#define TRY_SHOW 3     /* entries shown */
#define TRY_TEXT 240   /* bytes of their text */

struct trying {
	struct place place;
	struct conf_feed feed;
	struct poll_feed p;
};

/* The feed as feeds.conf has it, so that its keys apply; else as a line with that URL only
 * would be. */
static void
find_feed(struct trying *t, const char *url)
{
	struct conf none;
	size_t i;

	for (i = 0; t->place.conf_read && i < t->place.conf.n; i++)
		if (strcmp(t->place.conf.feeds[i].url, url) == 0 ||
		    strcmp(t->place.conf.feeds[i].name, url) == 0) {
			t->feed = t->place.conf.feeds[i];
			return;
		}
	conf_key_defaults(&none, &t->feed);
	t->feed.url = url;
	t->feed.name = t->feed.group = "try";
}

static int
ask(struct trying *t, struct fetcher *f, struct why *why)
{
	struct poll_ask a = { 0, 0, NULL };
	struct buf b, secrets;
	int rc;

	if (fetcher_start(f, why) != 0)
		return -1;
	a.ca = fetcher_ca(f, t->feed.ca, why);
	if (a.ca < 0)
		return -1;
	buf_init(&b, LINK_MAX);
	buf_init(&secrets, SECRET_MAX);
	a.secrets = &secrets;
	rc = secret_put(&t->feed, &secrets, why);
	if (rc == 0)
		rc = poll_feed_request(&t->p, NULL, &a, &b) == 0 && fetcher_send(f, &b, why) == 1 ? 0 : -1;
	secret_wipe(&secrets);
	secret_wipe(&b);
	return rc;
}

/* The body's descriptor, or -1 and `why`. */
static int
fetch(struct trying *t, struct why *why)
{
	struct fetcher f;
	struct frame frame;
	int fds[LINK_FDS] = { -1, -1, -1, -1 }, body = -1, rc;

	fetcher_init(&f);
	rc = ask(t, &f, why);
	while (rc == 0) {
		struct pollfd p = { f.child.link, POLLIN, 0 };

		(void)poll(&p, 1, -1);
		rc = fetcher_next(&f, &frame, fds, why);
	}
	if (rc == 1 && message_result(&frame, &t->p.arena, &t->p.result, why) == 0) {
		if (t->p.result.cause != NULL)
			(void)why_set(why, "%s", t->p.result.why_text);
		else if (t->p.result.status != 200 || fds[0] < 0)
			(void)why_set(why, "HTTP status %lld", (long long)t->p.result.status);
		else
			body = fds[0];
	}
	if (body >= 0)
		fds[0] = -1;
	link_close_fds(fds);
	fetcher_clear(&f);
	return body;
}

static int
on_frame(void *ctx, struct frame *f, struct why *why)
{
	struct trying *t = ctx;

	return poll_feed_frame(&t->p, f, TIME_NONE, why);
}

static void
show_entry(const struct wf_entry *e)
{
	char date[TIME_LEN];
	size_t n = strlen(e->text);

	time_format(e->published != TIME_NONE ? e->published : e->modified, date);
	(void)say_out("%s", "");
	(void)say_out("%s", e->title != NULL ? e->title : "(no title)");
	(void)say_out("  %s  %s", date[0] != '\0' ? date : "no date", e->url != NULL ? e->url : "no link");
	if (n > TRY_TEXT)
		for (n = TRY_TEXT; n > 0 && ((unsigned char)e->text[n] & 0xc0) == 0x80;)
			n--;
	(void)say_out("  %.*s%s", (int)strcspn(e->text, "\n") < (int)n ? (int)strcspn(e->text, "\n") : (int)n,
	    e->text, e->excerpt ? " [excerpt]" : "");
}

static void
show(const struct trying *t)
{
	const struct wf_doc *d = &t->p.doc;
	size_t i;

	(void)say_out("%s (%s %s, %s)", d->title != NULL ? d->title : "(no title)",
	    d->format != NULL ? d->format : "?", d->version != NULL ? d->version : "",
	    d->encoding != NULL ? d->encoding : "?");
	(void)say_out("verdict %s; %zu entries would be stored under the feed name '%s'",
	    d->verdict != NULL ? d->verdict : "ok", t->p.n, t->feed.name);
	for (i = 0; i < d->n_warnings; i++)
		(void)say_out("  %s", d->warnings[i]);
	for (i = 0; i < t->p.n && i < TRY_SHOW; i++)
		show_entry(t->p.entries[i]);
}

static int
try_it(struct trying *t, const char *what)
{
	struct one_doc d = { .frame = on_frame, .ctx = t };
	struct why why = { "" };
	int rc;

	poll_feed_init(&t->p, &t->place.conf, &t->feed, NULL, 0);
	if (t->feed.path == NULL && (strncmp(what, "http://", 7) == 0 || strncmp(what, "https://", 8) == 0 ||
	    t->feed.url != what)) {
		d.body = fetch(t, &why);
		d.base = t->p.result.final_url;
		d.content_type = t->p.result.content_type;
	} else {
		d.body = one_doc_load(t->feed.path != NULL ? t->feed.path : what, (int64_t)WF_BODY_MAX, &why);
	}
	rc = d.body < 0 ? 1 : one_doc_parse(&d, &why);
	if (rc == 0)
		show(t);
	else
		say("%s: %s", what, why.text);
	if (rc == 0 && say_end() != 0)
		rc = -1;
	poll_feed_clear(&t->p);
	return rc == 0 ? EXIT_DONE : rc > 0 ? EXIT_NOTHING : EXIT_SYSTEM;
}

int
try_command(int argc, char **argv)
{
	struct trying t;
	int c, rc = 0;

	memset(&t, 0, sizeof(t));
	while ((c = getopt(argc, argv, "+c:")) != -1) {
		if (c != 'c')
			return command_usage("try");
		t.place.conf_path = optarg;
	}
	if (argc - optind != 1)
		return command_usage("try");
	rc = place_conf(&t.place, t.place.conf_path != NULL);
	if (rc == 0) {
		find_feed(&t, argv[optind]);
		rc = try_it(&t, argv[optind]);
	}
	place_clear(&t.place);
	return rc;
}
