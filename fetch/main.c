/* wirefold-fetch: the one program with a network. Started by wirefold with a link on
 * descriptor 3; gets requests, gives answers, writes no file. */
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/keys.h"
#include "fetch/loop.h"
#include "wirefold.h"

#define LINK_FD 3

/* Where the systems keep their CA bundle. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt",
};

static const char *
find_bundle(void)
{
	size_t i;

	for (i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++)
		if (access(bundles[i], R_OK) == 0)
			return bundles[i];
	return NULL;
}

int
main(void)
{
	const struct rlimit none = { 0, 0 };
	struct why why = { "" };
	struct stat st;
	void *keys;

	if (fstat(LINK_FD, &st) != 0 || !S_ISSOCK(st.st_mode)) {
		(void)fprintf(stderr, "wirefold-fetch: version %s; started by wirefold, not by hand\n",
		    WF_VERSION);
		return 2;
	}
	/* Secrets pass through here: no core, no ptrace by others; no life after the front. */
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		(void)fprintf(stderr, "wirefold-fetch: libcurl does not start\n");
		return 3;
	}
	keys = keys_new();
	if (loop_run(LINK_FD, find_bundle(), &why) != 0) {
		(void)fprintf(stderr, "wirefold-fetch: %s\n", why.text);
		return 3;
	}
	keys_free(keys);
	curl_global_cleanup();
	return 0;
}
