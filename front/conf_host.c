/* The `host` lines of feeds.conf, and the keys on any line. */
#include <fnmatch.h>
#include <string.h>

#include "front/conf_key.h"
#include "front/conf_reading.h"

struct conf_host {
	const char *pattern, *file;
	struct conf_token *tokens;
	size_t n, line;
	struct conf_host *next;
};

int
conf_host_pair(struct conf_reading *r, const struct conf_token *t, struct conf_feed *f, int where)
{
	const char *eq = strchr(t->s, '='), *guess, *p;
	const struct conf_key *key;
	struct conf_value v;
	struct why why;

	if (eq == NULL || eq == t->s)
		return 0;
	for (p = t->s; p < eq; p++)
		if (!((*p >= 'a' && *p <= 'z') || *p == '-'))
			return 0;
	key = conf_key_find(t->s, (size_t)(eq - t->s));
	if (key == NULL || (key->where & where) == 0) {
		guess = key == NULL ? conf_key_guess(t->s, (size_t)(eq - t->s), where) : NULL;
		if (key != NULL)
			conf_error(r, t->column, "key '%s' has no place here", key->name);
		else
			conf_error(r, t->column, guess != NULL ? "unknown key '%.*s' (%s?)" : "unknown key '%.*s'",
			    (int)(eq - t->s), t->s, guess);
		return -1;
	}
	if (where == CONF_LINE)
		f->own |= conf_key_bit(key);
	else if ((f->own & conf_key_bit(key)) != 0 && key->type != CONF_RANGE)
		return 1; /* its own line has said it */
	v = (struct conf_value){ r->c, f, key, eq + 1, r->file, where == CONF_LINE };
	if (conf_key_put(&v, &why) == 0)
		return 1;
	conf_error(r, t->column, "%s", why.text);
	return -1;
}

void
conf_host_line(struct conf_reading *r, struct conf_token *t, size_t n)
{
	struct conf_host *h = arena_get(&r->c->arena, sizeof(*h));
	struct conf_feed scratch = r->now;
	size_t i;

	if (n < 3) {
		conf_error(r, t[0].column, "host takes a name and keys");
		return;
	}
	for (i = 2; i < n; i++)
		if (conf_host_pair(r, &t[i], &scratch, CONF_HOST) == 0)
			conf_error(r, t[i].column, "'%s' is no key=value", t[i].s);
	if (h != NULL)
		h->tokens = arena_array(&r->c->arena, n, sizeof(*t));
	if (h == NULL || h->tokens == NULL) {
		conf_error(r, 1, "out of memory");
		return;
	}
	memcpy(h->tokens, t, n * sizeof(*t));
	h->pattern = t[1].s;
	h->file = r->file;
	h->line = r->line;
	h->n = n;
	*r->last = h;
	r->last = &h->next;
}

static void
host_of(const char *url, char to[static 256])
{
	const char *p = strstr(url, "://");
	size_t n;

	p = p != NULL ? p + 3 : "";
	n = *p == '[' ? strcspn(p, "]") + 1 : strcspn(p, ":/?#");
	if (n > 255)
		n = 255;
	memcpy(to, p, n);
	to[n] = '\0';
}

void
conf_host_apply(struct conf_reading *r, struct conf_feed *f)
{
	const struct conf_host *h;
	char host[256];
	size_t i;

	host_of(f->url, host);
	for (h = r->c->hosts; h != NULL; h = h->next) {
		if (fnmatch(h->pattern, host, FNM_CASEFOLD) != 0)
			continue;
		r->file = h->file;
		r->line = h->line;
		for (i = 2; i < h->n; i++)
			(void)conf_host_pair(r, &h->tokens[i], f, CONF_HOST);
	}
}

/* Keys that say something of one host, on whatever line. */
static const char *const of_host[] = { "resolve", "auth", "header", "cert", "key", "pin" };

void
conf_host_at(struct conf *c, const struct conf_feed *f, const char *url, struct conf_feed *to)
{
	struct conf_reading r = { .c = c, .file = f->file, .line = f->line };
	char was[256], now[256];
	size_t i;

	*to = *f;
	to->url = url;
	host_of(f->url, was);
	host_of(url, now);
	if (strcasecmp(was, now) == 0)
		return;
	to->resolve = to->auth = to->header = to->cert = to->key = to->pin = NULL;
	to->connections = 1;
	to->delay = 0;
	for (i = 0; i < sizeof(of_host) / sizeof(of_host[0]); i++)
		to->own &= ~conf_key_bit(conf_key_find(of_host[i], strlen(of_host[i])));
	conf_host_apply(&r, to);
}
