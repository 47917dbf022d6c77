/* driver: JSON Feed items, one a line, through the fold. `-o tsv` prints guid and story
 * when an entry leaves; `-o jsonl` each item with its furniture and kind, and each
 * decision. For the evaluation harness until `wirefold fold` exists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/dedupe/lib_item.h"

struct out {
	int jsonl;
};

static void
leave(void *ctx, const char *guid, const char *story)
{
	const struct out *o = ctx;

	if (!o->jsonl)
		printf("%s\t%s\n", guid, story);
}

static int
line(void *ctx, const struct wf_line *l, struct why *why)
{
	const struct out *o = ctx;

	(void)why;
	if (o->jsonl)
		item_print(stdout, l);
	return 0;
}

int
main(int argc, char **argv)
{
	struct out o = { argc == 3 && strcmp(argv[2], "jsonl") == 0 };
	struct fold_options options = { 0, 1000000, leave, &o };
	struct fold *f = fold_new(&options);
	struct item it;
	struct why why = { "" };
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;

	item_init(&it);
	while (f != NULL && (n = getline(&text, &cap, stdin)) > 0) {
		struct fold_put put = { .now = 0, .line = line, .ctx = &o };

		if (item_read(&it, text, (size_t)n) != 0) {
			fprintf(stderr, "driver: broken item\n");
			return 2;
		}
		put.entry = &it.entry;
		if (fold_put(f, &put, &why) != 0) {
			fprintf(stderr, "driver: %s\n", why.text);
			return 3;
		}
	}
	fold_free(f);
	item_clear(&it);
	free(text);
	return 0;
}
