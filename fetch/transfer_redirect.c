/* Redirects by our own hand: each hop is a new request, checked like the first. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "fetch/transfer.h"
#include "wirefold.h"

static int
note_hop(struct transfer *x, long status, const char *to)
{
	char line[WF_URL_MAX + 8];

	if ((size_t)snprintf(line, sizeof(line), "%ld %s", status, to) >= sizeof(line))
		return why_set(&x->why, "redirect to a URL longer than %zu bytes", WF_URL_MAX);
	if (!utf8_valid(line, strlen(line)))
		return why_set(&x->why, "redirect to a URL that is not UTF-8");
	return frame_str(&x->hops, WF_TAG_REDIRECT, line);
}

/* The target of the answer's Location, in *to (curl_free). 0, or -1 and the cause. */
static int
redirect_target(struct transfer *x, char **to)
{
	CURLU *u = curl_url();
	const char *location = x->header[TRANSFER_LOCATION];
	CURLUcode rc;
	int ok = -1;

	*to = NULL;
	if (u == NULL || curl_url_set(u, CURLUPART_URL, x->url, 0) != CURLUE_OK) {
		(void)why_set(&x->why, "out of memory");
		goto out;
	}
	rc = curl_url_set(u, CURLUPART_URL, location, CURLU_DISALLOW_USER);
	if (rc != CURLUE_OK || curl_url_get(u, CURLUPART_URL, to, 0) != CURLUE_OK) {
		(void)why_set(&x->why, "bad redirect to %s: %s", location, curl_url_strerror(rc));
		goto out;
	}
	if (strncmp(*to, "http://", 7) != 0 && strncmp(*to, "https://", 8) != 0)
		(void)why_set(&x->why, "redirect to something else than http: %s", *to);
	else if (strncmp(x->url, "https://", 8) == 0 && strncmp(*to, "https://", 8) != 0)
		(void)why_set(&x->why, "redirect from https down to %s", *to);
	else
		ok = 0;
out:
	curl_url_cleanup(u);
	return ok;
}

static int
is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

int
transfer_follow(struct transfer *x, long status)
{
	char *to;

	if (!is_redirect(status))
		return 0;
	if (x->n_hops >= TRANSFER_HOPS) {
		(void)why_set(&x->why, "more than %d redirects", TRANSFER_HOPS);
		transfer_fail(x, "redirects");
		return 0;
	}
	if (redirect_target(x, &to) != 0 || note_hop(x, status, to) != 0) {
		curl_free(to);
		transfer_fail(x, "redirect");
		return 0;
	}
	free(x->url);
	x->url = strdup(to);
	curl_free(to);
	if (x->url == NULL) {
		(void)why_set(&x->why, "out of memory");
		transfer_fail(x, "memory");
		return 0;
	}
	x->n_hops++;
	return 1;
}
