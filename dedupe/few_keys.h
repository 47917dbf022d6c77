/* few_keys: a set of hashes. */
#ifndef DEDUPE_FEW_KEYS_H
#define DEDUPE_FEW_KEYS_H

#include <stddef.h>
#include <stdint.h>

/* Empty when all is 0. */
struct few_keys {
	uint64_t *slot;
	size_t cap, n;
};

void few_keys_clear(struct few_keys *k);

/* 1 when it is new, 0 when it was there or is 0, -1 when out of memory. */
int few_keys_put(struct few_keys *k, uint64_t key);

int few_keys_has(const struct few_keys *k, uint64_t key);

#endif
