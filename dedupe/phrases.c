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

/* Nearly all words begin none, but many are the first of one: two words are asked for at once. */
#define PAIRS 65536u       /* bits, by two words; one in 300 is set */

struct phrases {
	uint64_t pair[PAIRS / 64]; /* phrases of two words and more */
	uint64_t alone[SLOTS / 64]; /* of one, by slot */
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

static uint32_t
pair_of(uint64_t a, uint64_t b)
{
	return (uint32_t)((a * 3 ^ b) % PAIRS);
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
		if (p->n == 1) {
			ph->alone[s / 64] |= (uint64_t)1 << s % 64;
			continue;
		}
		s = pair_of(p->word[0], p->word[1]);
		ph->pair[s / 64] |= (uint64_t)1 << s % 64;
	}
	return ph;
}

void
phrases_free(struct phrases *ph)
{
	free(ph);
}

static inline uint64_t
begins(const struct phrases *ph, const uint64_t *h, size_t n)
{
	uint32_t p = n > 1 ? pair_of(h[0], h[1]) : 0;

	return n > 1 ? ph->pair[p / 64] >> p % 64 & 1 : 0;
}

unsigned
phrases_find(const struct phrases *ph, const uint64_t *h, size_t n)
{
	unsigned kind = 0, j;
	size_t i;
	uint16_t k;

	for (i = 0; i < n; i++) {
		if (!((ph->alone[h[i] % SLOTS / 64] >> h[i] % 64 & 1) | begins(ph, h + i, n - i)))
			continue;
		for (k = ph->slot[h[i] % SLOTS]; k != 0; k = ph->phrase[k - 1].next) {
			const struct phrase *p = &ph->phrase[k - 1];

			if (p->n > n - i)
				continue;
			for (j = 0; j < p->n && p->word[j] == h[i + j]; j++)
				continue;
			if (j == p->n)
				kind |= p->kind;
		}
	}
	return kind;
}
