#include "dedupe/notice.h"

#include <string.h>

#include "dedupe/words.h"

#define COMMAND_BYTES 40 /* of a title in which a command's tag may stand */

/* In capitals, in front of a dash or colon, or alone. */
static const char *const commands[] = { "KILL", "MANDATORY KILL", "BULLETIN KILL", "STORY KILL",
	"WITHDRAWN", "WITHDRAWAL", "ELIMINATION", "HOLD", "HOLD FOR RELEASE", "RELEASE", "ADVISORY",
	"NEWS ADVISORY", "EDITORS", "EDITORS NOTE", "NOTE TO EDITORS", "COVERAGE PLAN", "SPERRFRIST",
	"ACHTUNG", "PLANNER" };

/* At the start or the end of a title, whatever the case. */
static const char *const lists[] = { "news digest", "coverage plan", "news advisory",
	"schedule for", "budget digest", "world news summary" };

static int
removed_in(const struct fold *f, const char *s)
{
	struct words_reader r;
	uint64_t h[16];
	size_t n = 0;

	words_start(&r, s, strlen(s));
	while (n < 16 && words_next(&r))
		h[n++] = r.hash;
	return (phrases_find(f->phrases, h, n) & PHRASES_REMOVED) != 0;
}

int
notice_removed(const struct fold *f, const struct wf_entry *e, uint32_t bytes)
{
	size_t n = strlen(e->text);

	if (n * 4 >= bytes)
		return 0;
	return (f->text.kinds & PHRASES_REMOVED) || (e->title != NULL && removed_in(f, e->title));
}

static int
tagged(const char *title)
{
	size_t i, n;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		n = strlen(commands[i]);
		if (strncmp(title, commands[i], n) == 0 &&
		    (title[n] == '\0' || title[n] == ':' || title[n] == '-'))
			return 1;
	}
	return 0;
}

static int
listed(const char *title)
{
	struct words_reader r;
	char text[COMMAND_BYTES * 4];
	size_t at = 0, i, n;

	words_start(&r, title, strlen(title));
	while (words_next(&r) && at + r.n + 2 < sizeof(text)) {
		memcpy(text + at, r.text, r.n);
		at += r.n;
		text[at++] = ' ';
	}
	for (i = 0; at > 0 && i < sizeof(lists) / sizeof(lists[0]); i++) {
		n = strlen(lists[i]);
		if (at <= n || at > n + COMMAND_BYTES)
			continue;
		if (memcmp(text, lists[i], n) == 0 || memcmp(text + at - 1 - n, lists[i], n) == 0)
			return 1;
	}
	return 0;
}

int
notice_command(const struct wf_entry *e)
{
	if (e->owner == NULL || e->title == NULL)
		return 0;
	return tagged(e->title) || listed(e->title);
}

int
notice_owns(const struct story *st, const struct fold_record *r, int kill)
{
	if (st->agency != 0 && r->owner == st->agency)
		return 1;
	if (st->owned || r->feed != st->feed)
		return 0;
	return st->agency == 0 || !kill;
}
