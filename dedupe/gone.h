/* gone: texts that have left the window, for 30 days from their arrival: the same words again
 * are a re-run. */
#ifndef DEDUPE_GONE_H
#define DEDUPE_GONE_H

#include <stddef.h>
#include <stdint.h>

#include "wirefold.h"

struct gone;

struct gone *gone_new(void);
void gone_free(struct gone *g);

/* Remembers the story in which the text of that hash was, until 30 days after `t`, its arrival;
 * what is too old by then is forgotten. A text that finds no room is forgotten at once. */
void gone_put(struct gone *g, uint64_t exact, const char *story, int64_t t);

/* The story of that text, no older than 30 days at `t`: 1, or 0. */
int gone_find(const struct gone *g, uint64_t exact, int64_t t, char story[static WF_STORY_MAX]);

#endif
