#include "front/page_rules.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "front/one_doc.h"
#include "wirefold.h"

const char *
page_rules_read(struct arena *a, const char *path, struct why *why)
{
	char *text = arena_get(a, PAGE_RULES_MAX + 1);
	FILE *f = fopen(path, "re");
	size_t n = 0;

	if (f == NULL) {
		(void)why_errno(why, "%s", path);
		return NULL;
	}
	if (text != NULL)
		n = fread(text, 1, PAGE_RULES_MAX + 1, f);
	if (text == NULL || ferror(f) || n > PAGE_RULES_MAX) {
		(void)why_set(why, "%s: %s", path, text == NULL ? "out of memory" :
		    n > PAGE_RULES_MAX ? "more than 16384 bytes of rules" : "cannot be read");
		text = NULL;
	} else {
		text[n] = '\0';
	}
	(void)fclose(f);
	return text;
}

static int
on_frame(void *ctx, struct frame *f, struct why *why)
{
	(void)ctx;
	(void)f;
	(void)why;
	return 0;
}

/* The parser reads the rules before it finds that there is no page. */
static int
understood(const char *rule, struct why *why)
{
	static const char mine[] = "rules: ";
	struct one_doc d = { .what = WF_FRAME_PAGE, .rule = rule, .frame = on_frame };
	int from = open("/dev/null", O_RDONLY | O_CLOEXEC);

	d.body = from >= 0 ? one_doc_copy(from, "/dev/null", 1, why) : why_errno(why, "/dev/null");
	if (from >= 0)
		(void)close(from);
	return d.body < 0 || (one_doc_parse(&d, why) != 0 && strncmp(why->text, mine, sizeof(mine) - 1) == 0) ? -1 : 0;
}

int
page_rules_check(const struct conf_feed *f, const char **checked, struct why *why)
{
	struct why inner;
	const char *rule;
	struct arena a;
	int rc = 0;

	if (f->rule == NULL || (*checked != NULL && strcmp(*checked, f->rule) == 0))
		return 0;
	arena_init(&a, 2 * PAGE_RULES_MAX);
	rule = page_rules_read(&a, f->rule, &inner);
	if (rule == NULL)
		rc = why_set(why, "rule: %s", inner.text);
	else if (understood(rule, &inner) != 0)
		rc = why_set(why, "rule: %s: %s", f->rule, inner.text);
	else
		*checked = f->rule;
	arena_clear(&a);
	return rc;
}
