#include "tests/oom.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern void *__real_malloc(size_t n);
extern void *__real_calloc(size_t n, size_t m);
extern void *__real_realloc(void *p, size_t n);
extern void __real_free(void *p);
extern int __real_posix_memalign(void **p, size_t to, size_t n);
void *__wrap_malloc(size_t n);
int __wrap_posix_memalign(void **p, size_t to, size_t n);
void *__wrap_calloc(size_t n, size_t m);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);
void __wrap_free(void *p);

static long calls, fail_at, live;
static int for_ever;

/* The blocks that are out, by open addressing; a freed slot keeps GONE. */
#define GONE ((void *)1)
static void **slots;
static size_t cap, used;

static void **
slot_of(void *p)
{
	size_t i = (size_t)((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15u >> 20;

	for (i &= cap - 1; slots[i] != NULL && slots[i] != p; i = (i + 1) & (cap - 1))
		;
	return &slots[i];
}

static void *
out(void *p)
{
	void **old = slots;
	size_t i, n = cap;

	if (p == NULL)
		return NULL;
	if (used * 2 >= cap) {
		cap = cap > 0 ? cap * 2 : 4096;
		slots = __real_calloc(cap, sizeof(*slots));
		if (slots == NULL)
			abort();
		used = 0;
		for (i = 0; i < n; i++)
			if (old[i] != NULL && old[i] != GONE) {
				*slot_of(old[i]) = old[i];
				used++;
			}
		__real_free(old);
	}
	*slot_of(p) = p;
	used++;
	live++;
	return p;
}

static void
back(void *p)
{
	void **at = cap > 0 && p != NULL ? slot_of(p) : NULL;

	if (at != NULL && *at == p) {
		*at = GONE;
		live--;
	}
}

static int
fails(void)
{
	calls++;
	if (fail_at == 0 || calls < fail_at || (calls > fail_at && !for_ever))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : out(__real_malloc(n));
}

int
__wrap_posix_memalign(void **p, size_t to, size_t n)
{
	if (fails())
		return ENOMEM;
	if (__real_posix_memalign(p, to, n) != 0)
		abort();
	(void)out(*p);
	return 0;
}

void *
__wrap_calloc(size_t n, size_t m)
{
	return fails() ? NULL : out(__real_calloc(n, m));
}

void *
__wrap_realloc(void *p, size_t n)
{
	void *q;

	if (fails())
		return NULL;
	back(p);
	q = __real_realloc(p, n);
	if (q == NULL && n > 0)
		abort();
	return out(q);
}

char *
__wrap_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = __wrap_malloc(n);

	return p != NULL ? memcpy(p, s, n) : NULL;
}

void
__wrap_free(void *p)
{
	back(p);
	__real_free(p);
}

void
oom_fail(long at, int ever)
{
	calls = 0;
	fail_at = at;
	for_ever = ever;
}

long
oom_calls(void)
{
	return calls;
}

long
oom_live(void)
{
	return live;
}
