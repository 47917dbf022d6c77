/* story: what the journal's lines make of a story, by replay in seq order.
 *
 * A pure function of the lines: no threshold, clock or fingerprint is asked, so
 * the same lines give the same file on any machine and after any upgrade.
 */
#ifndef STORE_STORY_H
#define STORE_STORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"
#include "store/sha256.h"
#include "wirefold.h"

#define STORY_NOTES 32 /* of one story; later ones are in the journal only */
#define STORY_FLAGS 4  /* distinct ones; there are fewer names */

enum story_status { STORY_USABLE, STORY_WITHHELD, STORY_KILLED, STORY_MERGED };

/* One entry of a story, in its newest version. */
struct story_member {
	const struct wf_line *line;      /* its entry line, lent by the caller of story_set_put */
	const char *feed, *group;        /* the line's, or what a later rename line says */
	const int *furniture;            /* paragraphs not shown: the line's, or a later clean line's */
	size_t n_furniture;
	double containment;              /* against what it matched when it joined; < 0 for none */
	int withdrawn;                   /* its outlet took it back */
};

struct story {
	char id[WF_STORY_MAX], into[WF_STORY_MAX];
	enum story_status status;
	int revision;
	int64_t seen, changed;           /* seconds */
	int64_t killed, redacted;        /* the last time that it was; or TIME_NONE */
	const char *killed_by;
	int held, correction;            /* held: withheld once nothing graver is so */
	int64_t until;                   /* held: released then; 0 by a word only */
	char replaces[WF_STORY_MAX], replaced_by[WF_STORY_MAX], earlier[WF_STORY_MAX];
	const char *note[STORY_NOTES];   /* corrections and an editor's notes, oldest first */
	const char *flag[STORY_FLAGS];   /* what an editor should look at */
	size_t n_notes, n_flags;
	struct story_member *members;    /* in the order of their first lines */
	size_t n, cap, kept;
	unsigned char shown[SHA256_BYTES]; /* of title, text and status: what a revision counts */
	struct story *next;
};

struct story_set;

struct story_set *story_set_new(void);
void story_set_free(struct story_set *set);

/* Applies one line. Lines, and what they point to, must outlive the set. Lines about
 * stories that the set has not seen open are passed over (a stub day may have held
 * them). 0, or -1 and `why`. */
int story_set_put(struct story_set *set, const struct wf_line *line, struct why *why);

/* The story, or NULL. */
const struct story *story_set_get(const struct story_set *set, const char *id);

/* The member's line, its feed and group as they are called now; `to` is what it points into. */
struct story_named {
	struct wf_line line;
	struct wf_entry entry;
};
const struct wf_line *story_named(const struct story_member *m, struct story_named *to);

/* The paragraphs of a member's text that the story shows: the i-th from *i on. 1, 0 at
 * the end. */
int story_paragraph(const struct story_member *m, size_t *i, const char **p, size_t *n);

/* Appends the story file's bytes (wirefold-archive(5)). 0, -1 and `why`. */
int story_write(struct buf *b, const struct story *s, struct why *why);

/* "2026/11/24" of the story, under stories/, and the file's name. */
#define STORY_DIR 11
#define STORY_FILE (WF_STORY_MAX + 4)
void story_path(const char *id, char dir[static STORY_DIR], char file[static STORY_FILE]);

#endif
