#include "front/conf_hook.h"

#include <string.h>

#include "base/time.h"
#include "front/conf_key.h"
#include "front/conf_reading.h"

#define TIMEOUT ((int64_t)60)        /* seconds, if none is given */
#define TIMEOUT_MOST ((int64_t)3600)
#define NAME_MAX_BYTES ((size_t)31)  /* of a kind or key that is compared */

/* What `changes` can print, and what is no event of a story. */
static const char *const kinds[] = {
	"new", "update", "correct", "clean", "copy", "kept", "merge", "split", "hold", "release", "kill",
	"unkill", "note", "rename", "redact", "prune", CONF_HOOK_FAIL, NULL,
};
static const char *const keys[] = { "on", "timeout", NULL };

uint32_t
conf_hook_kind(const char *name)
{
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (strcmp(kinds[i], name) == 0)
			return (uint32_t)1 << i;
	return 0;
}

/* The kinds of on=, parted by commas. 0, or -1 after an error at the one that is none. */
static int
put_on(struct conf_reading *r, const struct conf_token *t, const char *value, struct conf_hook *h)
{
	char one[NAME_MAX_BYTES + 1];
	const char *p = value, *guess;
	uint32_t bit;
	size_t n;

	for (;; p += n + 1) {
		n = strcspn(p, ",");
		memcpy(one, p, n < sizeof(one) ? n : 0);
		one[n < sizeof(one) ? n : 0] = '\0';
		bit = conf_hook_kind(one);
		if (bit == 0) {
			guess = conf_key_nearest(p, n, kinds);
			conf_error(r, t->column + (size_t)(p - t->s), guess != NULL ? "unknown event '%.*s' (%s?)" :
			    "unknown event '%.*s'", (int)n, p, guess);
			return -1;
		}
		h->on |= bit;
		if (p[n] == '\0')
			return 0;
	}
}

static int
put_timeout(struct conf_reading *r, const struct conf_token *t, const char *value, struct conf_hook *h)
{
	h->timeout = time_span(value);
	if (h->timeout >= 1 && h->timeout <= TIMEOUT_MOST)
		return 0;
	conf_error(r, t->column, "timeout: '%s' is no span of 1s to 1h", value);
	return -1;
}

/* KEY=VALUE before the command: 1; 0 when the word is no such thing, -1 after an error. */
static int
pair(struct conf_reading *r, const struct conf_token *t, struct conf_hook *h)
{
	size_t n = strspn(t->s, "abcdefghijklmnopqrstuvwxyz-");
	const char *guess;

	if (n == 0 || t->s[n] != '=')
		return 0;
	if (n == 2 && memcmp(t->s, "on", n) == 0)
		return put_on(r, t, t->s + n + 1, h) == 0 ? 1 : -1;
	if (n == 7 && memcmp(t->s, "timeout", n) == 0)
		return put_timeout(r, t, t->s + n + 1, h) == 0 ? 1 : -1;
	guess = conf_key_nearest(t->s, n, keys);
	conf_error(r, t->column, guess != NULL ? "unknown key '%.*s' (%s?)" : "unknown key '%.*s'", (int)n, t->s,
	    guess);
	return -1;
}

/* The words of the command; one that is a path is so from the folder of feeds.conf. */
static int
put_command(struct conf_reading *r, const struct conf_token *t, size_t n, struct conf_hook *h)
{
	char **argv = arena_array(&r->c->arena, n + 1, sizeof(*argv));
	size_t i;

	for (i = 0; argv != NULL && i < n; i++)
		argv[i] = t[i].s;
	if (argv != NULL && strchr(argv[0], '/') != NULL)
		argv[0] = (char *)(uintptr_t)conf_expand(&r->c->arena, r->file, argv[0]);
	h->argv = argv;
	return argv != NULL && argv[0] != NULL ? 0 : -1;
}

static struct conf_hook **
place_of(struct conf_reading *r, const struct conf_token *t)
{
	struct conf_hook **at = &r->c->hooks;

	for (; *at != NULL; at = &(*at)->next)
		if (strcmp((*at)->name, t->s) == 0) {
			conf_error(r, t->column, "the same hook as %s:%zu: '%s'", (*at)->file, (*at)->line, t->s);
			return NULL;
		}
	return at;
}

void
conf_hook_line(struct conf_reading *r, struct conf_token *t, size_t n)
{
	struct conf_hook *h = arena_get(&r->c->arena, sizeof(*h)), **at;
	size_t i;
	int rc = 1;

	if (h == NULL) {
		conf_error(r, 1, "out of memory");
		return;
	}
	if (n < 2)
		conf_error(r, t[0].column, "hook takes a name, on= and a command");
	else if (!conf_key_is_name(t[1].s))
		conf_error(r, t[1].column, "'%s' is no name (letters, digits, . _ -, at most 64)", t[1].s);
	if (n < 2 || !conf_key_is_name(t[1].s))
		return;
	*h = (struct conf_hook){ .name = t[1].s, .timeout = TIMEOUT, .file = r->file, .line = r->line };
	for (i = 2; i < n && rc > 0; i += rc > 0)
		rc = pair(r, &t[i], h);
	at = rc >= 0 ? place_of(r, &t[1]) : NULL;
	if (at == NULL)
		return;
	if (h->on == 0 || i == n || t[i].s[0] == '\0')
		conf_error(r, t[0].column, h->on == 0 ? "hook %s: no on=" : "hook %s: no command", h->name);
	else if (put_command(r, t + i, n - i, h) != 0)
		conf_error(r, 1, "out of memory");
	else
		*at = h;
}
