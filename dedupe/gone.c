#include "dedupe/gone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define DAYS 30
#define LEAST 1024u /* slots; power of two */

/* 24 bytes a text: there are four times as many as live ones. */
struct text {
	uint64_t exact;   /* 0: free */
	uint64_t hex;     /* of the story id */
	uint32_t day;     /* of the story id, yyyymmdd */
	uint32_t left;    /* day number; the top bit: the id has 16 hex digits */
};
#define LONG_ID 0x80000000u

struct gone {
	struct text *slot;
	size_t cap, n;
};

struct gone *
gone_new(void)
{
	return calloc(1, sizeof(struct gone));
}

void
gone_free(struct gone *g)
{
	if (g == NULL)
		return;
	free(g->slot);
	free(g);
}

static size_t
probe(const struct text *slot, size_t cap, uint64_t exact)
{
	size_t i = (size_t)exact & (cap - 1);

	while (slot[i].exact != 0 && slot[i].exact != exact)
		i = (i + 1) & (cap - 1);
	return i;
}

static uint32_t
number(int64_t t)
{
	return t < 0 ? 0 : (uint32_t)(t / DAY) & ~LONG_ID;
}

/* Without what is too old; twice the room if that does not help. */
static int
make_room(struct gone *g, uint32_t today)
{
	size_t i, n = 0, cap = LEAST;
	struct text *slot;

	for (i = 0; i < g->cap; i++)
		n += g->slot[i].exact != 0 && (g->slot[i].left & ~LONG_ID) + DAYS >= today;
	while (cap < (n + 1) * 2)
		cap *= 2;
	slot = calloc(cap, sizeof(*slot));
	if (slot == NULL)
		return -1;
	for (i = 0; i < g->cap; i++)
		if (g->slot[i].exact != 0 && (g->slot[i].left & ~LONG_ID) + DAYS >= today)
			slot[probe(slot, cap, g->slot[i].exact)] = g->slot[i];
	free(g->slot);
	g->slot = slot;
	g->cap = cap;
	g->n = n;
	return 0;
}

void
gone_put(struct gone *g, uint64_t exact, const char *story, int64_t t)
{
	struct text *x;
	size_t n = strlen(story);

	if (exact == 0 || (n != 21 && n != 25))
		return;
	if ((g->n + 1) * 4 > g->cap * 3 && make_room(g, number(t)) != 0)
		return;
	x = &g->slot[probe(g->slot, g->cap, exact)];
	g->n += x->exact == 0;
	x->exact = exact;
	x->day = (uint32_t)strtoul(story, NULL, 10);
	x->hex = strtoull(story + 9, NULL, 16);
	x->left = number(t) | (n == 25 ? LONG_ID : 0);
}

int
gone_find(const struct gone *g, uint64_t exact, int64_t t, char story[static WF_STORY_MAX])
{
	const struct text *x;

	if (exact == 0 || g->cap == 0)
		return 0;
	x = &g->slot[probe(g->slot, g->cap, exact)];
	if (x->exact == 0 || (x->left & ~LONG_ID) + DAYS < number(t))
		return 0;
	(void)snprintf(story, WF_STORY_MAX, "%08u-%0*llx", (unsigned)x->day % 100000000,
	    x->left & LONG_ID ? 16 : 12, (unsigned long long)x->hex);
	return 1;
}
