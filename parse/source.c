#include "parse/source.h"

#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)8 * 1024) /* bytes searched for lines at once */

void
source_clear(struct source *s)
{
	free(s->window);
	s->window = NULL;
	s->in = 0;
}

/* As many of the n bytes as there are. */
static size_t
fill(const struct source *s, size_t at, char *to, size_t n)
{
	size_t got = 0;
	ptrdiff_t k;

	while (got < n && (k = s->read(s->arg, at + got, to + got, n - got)) > 0)
		got += (size_t)k;
	return got;
}

const char *
source_get(struct source *s, size_t at, size_t *n)
{
	if (at >= s->n) {
		*n = 0;
		return "";
	}
	if (*n > s->n - at)
		*n = s->n - at;
	if (s->read == NULL) {
		if (*n > SOURCE_WINDOW)
			*n = SOURCE_WINDOW;
		return s->p + at;
	}
	if (s->window == NULL && (s->window = malloc(SOURCE_WINDOW)) == NULL)
		return NULL;
	if (*n > SOURCE_WINDOW)
		*n = SOURCE_WINDOW;
	if (at < s->at || at + *n > s->at + s->in) {
		s->at = at;
		s->in = fill(s, at, s->window, SOURCE_WINDOW < s->n - at ? SOURCE_WINDOW : s->n - at);
		if (*n > s->in)
			*n = s->in; /* the file has become shorter */
	}
	return s->window + (at - s->at);
}

size_t
source_line(const struct source *s, size_t at)
{
	char bytes[PIECE];
	const char *p, *end;
	size_t from, n, line = 1;

	for (from = 0; from < at && from < s->n; from += n) {
		n = at - from < PIECE ? at - from : PIECE;
		p = s->read == NULL ? s->p + from : bytes;
		if (s->read != NULL && (n = fill(s, from, bytes, n)) == 0)
			break;
		for (end = p + n; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
			line++;
	}
	return line;
}
