#include "front/changes_line.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"

struct changes_line_event {
	struct changes_event e;
	char story[WF_STORY_MAX];
};

int
changes_line(struct buf *b, const struct changes_event *e, int json)
{
	char path[STORE_PATH], t[TIME_LEN];

	store_story_path(e->story, path);
	time_format(e->time, t);
	if (!json)
		return buf_printf(b, "%lld\t%s\t%s\t%s\t%s\t%d\t%s\n", (long long)e->seq, t, e->what, e->story, path,
		    e->revision, e->sha256);
	json_put_open(b, NULL, '{');
	json_put_int(b, "seq", e->seq);
	json_put_str(b, "time", t);
	json_put_str(b, "event", e->what);
	json_put_str(b, "story", e->story);
	json_put_str(b, "path", path);
	json_put_str(b, "status", e->status);
	json_put_int(b, "revision", e->revision);
	if (e->sha256[0] != '-')
		json_put_str(b, "text_sha256", e->sha256);
	if (e->backlog)
		json_put_bool(b, "backlog", 1);
	json_put_close(b, '}');
	return buf_char(b, '\n');
}

static size_t *
slot(const struct changes_line_latest *l, const char *story)
{
	size_t h = 5381, i;

	for (i = 0; story[i] != '\0'; i++)
		h = h * 33 ^ (unsigned char)story[i];
	for (h &= l->cap * 2 - 1; l->slots[h] != 0 && strcmp(l->p[l->slots[h] - 1].story, story) != 0;)
		h = (h + 1) & (l->cap * 2 - 1);
	return &l->slots[h];
}

static int
grow(struct changes_line_latest *l)
{
	const size_t cap = l->cap > 0 ? l->cap * 2 : 256;
	struct changes_line_event *p = realloc(l->p, cap * sizeof(*p));
	size_t *slots = calloc(cap * 2, sizeof(*slots)), i;

	l->p = p != NULL ? p : l->p;
	if (p == NULL || slots == NULL) {
		free(slots);
		return -1;
	}
	free(l->slots);
	l->slots = slots;
	l->cap = cap;
	for (i = 0; i < l->n; i++)
		*slot(l, l->p[i].story) = i + 1;
	return 0;
}

int
changes_line_keep(struct changes_line_latest *l, const struct changes_event *e)
{
	struct changes_line_event *k;
	size_t *at;

	if (l->n == l->cap && grow(l) != 0)
		return -1;
	at = slot(l, e->story);
	if (*at == 0)
		*at = ++l->n;
	k = &l->p[*at - 1];
	k->e = *e;
	memcpy(k->story, e->story, strlen(e->story) + 1);
	return 0;
}

static int
by_seq(const void *a, const void *b)
{
	const struct changes_line_event *x = a, *y = b;

	if (x->e.seq != y->e.seq)
		return x->e.seq < y->e.seq ? -1 : 1;
	return strcmp(x->story, y->story);
}

void
changes_line_each(struct changes_line_latest *l, changes_event_fn *fn, void *ctx)
{
	size_t i;

	if (l->n > 0)
		qsort(l->p, l->n, sizeof(*l->p), by_seq);
	for (i = 0; i < l->n; i++) {
		l->p[i].e.story = l->p[i].story;
		if (fn(ctx, &l->p[i].e) != 0)
			break;
	}
}

void
changes_line_clear(struct changes_line_latest *l)
{
	free(l->p);
	free(l->slots);
	memset(l, 0, sizeof(*l));
}
