/* store_once MODE DIR COUNT: writes COUNT new entries of about 4 KB into DIR and prints the
 * seconds that it took. MODE
 *   journal  batches into the journal and its tables, no story files
 *   stories  the whole: stories too, all made durable at the end
 *   naive    a file an entry: write, fsync, rename
 *   fill     as journal, a day for each batch; then 100 entries with stories (not timed) */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "store/archive.h"

#define BATCH 1000
#define TEXT 4000
#define START 1700000000

#define TEXTS 61 /* made before the clock starts; no two neighbours are alike */

static char texts[TEXTS][TEXT + 1];

static void
make_text(unsigned long seed, char *text)
{
	static const char *const words[] = { "harbour", "the", "ferry", "council", "of", "winter", "timetable",
		"said", "a", "spokesman", "crossing", "and", "for", "passengers" };
	size_t n = 0, k;

	while (n + 16 < TEXT) {
		seed = (seed + 1) * 6364136223846793005u + 1442695040888963407u;
		k = strlen(words[(seed >> 33) % 14]);
		memcpy(text + n, words[(seed >> 33) % 14], k);
		n += k;
		text[n++] = (seed >> 40) % 60 == 0 ? '\n' : ' ';
	}
	text[n] = '\0';
}

static double
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
die(const char *what, const struct why *why)
{
	fprintf(stderr, "%s: %s\n", what, why->text);
	exit(1);
}

static void
put(struct store *s, unsigned long i, int64_t t, struct why *why)
{
	struct wf_entry e = { .feed = "bench", .group = "bench", .title = "A story of the bench", .text = texts[i % TEXTS],
		.published = t, .modified = TIME_NONE, .fetched = t, .rank = 100 };
	struct wf_line line = { .kind = WF_NEW, .time = t, .entry = &e, .containment = -1, .distance = -1,
		.extent = "full", .revision = 1 };
	char guid[32], day[TIME_DAY_LEN];

	(void)snprintf(guid, sizeof(guid), "bench-%lu", i);
	e.guid = guid;
	if (store_entry_id(e.feed, guid, e.id) != 0)
		die("id", why);
	time_day(t, day);
	(void)snprintf(line.story, sizeof(line.story), "%.4s%.2s%.2s-%.12s", day, day + 5, day + 8, e.id);
	if (store_put(s, &line, NULL, 0, why) != 0)
		die("put", why);
}

/* As store_commit, but for the stories. */
static void
commit_lines(struct store *s, struct why *why)
{
	struct fixed_put lines = { &lines_kind, s->j.day, s->lines.p, s->lines.n / sizeof(struct lines_record) };

	if (journal_commit(&s->j, why) != 0 || fixed_append(&s->root, &lines, why) != 0)
		die("commit", why);
}

static double
archive(const char *mode, const char *dir, unsigned long count)
{
	const struct store_options o = { dir, 1, 1 };
	const int stories = mode[0] == 's', fill = mode[0] == 'f';
	struct why why = { "" };
	struct store *s;
	unsigned long i;
	int64_t t = START;
	double start = now();

	if (store_open(&s, &o, &why) != 0)
		die(dir, &why);
	for (i = 0; i < count; i++) {
		if (i % BATCH == 0 && store_begin(s, t, &why) != 0)
			die("begin", &why);
		put(s, i, t, &why);
		if (i % BATCH < BATCH - 1 && i + 1 < count)
			continue;
		if (!stories)
			commit_lines(s, &why);
		else if (store_commit(s, &why) != 0)
			die("commit", &why);
		t += fill && i % (BATCH * 5) == BATCH * 5 - 1 ? 86400 : 0;
	}
	if (stories && store_finish(s, &why) != 0)
		die("finish", &why);
	if (fill) {
		if (archive_write_applied(s, &why) != 0 || store_begin(s, t, &why) != 0)
			die("mark", &why);
		for (i = 0; i < 100; i++)
			put(s, count + i, t, &why);
		if (store_commit(s, &why) != 0 || store_finish(s, &why) != 0)
			die("commit", &why);
	}
	store_close(s);
	return now() - start;
}

static double
naive(const char *dir, unsigned long count)
{
	struct why why = { "a file cannot be written" };
	char temp[4096], path[4096];
	double start = now();
	unsigned long i;
	size_t n;
	int fd;

	if (mkdir(dir, 0777) != 0)
		die(dir, &why);
	for (i = 0; i < count; i++) {
		n = strlen(texts[i % TEXTS]);
		(void)snprintf(temp, sizeof(temp), "%s/t", dir);
		(void)snprintf(path, sizeof(path), "%s/%lu.txt", dir, i);
		fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd < 0 || write(fd, texts[i % TEXTS], n) != (ssize_t)n || fsync(fd) != 0 || close(fd) != 0 || rename(temp, path) != 0)
			die(path, &why);
	}
	return now() - start;
}

int
main(int argc, char **argv)
{
	unsigned long i, count = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;

	if (count == 0)
		return 2;
	for (i = 0; i < TEXTS; i++)
		make_text(i, texts[i]);
	printf("%.6f\n", argv[1][0] == 'n' ? naive(argv[2], count) : archive(argv[1], argv[2], count));
	return 0;
}
