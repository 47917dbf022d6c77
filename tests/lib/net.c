/* net: a name service and a network that lie, for LD_PRELOAD before wirefold-fetch.
 *
 * flip.test is 8.8.8.8 at the first look-up that $NET_DIR has seen, 127.0.0.1 at all others;
 * both.test is 9.9.9.9 and 127.0.0.1. A connection to 8.8.8.8 arrives at 127.0.9.1, one to 9.9.9.9
 * is refused; no packet leaves the machine. $NET_DIR/opened gets the path of each file that is read by
 * stdio, as libcrypto does. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Appends a line; how many bytes were there before. */
static off_t
note(const char *file, const char *text)
{
	const char *dir = getenv("NET_DIR");
	char path[4096], line[4096];
	off_t before = 0;
	int fd, n;

	(void)snprintf(path, sizeof(path), "%s/%s", dir != NULL ? dir : "/nonexistent", file);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return 0;
	before = lseek(fd, 0, SEEK_END);
	n = snprintf(line, sizeof(line), "%s\n", text);
	(void)!write(fd, line, (size_t)n);
	(void)close(fd);
	return before;
}

typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **to)
{
	resolver *real = (resolver *)dlsym(RTLD_NEXT, "getaddrinfo");
	struct addrinfo *more;
	int rc;

	if (node != NULL && strcmp(node, "flip.test") == 0)
		return real(note("lookups", node) == 0 ? "8.8.8.8" : "127.0.0.1", service, hints, to);
	if (node == NULL || strcmp(node, "both.test") != 0)
		return real(node, service, hints, to);
	rc = real("9.9.9.9", service, hints, to);
	if (rc == 0 && real("127.0.0.1", service, hints, &more) == 0)
		(*to)->ai_next = more;
	return rc;
}

int
connect(int fd, const struct sockaddr *a, socklen_t n)
{
	int (*real)(int, const struct sockaddr *, socklen_t) =
	    (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
	struct sockaddr_in in;

	if (a->sa_family != AF_INET || n != sizeof(in))
		return real(fd, a, n);
	memcpy(&in, a, sizeof(in));
	if (in.sin_addr.s_addr == inet_addr("9.9.9.9")) {
		errno = ECONNREFUSED;
		return -1;
	}
	if (in.sin_addr.s_addr == inet_addr("8.8.8.8"))
		in.sin_addr.s_addr = inet_addr("127.0.9.1");
	return real(fd, (struct sockaddr *)&in, n);
}

FILE *
fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = (FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen");

	(void)note("opened", path);
	return real(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) = (FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen64");

	(void)note("opened", path);
	return real(path, mode);
}
