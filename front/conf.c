#include "front/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "front/conf_filter.h"
#include "front/conf_hook.h"
#include "front/conf_key.h"
#include "front/conf_reading.h"

#define FILE_MAX ((size_t)64 << 20)  /* bytes of one file of feeds.conf */
#define TOKENS 256                   /* words of one line */
#define ARENA ((size_t)1 << 30)

void
conf_error(struct conf_reading *r, size_t column, const char *fmt, ...)
{
	struct buf *b = &r->c->errors;
	struct why why;
	va_list ap;

	if (r->c->n_errors++ >= CONF_ERRORS)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why.text, sizeof(why.text), fmt, ap);
	va_end(ap);
	(void)utf8_escape(b, r->file, strlen(r->file));
	(void)buf_printf(b, ":%zu:%zu: ", r->line, column);
	(void)utf8_escape(b, why.text, strlen(why.text));
	(void)buf_char(b, '\n');
}

static void
warning(struct conf_reading *r, const char *what)
{
	struct buf *b = &r->c->warnings;

	(void)utf8_escape(b, r->file, strlen(r->file));
	(void)buf_printf(b, ":%zu: %s\n", r->line, what);
}

/* Takes the next word off *p. 1; 0 at the end of the line; -1 an unclosed quote. */
static int
next_token(char **p, const char *start, struct conf_token *t)
{
	char *from = *p, *to, quote = '\0';

	while (*from == ' ' || *from == '\t')
		from++;
	if (*from == '\0' || *from == '#')
		return 0;
	t->s = to = from;
	t->column = (size_t)(from - start) + 1;
	t->quoted = *from == '"';
	for (; *from != '\0' && (quote != '\0' || (*from != ' ' && *from != '\t')); from++) {
		if (*from == '"') {
			quote = quote == '\0' ? '"' : '\0';
			continue;
		}
		if (*from == '\\' && quote != '\0' && (from[1] == '"' || from[1] == '\\'))
			from++;
		*to++ = *from;
	}
	*p = *from != '\0' ? from + 1 : from;
	*to = '\0';
	return quote != '\0' ? -1 : 1;
}

static void
set_line(struct conf_reading *r, const struct conf_token *t, size_t n)
{
	const struct conf_key *key = n > 1 ? conf_key_find(t[1].s, strlen(t[1].s)) : NULL;
	const char *guess;
	struct conf_value v;
	struct why why;

	if (n != 3) {
		conf_error(r, t[0].column, "set takes a key and a value");
		return;
	}
	if (key == NULL || (key->where & CONF_SET) == 0) {
		guess = conf_key_guess(t[1].s, strlen(t[1].s), CONF_SET);
		conf_error(r, t[1].column, guess != NULL ? "unknown setting '%s' (%s?)" : "unknown setting '%s'",
		    t[1].s, guess);
		return;
	}
	v = (struct conf_value){ r->c, &r->now, key, t[2].s, r->file, 0 };
	if (conf_key_put(&v, &why) != 0)
		conf_error(r, t[2].column, "%s", why.text);
}

/* A key for a feed that has no name=: host and path, what is no letter or digit as -. */
static const char *
slug(struct arena *a, const char *url)
{
	const char *p = strstr(url, "://");
	char s[65];
	size_t n = 0;

	for (p = p != NULL ? p + 3 : url; *p != '\0' && n < sizeof(s) - 1; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
			s[n++] = *p;
		else if (*p >= 'A' && *p <= 'Z')
			s[n++] = (char)(*p + ('a' - 'A'));
		else if (n > 0 && s[n - 1] != '-')
			s[n++] = '-';
	}
	while (n > 0 && s[n - 1] == '-')
		n--;
	return arena_strn(a, n > 0 ? s : "feed", n > 0 ? n : 4);
}

static int
url_ok(const char *url)
{
	const char *p = strstr(url, "://");

	if (p == NULL || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0) ||
	    strlen(url) > 4096 || p[3] == '\0' || p[3] == '/')
		return 0;
	for (p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f)
			return 0;
	p = strpbrk(strstr(url, "://") + 3, "/?#");
	return memchr(url, '@', p != NULL ? (size_t)(p - url) : strlen(url)) == NULL;
}

