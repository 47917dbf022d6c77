#include "front/poll_feed.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "front/conf_filter.h"
#include "store/store.h"

#define FEED_ARENA ((size_t)64 << 20) /* bytes of one feed's entries, decoded */
#define FUTURE_SLACK ((int64_t)86400 * 366 * 200)

static const char accept_types[] =
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";

void
poll_feed_init(struct poll_feed *p, struct conf *c, const struct conf_feed *f,
    const struct schedule *s, int64_t now)
{
	const char *url = s != NULL ? schedule_moved_url(s, f) : NULL;

	memset(p, 0, sizeof(*p));
	p->f = p->asked = f;
	if (url != NULL) {
		conf_host_at(c, f, url, &p->moved);
		p->asked = &p->moved;
	}
	p->backlog = !f->first_all && (s == NULL || s->last_ok == TIME_NONE);
	/* A server that answers 304 for ever is found out. */
	p->trusted = s != NULL && (s->last_200 == TIME_NONE || now - s->last_200 < SCHEDULE_TRUST);
	arena_init_small(&p->arena, FEED_ARENA);
	source_init(&p->source, f);
}

static void
drop_entries(struct poll_feed *p)
{
	free(p->entries);
	p->entries = NULL;
	p->n = p->cap = 0;
}

void
poll_feed_clear(struct poll_feed *p)
{
	drop_entries(p);
	free((void *)(uintptr_t)p->why);
	p->why = NULL;
	arena_clear(&p->arena);
	source_clear(&p->source);
}

void
poll_feed_fall_back(struct poll_feed *p)
{
	drop_entries(p);
	arena_clear(&p->arena);
	memset(&p->result, 0, sizeof(p->result));
	memset(&p->doc, 0, sizeof(p->doc));
	p->asked = p->f;
	p->fell_back = 1;
	p->filtered = 0;
	p->has_result = p->has_doc = p->below = 0;
	p->body[0] = '\0';
}

void
poll_feed_round(struct poll_feed *p)
{
	drop_entries(p);
	arena_clear(&p->arena);
	memset(&p->doc, 0, sizeof(p->doc));
	p->round = 0;
	p->mark = 0;
	p->had_doc = p->has_doc = 0;
}

void
poll_feed_fail(struct poll_feed *p, const char *why)
{
	if (p->state == POLL_FAILED)
		return;
	p->state = POLL_FAILED;
	p->why = strdup(why);
	drop_entries(p);
	source_clear(&p->source);
}

/* What an entry's id is made of, by `id=`. */
static const char *
identity(const struct poll_feed *p, const struct wf_entry *e)
{
	const char *const by[] = {
		[CONF_ID_GUID] = e->guid, [CONF_ID_LINK] = e->url, [CONF_ID_TITLE] = e->title,
		[CONF_ID_CONTENT] = e->text,
	};

	return by[p->f->id] != NULL && by[p->f->id][0] != '\0' ? by[p->f->id] : e->guid;
}

static int
known_already(const struct poll_feed *p, const struct wf_entry *e)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (memcmp(p->entries[i]->id, e->id, sizeof(e->id)) == 0)
			return 1;
	return 0;
}

static int
add(struct poll_feed *p, struct wf_entry *e)
{
	struct wf_entry **bigger;
	size_t cap;

	if (p->n == p->cap) {
		cap = p->cap > 0 ? p->cap * 2 : 32;
		bigger = realloc(p->entries, cap * sizeof(struct wf_entry *));
		if (bigger == NULL)
			return -1;
		p->entries = bigger;
		p->cap = cap;
	}
	p->entries[p->n++] = e;
	return 0;
}

void
poll_feed_own(const struct conf_feed *f, struct wf_entry *e)
{
	e->feed = f->name;
	e->key = f->ids_key;
	e->group = f->group;
	e->owner = f->agency;
	e->rank = (int)f->rank;
	e->furniture = f->furniture;
	e->hold_suspected = f->on_suspected;
	e->tz = f->tz;
}

