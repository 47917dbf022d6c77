/* wirefold diff: what changed between two versions of a story, word by word. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "front/command.h"
#include "front/exit.h"
#include "front/pager.h"
#include "front/place.h"
#include "front/say.h"
#include "front/texts.h"
#include "front/word_diff.h"

static int
colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no == NULL || no[0] == '\0') && isatty(STDOUT_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
}

static void
head(struct buf *b, const char *mark, size_t number, const struct wf_line *l)
{
	char t[TIME_LEN];

	time_format(l->time, t);
	(void)buf_printf(b, "%s version %zu  %s  %s\n", mark, number, t, l->entry->feed != NULL ? l->entry->feed : "-");
}

/* Title, blank line, text. */
static int
whole(struct buf *b, const struct wf_entry *e)
{
	(void)buf_str(b, e->title != NULL ? e->title : "");
	(void)buf_str(b, "\n\n");
	return buf_str(b, e->text);
}

/* Versions `from` and `to`, from 1. */
static int
print(const struct texts *t, const size_t v[2])
{
	struct pager pager;
	struct buf from, to, out;
	int colour = colours(), runs = -1;

	buf_init(&from, (size_t)1 << 30);
	buf_init(&to, (size_t)1 << 30);
	buf_init(&out, (size_t)1 << 30);
	if (whole(&from, t->line[v[0] - 1].entry) == 0 && whole(&to, t->line[v[1] - 1].entry) == 0) {
		head(&out, "-", v[0], &t->line[v[0] - 1]);
		head(&out, "+", v[1], &t->line[v[1] - 1]);
		(void)buf_char(&out, '\n');
		runs = word_diff(&out, buf_get(&from), buf_get(&to), colour);
	}
	if (runs < 0) {
		say("out of memory");
	} else {
		pager_start(&pager);
		(void)say_bytes(buf_get(&out), out.n);
		if (pager_end(&pager) != 0)
			runs = -1;
	}
	buf_clear(&from);
	buf_clear(&to);
	buf_clear(&out);
	return runs < 0 ? EXIT_SYSTEM : EXIT_DONE;
}

static int
number(const char *s, size_t most, size_t *to)
{
	char *end;

	*to = strtoul(s, &end, 10);
	if (*s >= '0' && *s <= '9' && *end == '\0' && *to >= 1 && *to <= most)
		return 0;
	say("no version '%s': there are 1 to %zu", s, most);
	return EXIT_NOTHING;
}

static int
diff(struct store *s, int n, char **words)
{
	struct why why = { "" };
	struct texts t;
	char id[WF_STORY_MAX];
	size_t v[2];
	int rc = texts_find(s, words[0], id);

	if (rc != 0 || (rc = texts_open(s, id)) != 0)
		return rc;
	if (texts_versions(&t, s, id, &why) != 0) {
		say("%s", why.text);
		rc = EXIT_SYSTEM;
	} else if (t.n < 2) {
		say("story %s has one version only", id);
		rc = EXIT_NOTHING;
	}
	v[0] = t.n - 1;
	v[1] = t.n;
	if (rc == 0 && n == 3 && (rc = number(words[1], t.n, &v[0])) == 0)
		rc = number(words[2], t.n, &v[1]);
	if (rc == 0)
		rc = print(&t, v);
	texts_clear(&t);
	return rc;
}

int
diff_command(int argc, char **argv)
{
	struct store *s = NULL;
	struct place p;
	int rc;

	memset(&p, 0, sizeof(p));
	rc = place_options(&p, argv[0], argc, argv);
	if (rc == 0 && argc - optind != 1 && argc - optind != 3)
		rc = command_usage(argv[0]);
	if (rc == 0)
		rc = place_archive(&p, 0, 0, &s);
	if (rc == 0)
		rc = diff(s, argc - optind, argv + optind);
	store_close(s);
	place_clear(&p);
	return rc;
}
