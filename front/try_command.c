/* wirefold try: what a feed would bring. Nothing is stored. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/one_doc.h"
#include "front/one_fetch.h"
#include "front/place.h"
#include "front/poll_feed.h"
#include "front/say.h"

#define TRY_SHOW 3     /* entries shown */
#define TRY_TEXT 240   /* bytes of their text */

struct trying {
	struct place place;
	struct conf_feed feed;
	struct poll_feed p;
};

/* The body's descriptor, or -1 and `why`. */
static int
fetch(struct trying *t, struct why *why)
{
	struct fetcher f;
	int body;

	fetcher_init(&f);
	body = one_fetch(&f, &t->p, why);
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
		one_fetch_feed(&t.place, argv[optind], &t.feed);
		rc = try_it(&t, argv[optind]);
	}
	place_clear(&t.place);
	return rc;
}
