/* wirefold run: the entry that cron calls. */
#include <assert.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "front/command.h"
#include "front/docs.h"
#include "front/exit.h"
#include "front/heap.h"
#include "front/hook.h"
#include "front/hook_fail.h"
#include "front/ingest.h"
#include "front/metrics.h"
#include "front/place.h"
#include "front/poll.h"
#include "front/renames.h"
#include "front/say.h"
#include "front/schedule_host.h"
#include "front/shard.h"
#include "front/wall.h"

#define RUN_SECONDS 900                    /* what a run may take; cron starts another */

#define HOT_SECONDS 2                      /* of a minute, in which cron and timers start */
#define JITTER_SHARE 10                    /* of the run's time at most */
#define MANY 200                           /* feeds of which the heap gets large pages */

struct run {
	struct place place;
	struct store *store;
	struct schedule_table state;
	struct pages pages;               /* that earlier runs left */
	const struct conf_feed **due;
	size_t n_due, n_pages;            /* n_pages: of them, asked for in this run */
	size_t n_waiting;                 /* left out: their servers said to come later */
	struct wall wall;
	struct shard shard;
	int64_t fixed, seconds, now;
	int hooks;                        /* they are to be told */
	int force, list_only, quiet, verbose, clock_ok, no_fold, strict;
	const char *metrics;              /* a file, or NULL */
	struct poll_report report;
	int64_t started;                  /* ms, monotonic */
	char **names;
	int n_names;
};

static const struct option long_options[] = {
	{ "clock-ok", no_argument, NULL, 'C' }, { "no-fold", no_argument, NULL, 'N' },
	{ "metrics", required_argument, NULL, 'M' },
	{ "strict", no_argument, NULL, 'S' }, { "shard", required_argument, NULL, 'H' },
	{ NULL, 0, NULL, 0 },
};

static int
option(struct run *r, int c)
{
	switch (c) {
	case 'c':
		r->place.conf_path = optarg;
		return 0;
	case 'a':
		r->place.dir = optarg;
		return 0;
	case 'P':
		r->fixed = time_parse(optarg, strlen(optarg));
		return r->fixed == TIME_NONE ? -1 : 0;
	case 's':
		r->seconds = time_span(optarg);
		return r->seconds < 1 ? -1 : 0;
	case 'M':
		r->metrics = optarg;
		return 0;
	case 'H':
		return shard_read(&r->shard, optarg);
	default:
		break;
	}
	r->force |= c == 'F';
	r->list_only |= c == 'n';
	r->quiet |= c == 'q';
	r->verbose |= c == 'v';
	r->clock_ok |= c == 'C';
	r->no_fold |= c == 'N';
	r->strict |= c == 'S';
	return c == '?' ? -1 : 0;
}

static int
options(struct run *r, int argc, char **argv)
{
	int c;

	r->fixed = TIME_NONE;
	r->seconds = RUN_SECONDS;
	while ((c = getopt_long(argc, argv, "+c:a:FnP:s:qvS", long_options, NULL)) != -1)
		if (option(r, c) != 0)
			return command_usage("run");
	r->names = argv + optind;
	r->n_names = argc - optind;
	wall_init(&r->wall, r->fixed);
	r->now = r->wall.start;
	return 0;
}

static int
is_named(const struct run *r, const struct conf_feed *f)
{
	int i;

	for (i = 0; i < r->n_names; i++)
		if (strcmp(r->names[i], f->name) == 0)
			return 1;
	return r->n_names == 0;
}

static int
check_names(const struct run *r)
{
	int i;

	for (i = 0; i < r->n_names; i++)
		if (conf_feed(&r->place.conf, r->names[i]) == NULL) {
			say("no feed named '%s' in feeds.conf", r->names[i]);
			return EXIT_USAGE;
		}
	return 0;
}

