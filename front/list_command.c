/* wirefold list: the newest stories, one a line. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/place.h"
#include "front/say.h"
#include "front/story_file.h"

#define LIST_COUNT 20

struct listing {
	struct place place;
	struct store *store;
	const char *tag, *feed;
	long count, seen;
	int json, failed;
	struct buf file, out;
	struct why why;
};

static int
options(struct listing *l, int argc, char **argv)
{
	static const struct option long_options[] = { { "feed", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 } };
	char *end;
	int c;

	l->count = LIST_COUNT;
	while ((c = getopt_long(argc, argv, "+c:a:n:o:t:", long_options, NULL)) != -1) {
		if (c == 'c')
			l->place.conf_path = optarg;
		else if (c == 'a')
			l->place.dir = optarg;
		else if (c == 't')
			l->tag = optarg;
		else if (c == 'f')
			l->feed = optarg;
		else if (c == 'o' && (strcmp(optarg, "json") == 0 || strcmp(optarg, "text") == 0))
			l->json = optarg[0] == 'j';
		else if (c == 'n' && (l->count = strtol(optarg, &end, 10)) > 0 && *end == '\0')
			continue;
		else
			return command_usage("list");
	}
	return argc > optind ? command_usage("list") : 0;
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

static void
print_text(struct listing *l, const char *file)
{
	char id[32], date[32], feed[65], copies[16], title[512];

	story_file_copy(file, "Story", id, sizeof(id));
	story_file_copy(file, "Date", date, sizeof(date));
	story_file_copy(file, "Feed", feed, sizeof(feed));
	story_file_copy(file, "Copies", copies, sizeof(copies));
	story_file_copy(file, "Title", title, sizeof(title));
	if (title[0] == '\0')
		story_file_copy(file, "Status", title, sizeof(title));
	date[date[0] != '\0' ? 16 : 0] = '\0';
	if (date[0] != '\0')
		date[10] = ' ';
	(void)buf_printf(&l->out, "%s  %-16s  %s%-3s  %-16s  %s\n", id, date, copies[0] != '\0' ? "+" : " ",
	    copies, feed, title);
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
	if (story_file_has(file, "Status", "merged") || story_file_has(file, "Status", "withheld") ||
	    (l->feed != NULL && !story_file_has(file, "Feed", l->feed)) ||
	    (l->tag != NULL && !story_file_has(file, "Tag", l->tag)))
		return 0;
	if (l->json)
		print_json(l, file);
	else
		print_text(l, file);
	return ++l->seen >= l->count;
}

int
list_command(int argc, char **argv)
{
	struct listing l;
	int rc;

	memset(&l, 0, sizeof(l));
	buf_init(&l.file, (size_t)1 << 30);
	buf_init(&l.out, (size_t)1 << 30);
	rc = options(&l, argc, argv);
	if (rc == 0)
		rc = place_archive(&l.place, 0, 0, &l.store);
	if (rc == 0) {
		if (store_stories(l.store, each, &l, &l.why) != 0) {
			say("%s", l.why.text);
			rc = EXIT_SYSTEM;
		} else if (say_bytes(buf_get(&l.out), l.out.n) != 0 || say_end() != 0) {
			rc = EXIT_SYSTEM;
		} else {
			rc = l.seen > 0 ? EXIT_DONE : EXIT_NOTHING;
		}
	}
	buf_clear(&l.file);
	buf_clear(&l.out);
	store_close(l.store);
	place_clear(&l.place);
	return rc;
}
