#include "dedupe/slots.h"

#include <stdlib.h>

#define SLOTS 64u                /* of a feed at first */

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

/* Where a key's slot is looked for first. The low half of a key is even. */
static uint32_t
home(const struct past_feed *feed, uint64_t key)
{
	return (uint32_t)((key & UINT32_MAX) * feed->slots >> 32);
}

static uint32_t
behind(const struct past_feed *feed, uint32_t at)
{
	return at + 1 < feed->slots ? at + 1 : 0;
}

int
slots_find(const struct past_feed *feed, uint64_t key, uint32_t *number, uint32_t *i)
{
	uint32_t at, t = tag(key), s;
	const struct past_entry *p;

	if (feed->slots == 0)
		return 0;
	for (at = home(feed, key); (s = feed->slot[at]) != 0; at = behind(feed, at)) {
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
	uint32_t at = home(feed, key);

	while (feed->slot[at] != 0)
		at = behind(feed, at);
	feed->slot[at] = (number & SLOT_NUMBER) | i << SLOT_SHIFT | tag(key);
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

/* Two in three are full behind it, and seven in eight before it; what is forgotten is left out. */
int
slots_room(struct past_feed *feed, uint32_t n)
{
	const uint32_t slots = feed->slots;
	uint32_t i, at, number, used = 0, *slot, *old = feed->slot;
	const struct past_entry *p;

	if ((feed->used + n) * 8 <= slots * 7)
		return 0;
	for (i = 0; i < slots; i++)
		used += old[i] != 0 && slot_entry(feed, old[i], &number, &at) != NULL;
	feed->slots = (used + n) * 3 / 2 > SLOTS ? (used + n) * 3 / 2 : SLOTS;
	slot = calloc(feed->slots, sizeof(*slot));
	if (slot == NULL) {
		feed->slots = slots;
		return -1;
	}
	feed->slot = slot;
	feed->used = 0;
	for (i = 0; i < slots; i++)
		if (old[i] != 0 && (p = slot_entry(feed, old[i], &number, &at)) != NULL && at < p->n)
			slot_add(feed, p->seen[at].key, number, at);
	free(old);
	return 0;
}