static struct conf_feed *
new_feed(struct conf_reading *r)
{
	struct conf *c = r->c;
	struct conf_feed *bigger;
	size_t cap;

	if (c->n == c->cap) {
		cap = c->cap > 0 ? c->cap * 2 : 64;
		bigger = c->n < CONF_FEEDS ? realloc(c->feeds, cap * sizeof(*bigger)) : NULL;
		if (bigger == NULL) {
			conf_error(r, 1, "out of memory, or more than %d feeds", CONF_FEEDS);
			return NULL;
		}
		c->feeds = bigger;
		c->cap = cap;
	}
	c->feeds[c->n] = r->now;
	return &c->feeds[c->n];
}

static int
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* file:PATH, file:///PATH. A pattern is for names in one folder. */
static int
put_path(struct conf_reading *r, const struct conf_token *t, struct conf_feed *f)
{
	const char *path = t->s + strlen("file:"), *slash;

	if (starts(path, "///"))
		path += 2;
	slash = strrchr(path, '/');
	if (starts(path, "//") || path[0] == '\0' || path[strlen(path) - 1] == '/') {
		conf_error(r, t->column, "bad path '%s'", t->s);
		return -1;
	}
	if (slash != NULL && strcspn(path, "*?[") < (size_t)(slash - path)) {
		conf_error(r, t->column, "'%s': only the last part of a path may be a pattern", t->s);
		return -1;
	}
	f->path = conf_expand(&r->c->arena, r->file, path);
	return f->path != NULL ? 0 : -1;
}

static void
feed_line(struct conf_reading *r, const struct conf_token *t, size_t n)
{
	const char **tags = arena_array(&r->c->arena, n, sizeof(*tags));
	struct conf_feed *f = new_feed(r);
	size_t i;

	if (f == NULL || tags == NULL)
		return;
	if (starts(t[0].s, "file:")) {
		if (put_path(r, &t[0], f) != 0)
			return;
	} else if (!url_ok(t[0].s)) {
		conf_error(r, t[0].column, strchr(t[0].s, '@') != NULL && strstr(t[0].s, "://") != NULL ?
		    "bad URL '%s' (no user and password in it)" : "bad URL '%s'", t[0].s);
		return;
	}
	f->url = t[0].s;
	f->file = r->file;
	f->line = r->line;
	for (i = 1; i < n; i++) {
		if (t[i].s[0] == '~')
			f->title = t[i].s + 1;
		else if (conf_host_pair(r, &t[i], f, CONF_LINE) == 0)
			tags[f->n_tags++] = t[i].s;
	}
	f->tags = tags;
	if (f->after != CONF_KEEP && f->path == NULL)
		conf_error(r, t[0].column, "after= is for file: lines");
	if (f->name == NULL)
		f->name = slug(&r->c->arena, f->url);
	if (f->group == NULL)
		f->group = f->name;
	if (f->name != NULL)
		r->c->n++;
}

static void read_file(struct conf_reading *r, const char *path, size_t column);

static void
include_line(struct conf_reading *r, const struct conf_token *t, size_t n)
{
	const char *pattern = n == 2 ? conf_expand(&r->c->arena, r->file, t[1].s) : NULL;
	glob_t g;
	size_t i;
	int rc;

	if (pattern == NULL) {
		conf_error(r, t[0].column, "include takes one path");
		return;
	}
	if (r->depth >= CONF_DEPTH) {
		conf_error(r, t[0].column, "more than %d files inside each other", CONF_DEPTH);
		return;
	}
	rc = glob(pattern, GLOB_ERR, NULL, &g);
	if (rc == GLOB_NOMATCH && strpbrk(pattern, "*?[") == NULL)
		conf_error(r, t[1].column, "%s: %s", pattern, strerror(ENOENT));
	else if (rc != 0 && rc != GLOB_NOMATCH)
		conf_error(r, t[1].column, "%s: cannot be listed", pattern);
	for (i = 0; rc == 0 && i < g.gl_pathc; i++)
		read_file(r, arena_str(&r->c->arena, g.gl_pathv[i]), t[1].column);
	if (rc == 0)
		globfree(&g);
}

static void
line(struct conf_reading *r, char *s)
{
	struct conf_token t[TOKENS];
	const char *start = s;
	size_t n = 0;
	int rc;

	if (!utf8_valid(s, strlen(s))) {
		conf_error(r, 1, "not UTF-8");
		return;
	}
	while ((rc = next_token(&s, start, &t[n])) > 0)
		if (++n == TOKENS) {
			conf_error(r, 1, "more than %d words", TOKENS - 1);
			return;
		}
	if (rc < 0)
		conf_error(r, t[n].column, "unclosed quote");
	if (rc < 0 || n == 0)
		return;
	if (strcmp(t[0].s, "set") == 0)
		set_line(r, t, n);
	else if (strcmp(t[0].s, "host") == 0)
		conf_host_line(r, t, n);
	else if (strcmp(t[0].s, "hook") == 0)
		conf_hook_line(r, t, n);
	else if (strcmp(t[0].s, "include") == 0)
		include_line(r, t, n);
	else if (starts(t[0].s, "query:") || starts(t[0].s, "exec:") || starts(t[0].s, "filter:"))
		warning(r, "query:, exec: and filter: lines are passed over");
	else
		feed_line(r, t, n);
}

