/* word: an editor's word, and what the fold makes of it (fold.h). */
#ifndef DEDUPE_WORD_H
#define DEDUPE_WORD_H

#include "dedupe/state.h"

/* As fold_word. */
int word_put(struct fold *f, const struct fold_word *w, struct why *why);

/* As fold_due. */
int word_due(struct fold *f, const struct fold_put *put, struct why *why);

#endif
