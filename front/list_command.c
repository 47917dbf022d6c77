/* wirefold list and search: the newest stories, or those that hold words, one a line. */
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/time.h"
#include "front/columns.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/pager.h"
#include "front/place.h"
#include "front/say.h"
#include "front/search.h"
#include "front/story_file.h"

#define LIST_COUNT 20

struct listing {
	struct place place;
	struct store *store;
	const char *tag, *feed, *agency;
	int64_t since;            /* or TIME_NONE */
	long count, seen, copies;
	size_t columns;           /* of the terminal; 0: it is none */
	int json;
	char **words;             /* all must be there */
	int n_words;
	struct buf file, out, folded, word;
	struct why why;
};

static int
number(const char *s, long *to)
{
	char *end;

	*to = strtol(s, &end, 10);
	return *to > 0 && *end == '\0' ? 0 : -1;
}

/* A time, a day, or how long ago. */
static int
since(const char *s, int64_t *to)
{
	int64_t span = time_span(s);
	char day[TIME_LEN];

	if (span >= 0) {
		*to = (int64_t)time(NULL) - span;
		return 0;
	}
	*to = time_parse(s, strlen(s));
	if (*to == TIME_NONE && strlen(s) == TIME_DAY_LEN - 1) {
		memcpy(day, s, TIME_DAY_LEN - 1);
		memcpy(day + TIME_DAY_LEN - 1, "T00:00:00Z", sizeof("T00:00:00Z"));
		*to = time_parse(day, TIME_LEN - 1);
	}
	return *to != TIME_NONE ? 0 : -1;
}

static int
option(struct listing *l, int c)
{
	switch (c) {
	case 'c':
		l->place.conf_path = optarg;
		return 0;
	case 'a':
		l->place.dir = optarg;
		return 0;
	case 't':
		l->tag = optarg;
		return 0;
	case 'f':
		l->feed = optarg;
		return 0;
	case 'g':
		l->agency = optarg;
		return 0;
	case 'o':
		l->json = optarg[0] == 'j';
		return strcmp(optarg, "json") == 0 || strcmp(optarg, "text") == 0 ? 0 : -1;
	case 'n':
		return number(optarg, &l->count);
	case 'k':
		return number(optarg, &l->copies);
	case 's':
		return since(optarg, &l->since);
	default:
		return -1;
	}
}

static int
options(struct listing *l, int argc, char **argv)
{
	static const struct option long_options[] = { { "feed", required_argument, NULL, 'f' },
		{ "agency", required_argument, NULL, 'g' }, { "copies", required_argument, NULL, 'k' },
		{ "since", required_argument, NULL, 's' }, { NULL, 0, NULL, 0 } };
	int c;

	l->since = TIME_NONE;
	while ((c = getopt_long(argc, argv, "+c:a:n:o:t:", long_options, NULL)) != -1)
		if (option(l, c) != 0)
			return command_usage(argv[0]);
	if (l->count == 0)
		l->count = l->since != TIME_NONE ? LONG_MAX : LIST_COUNT;
	return 0;
}

static void
print_json(struct listing *l, const char *file)
{
	static const char *const names[] = { "Story", "Revision", "Status", "Title", "Date", "Seen",
		"Changed", "Feed", "Url", "Extent", "Copies", "Outlets" };
	const char *value;
	size_t i, n;
	char key[16];

	json_put_open(&l->out, NULL, '{');
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = story_file_field(file, names[i], &n);
		if (value == NULL)
			continue;
		memcpy(key, names[i], strlen(names[i]) + 1);
		key[0] = (char)(key[0] | 0x20);
		json_put_strn(&l->out, key, value, n);
	}
	json_put_close(&l->out, '}');
	(void)buf_char(&l->out, '\n');
}

/* Columns of a terminal that each field but the title takes, spaces behind it included. */
#define ID_COLUMNS 23
#define DATE_COLUMNS 18
#define DAY_COLUMNS 12
#define COPIES_COLUMNS 6
#define FEED_COLUMNS 18
#define TITLE_COLUMNS 24  /* where the title has fewer left, the feed, then the hour go */