/* Bytes of the file in the arena, NUL behind; NULL after an error. */
static char *
slurp(struct conf_reading *r, const char *path, size_t column, size_t *n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct buf b;
	char *to, *all = NULL;
	ssize_t k = 0;

	buf_init(&b, FILE_MAX);
	if (fd < 0) {
		conf_error(r, column, "%s: %s", path, strerror(errno));
		return NULL;
	}
	while ((to = buf_room(&b, 65536)) != NULL && (k = read(fd, to, 65536)) > 0)
		b.n += (size_t)k;
	if (to == NULL && b.cap < FILE_MAX / 2)
		conf_error(r, column, "%s: out of memory", path);
	else if (to == NULL)
		conf_error(r, column, "%s: larger than %zu bytes", path, FILE_MAX);
	else if (k < 0)
		conf_error(r, column, "%s: %s", path, strerror(errno));
	else
		all = arena_strn(&r->c->arena, buf_get(&b), b.n);
	*n = b.n;
	(void)close(fd);
	buf_clear(&b);
	return all;
}

/* The line that starts at p, its end not yet cut: its bytes to *n, the start of what
 * follows to *next (NULL at the end). A backslash before LF joins the next line to it.
 * How many lines it took. */
static size_t
find_line(char *p, char *end, char **next, size_t *n)
{
	size_t lines = 1;
	char *nl = memchr(p, '\n', (size_t)(end - p));

	while (nl != NULL && nl != p && *(nl - 1) == '\\') {
		*nl = *(nl - 1) = ' ';
		lines++;
		nl = memchr(nl, '\n', (size_t)(end - nl));
	}
	*next = nl != NULL ? nl + 1 : NULL;
	*n = (size_t)((nl != NULL ? nl : end) - p);
	if (*n > 0 && p[*n - 1] == '\r')
		(*n)--;
	return lines;
}

static void
read_file(struct conf_reading *r, const char *path, size_t column)
{
	const char *was_file = r->file;
	size_t was_line = r->line, n, lines, len;
	char *p = path != NULL ? slurp(r, path, column, &n) : NULL, *next, *end, *nul;

	if (p == NULL)
		return;
	end = p + n;
	r->file = path;
	r->depth++;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (r->line = 1; p != NULL && p < end; r->line += lines, p = next) {
		lines = find_line(p, end, &next, &len);
		nul = memchr(p, '\0', len);
		p[len] = '\0';
		if (len > CONF_LINE_MAX)
			conf_error(r, 1, "line of %zu bytes, limit %zu", len, CONF_LINE_MAX);
		else if (nul != NULL)
			conf_error(r, (size_t)(nul - p) + 1, "a NUL byte");
		else
			line(r, p);
	}
	r->depth--;
	r->file = was_file;
	r->line = was_line;
}

int
conf_read(struct conf *c, const char *path)
{
	struct conf_reading r = { .c = c, .file = path, .line = 1 };
	size_t i;

	memset(c, 0, sizeof(*c));
	arena_init(&c->arena, ARENA);
	buf_init(&c->errors, (size_t)1 << 20);
	buf_init(&c->warnings, (size_t)1 << 20);
	conf_key_defaults(c, &r.now);
	r.last = &c->hosts;
	read_file(&r, path, 1);
	c->keep = r.now.keep;
	for (i = 0; i < c->n; i++)
		conf_host_apply(&r, &c->feeds[i]);
	conf_was(&r);
	conf_doubles(&r, 1);
	if (c->n_errors == 0)
		conf_doubles(&r, 0);
	if (c->n_errors > CONF_ERRORS)
		(void)buf_printf(&c->errors, "and %zu errors more\n", c->n_errors - CONF_ERRORS);
	return c->n_errors > 0 ? -1 : 0;
}

void
conf_clear(struct conf *c)
{
	free(c->feeds);
	c->feeds = NULL;
	c->n = c->cap = 0;
	conf_filter_clear(c);
	arena_clear(&c->arena);
	buf_clear(&c->errors);
	buf_clear(&c->warnings);
}
