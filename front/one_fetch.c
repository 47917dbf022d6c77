#include "front/one_fetch.h"

#include <poll.h>
#include <string.h>

#include "front/conf_key.h"
#include "front/message.h"
#include "front/secret.h"

void
one_fetch_feed(struct place *p, const char *what, struct conf_feed *to)
{
	struct conf none;
	struct conf_feed line;
	size_t i;

	for (i = 0; p->conf_read && i < p->conf.n; i++)
		if (strcmp(p->conf.feeds[i].url, what) == 0 || strcmp(p->conf.feeds[i].name, what) == 0) {
			*to = p->conf.feeds[i];
			return;
		}
	conf_key_defaults(&none, &line);
	line.url = "";
	line.file = "";
	line.name = line.group = "try";
	*to = line;
	to->url = what;
	if (p->conf_read)
		conf_host_at(&p->conf, &line, what, to);
}

static int
ask(struct fetcher *f, struct poll_feed *p, struct why *why)
{
	struct poll_ask a = { 0, 0, NULL };
	struct buf b, secrets;
	int rc;

	if (fetcher_start(f, why) != 0)
		return -1;
	a.ca = fetcher_ca(f, p->f->ca, why);
	if (a.ca < 0)
		return -1;
	buf_init(&b, LINK_MAX);
	buf_init(&secrets, SECRET_MAX);
	a.secrets = &secrets;
	rc = secret_put(p->f, &secrets, why);
	if (rc == 0)
		rc = poll_feed_request(p, NULL, &a, &b) == 0 && fetcher_send(f, &b, why) == 1 ? 0 : -1;
	secret_wipe(&secrets);
	secret_wipe(&b);
	return rc;
}

int
one_fetch(struct fetcher *f, struct poll_feed *p, struct why *why)
{
	struct frame frame;
	int fds[LINK_FDS] = { -1, -1, -1, -1 }, body = -1, rc = ask(f, p, why);

	while (rc == 0) {
		struct pollfd wait = { f->child.link, POLLIN, 0 };

		(void)poll(&wait, 1, -1);
		rc = fetcher_next(f, &frame, fds, why);
	}
	if (rc == 1 && message_result(&frame, &p->arena, &p->result, why) == 0) {
		if (p->result.cause != NULL)
			(void)why_set(why, "%s", p->result.why_text);
		else if (p->result.status != 200 || fds[0] < 0)
			(void)why_set(why, "HTTP status %lld", (long long)p->result.status);
		else
			body = fds[0];
	}
	if (body >= 0)
		fds[0] = -1;
	link_close_fds(fds);
	return body;
}
