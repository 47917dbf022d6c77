#include "front/page_rules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
