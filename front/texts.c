#include "front/texts.h"

#include <stdlib.h>
#include <string.h>

#include "front/exit.h"
#include "front/say.h"
#include "front/story_file.h"

#define ARENA ((size_t)1 << 30)

int
texts_find(struct store *s, const char *prefix, char id[static WF_STORY_MAX])
{
	struct why why = { "" };
	int rc = store_find(s, prefix, id, &why);

	if (rc == 1)
		say("no story '%s'", prefix);
	else if (rc == 2)
		say("'%s' is the start of several ids", prefix);
	else if (rc < 0)
		say("%s", why.text);
	return rc < 0 ? EXIT_SYSTEM : rc > 0 ? EXIT_NOTHING : 0;
}

int
texts_open(struct store *s, const char *id)
{
	struct why why = { "" };
	char status[16];
	struct buf b;
	int rc;

	buf_init(&b, (size_t)1 << 30);
	rc = store_story(s, id, &b, &why);
	if (rc > 0)
		say("story %s has no file; `wirefold rebuild` makes it again", id);
	else if (rc < 0)
		say("%s", why.text);
	story_file_copy(buf_get(&b), "Status", status, sizeof(status));
	buf_clear(&b);
	if (rc != 0)
		return EXIT_SYSTEM;
	if (strcmp(status, "usable") != 0)
		say("story %s is %s: it has no text to show", id, status);
	return strcmp(status, "usable") != 0 ? EXIT_NOTHING : 0;
}

struct taking {
	struct texts *t;
	struct store *s;
	struct why *why;
};

static int
take(void *ctx, const struct store_known *k)
{
	struct taking *x = ctx;
	struct texts *t = x->t;
	struct wf_line *bigger;

	if (t->n == t->cap) {
		bigger = t->n < TEXTS_VERSIONS ? realloc(t->line, (t->cap + 8) * 2 * sizeof(*bigger)) : NULL;
		if (bigger == NULL)
			return why_set(x->why, "out of memory, or more than %d versions", TEXTS_VERSIONS);
		t->line = bigger;
		t->cap = (t->cap + 8) * 2;
	}
	return store_line(x->s, k, &t->arena, &t->line[t->n], x->why) != 0 ? -1 : (t->n++, 0);
}

int
texts_versions(struct texts *t, struct store *s, const char *id, struct why *why)
{
	struct taking x = { t, s, why };

	memset(t, 0, sizeof(*t));
	arena_init(&t->arena, ARENA);
	return store_versions(s, id, take, &x, why);
}

void
texts_clear(struct texts *t)
{
	arena_clear(&t->arena);
	free(t->line);
	memset(t, 0, sizeof(*t));
}
