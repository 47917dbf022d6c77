#include "base/frame.h"

#include <string.h>

static void
put_le(unsigned char *p, uint64_t v, int bytes)
{
	while (bytes-- > 0) {
		*p++ = (unsigned char)(v & 0xff);
		v >>= 8;
	}
}

static uint64_t
get_le(const char *p, int bytes)
{
	uint64_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | (unsigned char)p[bytes];
	return v;
}

int
frame_start(struct buf *b, uint16_t type, uint32_t id, size_t *at)
{
	unsigned char head[FRAME_HEAD];

	*at = b->n;
	put_le(head, FRAME_MAGIC, 4);
	put_le(head + 4, type, 2);
	put_le(head + 6, 0, 2);
	put_le(head + 8, id, 4);
	put_le(head + 12, 0, 4);
	return buf_put(b, head, sizeof(head));
}

int
frame_put(struct buf *b, uint16_t tag, const void *p, size_t n)
{
	unsigned char head[FRAME_FIELD_HEAD];

	if (n > UINT32_MAX - FRAME_HEAD) {
		b->failed = 1;
		return -1;
	}
	put_le(head, tag, 2);
	put_le(head + 2, n, 4);
	if (buf_put(b, head, sizeof(head)) != 0)
		return -1;
	return buf_put(b, p, n);
}

int
frame_str(struct buf *b, uint16_t tag, const char *s)
{
	return s == NULL ? 0 : frame_put(b, tag, s, strlen(s));
}

int
frame_int(struct buf *b, uint16_t tag, int64_t v)
{
	unsigned char bytes[8];

	put_le(bytes, (uint64_t)v, 8);
	return frame_put(b, tag, bytes, sizeof(bytes));
}

int
frame_end(struct buf *b, size_t at)
{
	size_t n;

	if (b->failed)
		return -1;
	n = b->n - at - FRAME_HEAD;
	if (n > UINT32_MAX) {
		b->failed = 1;
		return -1;
	}
	put_le((unsigned char *)b->p + at + 12, n, 4);
	return 0;
}

ptrdiff_t
frame_next(const char *p, size_t n, size_t max, struct frame *f, struct why *why)
{
	uint64_t length;

	if (n < FRAME_HEAD)
		return 0;
	if (get_le(p, 4) != FRAME_MAGIC)
		return why_set(why, "frame without magic");
	if (get_le(p + 6, 2) != 0)
		return why_set(why, "frame with unknown flags");
	length = get_le(p + 12, 4);
	if (length > max)
		return why_set(why, "frame of %llu bytes, limit %zu", (unsigned long long)length, max);
	if (n - FRAME_HEAD < length)
		return 0;
	f->type = (uint16_t)get_le(p + 4, 2);
	f->id = (uint32_t)get_le(p + 8, 4);
	f->p = p + FRAME_HEAD;
	f->n = (size_t)length;
	return (ptrdiff_t)(FRAME_HEAD + length);
}

int
frame_field(struct frame *f, struct frame_field *field, struct why *why)
{
	uint64_t length;

	if (f->n == 0)
		return 0;
	if (f->n < FRAME_FIELD_HEAD)
		return why_set(why, "frame with %zu bytes left over", f->n);
	length = get_le(f->p + 2, 4);
	if (length > f->n - FRAME_FIELD_HEAD)
		return why_set(why, "frame field of %llu bytes, %zu there", (unsigned long long)length,
		    f->n - FRAME_FIELD_HEAD);
	field->tag = (uint16_t)get_le(f->p, 2);
	field->p = f->p + FRAME_FIELD_HEAD;
	field->n = (size_t)length;
	f->p += FRAME_FIELD_HEAD + length;
	f->n -= FRAME_FIELD_HEAD + (size_t)length;
	return 1;
}

int
frame_field_int(const struct frame_field *field, int64_t *v)
{
	if (field->n != 8)
		return -1;
	*v = (int64_t)get_le(field->p, 8);
	return 0;
}