/* On a terminal a story is one line, whatever its title; elsewhere nothing is cut. */
static void
print_text(struct listing *l, const char *file)
{
	char id[32], date[32], feed[65], copies[24], title[512];
	size_t left = l->columns > ID_COLUMNS + COPIES_COLUMNS ? l->columns - ID_COLUMNS - COPIES_COLUMNS : 0;
	int feeds = l->columns == 0 || left >= DATE_COLUMNS + FEED_COLUMNS + TITLE_COLUMNS;
	int hours = l->columns == 0 || left >= DATE_COLUMNS + TITLE_COLUMNS;

	story_file_copy(file, "Story", id, sizeof(id));
	story_file_copy(file, "Date", date, sizeof(date));
	story_file_copy(file, "Feed", feed, sizeof(feed));
	copies[0] = '+';
	story_file_copy(file, "Copies", copies + 1, sizeof(copies) - 1);
	story_file_copy(file, "Title", title, sizeof(title));
	if (title[0] == '\0')
		story_file_copy(file, "Status", title, sizeof(title));
	date[date[0] != '\0' ? hours ? 16 : 10 : 0] = '\0';
	if (date[0] != '\0' && hours)
		date[10] = ' ';
	left -= left > DATE_COLUMNS ? (size_t)(hours ? DATE_COLUMNS : DAY_COLUMNS) + (feeds ? FEED_COLUMNS : 0) : 0;
	(void)buf_printf(&l->out, "%s  %-*s  %-4s  ", id, hours ? 16 : 10, date, copies[1] != '\0' ? copies : "");
	if (feeds && l->columns > 0) {
		(void)columns_pad(&l->out, feed, strlen(feed), FEED_COLUMNS - 2);
		(void)buf_str(&l->out, "  ");
	} else if (feeds) {
		(void)buf_printf(&l->out, "%-16s  ", feed);
	}
	(void)columns_put(&l->out, title, strlen(title), l->columns > 0 ? left : sizeof(title));
	(void)buf_char(&l->out, '\n');
}

/* Are all words in its title or text? 1 or 0; -1. */
static int
holds_words(struct listing *l, const char *file)
{
	const char *text = strstr(file, "\n\n"), *title;
	size_t n;
	int i;

	buf_reset(&l->folded);
	title = story_file_field(file, "Title", &n);
	if (title != NULL)
		(void)search_fold(&l->folded, title, n);
	(void)buf_char(&l->folded, ' ');
	if (text != NULL)
		(void)search_fold(&l->folded, text, strlen(text));
	for (i = 0; i < l->n_words; i++) {
		buf_reset(&l->word);
		if (search_fold(&l->word, l->words[i], strlen(l->words[i])) != 0 || l->folded.failed)
			return why_set(&l->why, "out of memory");
		if (!search_has(buf_get(&l->folded), buf_get(&l->word)))
			return 0;
	}
	return 1;
}

static int
wanted(struct listing *l, const char *file)
{
	char value[64];

	if (story_file_has(file, "Status", "merged") || story_file_has(file, "Status", "withheld") ||
	    (l->feed != NULL && !story_file_has(file, "Feed", l->feed)) ||
	    (l->agency != NULL && !story_file_has(file, "Agency", l->agency)) ||
	    (l->tag != NULL && !story_file_has(file, "Tag", l->tag)))
		return 0;
	story_file_copy(file, "Copies", value, sizeof(value));
	if (strtol(value, NULL, 10) < l->copies)
		return 0;
	story_file_copy(file, "Seen", value, sizeof(value));
	if (l->since != TIME_NONE && time_parse(value, strlen(value)) < l->since)
		return 0;
	return l->n_words > 0 ? holds_words(l, file) : 1;
}

static int
each(void *ctx, const char *id)
{
	struct listing *l = ctx;
	const char *file;
	int rc;

	buf_reset(&l->file);
	rc = store_story(l->store, id, &l->file, &l->why);
	if (rc != 0)
		return rc > 0 ? 0 : -1;
	file = buf_get(&l->file);
	rc = wanted(l, file);
	if (rc <= 0)
		return rc;
	if (l->json)
		print_json(l, file);
	else
		print_text(l, file);
	return ++l->seen >= l->count;
}

/* Nothing is paged that is not there. */
static int
print(struct listing *l)
{
	struct pager pager = { 0 };

	if (store_stories(l->store, each, l, &l->why) != 0 || l->out.failed) {
		say("%s", l->why.text[0] != '\0' ? l->why.text : "out of memory");
		return EXIT_SYSTEM;
	}
	if (l->seen == 0)
		return EXIT_NOTHING;
	pager_start(&pager);
	(void)say_bytes(buf_get(&l->out), l->out.n);
	return pager_end(&pager) == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

int
list_command(int argc, char **argv)
{
	struct listing l;
	int search = strcmp(argv[0], "search") == 0, rc;

	memset(&l, 0, sizeof(l));
	buf_init(&l.file, (size_t)1 << 30);
	buf_init(&l.out, (size_t)1 << 30);
	buf_init(&l.folded, (size_t)1 << 30);
	buf_init(&l.word, (size_t)1 << 20);
	l.columns = columns_terminal();
	rc = options(&l, argc, argv);
	l.words = argv + optind;
	l.n_words = argc - optind;
	if (rc == 0 && (l.n_words > 0) != search)
		rc = command_usage(argv[0]);
	if (rc == 0)
		rc = place_archive(&l.place, 0, 0, &l.store);
	if (rc == 0)
		rc = print(&l);
	buf_clear(&l.file);
	buf_clear(&l.out);
	buf_clear(&l.folded);
	buf_clear(&l.word);
	store_close(l.store);
	place_clear(&l.place);
	return rc;
}
