#include "front/check_keys.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/exit.h"
#include "front/say.h"
#include "front/schedule.h"

struct known {
	const char *url, *name;
};

static int
by_url(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->url, ((const struct known *)b)->url);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What brought entries, by URL; the names of all that was polled, and of feeds.conf's feeds. */
struct keys {
	struct known *known;
	const char **state, **conf;
	size_t n;
};

static int
has(const char *const *names, size_t n, const char *name)
{
	return n > 0 && bsearch(&name, names, n, sizeof(*names), by_name) != NULL;
}

static int
gather(struct keys *k, const struct schedule_table *t, const struct conf *c)
{
	size_t i;

	k->known = calloc(t->n + 1, sizeof(*k->known));
	k->state = calloc(t->n + 1, sizeof(*k->state));
	k->conf = calloc(c->n + 1, sizeof(*k->conf));
	if (k->known == NULL || k->state == NULL || k->conf == NULL)
		return -1;
	for (i = 0; i < t->n; i++) {
		k->state[i] = t->p[i].name;
		if (t->p[i].url != NULL && t->p[i].entries > 0)
			k->known[k->n++] = (struct known){ t->p[i].url, t->p[i].name };
	}
	for (i = 0; i < c->n; i++)
		k->conf[i] = c->feeds[i].name;
	qsort(k->known, k->n, sizeof(*k->known), by_url);
	qsort(k->state, t->n, sizeof(*k->state), by_name);
	qsort(k->conf, c->n, sizeof(*k->conf), by_name);
	return 0;
}

static void
warn(const struct keys *k, const struct conf *c, size_t in_state)
{
	const struct known *was;
	struct known key;
	size_t i;

	for (i = 0; i < c->n; i++) {
		key = (struct known){ c->feeds[i].url, NULL };
		if (has(k->state, in_state, c->feeds[i].name))
			continue;
		was = k->n > 0 ? bsearch(&key, k->known, k->n, sizeof(key), by_url) : NULL;
		if (was != NULL && !has(k->conf, c->n, was->name) &&
		    (c->feeds[i].was == NULL || strcmp(c->feeds[i].was, was->name) != 0))
			say("warning: %s:%zu: %s: its entries are known under the name '%s' and would all come "
			    "as new; name=%s keeps them, was=%s takes them along", c->feeds[i].file, c->feeds[i].line, c->feeds[i].name,
			    was->name, was->name, was->name);
	}
}

int
check_keys(struct place *p)
{
	struct keys k = { NULL, NULL, NULL, 0 };
	struct store *s = NULL;
	struct schedule_table t;
	struct why why = { "" };
	int rc;

	if (place_dir(p) == NULL || access(place_dir(p), F_OK) != 0)
		return 0;
	rc = place_archive(p, 0, 0, &s);
	if (rc != 0)
		return rc;
	if (schedule_load(&t, s, &why) != 0) {
		say("%s", why.text);
		store_close(s);
		return EXIT_SYSTEM;
	}
	if (gather(&k, &t, &p->conf) == 0) {
		warn(&k, &p->conf, t.n);
	} else {
		say("out of memory");
		rc = EXIT_SYSTEM;
	}
	free(k.known);
	free(k.state);
	free(k.conf);
	schedule_clear(&t);
	store_close(s);
	return rc;
}
