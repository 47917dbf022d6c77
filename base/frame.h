/* frame: the messages between the three programs.
 *
 * A frame is a 16-byte header (all numbers little-endian)
 *     u32 magic "WFM1"   u16 type   u16 flags (0)   u32 id   u32 length
 * and `length` bytes of fields, each u16 tag, u32 length, bytes. Every frame is
 * hostile to its reader: lengths are checked before data is touched, against a
 * ceiling before anything is allocated, and leftovers are an error. The tags
 * and types are in wirefold.h; this file knows none.
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/why.h"

#define FRAME_MAGIC 0x314d4657u /* "WFM1" */
#define FRAME_HEAD 16u          /* bytes of the header */
#define FRAME_FIELD_HEAD 6u     /* bytes before each field's bytes */

struct frame {
	uint16_t type;
	uint32_t id;        /* what it answers; chosen by who asked */
	const char *p;      /* the fields, lent */
	size_t n;
};

struct frame_field {
	uint16_t tag;
	const char *p;      /* n bytes, not NUL-terminated, lent */
	size_t n;
};

/* Writing: start, any fields, end. A frame lands whole in `b`, or b->failed is
 * set. `*at` remembers where it started. */
int frame_start(struct buf *b, uint16_t type, uint32_t id, size_t *at);
int frame_put(struct buf *b, uint16_t tag, const void *p, size_t n);
int frame_str(struct buf *b, uint16_t tag, const char *s); /* nothing for NULL */
int frame_int(struct buf *b, uint16_t tag, int64_t v);     /* 8 bytes */
int frame_end(struct buf *b, size_t at);

/* Reads the frame at p. Returns its whole length in bytes; 0 when more bytes
 * are needed; -1 and `why` when it is none of ours or longer than `max`. */
ptrdiff_t frame_next(const char *p, size_t n, size_t max, struct frame *f, struct why *why);

/* Takes the next field off the frame. 1; 0 at the end; -1 and `why` when the
 * lengths do not add up. */
int frame_field(struct frame *f, struct frame_field *field, struct why *why);

/* The field as a number: 0, or -1 when it is not 8 bytes. */
int frame_field_int(const struct frame_field *field, int64_t *v);

#endif
