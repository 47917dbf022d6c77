/* test: the checks of the unit tests. One `ok` or `not ok` line a check; a
 * program exits 1 when one failed. tests/run adds the lines up. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stddef.h>

/* One check: prints `ok NAME` or `not ok NAME (file:line)`. Returns `yes`. */
int test_check(int yes, const char *name, const char *file, int line);

/* One check that two strings (or NULL) are equal; shows both when they are not. */
int test_str(const char *got, const char *want, const char *name, const char *at);

/* Whole file, NUL behind, the caller frees; exits 2 when it cannot be read. */
char *test_file(const char *path, size_t *n);

/* Exit status for main: 0, or 1 when a check failed or none ran. */
int test_end(void);

#define TEST_S(x) #x
#define TEST_LINE(x) TEST_S(x)
#define CHECK(yes, name) test_check((yes), (name), __FILE__, __LINE__)
#define CHECK_STR(got, want, name) test_str((got), (want), (name), __FILE__ ":" TEST_LINE(__LINE__))

#endif
