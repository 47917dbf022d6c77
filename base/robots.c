#include "base/robots.h"

#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int
is_plain(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

int
robots_spell(struct buf *b, const char *p, size_t n)
{
	size_t i;
	int c;

	for (i = 0; i < n; i++) {
		c = (unsigned char)p[i];
		if (c == '%' && n - i > 2 && hex(p[i + 1]) >= 0 && hex(p[i + 2]) >= 0) {
			c = hex(p[i + 1]) << 4 | hex(p[i + 2]);
			i += 2;
			if (!is_plain(c)) {
				(void)buf_printf(b, "%%%02X", (unsigned)c);
				continue;
			}
		}
		if (c <= ' ' || c > '~' || c == '%')
			(void)buf_printf(b, "%%%02X", (unsigned)c);
		else
			(void)buf_char(b, (char)c);
	}
	return b->failed ? -1 : 0;
}

int
robots_match(const char *pattern, const char *path)
{
	const char *p = pattern, *s = path, *star = NULL, *again = NULL;
	int end;

	for (;;) {
		if (*p == '*') {
			star = p++;
			again = s;
			continue;
		}
		end = p[0] == '$' && p[1] == '\0';
		if (*p == '\0' || (end && *s == '\0'))
			return (int)strlen(pattern); /* what begins like the pattern matches */
		if (*p == *s && !end) {
			p++;
			s++;
			continue;
		}
		if (star == NULL || *again == '\0')
			return -1;
		p = star + 1;
		s = ++again;
	}
}
