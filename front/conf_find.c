/* Finding feeds.conf, a feed in it, and two that are one. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/conf_reading.h"

/* A feed's place in the order of names or URLs, for finding doubles. */
struct order {
	const char *s;
	const struct conf_feed *f;
};

const char *
conf_expand(struct arena *a, const char *file, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(file, '/');
	struct buf b;
	char *s;

	buf_init(&b, 65536);
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0') && home != NULL) {
		(void)buf_str(&b, home);
		path++;
	} else if (path[0] != '/' && slash != NULL) {
		(void)buf_put(&b, file, (size_t)(slash - file) + 1);
	}
	(void)buf_str(&b, path);
	s = b.failed ? NULL : arena_str(a, buf_get(&b));
	buf_clear(&b);
	return s;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct order *)a)->s, ((const struct order *)b)->s);
}

void
conf_doubles(struct conf_reading *r, int urls)
{
	struct order *o = calloc(r->c->n + 1, sizeof(*o));
	const struct conf_feed *a, *b;
	size_t i;

	if (o == NULL) {
		conf_error(r, 1, "out of memory");
		return;
	}
	for (i = 0; i < r->c->n; i++) {
		o[i].f = &r->c->feeds[i];
		o[i].s = urls ? o[i].f->url : o[i].f->name;
	}
	qsort(o, r->c->n, sizeof(*o), by_text);
	for (i = 1; i < r->c->n; i++) {
		if (strcmp(o[i].s, o[i - 1].s) != 0)
			continue;
		a = o[i - 1].f < o[i].f ? o[i - 1].f : o[i].f;
		b = o[i - 1].f < o[i].f ? o[i].f : o[i - 1].f;
		r->file = b->file;
		r->line = b->line;
		conf_error(r, 1, urls ? "the same URL as %s:%zu" : "the same name as %s:%zu: '%s'; give it a name=",
		    a->file, a->line, b->name);
	}
	free(o);
}

void
conf_was(struct conf_reading *r)
{
	const struct conf_feed *f, *other;
	size_t i;

	for (i = 0; i < r->c->n; i++) {
		f = &r->c->feeds[i];
		other = f->was != NULL ? conf_feed(r->c, f->was) : NULL;
		if (other == NULL)
			continue;
		r->file = f->file;
		r->line = f->line;
		conf_error(r, 1, "was=%s is the name of %s:%zu", f->was, other->file, other->line);
	}
}

const struct conf_feed *
conf_feed(const struct conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->feeds[i].name, name) == 0)
			return &c->feeds[i];
	return NULL;
}

const char *
conf_path(struct arena *a, const char *given)
{
	const char *env = getenv("WIREFOLD_CONF"), *xdg = getenv("XDG_CONFIG_HOME");
	const char *path;
	struct buf b;

	if (given != NULL)
		return given;
	if (env != NULL && env[0] != '\0')
		return env;
	buf_init(&b, 65536);
	(void)buf_printf(&b, "%s/wirefold/feeds.conf",
	    xdg != NULL && xdg[0] == '/' ? xdg : "~/.config");
	path = conf_expand(a, "", buf_get(&b));
	buf_clear(&b);
	if (path != NULL && access(path, F_OK) == 0)
		return path;
	return access("/etc/wirefold/feeds.conf", F_OK) == 0 ? "/etc/wirefold/feeds.conf" : path;
}
