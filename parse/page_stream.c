#include "parse/page_stream.h"

#include <stdlib.h>
#include <string.h>

#define DEEP 32       /* parts in one another; deeper ones are left out */
#define ID 16         /* bytes of an id behind its `S:` */
#define NONE SIZE_MAX

/* A part that came behind, or a place that waits for one. */
struct piece {
	char id[ID];
	size_t at, inner, inner_end, end; /* of the element, and of what it holds */
	struct piece *part;               /* a place: what it waits for, or NULL */
	int awaited, used;                /* a part */
	int numbered;                     /* a place whose part has another number, maybe */
};

struct stream {
	const char *p, *end;
	struct piece *part, *place;       /* in document order */
	struct piece **by_id;             /* first the parts, then the places */
	size_t n_parts, n_places;
};

/* What is being copied: from `at` to `end`. */
struct span {
	size_t at, end;
};

static int
starts(const struct stream *s, const char *p, const char *with)
{
	const size_t n = strlen(with);

	return (size_t)(s->end - p) >= n && memcmp(p, with, n) == 0;
}

/* Reads `x">` behind an id's prefix. The bytes up to behind the `>`, or 0. */
static size_t
read_id(const struct stream *s, const char *p, char id[static ID])
{
	size_t n = 0;

	while (n < ID - 1 && p + n < s->end && ((p[n] >= '0' && p[n] <= '9') || (p[n] >= 'a' && p[n] <= 'z')))
		n++;
	if (n == 0 || !starts(s, p + n, "\">"))
		return 0;
	memcpy(id, p, n);
	id[n] = '\0';
	return n + 2;
}

/* Behind the end tag of the <div> whose content begins at `from`; NONE. What it stepped over
 * is charged to `left`, so that all of them together stay linear. */
static size_t
div_end(const struct stream *s, size_t from, size_t *left)
{
	const char *p = s->p + from, *was = p;
	int depth = 1;

	while (depth > 0 && (p = memchr(p, '<', (size_t)(s->end - p))) != NULL && (size_t)(p - was) < *left) {
		if (starts(s, p, "</div>"))
			depth--;
		else if (starts(s, p, "<div") && p + 4 < s->end && (p[4] == ' ' || p[4] == '>'))
			depth++;
		p++;
	}
	*left -= p != NULL && (size_t)(p - was) < *left ? (size_t)(p - was) : *left;
	return depth == 0 ? (size_t)(p - s->p) + 5 : NONE;
}

static void
take_part(struct stream *s, const char *p, size_t n, size_t *left)
{
	struct piece *x = &s->part[s->n_parts];
	const size_t k = s->n_parts < PAGE_STREAM_PARTS ? read_id(s, p + n, x->id) : 0;

	if (k == 0)
		return;
	x->at = (size_t)(p - s->p);
	x->inner = x->at + n + k;
	x->end = div_end(s, x->inner, left);
	x->inner_end = x->end - strlen("</div>");
	s->n_parts += x->end != NONE;
}

static void
take_place(struct stream *s, const char *p, size_t n)
{
	struct piece *x = &s->place[s->n_places];
	const size_t k = s->n_places < PAGE_STREAM_PARTS ? read_id(s, p + n, x->id) : 0;

	if (k == 0 || !starts(s, p + n + k, "</template>"))
		return;
	x->at = (size_t)(p - s->p);
	x->end = x->at + n + k + strlen("</template>");
	x->numbered = p[n - 2] == 'B';
	s->n_places++;
}

static void
find(struct stream *s)
{
	static const char *const parts[] = { "<div hidden id=\"S:", "<div hidden=\"\" id=\"S:" };
	static const char *const places[] = { "<template id=\"B:", "<template id=\"P:" };
	const char *p = s->p;
	size_t i, left = (size_t)(s->end - s->p) * 4;

	while ((p = memchr(p, '<', (size_t)(s->end - p))) != NULL) {
		for (i = 0; i < 2; i++) {
			if (starts(s, p, parts[i]))
				take_part(s, p, strlen(parts[i]), &left);
			if (starts(s, p, places[i]))
				take_place(s, p, strlen(places[i]));
		}
		p++;
	}
}

/* By kind and id, and the first of those. */
static int
by_id(const void *a, const void *b)
{
	const struct piece *const *x = a, *const *y = b;
	const int d = (*x)->numbered - (*y)->numbered;

	return d != 0 ? d : strcmp((*x)->id, (*y)->id);
}

