/* replay: the main of a fuzz target without libFuzzer. Gives it each file named, or
 * each of a directory; `ok` once a file has gone through, a crash is the failure. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"
#include "tests/test.h"

static void
one(const char *path)
{
	size_t n;
	char *p = test_file(path, &n);
	uint8_t *exact = malloc(n > 0 ? n : 1); /* so that a byte behind is seen */

	if (exact == NULL)
		exit(2);
	memcpy(exact, p, n);
	free(p);
	printf("# %s\n", path);
	(void)fflush(stdout);
	(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	CHECK(1, path);
}

static int
is_file(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
all(const char *dir)
{
	struct dirent **e = NULL;
	char path[PATH_MAX];
	int i, n = scandir(dir, &e, is_file, alphasort);

	for (i = 0; i < n; i++) {
		if (snprintf(path, sizeof(path), "%s/%s", dir, e[i]->d_name) < (int)sizeof(path))
			one(path);
		free(e[i]);
	}
	free(e);
}

int
main(int argc, char **argv)
{
	struct stat st;
	int i;

	one("/dev/null");
	for (i = 1; i < argc; i++) {
		if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			all(argv[i]);
		else
			one(argv[i]);
	}
	return test_end();
}
