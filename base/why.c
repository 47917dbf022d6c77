#include "base/why.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut inside a UTF-8 sequence would put broken bytes on a terminal. */
static void
trim(struct why *why, size_t n)
{
	if (n < WHY_MAX)
		return;
	n = WHY_MAX - 1;
	while (n > 0 && ((unsigned char)why->text[n - 1] & 0xc0) == 0x80)
		n--;
	if (n > 0 && (unsigned char)why->text[n - 1] >= 0xc0)
		n--;
	why->text[n] = '\0';
}

static void
vset(struct why *why, const char *fmt, va_list ap)
{
	int n = vsnprintf(why->text, WHY_MAX, fmt, ap);

	trim(why, n < 0 ? 0 : (size_t)n);
}

int
why_set(struct why *why, const char *fmt, ...)
{
	va_list ap;

	if (why == NULL)
		return -1;
	va_start(ap, fmt);
	vset(why, fmt, ap);
	va_end(ap);
	return -1;
}

int
why_errno(struct why *why, const char *fmt, ...)
{
	int e = errno;
	va_list ap;
	size_t n;
	int m;

	if (why == NULL)
		return -1;
	va_start(ap, fmt);
	vset(why, fmt, ap);
	va_end(ap);
	n = strlen(why->text);
	m = snprintf(why->text + n, WHY_MAX - n, ": %s", strerror(e));
	trim(why, n + (m < 0 ? 0 : (size_t)m));
	errno = e;
	return -1;
}
