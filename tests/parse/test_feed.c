/* Golden tests: cases/NAME.xml|json through the parser, NAME.html through article
 * extraction, compared with NAME.out. A line `base: URL` or `type: CONTENT-TYPE` of a NAME.args is passed on; so are `summary: TEXT` and `rule: LINE|LINE`.
 * With ACCEPT=1 in the environment the expected files are rewritten. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/parse/lib_dump.h"
#include "wirefold.h"
#include "tests/test.h"

#define CASES "tests/parse/cases"
#define PATH_BYTES 512

static int
is_case(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot != NULL && (strcmp(dot, ".xml") == 0 || strcmp(dot, ".json") == 0 || strcmp(dot, ".html") == 0);
}

/* The value of `key: ` in the text, up to the end of its line. */
static const char *
argument(char *text, const char *key, char to[static PATH_BYTES])
{
	char *p = text != NULL ? strstr(text, key) : NULL;
	size_t n;

	if (p == NULL)
		return NULL;
	p += strlen(key);
	n = strcspn(p, "\n");
	if (n >= PATH_BYTES)
		exit(2);
	memcpy(to, p, n);
	to[n] = '\0';
	return to;
}

static char *
maybe_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		return NULL;
	(void)fclose(f);
	return test_file(path, &n);
}

/* The path of a case's file with another ending. */
static void
beside(char to[static PATH_BYTES], const char *name, const char *ending)
{
	size_t stem = (size_t)(strrchr(name, '.') - name);

	if (stem > 128)
		exit(2);
	memcpy(to, CASES "/", sizeof(CASES));
	memcpy(to + sizeof(CASES), name, stem);
	memcpy(to + sizeof(CASES) + stem, ending, strlen(ending) + 1);
}

static void
one(struct lib_dump *d, const char *name)
{
	char path[PATH_BYTES], base[PATH_BYTES], type[PATH_BYTES], summary[PATH_BYTES], rule[PATH_BYTES];
	char *in, *args, *want;
	size_t n, n_rule;
	FILE *f;
	int rc;

	beside(path, name, strrchr(name, '.'));
	in = test_file(path, &n);
	beside(path, name, ".args");
	args = maybe_file(path);
	d->frame = strcmp(strrchr(name, '.'), ".html") == 0 ? WF_FRAME_PAGE : 0;
	d->summary = argument(args, "summary: ", summary);
	d->rule = argument(args, "rule: ", rule);
	for (n_rule = 0; d->rule != NULL && rule[n_rule] != '\0'; n_rule++)
		if (rule[n_rule] == '|')
			rule[n_rule] = '\n';
	rc = lib_dump_read(d, in, n, argument(args, "base: ", base), argument(args, "type: ", type));
	CHECK(rc == 0, name);
	beside(path, name, ".out");
	if (getenv("ACCEPT") != NULL) {
		f = fopen(path, "wb");
		if (f == NULL || fwrite(buf_get(&d->text), 1, d->text.n, f) != d->text.n || fclose(f) != 0)
			exit(2);
	}
	want = maybe_file(path);
	CHECK_STR(buf_get(&d->text), want, name);
	free(in);
	free(args);
	free(want);
}

int
main(void)
{
	struct lib_dump *d = calloc(1, sizeof(*d));
	struct dirent **list;
	int i, n;

	if (d == NULL)
		return 2;
	lib_dump_init(d);
	n = scandir(CASES, &list, is_case, alphasort);
	for (i = 0; i < n; i++) {
		one(d, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	lib_dump_clear(d);
	free(d);
	return test_end();
}
