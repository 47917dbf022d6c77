#include "front/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

#define SAY_MAX 4096

static void
put(FILE *to, const char *prefix, const char *text, size_t n)
{
	struct buf b;

	buf_init(&b, (size_t)SAY_MAX * 12);
	(void)utf8_escape(&b, text, n);
	(void)fprintf(to, "%s%s\n", prefix, b.failed ? "out of memory" : buf_get(&b));
	buf_clear(&b);
}

void
say(const char *fmt, ...)
{
	char text[SAY_MAX];
	va_list ap;
	int n;

	say_progress("");
	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		put(stderr, "wirefold: ", text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

int
say_out(const char *fmt, ...)
{
	char text[SAY_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n >= 0)
		put(stdout, "", text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
	return ferror(stdout) ? -1 : 0;
}

int
say_bytes(const char *p, size_t n)
{
	return fwrite(p, 1, n, stdout) == n ? 0 : -1;
}

int
say_end(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	say("standard output: write failed");
	return -1;
}

void
say_progress(const char *text)
{
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r\x1b[K%s", text);
}