/* The feeds that are due, in the order of feeds.conf. */
static int
choose(struct run *r)
{
	const struct conf_feed *f;
	const struct schedule *s;
	const char *url;
	size_t i;

	r->due = calloc(r->place.conf.n + 1, sizeof(*r->due));
	if (r->due == NULL)
		return -1;
	for (i = 0; i < r->place.conf.n; i++) {
		f = &r->place.conf.feeds[i];
		s = schedule_get(&r->state, f->name);
		if (s == NULL)
			return -1;
		url = schedule_moved_url(s, f) != NULL ? schedule_moved_url(s, f) : f->url;
		if (!is_named(r, f) || !shard_has(&r->shard, f->url) || f->disabled || s->gone ||
		    (!r->force && !schedule_due(s, f, r->now)))
			continue;
		if (schedule_host_waits(&r->state, url, r->now, 0) || (r->force && schedule_waits(s, r->now)))
			r->n_waiting++;
		else
			r->due[r->n_due++] = f;
	}
	return 0;
}

/* The pages that earlier runs left, of the feeds that this one is about. */
static void
choose_pages(struct run *r)
{
	const struct conf_feed *f;
	struct pages_entry *x;
	size_t i;

	for (i = 0; i < r->pages.n; i++) {
		x = &r->pages.p[i];
		if (x->settled) {
			if (x->next <= r->now)
				pages_gone(&r->pages, i);
			continue;
		}
		f = conf_feed(&r->place.conf, x->feed);
		/* One whose feed is no more is seen to be so, and dropped. */
		x->due = f == NULL ? r->n_names == 0 && r->shard.n <= 1 : is_named(r, f) && shard_has(&r->shard, f->url) &&
		    !f->disabled && (r->force || x->next <= r->now);
		r->n_pages += (size_t)x->due;
	}
}

/* A clock that runs before the journal would write days out of order and forget its window;
 * one far ahead would let everything leave it. */
static int
check_clock(const struct run *r)
{
	int64_t newest = store_newest_time(r->store);
	char s[TIME_LEN], t[TIME_LEN];

	if (newest == TIME_NONE || r->clock_ok ||
	    (r->now >= newest - WALL_BEHIND && r->now <= newest + WALL_AHEAD))
		return 0;
	time_format(r->now, s);
	time_format(newest, t);
	say("the clock says %s, the newest entry is of %s; `run --clock-ok` if that is right", s, t);
	return EXIT_SYSTEM;
}

static void
on_signal(int sig)
{
	poll_stop(sig); /* NOLINT: sets one sig_atomic_t */
}

