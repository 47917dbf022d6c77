/* words: text as a row of hashed words.
 *
 * A word is a run of letters and digits, case folded, compatibility forms and
 * Latin accents taken off, apostrophes dropped (DESIGN 5.1). British spellings
 * come out American, 1,000 as 1000. Scripts without spaces (Chinese, Japanese,
 * Thai, Lao, Khmer, Burmese) give one word for each overlapping pair.
 */
#ifndef DEDUPE_WORDS_H
#define DEDUPE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define WORDS_BYTES 64  /* of one word that are kept as text; the hash has all */

#define WORDS_DIGIT 1u  /* holds a digit */
#define WORDS_PAIR 2u   /* a pair of a script without spaces */
#define WORDS_BREAK 4u  /* a sentence may end before it */

/* Walks a text word by word. */
struct words_reader {
	const char *p, *end;
	const char *at;          /* where the last word starts in the text */
	char text[WORDS_BYTES + 8]; /* the last word, folded; NUL behind */
	size_t n;                /* its bytes in text */
	uint64_t hash, masked;   /* `masked`: runs of digits count as one `#` */
	unsigned flag;
	int in_run;              /* the character before was of a pair */
};

/* The n bytes at p must outlive the reader. */
void words_start(struct words_reader *r, const char *p, size_t n);

/* The next word: 1, or 0 at the end. */
int words_next(struct words_reader *r);

/* A row of words. */
struct words {
	uint64_t *hash, *masked;
	unsigned char *flag;
	size_t n, cap;
	int wide;                /* words_wide.c takes the plain ones: the processor can */
};

/* Allocates nothing. */
void words_init(struct words *w);
/* Frees; usable again. */
void words_clear(struct words *w);
/* Forgets the words, keeps the memory. */
void words_reset(struct words *w);
/* Appends the words of n bytes of text. 0, or -1 when out of memory. */
int words_put(struct words *w, const char *p, size_t n);
/* Makes room for more. 0, or -1 when out of memory (nothing lost). */
int words_room(struct words *w);

#endif
