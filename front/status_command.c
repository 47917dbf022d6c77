/* wirefold status and check: how the feeds are, and what is wrong with feeds.conf. */
#include <getopt.h>
#include <string.h>
#include <time.h>

#include "front/check_keys.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/feed_status.h"
#include "front/hook.h"
#include "front/page_rules.h"
#include "front/pages.h"
#include "front/place.h"
#include "front/say.h"
#include "front/secret.h"
#include "front/source.h"

struct asking {
	struct place place;
	int json;
};

static int
count(void *ctx, const char *id)
{
	(void)id;
	++*(size_t *)ctx;
	return 0;
}

/* A line for all feeds together: how many there are in each state, and how many stories. */
static int
totals(struct store *s, const size_t in_state[FEED_STATUS_STATES], size_t feeds)
{
	struct why why = { "" };
	struct buf b;
	size_t stories = 0;
	int i, rc;

	if (store_stories(s, count, &stories, &why) != 0) {
		say("%s", why.text);
		return -1;
	}
	buf_init(&b, 4096);
	(void)buf_printf(&b, "%zu feeds", feeds);
	for (i = 0; i < FEED_STATUS_STATES; i++)
		if (in_state[i] > 0)
			(void)buf_printf(&b, ", %zu %s", in_state[i], feed_status_states[i]);
	rc = say_out("%s; %zu stories", buf_get(&b), stories);
	buf_clear(&b);
	return rc;
}

static int
print(const struct asking *q, struct store *s, char **names, int n)
{
	const struct place *p = &q->place;
	struct schedule_table t;
	struct pages pages;
	struct feed_status x;
	const struct conf_feed *f;
	struct why why = { "" };
	struct buf b;
	size_t i, in_state[FEED_STATUS_STATES] = { 0 };
	int k, shown = 0, rc = 0;

	if (schedule_load(&t, s, &why) != 0 || pages_load(&pages, s, &why) != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	buf_init(&b, (size_t)1 << 20);
	for (i = 0; i < p->conf.n; i++) {
		f = &p->conf.feeds[i];
		for (k = 0; k < n && strcmp(names[k], f->name) != 0; k++)
			;
		if ((n > 0 && k == n) || feed_status_init(&x, &t, f, (int64_t)time(NULL)) != 0)
			continue;
		x.pages = pages_count(&pages, f->name);
		shown++;
		for (k = 0; k < FEED_STATUS_STATES; k++)
			in_state[k] += strcmp(feed_status_states[k], feed_status_state(&x)) == 0;
		if (!q->json) {
			feed_status_say(&x);
			continue;
		}
		buf_reset(&b);
		if (feed_status_json(&x, &b) == 0)
			(void)say_bytes(buf_get(&b), b.n);
	}
	buf_clear(&b);
	schedule_clear(&t);
	pages_clear(&pages);
	if (!q->json && n == 0 && shown > 0)
		rc = totals(s, in_state, p->conf.n);
	if (say_end() != 0 || rc != 0)
		return EXIT_SYSTEM;
	return shown > 0 ? EXIT_DONE : EXIT_NOTHING;
}

int
status_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct asking q;
	int c, rc = 0;

	memset(&q, 0, sizeof(q));
	while ((c = getopt(argc, argv, "+c:a:o:")) != -1) {
		if (c == 'c')
			q.place.conf_path = optarg;
		else if (c == 'a')
			q.place.dir = optarg;
		else if (c == 'o' && (strcmp(optarg, "json") == 0 || strcmp(optarg, "text") == 0))
			q.json = optarg[0] == 'j';
		else
			return command_usage("status");
	}
	rc = place_conf(&q.place, 1);
	if (rc == 0)
		rc = place_archive(&q.place, 0, 0, &s);
	if (rc == 0)
		rc = print(&q, s, argv + optind, argc - optind);
	store_close(s);
	place_clear(&q.place);
	return rc;
}

/* The files that feeds.conf names are as they must be. */
static int
check_files(const struct conf *c)
{
	struct why why;
	const char *rule = NULL; /* checked last */
	size_t i;
	int bad = 0;

	for (i = 0; i < c->n; i++) {
		if (secret_check(&c->feeds[i], &why) != 0 || source_check(&c->feeds[i], &why) != 0 ||
		    page_rules_check(&c->feeds[i], &rule, &why) != 0) {
			say("%s:%zu: %s: %s", c->feeds[i].file, c->feeds[i].line, c->feeds[i].name, why.text);
			bad = 1;
		}
	}
	return bad ? EXIT_USAGE : 0;
}

static void
check_hooks(const struct conf *c)
{
	const struct conf_hook *h;
	struct why why;

	for (h = c->hooks; h != NULL; h = h->next)
		if (hook_check(h, &why) != 0)
			say("warning: %s:%zu: hook %s: %s", h->file, h->line, h->name, why.text);
}

int
status_command_check(int argc, char **argv)
{
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, "check", argc, argv);
	if (rc == 0 && argc > optind)
		rc = command_usage("check");
	if (rc == 0)
		rc = place_conf(&p, 1);
	if (rc == 0 && p.conf.archive == NULL)
		say("warning: no `set archive DIR`; commands will need -a");
	if (rc == 0)
		rc = check_files(&p.conf);
	if (rc == 0)
		check_hooks(&p.conf);
	if (rc == 0)
		rc = check_keys(&p);
	if (rc == 0)
		(void)say_out("%zu feeds, no errors", p.conf.n);
	place_clear(&p);
	return rc;
}
