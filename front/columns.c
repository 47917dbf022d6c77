#include "front/columns.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

#define COLUMNS 80      /* of a terminal that does not say */
#define ELLIPSIS 3

/* First and last of the characters that take two columns (UAX #11, W and F), by blocks. */
static const struct { uint32_t from, to; } wide[] = {
	{ 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff },
	{ 0xa000, 0xa4cf }, { 0xa960, 0xa97c }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
}, none[] = {
	{ 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x200b, 0x200d },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static size_t
width_of(uint32_t c)
{
	size_t i;

	if (c < 0x300)
		return 1;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (c >= none[i].from && c <= none[i].to)
			return 0;
	for (i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (c >= wide[i].from && c <= wide[i].to)
			return 2;
	return 1;
}

size_t
columns_terminal(void)
{
	struct winsize w;

	if (!isatty(STDOUT_FILENO))
		return 0;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : COLUMNS;
}

/* How many of the n bytes fit; the columns they take go to *used. */
static size_t
fit(const char *s, size_t n, size_t width, size_t *used)
{
	const char *p = s, *end = s + n, *at = s;
	size_t w;

	for (*used = 0; p < end; at = p, *used += w) {
		w = width_of(utf8_next(&p, end));
		if (*used + w > width)
			return (size_t)(at - s);
	}
	return n;
}

static int
put(struct buf *b, const char *s, size_t n, size_t width, size_t *used)
{
	size_t k = fit(s, n, width, used);

	if (k == n)
		return buf_put(b, s, n);
	k = fit(s, n, width > ELLIPSIS ? width - ELLIPSIS : width, used);
	if (buf_put(b, s, k) != 0)
		return -1;
	if (width <= ELLIPSIS)
		return 0;
	*used += ELLIPSIS;
	return buf_str(b, "...");
}

int
columns_put(struct buf *b, const char *s, size_t n, size_t width)
{
	size_t used;

	return put(b, s, n, width, &used);
}

int
columns_pad(struct buf *b, const char *s, size_t n, size_t width)
{
	size_t used;
	int rc = put(b, s, n, width, &used);

	for (; rc == 0 && used < width; used++)
		rc = buf_char(b, ' ');
	return rc;
}
