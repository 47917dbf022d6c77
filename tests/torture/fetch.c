/* A wirefold-fetch without a network, for the tests: the answer to a URL is the file of
 * its last part in $TORTURE_FEEDS, its ETag a hash of the bytes; 304 to that ETag; a name that does not end in .json is a page's. A file
 * `hang` there makes it a child that outlives its parent: it answers nothing and stays. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/link.h"
#include "wirefold.h"

#define LINK_FD 3
#define HANG_S 30

static int
load(const char *url, char etag[static 32])
{
	const char *dir = getenv("TORTURE_FEEDS"), *name = strrchr(url, '/');
	unsigned long long h = 14695981039346656037u;
	char path[4096], bytes[65536];
	int from, to = memfd_create("body", MFD_CLOEXEC);
	ssize_t n, i;

	(void)snprintf(path, sizeof(path), "%s%s", dir != NULL ? dir : ".", name != NULL ? name : "/");
	from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0 || to < 0)
		return -1;
	while ((n = read(from, bytes, sizeof(bytes))) > 0) {
		for (i = 0; i < n; i++)
			h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
		if (write(to, bytes, (size_t)n) != n)
			return -1;
	}
	(void)close(from);
	(void)snprintf(etag, 32, "\"%llx\"", h);
	return to;
}

static void
answer(const struct frame *request, const char *url, const char *had)
{
	struct why why;
	struct buf b;
	char etag[32] = "";
	int body = load(url, etag), same = had[0] != '\0' && strcmp(had, etag) == 0;
	size_t at;

	buf_init(&b, LINK_MAX);
	(void)frame_start(&b, WF_FRAME_RESULT, request->id, &at);
	(void)frame_int(&b, WF_TAG_STATUS, body < 0 ? 404 : same ? 304 : 200);
	(void)frame_str(&b, WF_TAG_FINAL_URL, url);
	(void)frame_str(&b, WF_TAG_ETAG, etag);
	(void)frame_str(&b, WF_TAG_CONTENT_TYPE, strstr(url, ".json") != NULL ? "application/feed+json" : "text/html");
	(void)frame_end(&b, at);
	(void)link_send(LINK_FD, &b, &body, body >= 0 && !same, &why);
	if (body >= 0)
		(void)close(body);
	buf_clear(&b);
}

static void
take(char *to, size_t room, const struct frame_field *f)
{
	size_t n = f->n < room - 1 ? f->n : room - 1;

	memcpy(to, f->p, n);
	to[n] = '\0';
}

int
main(void)
{
	const char *dir = getenv("TORTURE_FEEDS");
	char url[4096], etag[64], hang[4096];
	int fds[LINK_FDS];
	struct frame_field field;
	struct frame f, request;
	struct why why;
	struct buf b;

	buf_init(&b, LINK_MAX);
	(void)snprintf(hang, sizeof(hang), "%s/hang", dir != NULL ? dir : ".");
	while (link_recv(LINK_FD, &b, &f, fds, &why) == 1) {
		link_close_fds(fds);
		if (access(hang, F_OK) == 0) {
			(void)close(LINK_FD);
			(void)sleep(HANG_S);
			return 0;
		}
		if (f.type != WF_FRAME_REQUEST)
			continue;
		request = f;
		url[0] = etag[0] = '\0';
		while (frame_field(&f, &field, &why) == 1) {
			if (field.tag == WF_TAG_URL)
				take(url, sizeof(url), &field);
			else if (field.tag == WF_TAG_ETAG)
				take(etag, sizeof(etag), &field);
		}
		answer(&request, url, etag);
	}
	buf_clear(&b);
	return 0;
}
