#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int ran, failed;

int
test_check(int yes, const char *name, const char *file, int line)
{
	ran++;
	failed += !yes;
	if (yes)
		printf("ok %s\n", name);
	else
		printf("not ok %s (%s:%d)\n", name, file, line);
	return yes;
}

int
test_str(const char *got, const char *want, const char *name, const char *at)
{
	int yes = got == want || (got != NULL && want != NULL && strcmp(got, want) == 0);

	ran++;
	failed += !yes;
	if (yes)
		printf("ok %s\n", name);
	else
		printf("not ok %s (%s)\n# got  '%s'\n# want '%s'\n", name, at,
		    got != NULL ? got : "(none)", want != NULL ? want : "(none)");
	return yes;
}

char *
test_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *p = NULL;
	size_t cap = 0, got;

	*n = 0;
	if (f == NULL) {
		perror(path);
		exit(2);
	}
	do {
		if (cap - *n < 4096) {
			cap = cap * 2 + 8192;
			p = realloc(p, cap + 1);
			if (p == NULL)
				exit(2);
		}
		got = fread(p + *n, 1, cap - *n, f);
		*n += got;
	} while (got > 0);
	(void)fclose(f);
	p[*n] = '\0';
	return p;
}

int
test_end(void)
{
	printf("# %d checks, %d failed\n", ran, failed);
	return ran == 0 || failed > 0;
}
