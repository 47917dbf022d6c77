/* Every allocation of fetch/ fails in turn, once and for ever, while one feed is asked for:
 * the answer comes whole, or says that memory is out, or the loop ends and says so. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/link.h"
#include "fetch/ca_store.h"
#include "fetch/loop.h"
#include "tests/oom.h"
#include "tests/test.h"
#include "wirefold.h"

#define WAIT_MS 5000

static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: \"x\"\r\nLast-Modified: Tue, 24 Nov 2026 "
    "09:00:00 GMT\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<rss/>";

/* A server of one answer, in a process of its own. */
static pid_t
serve(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	char bytes[4096];
	int fd = socket(AF_INET, SOCK_STREAM, 0), c;
	pid_t pid;

	if (bind(fd, (struct sockaddr *)&a, n) != 0 || listen(fd, 64) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return -1;
	*port = ntohs(a.sin_port);
	pid = fork();
	if (pid == 0) {
		(void)signal(SIGPIPE, SIG_IGN);
		(void)alarm(120);
		while ((c = accept(fd, NULL, NULL)) >= 0) {
			if (read(c, bytes, sizeof(bytes)) > 0)
				(void)!write(c, reply, sizeof(reply) - 1);
			(void)close(c);
		}
		_exit(0);
	}
	(void)close(fd);
	return pid;
}

/* The front: takes the answer, without memory of its own, and closes. */
struct taker {
	int fd;
	size_t n;
	char bytes[65536];
};

static void *
take(void *arg)
{
	struct taker *t = arg;
	struct pollfd p = { t->fd, POLLIN, 0 };
	ssize_t n = poll(&p, 1, WAIT_MS) == 1 ? recv(t->fd, t->bytes, sizeof(t->bytes), 0) : -1;

	t->n = n > 0 ? (size_t)n : 0;
	(void)shutdown(t->fd, SHUT_RDWR);
	return NULL;
}

enum outcome { WHOLE, SAID, ENDED, SILENT };

static enum outcome
answer_of(struct taker *t)
{
	struct frame_field field;
	struct why why = { "" };
	struct frame f;
	enum outcome o = SILENT;
	int64_t v = 0;

	if (frame_next(t->bytes, t->n, sizeof(t->bytes), &f, &why) <= 0 || f.type != WF_FRAME_RESULT)
		return SILENT;
	while (frame_field(&f, &field, &why) == 1) {
		if (field.tag == WF_TAG_WHY)
			o = memmem(field.p, field.n, "memory", 6) != NULL ? SAID : SILENT;
		else if (field.tag == WF_TAG_BODY_BYTES && frame_field_int(&field, &v) == 0 && v == 6)
			o = WHOLE;
	}
	return o;
}

static enum outcome
once(int port, long at, int ever)
{
	static struct taker t;
	struct why why = { "" };
	pthread_t thread;
	char url[64];
	struct buf b;
	size_t start;
	int pair[2], rc;

	oom_fail(0, 0);
	if (link_pair(pair, &why) != 0)
		return SILENT;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/feed.xml", port);
	buf_init(&b, LINK_MAX);
	(void)frame_start(&b, WF_FRAME_REQUEST, 1, &start);
	(void)frame_str(&b, WF_TAG_URL, url);
	(void)frame_str(&b, WF_TAG_ETAG, "\"old\"");
	(void)frame_str(&b, WF_TAG_USER_AGENT, "test");
	(void)frame_str(&b, WF_TAG_HOME_URL, url);
	(void)frame_str(&b, WF_TAG_AUTH, "user:word");
	(void)frame_str(&b, WF_TAG_HEADER, "X-Key: word");
	(void)frame_str(&b, WF_TAG_CERT, "-----BEGIN CERTIFICATE-----\n");
	(void)frame_str(&b, WF_TAG_KEY, "-----BEGIN PRIVATE KEY-----\n");
	(void)frame_str(&b, WF_TAG_PIN, "sha256//x");
	(void)frame_str(&b, WF_TAG_ALLOW_PRIVATE, "127.0.0.0/8");
	(void)frame_int(&b, WF_TAG_INSECURE, 1);
	(void)frame_end(&b, start);
	rc = link_send(pair[0], &b, NULL, 0, &why);
	buf_clear(&b);
	t.fd = pair[0];
	t.n = 0;
	if (rc != 1 || pthread_create(&thread, NULL, take, &t) != 0)
		return SILENT;
	oom_fail(at, ever);
	rc = loop_run(pair[1], NULL, &why);
	(void)close(pair[1]);
	(void)pthread_join(thread, NULL);
	(void)close(pair[0]);
	if (rc != 0)
		return strstr(why.text, "memory") != NULL ? ENDED : SILENT;
	return answer_of(&t);
}

/* A file of some certificates that sign themselves; their number. */
static int
bundle(const char *path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	FILE *f = fopen(path, "w");
	X509_NAME *name;
	X509 *x;
	int i, n = 0;

	for (i = 0; f != NULL && key != NULL && i < 3; i++) {
		x = X509_new();
		name = X509_get_subject_name(x);
		n += X509_set_version(x, i == 1 ? 0 : 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x), i + 1) == 1 &&
		    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)(i < 2 ? "one" : "two"), -1, -1, 0) == 1 &&
		    X509_set_issuer_name(x, name) == 1 && X509_gmtime_adj(X509_getm_notBefore(x), -60) != NULL &&
		    X509_gmtime_adj(X509_getm_notAfter(x), 3600) != NULL && X509_set_pubkey(x, key) == 1 &&
		    X509_sign(x, key, EVP_sha256()) > 0 && PEM_write_X509(f, x) == 1;
		X509_free(x);
	}
	EVP_PKEY_free(key);
	return f != NULL && fclose(f) == 0 ? n : 0;
}

