/* The texts that a story has had, by the directory of lines. */
#include <stdlib.h>
#include <string.h>

#include "store/archive.h"

/* The entries of a story, as numbers. */
struct entries {
	uint64_t *id;
	size_t n, cap;
	int failed;
};

static int
add(void *ctx, const struct store_member *m)
{
	struct entries *e = ctx;
	uint64_t *bigger;

	if (e->n == e->cap) {
		bigger = realloc(e->id, (e->cap + 16) * 2 * sizeof(*bigger));
		if (bigger == NULL)
			return e->failed = 1;
		e->id = bigger;
		e->cap = (e->cap + 16) * 2;
	}
	e->id[e->n++] = lines_entry_of(m->line->entry->id);
	return 0;
}

static int
has(const struct entries *e, uint64_t id)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->id[i] == id)
			return 1;
	return 0;
}

static int
is_version(const struct lines_record *r, const struct entries *e)
{
	return r != NULL && r->entry != 0 && !lines_gone(r) &&
	    (r->kind == WF_NEW || r->kind == WF_ENTRY_VERSION || r->kind == WF_UNFOLDED) && has(e, r->entry);
}

int
store_versions(struct store *s, const char *id, store_fold_fn *fn, void *ctx, struct why *why)
{
	struct entries e = { NULL, 0, 0, 0 };
	const struct lines_record *r;
	struct store_known known;
	struct fixed f;
	size_t i, k;
	int rc = store_members(s, id, add, &e, why);

	if (rc == 0 && e.failed)
		rc = why_set(why, "out of memory");
	for (i = 0; rc == 0 && i < s->j.n_days; i++) {
		rc = lines_map(&s->j, i, &f, why);
		for (k = 0; rc == 0 && k < f.n; k++) {
			r = fixed_get(&f, k);
			if (!is_version(r, &e))
				continue;
			known = (struct store_known){ .found = 1, .text = r->text, .day = s->j.days[i],
				.seq = r->seq, .length = r->length, .offset = r->offset };
			rc = fn(ctx, &known);
		}
		fixed_unmap(&f);
	}
	free(e.id);
	return rc < 0 ? -1 : 0;
}
