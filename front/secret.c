#include "front/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/frame.h"
#include "base/utf8.h"
#include "wirefold.h"

/* Headers that are ours to make, or that would change what an answer means. */
static const char *const ours[] = {
	"accept", "accept-encoding", "connection", "content-length", "expect", "host", "if-match",
	"if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive",
	"proxy-authorization", "range", "referer", "te", "trailer", "transfer-encoding", "upgrade",
	"user-agent",
};

void
secret_wipe(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->cap);
	buf_clear(b);
}

static int
check_file(int fd, const char *path, int private, struct why *why)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return why_errno(why, "%s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(why, "%s: not a regular file", path);
	if (private && st.st_uid != geteuid())
		return why_set(why, "%s: belongs to another user", path);
	if (private && (st.st_mode & 077) != 0)
		return why_set(why, "%s: others may read or write it (chmod 600)", path);
	return 0;
}

static int
fill(int fd, const char *path, size_t max, struct buf *b, struct why *why)
{
	ssize_t n;

	/* Room for all of it at once: a buffer that grows leaves copies behind. */
	if (buf_room(b, max + 1) == NULL)
		return why_set(why, "out of memory");
	while ((n = read(fd, b->p + b->n, max + 1 - b->n)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(why, "%s", path);
		b->n += (size_t)n;
		if (b->n > max)
			return why_set(why, "%s: larger than %zu bytes", path, max);
	}
	b->p[b->n] = '\0';
	return b->n > 0 ? 0 : why_set(why, "%s: empty", path);
}

/* The file's bytes in b, which is empty. */
static int
load(const char *path, int private, size_t max, struct buf *b, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), rc;

	(void)prctl(PR_SET_DUMPABLE, 0);
	if (fd < 0)
		return why_errno(why, "%s", path);
	rc = check_file(fd, path, private, why);
	if (rc == 0)
		rc = fill(fd, path, max, b, why);
	if (rc == 0 && (strlen(b->p) != b->n || !utf8_valid(b->p, b->n)))
		rc = why_set(why, "%s: not UTF-8 text", path);
	(void)close(fd);
	return rc;
}

/* The length of the line at p without its end and what is blank there. */
static size_t
line_length(const char *p)
{
	size_t n = strcspn(p, "\n");

	while (n > 0 && strchr(" \t\r", p[n - 1]) != NULL)
		n--;
	return n;
}

static int
printable(const char *p, size_t n)
{
	for (; n > 0; n--, p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return 0;
	return 1;
}

/* 0 when nothing is behind the first line, or -1 and `why`. */
static int
one_line(const char *p, const char *path, struct why *why)
{
	const char *end = p + strcspn(p, "\n");

	return end[0] == '\0' || end[1] == '\0' ? 0 : why_set(why, "%s: more than one line", path);
}

/* `user:password`, or `Bearer token`. */
static int
put_auth(char *p, const char *path, struct buf *b, struct why *why)
{
	size_t n = line_length(p);

	if (one_line(p, path, why) != 0)
		return -1;
	if (!printable(p, n) || (memchr(p, ':', n) == NULL && (n < 8 || strncasecmp(p, "bearer ", 7) != 0)))
		return why_set(why, "%s: neither user:password nor Bearer and a token", path);
	return frame_put(b, WF_TAG_AUTH, p, n);
}

static int
is_ours(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strlen(ours[i]) == n && strncasecmp(ours[i], p, n) == 0)
			return 1;
	return 0;
}

/* A line `Name: value` each; RFC 9110 5.1 says what a name is made of. */
static int
put_headers(char *p, const char *path, struct buf *b, struct why *why)
{
	int line = 0, count = 0;
	size_t n, name;

	for (; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		n = line_length(p);
		line++;
		if (n == 0 || *p == '#')
			continue;
		name = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");
		if (name == 0 || p[name] != ':' || !printable(p, n))
			return why_set(why, "%s: line %d is no `Name: value`", path, line);
		if (is_ours(p, name))
			return why_set(why, "%s: line %d: %.*s is not for header=", path, line, (int)name, p);
		if (count++ == SECRET_LINES)
			return why_set(why, "%s: more than %d headers", path, SECRET_LINES);
		if (frame_put(b, WF_TAG_HEADER, p, n) != 0)
			return -1;
	}
	return 0;
}

/* A proxy and who we are there: `http://user:password@host:port`. */
static int
put_proxy(char *p, const char *path, struct buf *b, struct why *why)
{
	size_t n = line_length(p);
	const char *host;

	if (one_line(p, path, why) != 0)
		return -1;
	p[n] = '\0';
	host = strncmp(p, "http://", 7) == 0 || strncmp(p, "socks5h://", 10) == 0 ? strrchr(p, '@') : NULL;
	if (host == NULL || host[1] == '\0' || !printable(p, n) || strpbrk(p, " \t") != NULL ||
	    strpbrk(strstr(p, "://") + 3, "/?#") != NULL || strchr(p, '@') != host)
		return why_set(why, "%s: no http:// or socks5h://user:password@host:port (/ ? # @ in the password as %%2F ...)", path);
	return frame_put(b, WF_TAG_PROXY, p, n);
}

static int
put_cert(char *p, const char *path, struct buf *b, struct why *why)
{
	if (strstr(p, "-----BEGIN CERTIFICATE-----") == NULL)
		return why_set(why, "%s: no PEM certificate in it", path);
	return frame_str(b, WF_TAG_CERT, p);
}

static int
put_key(char *p, const char *path, struct buf *b, struct why *why)
{
	if (strstr(p, "PRIVATE KEY-----") == NULL)
		return why_set(why, "%s: no PEM private key in it", path);
	if (strstr(p, "ENCRYPTED") != NULL)
		return why_set(why, "%s: the private key wants a passphrase, and nobody is there to give it", path);
	return frame_str(b, WF_TAG_KEY, p);
}

int
secret_put(const struct conf_feed *f, struct buf *b, struct why *why)
{
	const struct {
		const char *key, *path;
		int private;
		size_t max;
		int (*put)(char *p, const char *path, struct buf *b, struct why *why);
	} files[] = {
		{ "auth", f->auth, 1, SECRET_AUTH, put_auth }, { "header", f->header, 1, SECRET_HEADERS, put_headers },
		{ "cert", f->cert, 0, SECRET_PEM, put_cert },
		{ "key", f->key != NULL ? f->key : f->cert, 1, SECRET_PEM, put_key },
		{ "proxy", f->proxy != NULL && f->proxy[0] == '@' ? f->proxy + 1 : NULL, 1, SECRET_AUTH, put_proxy },
	};
	struct why inner = { "" };
	struct buf in;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i].path == NULL)
			continue;
		if (b->n == 0 && buf_room(b, SECRET_MAX) == NULL)
			return why_set(why, "out of memory");
		buf_init(&in, SECRET_PEM + 2);
		rc = load(files[i].path, files[i].private, files[i].max, &in, &inner);
		if (rc == 0)
			rc = files[i].put(in.p, files[i].path, b, &inner);
		if (rc != 0)
			(void)why_set(why, "%s %s", files[i].key, inner.text[0] != '\0' ? inner.text : "out of memory");
		secret_wipe(&in);
	}
	if (rc == 0 && f->key != NULL && f->cert == NULL)
		return why_set(why, "key %s: without cert=", f->key);
	return rc;
}

int
secret_check(const struct conf_feed *f, struct why *why)
{
	struct buf b;
	int rc;

	buf_init(&b, SECRET_MAX);
	rc = secret_put(f, &b, why);
	secret_wipe(&b);
	return rc;
}