static int
take_item(struct poll_feed *p, struct frame *f, int64_t fetched, struct why *why)
{
	struct wf_entry *e = arena_get(&p->arena, sizeof(*e));

	if (e == NULL)
		return why_set(why, "entries of more than %zu bytes", FEED_ARENA);
	if (message_entry(f, &p->arena, e, why) != 0)
		return -1;
	if (conf_filter_drops(p->f, e)) {
		p->filtered++;
		return 0;
	}
	/* No date that a child can make may overflow what is reckoned with it. */
	if (e->published != TIME_NONE && (e->published < -FUTURE_SLACK || e->published > FUTURE_SLACK))
		e->published = TIME_NONE;
	if (e->modified != TIME_NONE && (e->modified < -FUTURE_SLACK || e->modified > FUTURE_SLACK))
		e->modified = TIME_NONE;
	poll_feed_own(p->f, e);
	e->fetched = fetched;
	e->backlog = p->backlog;
	if (store_entry_id(e->key != NULL ? e->key : e->feed, identity(p, e), e->id) != 0)
		return why_set(why, "out of memory");
	if (known_already(p, e))
		return 0;
	return add(p, e) == 0 ? 0 : why_set(why, "out of memory");
}

int
poll_feed_frame(struct poll_feed *p, struct frame *f, int64_t fetched, struct why *why)
{
	if (f->type == WF_FRAME_ITEM)
		return take_item(p, f, fetched, why);
	if (p->has_doc)
		return why_set(why, "parser: two FEED frames");
	p->has_doc = 1;
	return message_doc(f, &p->arena, &p->doc, why);
}

void
poll_feed_fields(const struct conf_feed *f, const struct poll_ask *ask, struct buf *b)
{
	size_t i;

	(void)frame_str(b, WF_TAG_USER_AGENT, f->user_agent);
	(void)frame_str(b, WF_TAG_RESOLVE, f->resolve);
	for (i = 0; i < f->n_allow; i++)
		(void)frame_str(b, WF_TAG_ALLOW_PRIVATE, f->allow_private[i]);
	(void)frame_int(b, WF_TAG_CA_ID, ask->ca);
	(void)frame_int(b, WF_TAG_MAX_BYTES, f->max_size);
	(void)frame_int(b, WF_TAG_TIMEOUT_MS, f->timeout * 1000);
	(void)frame_int(b, WF_TAG_CONNECT_MS, f->timeout < 10 ? f->timeout * 1000 : 10000);
	(void)frame_int(b, WF_TAG_CONNECTIONS, f->connections);
	(void)frame_int(b, WF_TAG_DELAY_MS, f->delay * 1000);
	if (f->insecure)
		(void)frame_int(b, WF_TAG_INSECURE, 1);
	if (f->proxy != NULL && f->proxy[0] != '@')
		(void)frame_str(b, WF_TAG_PROXY, f->proxy);
	(void)frame_str(b, WF_TAG_PIN, f->pin);
	(void)buf_put(b, ask->secrets->p, ask->secrets->n);
}

int
poll_feed_request(struct poll_feed *p, const struct schedule *s, const struct poll_ask *ask,
    struct buf *b)
{
	const struct conf_feed *f = p->asked;
	size_t at;

	(void)frame_start(b, WF_FRAME_REQUEST, ask->id, &at);
	(void)frame_str(b, WF_TAG_URL, f->url);
	if (f != p->f)
		(void)frame_str(b, WF_TAG_HOME_URL, p->f->url);
	p->conditional = 0;
	(void)frame_str(b, WF_TAG_ACCEPT, accept_types);
	if (p->trusted && s != NULL && s->url != NULL && strcmp(s->url, p->f->url) == 0) {
		p->conditional = schedule_validators(s, f);
		if (f->validators == CONF_BOTH || f->validators == CONF_ETAG)
			(void)frame_str(b, WF_TAG_ETAG, s->etag);
		if (f->validators == CONF_BOTH || f->validators == CONF_LM)
			(void)frame_str(b, WF_TAG_LAST_MODIFIED, s->last_modified);
	}
	poll_feed_fields(f, ask, b);
	return frame_end(b, at);
}

void
poll_feed_host(const struct poll_feed *p, char to[static 256])
{
	const char *after = strstr(p->f->url, "://") + 3;
	size_t n = (size_t)(after - p->f->url) + strcspn(after, "/?#");

	if (n > 255)
		n = 255;
	memcpy(to, p->f->url, n);
	to[n] = '\0';
}
