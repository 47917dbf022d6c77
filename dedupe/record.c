#include "dedupe/record.h"

#include <string.h>

#include "base/time.h"
#include "dedupe/sketch.h"

#define YEAR_1 (-62135596800)
#define YEAR_9999 253402300799

int64_t
record_time(int64_t t)
{
	if (t == TIME_NONE)
		return t;
	return t < YEAR_1 ? YEAR_1 : t > YEAR_9999 ? YEAR_9999 : t;
}

void
record_init(struct fold_record *r)
{
	memset(r, 0, sizeof(*r));
	r->size = (uint32_t)sizeof(*r);
	r->version = FOLD_RECORD_VERSION;
}

/* Hex digits and dashes, ended by a NUL within its room; "" too. */
static int
is_id(const char *s, size_t size)
{
	size_t i;

	for (i = 0; i < size && s[i] != '\0'; i++)
		if (!((s[i] >= '0' && s[i] <= '9') || (s[i] >= 'a' && s[i] <= 'f') || s[i] == '-'))
			return 0;
	return i < size;
}

static int
ascending(const uint32_t *h, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (h[i - 1] >= h[i])
			return 0;
	return 1;
}

static int
tops(const uint32_t *h, size_t n)
{
	return ascending(h, n) && (n == 0 || h[n - 1] >> SKETCH_BITS == 0);
}

static int
lists(const struct fold_record *r)
{
	return r->n_windows <= FOLD_WINDOWS && r->n_sketch <= FOLD_SKETCH &&
	    r->n_numbers <= FOLD_NUMBERS && r->n_head <= FOLD_HEAD && r->n_title <= FOLD_TITLE &&
	    r->n_paragraphs <= FOLD_PARAGRAPHS && r->n_prefix <= FOLD_PREFIX &&
	    r->paragraphs <= RECORD_INDEX && r->n_paragraphs <= r->paragraphs &&
	    tops(r->sketch, r->n_sketch) && tops(r->head, r->n_head) &&
	    ascending(r->number, r->n_numbers) && ascending(r->title, r->n_title);
}

static int
paragraphs(const struct fold_record *r)
{
	uint32_t i, at, last = 0;

	for (i = 0; i < r->n_paragraphs; i++) {
		at = r->paragraph_at[i] & RECORD_INDEX;
		if (at >= r->paragraphs || (i > 0 && at <= last))
			return 0;
		last = at;
	}
	return 1;
}

int
record_check(const struct fold_record *r, struct why *why)
{
	if (r->size != sizeof(*r) || r->version != FOLD_RECORD_VERSION)
		return why_set(why, "record of %u bytes and version %u, not %u and %u",
		    (unsigned)r->size, (unsigned)r->version, (unsigned)sizeof(*r),
		    (unsigned)FOLD_RECORD_VERSION);
	if (r->kind >= WF_KINDS || r->extent >= RECORD_EXTENTS ||
	    r->furniture_mode > WF_FURNITURE_OFF)
		return why_set(why, "record of unknown kind %u", (unsigned)r->kind);
	if (!is_id(r->entry, sizeof(r->entry)) || !is_id(r->story, sizeof(r->story)) ||
	    !is_id(r->into, sizeof(r->into)))
		return why_set(why, "record with a broken id");
	if (r->t != record_time(r->t) || r->fetched != record_time(r->fetched))
		return why_set(why, "record with a time beyond the year 9999");
	if (!lists(r))
		return why_set(why, "record with a list that does not add up");
	if (!paragraphs(r))
		return why_set(why, "record with paragraphs out of order");
	return 0;
}
