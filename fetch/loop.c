#include "fetch/loop.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/link.h"
#include "fetch/answers.h"
#include "fetch/ca_store.h"
#include "fetch/host.h"
#include "fetch/transfer.h"
#include "wirefold.h"

#define EVENTS 64
#define KEEP_IDLE_S 30L /* a connection unused for this long is not used again */
#define FDS_SPARE 64    /* descriptors for bodies on their way and the libraries */
#define RECV_BURST 64   /* frames taken between two looks at the sockets */
#define HTTP_BUSY 429
#define KICK_MS 500     /* ms after which sockets are looked at without an event */

struct ca_set {
	int64_t id;
	char path[64];
	struct ca_store *cas; /* when a server is to be verified */
	CURLM *multi;
	int64_t timer; /* ms, monotonic; -1 none */
	struct loop *loop;
	uint32_t index;
};

struct loop {
	int link, epoll, closed;
	size_t most;
	const char *system_ca;
	struct ca_set sets[LOOP_SETS];
	size_t n_sets;
	struct host_table hosts;
	int idle[TRANSFER_PORTS];
	struct handles spare;
	int64_t kicked;
	struct transfer *live;   /* all transfers, for the end */
	struct answers answers;
	struct buf in;
	struct why *why;
};

static int64_t
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *known)
{
	static int added; /* any address that is not NULL: "libcurl has told us of it" */
	struct ca_set *set = ctx;
	struct epoll_event e = { .events = 0 };

	(void)easy;
	e.data.u64 = (uint64_t)(set->index + 1) << 32 | (uint32_t)fd;
	if (what == CURL_POLL_REMOVE) {
		(void)epoll_ctl(set->loop->epoll, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	if (what != CURL_POLL_OUT)
		e.events |= EPOLLIN;
	if (what != CURL_POLL_IN)
		e.events |= EPOLLOUT;
	if (epoll_ctl(set->loop->epoll, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &e) != 0 &&
	    (errno != EEXIST || epoll_ctl(set->loop->epoll, EPOLL_CTL_MOD, fd, &e) != 0))
		return -1;
	(void)curl_multi_assign(set->multi, fd, &added);
	return 0;
}

static int
on_timer(CURLM *multi, long ms, void *ctx)
{
	struct ca_set *set = ctx;

	(void)multi;
	set->timer = ms < 0 ? -1 : now_ms() + ms;
	return 0;
}

static int
set_init(struct loop *l, struct ca_set *set)
{
	set->loop = l;
	set->timer = -1;
	set->index = (uint32_t)(set - l->sets);
	set->multi = curl_multi_init();
	if (set->multi == NULL ||
	    curl_multi_setopt(set->multi, CURLMOPT_SOCKETFUNCTION, on_socket) != CURLM_OK ||
	    curl_multi_setopt(set->multi, CURLMOPT_SOCKETDATA, set) != CURLM_OK ||
	    curl_multi_setopt(set->multi, CURLMOPT_TIMERFUNCTION, on_timer) != CURLM_OK ||
	    curl_multi_setopt(set->multi, CURLMOPT_TIMERDATA, set) != CURLM_OK ||
	    curl_multi_setopt(set->multi, CURLMOPT_MAXCONNECTS, (long)l->most) != CURLM_OK ||
	    curl_multi_setopt(set->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 4L) != CURLM_OK)
		return why_set(l->why, "libcurl: cannot make a multi handle");
	l->n_sets++;
	return 0;
}

/* A CA frame brings the bundle as a memfd; its descriptor stays open as long as we do,
 * and it is read once by the name that /proc gives it. */
static int
take_ca(struct loop *l, const struct frame *f, int fds[static LINK_FDS])
{
	struct ca_set *set = &l->sets[l->n_sets];

	if (l->n_sets == LOOP_SETS || fds[0] < 0)
		return why_set(l->why, "more than %d CA sets, or one without its bytes", LOOP_SETS);
	set->id = f->id;
	(void)snprintf(set->path, sizeof(set->path), "/proc/self/fd/%d", fds[0]);
	fds[0] = -1;
	return set_init(l, set);
}

static struct ca_set *
set_of(struct loop *l, int64_t id)
{
	size_t i;

	for (i = 0; i < l->n_sets; i++)
		if (l->sets[i].id == id)
			return &l->sets[i];
	return NULL;
}

static void
forget(struct loop *l, struct transfer *x)
{
	if (x->prev != NULL)
		x->prev->next = x->next;
	else
		l->live = x->next;
	if (x->next != NULL)
		x->next->prev = x->prev;
	transfer_free(x);
}

/* Hands on what is over, as far as the link takes it. */
static int
hand_on(struct loop *l)
{
	struct transfer *x, *next;
	size_t n;
	int rc;

	while ((rc = answers_send(&l->answers, &x, &n, l->why)) == 1)
		for (; n > 0; n--, x = next) {
			next = x->queue;
			forget(l, x);
		}
	return rc;
}

/* Sent before the loop waits, or with others at the end of its turn. */
static int
answer(struct loop *l, struct transfer *x)
{
	x->ended = now_ms();
	answers_put(&l->answers, x);
	return l->answers.n < ANSWERS_MOST ? 0 : hand_on(l);
}

/* Puts the transfer on the queue of its present URL's host. */
static int
enqueue(struct loop *l, struct transfer *x)
{
	char origin[TRANSFER_ORIGIN];
	struct host *h;

	if (transfer_origin(x, x->url, origin) != 0) {
		transfer_fail(x, x->n_hops > 0 ? "redirect" : "url");
		return answer(l, x);
	}
	h = host_get(&l->hosts, origin);
	if (h == NULL)
		return why_set(l->why, "out of memory");
	host_put(&l->hosts, h, x);
	return 0;
}

static int
take_request(struct loop *l, struct frame *f)
{
	struct transfer *x;
	struct request r;

	if (request_read(&r, f, l->why) != 0)
		return -1;
	x = transfer_new(&r);
	if (x == NULL)
		return why_set(l->why, "out of memory");
	x->started = now_ms();
	x->idle = l->idle;
	x->spare = &l->spare;
	x->next = l->live;
	if (x->next != NULL)
		x->next->prev = x;
	l->live = x;
	return enqueue(l, x);
}

/* The front speaks; it is trusted to be the front, not to be free of bugs. 0; 1 when it says
 * nothing now; -1. */
static int
listen_once(struct loop *l)
{
	int fds[LINK_FDS], rc;
	struct frame f;

	rc = link_recv(l->link, &l->in, &f, fds, l->why);
	if (rc == 0)
		l->closed = 1;
	if (rc <= 0)
		return rc == -2 ? 1 : rc;
	rc = f.type == WF_FRAME_CA ? take_ca(l, &f, fds) :
	    f.type == WF_FRAME_REQUEST ? take_request(l, &f) :
	    why_set(l->why, "frame of unknown type %u", (unsigned)f.type);
	link_close_fds(fds);
	return rc;
}

static int
listen_all(struct loop *l)
{
	int i, rc = 0;

	for (i = 0; i < RECV_BURST && rc == 0 && !l->closed; i++)
		rc = listen_once(l);
	return rc < 0 && !l->closed ? -1 : 0;
}

static int
begin(struct loop *l, struct transfer *x)
{
	struct ca_set *set = set_of(l, x->req.ca);
	const char *ca = set == NULL ? NULL : set->path[0] != '\0' ? set->path : l->system_ca;
	const int verify = !x->req.insecure && strncasecmp(x->url, "https", 5) == 0;

	if (x->n_hops == 0)
		x->started = now_ms(); /* the wait in the queue is not the server's doing */
	if (ca == NULL && !x->req.insecure)
		(void)why_set(&x->why, "no bundle of CA certificates found");
	else if (verify && set != NULL && set->cas == NULL && (set->cas = ca_store_new(ca)) == NULL)
		(void)why_set(&x->why, "out of memory");
	else if (set != NULL && transfer_start(x, verify ? set->cas : NULL) == 0 &&
	    curl_multi_add_handle(set->multi, x->easy) == CURLM_OK) {
		x->multi = set->multi;
		return 0;
	}
	transfer_fail(x, "setup");
	host_done(&l->hosts, x->host);
	return answer(l, x);
}

static int
begin_all(struct loop *l, int64_t *wait)
{
	struct transfer *x;

	*wait = -1;
	while (l->hosts.active < l->most && l->answers.n < ANSWERS_MOST) {
		x = host_take(&l->hosts, now_ms(), wait);
		if (x == NULL)
			return 0;
		if (begin(l, x) != 0)
			return -1;
	}
	return 0;
}

/* A server that says 429 means itself: what waits for it is not asked for in this run. */
static int
hold(struct loop *l, struct host *h)
{
	struct transfer *x;
	int rc = 0;

	while (rc == 0 && (x = host_drop(&l->hosts, h)) != NULL) {
		(void)why_set(&x->why, "its server answered 429");
		transfer_fail(x, "held");
		rc = answer(l, x);
	}
	return rc;
}

static int
finish_all(struct loop *l, struct ca_set *set)
{
	struct transfer *x = NULL;
	struct host *h;
	CURLMsg *m;
	CURLcode code;
	int left, again, busy, rc = 0;

	while (rc == 0 && (m = curl_multi_info_read(set->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		code = m->data.result;
		(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&x);
		transfer_note(x);
		(void)curl_multi_remove_handle(set->multi, m->easy_handle);
		host_done(&l->hosts, x->host);
		h = x->host;
		again = transfer_done(x, (int)code);
		busy = x->status == HTTP_BUSY;
		rc = again ? enqueue(l, x) : answer(l, x);
		if (rc == 0 && busy)
			rc = hold(l, h);
	}
	return rc;
}

static int
run_timers(struct loop *l)
{
	int64_t now = now_ms();
	int running, rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < l->n_sets; i++) {
		if (l->sets[i].timer >= 0 && l->sets[i].timer <= now) {
			l->sets[i].timer = -1;
			(void)curl_multi_socket_action(l->sets[i].multi, CURL_SOCKET_TIMEOUT, 0, &running);
		}
		rc = finish_all(l, &l->sets[i]);
	}
	return rc;
}

/* libcurl may hold bytes that it has read from the socket already (TLS, HTTP/2) without
 * saying so: now and then each transfer's socket is taken for readable. */
static void
kick(struct loop *l)
{
	int64_t now = now_ms();
	struct transfer *x;
	curl_socket_t fd;
	int running;

	if (now - l->kicked < KICK_MS)
		return;
	l->kicked = now;
	for (x = l->live; x != NULL; x = x->next)
		if (x->easy != NULL && x->multi != NULL &&
		    curl_easy_getinfo(x->easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
		    fd != CURL_SOCKET_BAD)
			(void)curl_multi_socket_action(x->multi, fd, CURL_CSELECT_IN, &running);
}

static int
until(const struct loop *l, int64_t wait)
{
	int64_t now = now_ms(), left;
	size_t i;

	for (i = 0; i < l->n_sets; i++) {
		left = l->sets[i].timer - now;
		if (l->sets[i].timer >= 0 && (wait < 0 || left < wait))
			wait = left < 0 ? 0 : left;
	}
	if (l->hosts.active > 0 && (wait < 0 || wait > KICK_MS))
		wait = KICK_MS;
	if (l->answers.n > 0 && !l->answers.full && (wait < 0 || wait > ANSWERS_AGAIN_MS))
		wait = ANSWERS_AGAIN_MS;
	return wait < 0 ? -1 : wait > 60000 ? 60000 : (int)wait;
}

static int
serve(struct loop *l, const struct epoll_event *e)
{
	uint32_t index = (uint32_t)(e->data.u64 >> 32);
	int running, bits = 0;

	if (index == 0)
		return listen_all(l);
	if ((e->events & (EPOLLIN | EPOLLHUP)) != 0)
		bits |= CURL_CSELECT_IN;
	if ((e->events & EPOLLOUT) != 0)
		bits |= CURL_CSELECT_OUT;
	if ((e->events & EPOLLERR) != 0)
		bits |= CURL_CSELECT_ERR;
	(void)curl_multi_socket_action(l->sets[index - 1].multi,
	    (curl_socket_t)(e->data.u64 & 0xffffffffu), bits, &running);
	return 0;
}

static int
turn(struct loop *l)
{
	struct epoll_event events[EVENTS];
	int64_t wait;
	int i, n, rc;

	/* What ends in here makes room: transfers begin behind it, or nothing would wake us. */
	rc = run_timers(l);
	if (rc == 0)
		rc = begin_all(l, &wait);
	if (rc == 0)
		rc = hand_on(l);
	if (rc != 0)
		return -1;
	n = epoll_wait(l->epoll, events, EVENTS, until(l, wait));
	if (n < 0 && errno != EINTR)
		return why_errno(l->why, "epoll_wait");
	for (i = 0; rc == 0 && i < n; i++)
		rc = serve(l, &events[i]);
	if (rc == 0)
		rc = hand_on(l);
	if (rc == 0)
		kick(l);
	return rc == 0 ? run_timers(l) : -1;
}

/* As many at once as descriptors allow, but never more than LOOP_ACTIVE. */
static size_t
capacity(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return 32;
	lim.rlim_cur = lim.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &lim);
	if (getrlimit(RLIMIT_NOFILE, &lim) != 0 || lim.rlim_cur < FDS_SPARE * 2)
		return 16;
	return lim.rlim_cur / 2 - FDS_SPARE / 2 < LOOP_ACTIVE ? lim.rlim_cur / 2 - FDS_SPARE / 2 : LOOP_ACTIVE;
}

/* Transfers under way end here. */
static void
end(struct loop *l)
{
	struct transfer *x;
	size_t i;

	while ((x = l->live) != NULL) {
		if (x->easy != NULL && x->multi != NULL)
			(void)curl_multi_remove_handle(x->multi, x->easy);
		forget(l, x);
	}
	handles_clear(&l->spare);
	for (i = 0; i < l->n_sets; i++) {
		(void)curl_multi_cleanup(l->sets[i].multi);
		ca_store_free(l->sets[i].cas);
	}
	host_table_clear(&l->hosts);
	buf_clear(&l->in);
	answers_clear(&l->answers);
	if (l->epoll >= 0)
		(void)close(l->epoll);
	free(l);
}

int
loop_run(int link, const char *system_ca, struct why *why)
{
	struct loop *l = calloc(1, sizeof(*l));
	struct epoll_event e = { .events = EPOLLIN };
	int rc = -1;

	if (l == NULL)
		return why_set(why, "out of memory");
	l->link = link;
	l->system_ca = system_ca;
	l->why = why;
	l->most = capacity();
	host_table_init(&l->hosts);
	buf_init(&l->in, LINK_MAX);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	answers_init(&l->answers, link, l->epoll);
	if (l->epoll < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, link, &e) != 0 ||
	    fcntl(link, F_SETFL, O_NONBLOCK) != 0)
		(void)why_errno(why, "epoll");
	else
		rc = set_init(l, &l->sets[0]);
	while (rc == 0 && !l->closed)
		rc = turn(l);
	end(l);
	return rc;
}
