#include "dedupe/few_keys.h"

#include <stdlib.h>
#include <string.h>

#define START 64u /* power of two */

void
few_keys_clear(struct few_keys *k)
{
	free(k->slot);
	memset(k, 0, sizeof(*k));
}

/* Where it stands, or would. */
static uint64_t *
slot_of(const struct few_keys *k, uint64_t key)
{
	size_t i = (size_t)(key >> 32 ^ key) & (k->cap - 1);

	while (k->slot[i] != 0 && k->slot[i] != key)
		i = (i + 1) & (k->cap - 1);
	return &k->slot[i];
}

static int
grow(struct few_keys *k)
{
	struct few_keys to = { NULL, k->cap > 0 ? k->cap * 2 : START, k->n };
	size_t i;

	to.slot = calloc(to.cap, sizeof(*to.slot));
	if (to.slot == NULL)
		return -1;
	for (i = 0; i < k->cap; i++)
		if (k->slot[i] != 0)
			*slot_of(&to, k->slot[i]) = k->slot[i];
	free(k->slot);
	*k = to;
	return 0;
}

int
few_keys_put(struct few_keys *k, uint64_t key)
{
	uint64_t *at;

	if (key == 0)
		return 0;
	if (k->n * 2 >= k->cap && grow(k) != 0)
		return -1;
	at = slot_of(k, key);
	if (*at == key)
		return 0;
	*at = key;
	k->n++;
	return 1;
}

int
few_keys_has(const struct few_keys *k, uint64_t key)
{
	return key != 0 && k->cap > 0 && *slot_of(k, key) == key;
}
