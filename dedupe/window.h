/* window: the live entries in order of arrival, found by number and by key. */
#ifndef DEDUPE_WINDOW_H
#define DEDUPE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "dedupe/entry.h"

struct window;

struct window *window_new(void);
/* Frees the entries too. */
void window_free(struct window *w);

/* The number that the next entry will get. */
uint32_t window_end(const struct window *w);
size_t window_count(const struct window *w);

/* Takes an entry over and numbers it. 0, or -1 when out of memory (still the caller's). */
int window_put(struct window *w, struct entry *e);

/* The entry of that number; NULL when it is not live. */
struct entry *window_get(const struct window *w, uint32_t number);

/* The oldest; NULL when there is none. */
struct entry *window_oldest(const struct window *w);
/* Takes the oldest out; it is the caller's. NULL when there is none. */
struct entry *window_pop(struct window *w);

/* The newest entry with that key (NULL for none or key 0), and the next older one. */
struct entry *window_find(const struct window *w, enum entry_by by, uint64_t key);
struct entry *window_next(const struct window *w, enum entry_by by, const struct entry *e);

/* Fetches what finding these will look at (0: none), so that each waits for memory with the others and
 * not behind them: the steps, 0 to WINDOW_STEPS - 1, are for other work in between. */
#define WINDOW_STEPS 3
void window_expect(const struct window *w, const uint64_t key[static ENTRY_KEYS], int step);

#endif
