/* Every allocation fails in turn, once and for ever, of what is read for a request and of what is
 * remembered of a server: secrets, CA files, `file:` sources, certificates. Each says that memory
 * is out, or does all of its work, and leaves nothing behind. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/time.h"
#include "front/fetcher.h"
#include "front/schedule_host.h"
#include "front/secret.h"
#include "front/source.h"
#include "tests/oom.h"
#include "tests/test.h"
#include "wirefold.h"

#define FILES 40 /* more than a source makes room for at first */

static char dir[] = "/tmp/front-memory-XXXXXX", path[8][64], pattern[64];
static struct conf_feed feed;

static void
put(const char *name, const char *text, char to[static 64])
{
	const struct timeval old[2] = { { 1700000000, 0 }, { 1700000000, 0 } };
	FILE *f;

	(void)snprintf(to, 64, "%s/%s", dir, name);
	f = fopen(to, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0 || chmod(to, 0600) != 0 || utimes(to, old) != 0)
		exit(2);
}

/* 1: all of it is there; 0: it says that memory is out; -1: neither. */
static int
out_of_memory(const struct why *why)
{
	return strstr(why->text, "memory") != NULL ? 0 : -1;
}

static int
secrets(void)
{
	static const char *const texts[] = { "user:word", "X-Key: word", "-----BEGIN CERTIFICATE-----", "PRIVATE KEY-----", "http://me:word@h.test:1" };
	struct why why = { "" };
	struct buf b;
	size_t i;
	int rc;

	buf_init(&b, SECRET_MAX);
	rc = secret_put(&feed, &b, &why) == 0 ? 1 : out_of_memory(&why);
	for (i = 0; rc == 1 && i < sizeof(texts) / sizeof(texts[0]); i++)
		if (memmem(b.p, b.n, texts[i], strlen(texts[i])) == NULL)
			rc = -1;
	secret_wipe(&b);
	return rc;
}

/* A CA file goes over the link as a sealed memfd. */
static int
ca(void)
{
	struct why why = { "" };
	struct fetcher f;
	int pair[2], rc;

	if (link_pair(pair, &why) != 0)
		return -1;
	fetcher_init(&f);
	f.child.link = pair[0];
	rc = fetcher_ca(&f, path[2], &why) == 1 ? 1 : out_of_memory(&why);
	fetcher_clear(&f);
	(void)close(pair[1]);
	return rc;
}

static int
source(void)
{
	struct why why = { "" };
	char digest[65] = "";
	struct source s;
	int64_t bytes;
	int rc, n = 0, body;

	source_init(&s, &feed);
	rc = source_look(&s, &why);
	while (rc == 0 && (body = source_next(&s, &bytes)) >= 0) {
		n++;
		(void)close(body);
		source_done(&s, NULL);
	}
	if (rc == 0 && (source_digest(&s, digest) != 0 || source_after(&s, &why) != 0))
		rc = -1;
	if (rc == 0 && n != FILES)
		why = s.why;
	rc = rc == 0 && n == FILES && strlen(digest) == 64 ? 1 : out_of_memory(&why);
	source_clear(&s);
	return rc;
}

/* What is not remembered for want of memory is unknown, never wrong. */
static int
certificate(void)
{
	struct message_result r = { .status = 200, .cert_expires = 1800000000, .cert_key = "sha256//one", .cert_issuer = "CN=one" };
	const char *url = "https://a.test:443/feed";
	const struct schedule_host *h;
	struct schedule_table t;
	struct buf b;
	int rc = 0;

	memset(&t, 0, sizeof(t));
	arena_init(&t.arena, (size_t)1 << 20);
	schedule_host_cert(&t, url, &r, 1700000000);
	r.cert_key = "sha256//two";
	schedule_host_cert(&t, url, &r, 1700000100);
	buf_init(&b, 65536);
	h = schedule_host(&t, url);
	if (h != NULL && h->cert_key != NULL) {
		rc = strcmp(h->cert_key, "sha256//two") != 0 ? -1 : h->cert_was != NULL && strcmp(h->cert_was, "key sha256//one") == 0;
		if (rc == 1 && (schedule_host_write(&t, &b) != 0 || strstr(buf_get(&b), "sha256//two") == NULL))
			rc = 0;
	}
	buf_clear(&b);
	schedule_clear(&t);
	return rc;
}

static void
each(const char *name, int (*work)(void))
{
	long at, all, count[3] = { 0 }, kept = oom_live();
	char line[80];
	int ever;

	oom_fail(0, 0);
	(void)snprintf(line, sizeof(line), "%s: with memory", name);
	CHECK(work() == 1, line);
	all = oom_calls();
	for (ever = 0; ever < 2; ever++)
		for (at = 1; at <= all; at++) {
			oom_fail(at, ever);
			count[work() + 1]++;
		}
	oom_fail(0, 0);
	printf("# %s: %ld allocations, %ld times said, %ld times whole\n", name, all, count[1], count[2]);
	(void)snprintf(line, sizeof(line), "%s: memory that is out is said", name);
	CHECK(all > 0 && count[0] == 0 && count[1] > 0, line);
	(void)snprintf(line, sizeof(line), "%s: nothing is left over", name);
	CHECK(oom_live() == kept, line);
}

int
main(void)
{
	char name[64];
	int i;

	if (mkdtemp(dir) == NULL)
		return 2;
	put("auth", "user:word\n", path[0]);
	put("header", "X-Key: word\n", path[1]);
	put("cert", "-----BEGIN CERTIFICATE-----\n", path[2]);
	put("key", "-----BEGIN PRIVATE KEY-----\n", path[3]);
	path[4][0] = '@';
	put("proxy", "http://me:word@h.test:1\n", path[5]);
	memcpy(path[4] + 1, path[5], strlen(path[5]));
	for (i = 0; i < FILES; i++) {
		(void)snprintf(name, sizeof(name), "%d.xml", i);
		put(name, "<rss/>", path[6]);
	}
	(void)snprintf(pattern, sizeof(pattern), "%s/*.xml", dir);
	feed.auth = path[0];
	feed.header = path[1];
	feed.cert = path[2];
	feed.key = path[3];
	feed.proxy = path[4];
	feed.path = pattern;
	feed.max_size = 1 << 20;
	each("secrets", secrets);
	each("a CA file", ca);
	each("files", source);
	each("a certificate", certificate);
	for (i = 0; i < FILES; i++) {
		(void)snprintf(name, sizeof(name), "%s/%d.xml", dir, i);
		(void)unlink(name);
	}
	for (i = 0; i < 6; i++)
		(void)unlink(path[i]);
	return rmdir(dir) == 0 ? test_end() : 2;
}