static int
list_due(const struct run *r)
{
	const char *url;
	struct buf b;
	size_t i;

	buf_init(&b, (size_t)1 << 20);
	for (i = 0; i < r->n_due; i++) {
		assert(r->due[i] != NULL);
		url = r->due[i]->url;
		buf_reset(&b);
		(void)buf_printf(&b, "%s\t", r->due[i]->name);
		(void)utf8_escape(&b, url, strlen(url));
		(void)buf_char(&b, '\n');
		(void)say_bytes(buf_get(&b), b.n);
	}
	buf_clear(&b);
	return say_end() == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

static void
summary(const struct poll_report *p)
{
	say("%zu feeds: %zu with news, %zu not modified, %zu the same, %zu failed, %zu deferred",
	    p->feeds, p->stored, p->not_modified, p->same, p->failed, p->deferred);
	say("%zu entries, %zu new: %zu stories, %zu copies, %zu versions, %zu notices, %zu merges",
	    p->counts.entries, p->counts.fresh, p->counts.stories, p->counts.copies,
	    p->counts.versions, p->counts.notices, p->counts.merges);
	if (p->pages + p->pages_late + p->pages_pending + p->pages_failed > 0)
		say("%zu pages in time, %zu for earlier entries, %zu put off, %zu without an article", p->pages,
		    p->pages_late, p->pages_pending, p->pages_failed);
	say("%zu connections, %lld bytes, parser %lld ms CPU, %lld kB peak", p->connections,
	    (long long)p->wire_bytes, (long long)(p->parse_cpu_us / 1000), (long long)p->parse_peak_kb);
}

static int
code(const struct run *r, const struct poll_report *p)
{
	if (p->signal != 0)
		return EXIT_SIGNAL + p->signal;
	if (p->no_network)
		return EXIT_SYSTEM;
	return p->just_failed > 0 || (r->strict && p->failed > 0) ? EXIT_FAILING : EXIT_DONE;
}

/* All the world's cron jobs start at second 0. Who is one of them, and not the first run of its
 * archive, waits a while. The seconds that are gone. */
static int64_t
jitter(struct run *r)
{
	int64_t most = r->place.conf.start_jitter * 1000, ms;
	struct timespec now, pause;
	const struct schedule *s;
	uint32_t random = 0;
	size_t i;

	for (i = 0; i < r->n_due; i++) {
		assert(r->due[i] != NULL);
		s = schedule_get(&r->state, r->due[i]->name);
		if (r->due[i]->path == NULL && s != NULL && s->last != TIME_NONE)
			break;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (i == r->n_due || isatty(STDIN_FILENO) || r->force || r->n_names > 0 || r->fixed != TIME_NONE ||
	    now.tv_sec % 60 >= HOT_SECONDS)
		return 0;
	most = most < r->seconds * 1000 / JITTER_SHARE ? most : r->seconds * 1000 / JITTER_SHARE;
	if (most == 0 || getrandom(&random, sizeof(random), 0) != sizeof(random))
		return 0;
	ms = random % most;
	if (r->verbose)
		say("starting in %lld ms, off the minute", (long long)ms);
	pause = (struct timespec){ ms / 1000, ms % 1000 * 1000000 };
	(void)nanosleep(&pause, NULL); /* a signal ends it, and the run */
	return ms / 1000;
}

static int
poll_due(struct run *r)
{
	struct poll_options o = {
		.conf = &r->place.conf, .state = &r->state, .store = r->store, .pages = &r->pages, .feeds = r->due,
		.n = r->n_due, .wall = &r->wall, .seconds = r->seconds, .no_fold = r->no_fold,
		.verbose = r->verbose, .progress = !r->quiet && isatty(STDERR_FILENO),
	};
	struct poll_report *p = &r->report;
	struct hook_fail_watch watch = { .c = o.conf, .state = o.state, .feeds = o.feeds, .n = o.n };
	struct why why = { "" };
	int rc;

	o.seconds -= jitter(r);
	rc = hook_fail_watch(&watch) != 0 ? why_set(&why, "out of memory") : poll_run(&o, p, &why);
	hook_fail_tell(&watch, place_dir(&r->place), wall_now(&r->wall));
	if (rc == 0)
		rc = store_finish(r->store, &why);
	if (rc == 0 && !p->no_network)
		rc = pages_save(&r->pages, r->store, &why);
	if (rc == 0)
		rc = schedule_save(&r->state, r->store, &why);
	if (r->verbose)
		summary(p);
	if (rc != 0) {
		say("%s", why.text);
		return EXIT_SYSTEM;
	}
	return code(r, p);
}

/* Validators are dropped for good before anything is built on it. */
static int
catch_up(struct run *r, struct why *why)
{
	if (r->state.journal <= store_seq(r->store))
		return 0;
	schedule_forget(&r->state);
	say("%s: state/ is ahead of the journal; all feeds are asked in full", place_dir(&r->place));
	return r->list_only ? 0 : schedule_save(&r->state, r->store, why);
}

/* What was held until now goes out before anything new comes in. */
static int
release_due(struct run *r)
{
	struct why why = { "" };
	struct ingest in;
	int rc;

	ingest_init(&in, r->store, r->place.conf.window);
	in.now = r->now;
	rc = ingest_due(&in, &why);
	ingest_clear(&in);
	if (rc == 0)
		rc = store_finish(r->store, &why);
	if (rc != 0)
		say("%s", why.text);
	return rc == 0 ? 0 : EXIT_SYSTEM;
}

static int
with_archive(struct run *r)
{
	struct why why = { "" };
	int rc = check_clock(r);

	if (rc != 0)
		return rc;
	if (schedule_load(&r->state, r->store, &why) != 0 || catch_up(r, &why) != 0 ||
	    (!r->list_only && renames_apply(&r->place.conf, r->store, &r->state, r->now, &why) != 0) ||
	    pages_load(&r->pages, r->store, &why) != 0 || choose(r) != 0) {
		say("%s", why.text[0] != '\0' ? why.text : "out of memory");
		return EXIT_SYSTEM;
	}
	assert(r->due != NULL);
	if (store_remote(r->store) != NULL && (r->verbose || store_seq(r->store) == 0))
		say("%s: on %s: only one host may write it, and a power cut may cost more there",
		    place_dir(&r->place), store_remote(r->store));
	if (r->list_only)
		return list_due(r);
	if (r->n_waiting > 0 && !r->quiet && (r->force || r->verbose))
		say("%zu feeds not asked: their servers said to come later (`status` says when)", r->n_waiting);
	(void)signal(SIGINT, on_signal);
	(void)signal(SIGTERM, on_signal);
	(void)signal(SIGHUP, on_signal);
	hook_begin(&r->place.conf, place_dir(&r->place), r->store);
	r->hooks = 1;
	rc = release_due(r);
	if (rc != 0)
		return rc;
	choose_pages(r);
	return r->n_due > 0 || r->n_pages > 0 ? poll_due(r) : EXIT_DONE;
}

/* The file is written whenever the lock was ours: a monitor sees how old it is. */
static int
write_metrics(struct run *r, int rc)
{
	struct metrics m = { &r->place.conf, &r->state, &r->report, wall_now(&r->wall),
		(docs_now() - r->started) / 1000, rc };
	struct why why = { "" };

	if (r->metrics == NULL || r->state.arena.max == 0 || metrics_write(&m, r->metrics, &why) == 0)
		return rc;
	say("%s", why.text);
	return rc == EXIT_DONE || rc == EXIT_FAILING ? EXIT_SYSTEM : rc;
}

/* Another run is at work: silence, unless it is at it for too long. */
static int
locked(const struct run *r)
{
	const char *dir = place_dir(&r->place);
	int64_t age = store_lock_age(dir, (int64_t)time(NULL));

	if (age > 2 * r->seconds)
		say("%s: another run holds the lock since %lld s", dir, (long long)age);
	return EXIT_LOCKED;
}

int
run_command(int argc, char **argv)
{
	struct run r;
	int rc;

	memset(&r, 0, sizeof(r));
	r.started = docs_now();
	rc = options(&r, argc, argv);
	if (rc == 0)
		rc = place_conf(&r.place, 1);
	if (rc == 0 && r.place.conf.n >= MANY)
		heap_begin();
	if (rc == 0)
		rc = check_names(&r);
	if (rc == 0) {
		rc = place_archive(&r.place, 1, 1, &r.store);
		if (rc == EXIT_LOCKED)
			rc = locked(&r);
		if (r.store != NULL)
			rc = with_archive(&r);
		if (r.store != NULL && !r.list_only)
			rc = write_metrics(&r, rc);
	}
	free(r.due);
	schedule_clear(&r.state);
	pages_clear(&r.pages);
	store_close(r.store);
	if (r.hooks && poll_stopped() == 0)
		hook_deliver(&r.place.conf, place_dir(&r.place));
	place_clear(&r.place);
	return rc == EXIT_DONE && poll_stopped() != 0 ? EXIT_SIGNAL + poll_stopped() : rc;
}
