/* docs: documents on their way through the jailed parser.
 *
 * Bodies go in, frames come out as they arrive; a document counts only when its END frame
 * adds up and its child exited 0. A parser that dies is started again, the documents that
 * were inside get one more try.
 */
#ifndef FRONT_DOCS_H
#define FRONT_DOCS_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

#include "base/frame.h"
#include "base/why.h"
#include "front/child.h"

#define DOCS_ACTIVE 4        /* documents in children at once */
#define DOCS_WALL_MS 10000   /* ms that a document may take */
#define DOCS_GRACE_MS 5000   /* ms more before the parser itself is taken for dead */
#define DOCS_RESTARTS 20     /* times that the parser is started again in a run */
#define DOCS_FDS (1 + DOCS_ACTIVE)

struct doc;

struct docs_calls {
	/* An ITEM or FEED frame, or the ARTICLE of a page, of document `id`. 0, or -1 and `why`: the document fails. */
	int (*frame)(void *ctx, uint32_t id, struct frame *f, struct why *why);
	/* The document is over: `why` NULL when it counts. */
	void (*done)(void *ctx, uint32_t id, const char *why);
	void *ctx;
};

struct docs {
	struct child parser;
	struct docs_calls calls;
	int64_t frames_max;          /* bytes of one document's frames; WF_DOC_MAX */
	struct doc *first, **last;   /* waiting */
	struct doc *active[DOCS_ACTIVE];
	size_t n_waiting, n_active;
	int64_t bytes_waiting;
	int restarts;
	size_t most;
	int64_t cpu_us, peak_kb;     /* of all children, for reports */
};

void docs_init(struct docs *d, const struct docs_calls *calls, size_t most);
void docs_clear(struct docs *d);

/* Takes a document; `body` is then its own to close. 0, or -1 when out of memory (body
 * closed). */
struct docs_job {
	uint32_t id;
	int body;
	int64_t bytes;
	const char *base, *content_type; /* or NULL; copied */
	uint16_t frame;                  /* WF_FRAME_OUTLINE, _LINKS, _PAGE; 0: a feed */
	const char *summary, *rule;      /* of a page, or NULL; copied */
};
int docs_put(struct docs *d, const struct docs_job *job);

/* Fills in what to poll for; how many. */
size_t docs_poll(struct docs *d, struct pollfd fds[static DOCS_FDS]);

/* The clock of docs_run and docs_wait: monotonic, ms. */
int64_t docs_now(void);

/* Goes on with what is ready at `now`. 0, or -1 and `why` when the parser
 * cannot be started: the system's failure, not a document's. */
int docs_run(struct docs *d, int64_t now, struct why *why);

/* Ms until something times out, -1 for never. */
int64_t docs_wait(const struct docs *d, int64_t now);

#endif
