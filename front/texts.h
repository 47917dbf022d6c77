/* texts: the texts of a story as they were published, out of the journal. Not of a story
 * that is killed or withheld: that has none to show. */
#ifndef FRONT_TEXTS_H
#define FRONT_TEXTS_H

#include "store/store.h"

/* The one story whose id starts with `prefix`. 0; else the exit code, after saying why. */
int texts_find(struct store *s, const char *prefix, char id[static WF_STORY_MAX]);

/* 0 when the story's texts may be shown; else the exit code, after saying why. */
int texts_open(struct store *s, const char *id);

/* The versions of a story; `line` and the strings in it live in the arena. 0, or -1. */
#define TEXTS_VERSIONS 10000
struct texts {
	struct arena arena;
	struct wf_line *line;
	size_t n, cap;
};
int texts_versions(struct texts *t, struct store *s, const char *id, struct why *why);
void texts_clear(struct texts *t);

#endif
