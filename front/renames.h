/* renames: which feeds were called otherwise before, so that what hangs on a name stays theirs.
 *
 * A feed's key is the first name that it had; entry ids and the fold's memory hang on it. A name
 * that was given away is free for another feed, whose key then is none that a name could be. The
 * journal says all of it; state/renames spares looking through it again.
 */
#ifndef FRONT_RENAMES_H
#define FRONT_RENAMES_H

#include "base/arena.h"
#include "base/why.h"
#include "front/conf.h"
#include "store/store.h"

struct schedule_table;

struct rename_line {
	const char *from, *to;
	int64_t seq;
};

struct renames {
	struct arena arena;
	struct rename_line *p;   /* in the order of the journal */
	size_t n, cap;
	int64_t seq, written;    /* looked through so far; what state/renames says of that */
	size_t n_written;
};

/* Reads them. renames_keep: the holder of the lock writes state/renames when that saves the next
 * reader much. 0, or -1 and `why`. */
int renames_load(struct renames *r, struct store *s, struct why *why);
int renames_keep(const struct renames *r, struct store *s, struct why *why);
void renames_clear(struct renames *r);

/* The key of the feed of that name: NULL where it is the name itself. Lives as long as r and the
 * arena. -1 with `why` when out of memory. */
int renames_key(const struct renames *r, struct arena *a, const char *name, const char **key, struct why *why);

/* What the feed that had this name is called now, if the name was given away; else NULL. */
const char *renames_given(const struct renames *r, const char *name);

/* Renames in the archive, for the command and for was=. 0; 1 and `why`: it cannot be (nothing
 * was done); -1 and `why`. The state goes with it; it is not saved here. */
struct renames_wish {
	const char *from, *to;
	int64_t now;
	struct schedule_table *state;
	int unseen;              /* a feed of which nothing is known is renamed, too */
	size_t entries, stories; /* what it was about */
};
int renames_carry_out(struct renames *r, struct store *s, struct renames_wish *w, struct why *why);

/* At the start of a run: carries out was=, moves the state of what was renamed before, and gives
 * each feed of feeds.conf its key. A feed whose name was given away, and has not been polled since,
 * is disabled, with a line, unless feeds.conf has the new name, too. 0, or -1 and `why`. */
int renames_apply(struct conf *c, struct store *s, struct schedule_table *t, int64_t now, struct why *why);

#endif
