#include "dedupe/notice.h"

#include <string.h>
#include <strings.h>

#include "dedupe/target.h"
#include "dedupe/words.h"

#define COMMAND_BYTES 40 /* of a title in which a command's tag may stand */

/* In capitals, in front of a dash or colon, or alone. */
static const struct order {
	const char *word;
	enum notice_order order;
} commands[] = {
	{ "KILL", NOTICE_KILL }, { "MANDATORY KILL", NOTICE_KILL }, { "BULLETIN KILL", NOTICE_KILL },
	{ "STORY KILL", NOTICE_KILL }, { "KILLED", NOTICE_KILL }, { "WITHDRAWN", NOTICE_KILL },
	{ "WITHDRAWAL", NOTICE_KILL }, { "ELIMINATION", NOTICE_KILL }, { "RETRACTION", NOTICE_KILL },
	{ "DISREGARD", NOTICE_KILL }, { "ZUR\303\234CKGEZOGEN", NOTICE_KILL },
	{ "R\303\234CKZUG", NOTICE_KILL }, { "ANNULLIERUNG", NOTICE_KILL }, { "ANNULATION", NOTICE_KILL },
	{ "RETRAIT", NOTICE_KILL }, { "ANULACI\303\223N", NOTICE_KILL }, { "ANULADA", NOTICE_KILL },
	{ "ANNULLAMENTO", NOTICE_KILL }, { "ANULA\303\207\303\203O", NOTICE_KILL },
	{ "HOLD", NOTICE_HOLD }, { "HOLD FOR RELEASE", NOTICE_HOLD }, { "WITHHOLD", NOTICE_HOLD },
	{ "BITTE ZUR\303\234CKHALTEN", NOTICE_HOLD }, { "SPERRFRIST", NOTICE_HOLD },
	{ "RELEASE", NOTICE_RELEASE }, { "RELEASED", NOTICE_RELEASE }, { "HOLD RELEASED", NOTICE_RELEASE },
	{ "FREIGABE", NOTICE_RELEASE }, { "SPERRFRIST AUFGEHOBEN", NOTICE_RELEASE },
	{ "CORRECTION", NOTICE_CORRECT }, { "CORRECTED", NOTICE_CORRECT },
	{ "Correction", NOTICE_CORRECT }, { "C O R R E C T I O N", NOTICE_CORRECT }, { "KORREKTUR", NOTICE_CORRECT },
	{ "BERICHTIGUNG", NOTICE_CORRECT }, { "RECTIFICATIF", NOTICE_CORRECT },
	{ "CORRECTIF", NOTICE_CORRECT }, { "CORRECCI\303\223N", NOTICE_CORRECT },
	{ "RETTIFICA", NOTICE_CORRECT }, { "CORRE\303\207\303\203O", NOTICE_CORRECT },
	{ "ADVISORY", NOTICE_OTHER }, { "NEWS ADVISORY", NOTICE_OTHER }, { "EDITORS", NOTICE_OTHER },
	{ "EDITORS NOTE", NOTICE_OTHER }, { "NOTE TO EDITORS", NOTICE_OTHER },
	{ "COVERAGE PLAN", NOTICE_OTHER }, { "COVERAGE ADVISORY", NOTICE_OTHER },
	{ "ACHTUNG", NOTICE_OTHER }, { "PLANNER", NOTICE_OTHER }, { "BUDGET", NOTICE_OTHER },
};

/* Behind the last comma of a title that begins with a desk's slug. */
static const struct order ends[] = {
	{ "kill", NOTICE_KILL }, { "elimination", NOTICE_KILL }, { "withdrawn", NOTICE_KILL },
	{ "withhold", NOTICE_HOLD }, { "hold", NOTICE_HOLD }, { "release", NOTICE_RELEASE },
	{ "correction", NOTICE_CORRECT }, { "advisory", NOTICE_OTHER },
};

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

static enum notice_order
tagged(const char *title, const char **rest)
{
	const char *p;
	size_t i, n;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].word[0] != title[0])
			continue;
		n = strlen(commands[i].word);
		if (strncmp(title, commands[i].word, n) != 0)
			continue;
		p = title + n;
		p += *p == ' ' && p[1] == '-';
		if (*p != '\0' && *p != ':' && *p != '-')
			continue;
		*rest = p + strspn(p, ":- ");
		return commands[i].order;
	}
	return NOTICE_NONE;
}

static enum notice_order
ended(const struct wf_entry *e, const char **rest)
{
	const char *p = strrchr(e->title, ',');
	size_t i;

	if (p == NULL || target_desk(e) == 0)
		return NOTICE_NONE;
	p += 1 + strspn(p + 1, " ");
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcasecmp(p, ends[i].word) == 0) {
			*rest = NULL;
			return ends[i].order;
		}
	return NOTICE_NONE;
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

enum notice_order
notice_command(const struct wf_entry *e, const char **rest)
{
	enum notice_order order;

	*rest = NULL;
	if (e->title == NULL)
		return NOTICE_NONE;
	order = tagged(e->title, rest);
	if (order == NOTICE_NONE)
		order = ended(e, rest);
	return order == NOTICE_NONE && listed(e->title) ? NOTICE_OTHER : order;
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