static struct piece *
find_id(struct piece **list, size_t n, const char *id, int numbered)
{
	struct piece key = { .numbered = numbered };
	const struct piece *const at = &key;
	struct piece **hit;

	memcpy(key.id, id, strnlen(id, ID - 1));
	hit = bsearch(&at, list, n, sizeof(*list), by_id);
	return hit != NULL ? *hit : NULL;
}

/* Boundaries and parts are counted apart, and a script says which is whose: `$RC("B:1","S:5")`. */
static void
read_scripts(struct stream *s)
{
	static const char call[] = "$RC(\"B:", between[] = "\",\"S:";
	struct piece *place, *part;
	const char *p = s->p, *q;
	char id[2][ID];
	size_t n;
	int i;

	while ((p = memmem(p, (size_t)(s->end - p), call, strlen(call))) != NULL) {
		p += strlen(call);
		for (i = 0, q = p; i < 2; i++) {
			for (n = 0; n < ID - 1 && q < s->end && *q != '"'; q++)
				id[i][n++] = *q;
			id[i][n] = '\0';
			if (i == 0 && !starts(s, q, between))
				break;
			q += i == 0 ? strlen(between) : 0;
		}
		place = i == 2 ? find_id(s->by_id + s->n_parts, s->n_places, id[0], 1) : NULL;
		part = place != NULL ? find_id(s->by_id, s->n_parts, id[1], 0) : NULL;
		if (part != NULL)
			place->part = part;
	}
}

/* Which part each place waits for: without a script the one of its own number. */
static int
pair(struct stream *s)
{
	size_t i;

	s->by_id = calloc(s->n_parts + s->n_places, sizeof(*s->by_id));
	if (s->by_id == NULL)
		return -1;
	for (i = 0; i < s->n_parts; i++)
		s->by_id[i] = &s->part[i];
	for (i = 0; i < s->n_places; i++)
		s->by_id[s->n_parts + i] = &s->place[i];
	qsort(s->by_id, s->n_parts, sizeof(*s->by_id), by_id);
	qsort(s->by_id + s->n_parts, s->n_places, sizeof(*s->by_id), by_id);
	for (i = 0; i < s->n_places; i++)
		s->place[i].part = find_id(s->by_id, s->n_parts, s->place[i].id, 0);
	read_scripts(s);
	for (i = 0; i < s->n_places; i++)
		if (s->place[i].part != NULL)
			s->place[i].part->awaited = 1;
	return 0;
}

/* The first that begins at `at` or behind. */
static struct piece *
next(struct piece *list, size_t n, size_t at)
{
	size_t lo = 0, hi = n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (list[mid].at < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n ? &list[lo] : NULL;
}

static void
copy(struct buf *to, const struct stream *s)
{
	struct span open[DEEP], *x = open;
	struct piece *place, *part;
	size_t until;

	*x = (struct span){ 0, (size_t)(s->end - s->p) };
	while (x >= open) {
		place = next(s->place, s->n_places, x->at);
		part = next(s->part, s->n_parts, x->at);
		if (part != NULL && part->at < x->end && (place == NULL || part->at < place->at)) {
			until = part->awaited ? part->at : part->inner;
			(void)buf_put(to, s->p + x->at, until - x->at);
			x->at = part->awaited ? part->end : until;
		} else if (place != NULL && place->at < x->end) {
			(void)buf_put(to, s->p + x->at, place->at - x->at);
			x->at = place->end;
			if (place->part == NULL || place->part->used || x + 1 == open + DEEP)
				continue;
			place->part->used = 1;
			*++x = (struct span){ place->part->inner, place->part->inner_end };
		} else {
			if (x->end > x->at)
				(void)buf_put(to, s->p + x->at, x->end - x->at);
			x--;
		}
	}
}

int
page_stream_join(struct buf *to, const struct buf *from)
{
	struct stream s = { .p = from->p };
	int rc = 0;

	if (from->n == 0 || memmem(from->p, from->n, "id=\"S:", 6) == NULL)
		return 0;
	s.end = s.p + from->n;
	s.part = calloc(PAGE_STREAM_PARTS, sizeof(*s.part));
	s.place = calloc(PAGE_STREAM_PARTS, sizeof(*s.place));
	if (s.part == NULL || s.place == NULL) {
		rc = -1;
	} else {
		find(&s);
		if (s.n_parts > 0 && s.n_places > 0 && (rc = pair(&s)) == 0) {
			copy(to, &s);
			rc = to->failed ? -1 : 1;
		}
	}
	free(s.part);
	free(s.place);
	free(s.by_id);
	return rc;
}
