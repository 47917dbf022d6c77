/* feed: builds entries from the elements of a feed, whoever reads them.
 *
 * xml.c (strict) and lenient.c (tolerant) call feed_open, feed_text and
 * feed_close as they meet elements; an entry goes to emit when it ends. RSS,
 * RDF, CDF and Atom are one tree of known names here.
 */
#ifndef PARSE_FEED_H
#define PARSE_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"
#include "parse/channel.h"
#include "parse/content.h"
#include "parse/emit.h"
#include "parse/entry.h"
#include "parse/ids.h"
#include "parse/name.h"

#define FEED_DEPTH 128      /* elements open at once; deeper is refused */
#define FEED_ATTRS 256      /* attributes of one element; more are refused */
#define FEED_NAME 64        /* bytes of a local name with the NUL; longer is unknown */
#define FEED_LOCAL 24       /* bytes of it that a warning shows */
#define FEED_TEXT ((size_t)16 << 20) /* characters of one element */

struct feed_attr {
	const char *name;       /* lower case; `xml:base`, `rdf:about`, else without prefix */
	const char *value;
};

struct feed_name {
	enum name_space ns;
	const char *uri;        /* as declared, may be NULL */
	const char *usual;      /* the default namespace declared on it, or NULL */
	const char *local;      /* lower case */
};

struct feed_level {
	enum name_element element;
	enum name_space ns;
	uint64_t name;          /* hash of space and local name */
	char local[FEED_LOCAL]; /* for warnings */
	size_t text;            /* where its text begins in feed.text */
	size_t base, lang;      /* where its base and language begin */
	int keeps;              /* its text is wanted */
	int strange;            /* unknown, in an entry: what is in it is not the entry's */
};

/* A content element (title, description, content ...) while it is open. */
struct feed_content {
	int level;              /* depth of the element; 0: none is open */
	enum content_type type;
	int xhtml, base64, unwrap, atom;
	int children, strays;   /* elements and text directly in it */
	int div;                /* the first child is a <div> */
	size_t inner;           /* text behind the first child's tag */
};

/* Why reading ends before the document does. */
enum feed_stop {
	FEED_GO,
	FEED_REFUSED,           /* a limit, or what is never read; feed.why says which */
	FEED_DEEP,              /* the depth limit, but elements may be unclosed: read tolerantly */
	FEED_NO_MEMORY,
	FEED_NO_READER,         /* nobody takes the frames */
	FEED_FULL               /* WF_ENTRIES_MAX are out */
};

struct feed {
	struct emit *emit;
	struct content_work work;
	struct entry entry;
	struct channel channel;
	struct ids ids;
	struct buf text, bases, langs;
	struct feed_level level[FEED_DEPTH + 1];
	int depth;
	struct feed_content content;
	struct wf_person person;
	enum name_element who;  /* EL_AUTHOR, EL_CONTRIBUTOR, EL_PUBLISHER or 0 */
	int in_entry, in_image, in_source, in_textinput, strange; /* counts of open ones */
	int guid_resolves;
	const char *tag_scheme, *tag_label; /* of the category that is open */
	int tag_done;
	int lenient;            /* elements may be unclosed */
	long line;              /* where a tolerant reading is; 0: unknown */
	size_t skip;            /* entries that an earlier reading handed on */
	size_t entries;
	int is_atom, has_root, has_channel, bad_ids, truncated;
	char root[FEED_NAME];
	struct why why;         /* why it stopped */
	enum feed_stop stop;    /* no more, please */
};

/* *f is zeroed memory; `base` may be NULL. */
void feed_init(struct feed *f, struct emit *emit, const char *base);
void feed_clear(struct feed *f);

/* Begins again for a second reading: all is forgotten but the warnings and
 * that so many entries are out. */
void feed_again(struct feed *f, const char *base);

void feed_open(struct feed *f, const struct feed_name *name, const struct feed_attr *attrs, int n);
void feed_text(struct feed *f, const char *p, size_t n);
void feed_close(struct feed *f, const struct feed_name *name);

/* The end of the document: closes what is open. */
void feed_end(struct feed *f);

/* Was it a feed? 1, or 0 and f->why. */
int feed_is_one(struct feed *f);

/* The entry in feed.entry is complete: hands it on and forgets it. */
void feed_entry_done(struct feed *f);

/* For start.c, field.c and markup.c: the base and language here, the arena of
 * what is being read, an attribute's value or NULL. */
const char *feed_base(const struct feed *f);
const char *feed_lang(const struct feed *f);
struct arena *feed_arena(struct feed *f);
const char *feed_attr(const struct feed_attr *attrs, int n, const char *name);
struct lists *feed_lists(struct feed *f);

#endif