/* Does the handle get its bundle by a store of ours? Else libcurl is to read it. */
static int
own(const char *path)
{
	struct ca_store *s = ca_store_new(path);
	CURL *easy = curl_easy_init();
	int rc = s == NULL || easy == NULL ? -1 : ca_store_use(s, easy), mine = s != NULL && ca_store_own(s);

	curl_easy_cleanup(easy);
	ca_store_free(s);
	return rc == 0 ? mine : -1;
}

/* Bundles that are whole, and others; and when memory is out. */
static void
bundles(void)
{
	const long kept = oom_live();
	char path[] = "/tmp/wirefold-ca.XXXXXX", bytes[4096];
	int fd = mkstemp(path), failed = 0, left;
	long at;
	size_t n;
	FILE *f;

	CHECK(fd >= 0 && bundle(path) == 3 && own(path) == 1, "a bundle is ours to read");
	for (at = 1; at <= 2; at++) {
		oom_fail(at, 1);
		left = own(path);
		oom_fail(0, 0);
		failed += left != (at == 1 ? -1 : 0);
	}
	CHECK(failed == 0, "without memory there is none, or libcurl reads it");
	f = fopen(path, "r");
	n = f != NULL ? fread(bytes, 1, sizeof(bytes), f) : 0;
	if (f != NULL)
		(void)fclose(f);
	CHECK(truncate(path, (off_t)n - 60) == 0 && own(path) == 0, "one that is cut is libcurl's to name");
	CHECK(truncate(path, 0) == 0 && own(path) == 0, "or has no certificate");
	CHECK(own("/nonexistent") == 0 && own(NULL) == 0, "or is not there");
	CHECK(oom_live() == kept, "bundles leave nothing over");
	(void)close(fd);
	(void)unlink(path);
}

int
main(void)
{
	long at, all, kept, count[SILENT + 1] = { 0 };
	int ever, port = 0;
	enum outcome o;
	pid_t pid = serve(&port);

	CHECK(pid > 0, "a server starts");
	(void)signal(SIGPIPE, SIG_IGN);
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	kept = oom_live();
	CHECK(once(port, 0, 0) == WHOLE, "the feed comes");
	all = oom_calls();
	for (ever = 0; ever < 2; ever++)
		for (at = 1; at <= all; at++) {
			o = once(port, at, ever);
			count[o]++;
			if (o == SILENT)
				printf("# allocation %ld of %ld%s: silent\n", at, all, ever ? " and behind" : "");
		}
	oom_fail(0, 0);
	printf("# %ld allocations: %ld answers whole, %ld say why, %ld times the loop ended\n", all, count[WHOLE],
	    count[SAID], count[ENDED]);
	CHECK(all > 5 && count[SAID] + count[ENDED] > all, "allocations fail");
	CHECK(count[SILENT] == 0, "memory that is out is said");
	CHECK(oom_live() == kept, "nothing is left over");
	bundles();
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	return test_end();
}
