#include "dedupe/slots.h"

#include <stdlib.h>

#define SLOTS 64u                /* of a feed at first; power of two */

/* A slot holds the entry's number (12 bits, which no two remembered entries share), the
 * paragraph's index (6), and a part of its key that is never 0 (14); the entry itself holds all of
 * the key. Slots of forgotten entries stay until the table is made anew. */
#define SLOT_NUMBER (PAST_ENTRIES - 1)
#define SLOT_SHIFT 12u
#define TAG_SHIFT 18u

static uint32_t
tag(uint64_t key)
{
	return ((uint32_t)(key >> 50) | 1) << TAG_SHIFT;
}

/* The entry that a slot speaks of; NULL when it is forgotten. */
static const struct past_entry *
slot_entry(const struct past_feed *feed, uint32_t slot, uint32_t *number, uint32_t *i)
{
	*number = feed->first + ((slot - feed->first) & SLOT_NUMBER);
	*i = slot >> SLOT_SHIFT & (FOLD_PARAGRAPHS - 1);
	return past_get(feed, *number);
}

int
slots_find(const struct past_feed *feed, uint64_t key, uint32_t *number, uint32_t *i)
{
	uint32_t at = (uint32_t)key, t = tag(key), s;
	const struct past_entry *p;

	if (feed->slots == 0)
		return 0;
	for (; (s = feed->slot[at & (feed->slots - 1)]) != 0; at++) {
		if ((s >> TAG_SHIFT << TAG_SHIFT) != t)
			continue;
		p = slot_entry(feed, s, number, i);
		if (p != NULL && *i < p->n && p->seen[*i].key == key)
			return 1;
	}
	return 0;
}

/* There is room. */
static void
slot_add(struct past_feed *feed, uint64_t key, uint32_t number, uint32_t i)
{
	uint32_t at = (uint32_t)key;

	while (feed->slot[at & (feed->slots - 1)] != 0)
		at++;
	feed->slot[at & (feed->slots - 1)] = (number & SLOT_NUMBER) | i << SLOT_SHIFT | tag(key);
	feed->used++;
}

void
slots_put(const struct past *f, struct past_feed *feed, const struct past_entry *p,
    uint32_t number)
{
	uint32_t i, n, at;

	for (i = 0; i < p->n; i++)
		if (past_find(f, p->seen[i].key) == NULL && !slots_find(feed, p->seen[i].key, &n, &at))
			slot_add(feed, p->seen[i].key, number, i);
}

int
slots_room(const struct past *f, struct past_feed *feed, uint32_t n)
{
	uint32_t cap = SLOTS, number, sum = n, *slot;

	if ((feed->used + n) * 4 <= feed->slots * 3)
		return 0;
	for (number = feed->first; number != feed->end; number++)
		sum += past_get(feed, number)->n;
	while (cap < sum * 2)
		cap *= 2;
	slot = calloc(cap, sizeof(*slot));
	if (slot == NULL)
		return -1;
	free(feed->slot);
	feed->slot = slot;
	feed->slots = cap;
	feed->used = 0;
	for (number = feed->first; number != feed->end; number++)
		slots_put(f, feed, past_get(feed, number), number);
	return 0;
}
