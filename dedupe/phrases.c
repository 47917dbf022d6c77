#include "dedupe/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "dedupe/phrases_table.h"
#include "dedupe/words.h"

#define WORDS_MAX 6        /* of the longest phrase */
#define SLOTS 4096         /* a word's first guess; power of two, ten times the phrases */
#define PHRASES_MAX 1000   /* fits the slots and 16 bits */

struct phrase {
	uint64_t word[WORDS_MAX];
	unsigned n, kind;
	uint16_t next;     /* phrase in the same slot plus one */
};

struct phrases {
	uint16_t slot[SLOTS]; /* phrase plus one */
	struct phrase phrase[PHRASES_MAX];
};

static int
fill(struct phrase *p, const struct phrases_entry *e)
{
	struct words_reader r;

	p->kind = e->kind;
	words_start(&r, e->text, strlen(e->text));
	while (words_next(&r)) {
		if (p->n == WORDS_MAX)
			return -1;
		p->word[p->n++] = r.hash;
	}
	return p->n > 0 ? 0 : -1;
}

struct phrases *
phrases_new(void)
{
	struct phrases *ph = calloc(1, sizeof(*ph));
	size_t i, s;

	if (ph == NULL)
		return NULL;
	for (i = 0; i < phrases_table_n && i < PHRASES_MAX; i++) {
		struct phrase *p = &ph->phrase[i];

		if (fill(p, &phrases_table_entries[i]) != 0)
			continue;
		s = p->word[0] % SLOTS;
		p->next = ph->slot[s];
		ph->slot[s] = (uint16_t)(i + 1);
	}
	return ph;
}

void
phrases_free(struct phrases *ph)
{
	free(ph);
}

unsigned
phrases_find(const struct phrases *ph, const uint64_t *h, size_t n)
{
	unsigned kind = 0, j;
	size_t i;
	uint16_t k;

	for (i = 0; i < n; i++)
		for (k = ph->slot[h[i] % SLOTS]; k != 0; k = ph->phrase[k - 1].next) {
			const struct phrase *p = &ph->phrase[k - 1];

			if (p->n > n - i)
				continue;
			for (j = 0; j < p->n && p->word[j] == h[i + j]; j++)
				continue;
			if (j == p->n)
				kind |= p->kind;
		}
	return kind;
}
