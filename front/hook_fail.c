#include "front/hook_fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/time.h"
#include "front/hook.h"
#include "front/replace.h"
#include "front/say.h"

#define PREFIX "fails-"

static int
asks(const struct conf_hook *h)
{
	return (h->on & conf_hook_kind(CONF_HOOK_FAIL)) != 0;
}

int
hook_fail_watch(struct hook_fail_watch *w)
{
	const struct conf_hook *h = w->c->hooks;
	const struct schedule *s;
	size_t i;

	while (h != NULL && !asks(h))
		h = h->next;
	if (h == NULL)
		return 0;
	w->was = calloc(w->n + 1, sizeof(*w->was));
	for (i = 0; w->was != NULL && i < w->n; i++) {
		s = schedule_get(w->state, w->feeds[i]->name);
		w->was[i] = s == NULL || s->gone ? INT64_MAX : s->strikes;
	}
	return w->was != NULL ? 0 : -1;
}

static void
put(struct buf *b, const struct conf_feed *f, const struct schedule *s, int64_t now)
{
	char t[TIME_LEN];

	json_put_open(b, NULL, '{');
	time_format(now, t);
	json_put_str(b, "time", t);
	json_put_str(b, "event", CONF_HOOK_FAIL);
	json_put_str(b, "feed", f->name);
	json_put_str(b, "url", f->url);
	json_put_str(b, "cause", s->why != NULL ? s->why : "?");
	json_put_int(b, "failures", s->strikes);
	if (s->since != TIME_NONE) {
		time_format(s->since, t);
		json_put_str(b, "since", t);
	}
	if (s->gone)
		json_put_bool(b, "gone", 1);
	json_put_close(b, '}');
	(void)buf_char(b, '\n');
}

/* A file of its own: two runs may have something for a hook that is at work. */
static void
keep(const char *dir, const struct conf_hook *h, const struct buf *b)
{
	struct timespec t;
	char path[PATH_MAX], name[64];
	struct why why;
	int rc;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	(void)snprintf(name, sizeof(name), PREFIX "%012lld%09ld-%ld", (long long)t.tv_sec, t.tv_nsec, (long)getpid());
	rc = hook_path(dir, h, name, path) != 0 ? why_set(&why, "%s: the name is too long", dir) :
	    replace_file(path, b, &why);
	if (rc != 0)
		say("hook %s: %s", h->name, why.text);
}

void
hook_fail_tell(struct hook_fail_watch *w, const char *dir, int64_t now)
{
	const struct conf_hook *h;
	const struct schedule *s;
	struct buf b;
	size_t i;

	buf_init(&b, HOOK_BYTES);
	for (i = 0; w->was != NULL && i < w->n; i++) {
		s = schedule_get(w->state, w->feeds[i]->name);
		if (s != NULL && w->was[i] < w->c->fail_after && (s->gone || s->strikes >= w->c->fail_after))
			put(&b, w->feeds[i], s, now);
	}
	if (b.failed)
		say("hooks: out of memory, or too many failures to tell of");
	for (h = b.n > 0 && !b.failed ? w->c->hooks : NULL; h != NULL; h = h->next)
		if (asks(h))
			keep(dir, h, &b);
	buf_clear(&b);
	free(w->was);
	w->was = NULL;
}

/* Only whole names: a temporary of replace_file has a dot. */
static int
is_ours(const struct dirent *e)
{
	const char *rest = e->d_name + sizeof(PREFIX) - 1;

	return strncmp(e->d_name, PREFIX, sizeof(PREFIX) - 1) == 0 && rest[strspn(rest, "0123456789-")] == '\0';
}

static int
append(const char *path, struct buf *b, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t k = -1;
	char *to;

	if (fd < 0)
		return why_errno(why, "%s", path);
	while ((to = buf_room(b, 65536)) != NULL && ((k = read(fd, to, 65536)) > 0 || (k < 0 && errno == EINTR)))
		b->n += k > 0 ? (size_t)k : 0;
	if (to == NULL)
		(void)why_set(why, "out of memory");
	else if (k < 0)
		(void)why_errno(why, "%s", path);
	(void)close(fd);
	return to == NULL || k < 0 ? -1 : 0;
}

/* What is more than a hook gets from one run waits. */
static int
take(struct hook_fail *f, const char *path, struct buf *b, struct why *why)
{
	if (b->n >= HOOK_BYTES / 2)
		return 0;
	f->paths[f->n] = strdup(path);
	if (f->paths[f->n] == NULL)
		return why_set(why, "out of memory");
	f->n++;
	return append(path, b, why);
}

int
hook_fail_read(struct hook_fail *f, const char *dir, const struct conf_hook *h, struct buf *b, struct why *why)
{
	struct dirent **names = NULL;
	char path[PATH_MAX];
	int n = 0, i, rc = 0;

	memset(f, 0, sizeof(*f));
	if (!asks(h) || hook_path(dir, h, "", path) != 0)
		return 0;
	n = scandir(path, &names, is_ours, alphasort);
	if (n < 0)
		return why_errno(why, "%s", path);
	f->paths = calloc((size_t)n + 1, sizeof(*f->paths));
	if (f->paths == NULL)
		rc = why_set(why, "out of memory");
	for (i = 0; i < n; i++) {
		if (rc == 0 && f->paths != NULL && hook_path(dir, h, names[i]->d_name, path) == 0)
			rc = take(f, path, b, why);
		free(names[i]);
	}
	free(names);
	return rc;
}

int
hook_fail_done(const struct hook_fail *f, struct why *why)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (unlink(f->paths[i]) != 0)
			return why_errno(why, "%s", f->paths[i]);
	return 0;
}

void
hook_fail_clear(struct hook_fail *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->paths[i]);
	free(f->paths);
	memset(f, 0, sizeof(*f));
}
