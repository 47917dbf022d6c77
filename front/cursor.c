#include "front/cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"
#include "front/replace.h"

#define HEAD "wirefold cursor 1\nseq "
#define LINE "\nline "
#define FILE_MAX ((size_t)4096) /* bytes of a cursor file */

static int
slurp(const char *path, struct buf *b, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t k = 0;
	char *to;

	if (fd < 0)
		return errno == ENOENT ? 1 : why_errno(why, "%s", path);
	while ((to = buf_room(b, 512)) != NULL && ((k = read(fd, to, 512)) > 0 || (k < 0 && errno == EINTR)))
		b->n += k > 0 ? (size_t)k : 0;
	if (to != NULL)
		*to = '\0'; /* buf_room leaves a byte for it */
	if (to == NULL)
		(void)why_set(why, "%s: too large for a cursor, or out of memory", path);
	else if (k < 0)
		(void)why_errno(why, "%s", path);
	(void)close(fd);
	return to == NULL || k < 0 ? -1 : 0;
}

/* What the file says: its seq, and 64 hex digits (none for seq 0). */
static int
parse(const char *text, size_t n, int64_t *seq, char mark[static CHANGES_MARK])
{
	const size_t head = sizeof(HEAD) - 1, line = sizeof(LINE) - 1;
	char *end;

	mark[0] = '\0';
	if (strlen(text) != n || strncmp(text, HEAD, head) != 0 || text[head] < '0' || text[head] > '9')
		return -1;
	errno = 0;
	*seq = strtoll(text + head, &end, 10);
	if (errno != 0 || (*seq == 0 && strcmp(end, "\n") == 0))
		return errno != 0 ? -1 : 0;
	if (strncmp(end, LINE, line) != 0 || strspn(end + line, "0123456789abcdef") != CHANGES_MARK - 1 ||
	    strcmp(end + line + CHANGES_MARK - 1, "\n") != 0)
		return -1;
	memcpy(mark, end + line, CHANGES_MARK - 1);
	mark[CHANGES_MARK - 1] = '\0';
	return 0;
}

/* Is the line that the cursor names the one that stands there? What is pruned tells nothing. */
static int
belongs(const char *path, struct store *s, int64_t seq, const char *mark, struct why *why)
{
	char here[CHANGES_MARK];
	int64_t first;
	int rc = seq > 0 ? changes_mark(s, seq, here, &first, why) : 0;

	if (rc < 0 || seq == 0)
		return rc;
	if ((rc == 0 ? strcmp(here, mark) != 0 : 1) && (first == 0 || seq >= first))
		return why_set(why, "%s: the cursor of another archive (no such line at seq %lld)", path,
		    (long long)seq);
	return 0;
}

int
cursor_read(const char *path, struct store *s, int64_t *seq, struct why *why)
{
	char mark[CHANGES_MARK];
	struct buf b;
	int rc;

	buf_init(&b, FILE_MAX);
	rc = slurp(path, &b, why);
	if (rc == 0 && parse(buf_get(&b), b.n, seq, mark) != 0)
		rc = why_set(why, "%s: not a cursor", path);
	if (rc == 0)
		rc = belongs(path, s, *seq, mark, why);
	buf_clear(&b);
	return rc;
}

int
cursor_write(const char *path, struct store *s, int64_t seq, struct why *why)
{
	char mark[CHANGES_MARK];
	int64_t first;
	struct buf b;
	int rc = seq > 0 ? changes_mark(s, seq, mark, &first, why) : 0;

	if (rc < 0)
		return -1;
	if (rc > 0)
		return why_set(why, "%s: no line at seq %lld", path, (long long)seq);
	buf_init(&b, FILE_MAX);
	(void)buf_printf(&b, HEAD "%lld", (long long)seq);
	if (seq > 0)
		(void)buf_printf(&b, LINE "%s", mark);
	(void)buf_char(&b, '\n');
	rc = b.failed ? why_set(why, "out of memory") : replace_file(path, &b, why);
	buf_clear(&b);
	return rc;
}

int
cursor_since(const char *text, struct store *s, int64_t now, int64_t *seq, struct why *why)
{
	const size_t n = strlen(text);
	char day[TIME_LEN];
	int64_t t;

	if (n > 0 && n < 19 && strspn(text, "0123456789") == n) {
		*seq = strtoll(text, NULL, 10);
		return 0;
	}
	t = time_parse(text, n);
	if (t == TIME_NONE && n == TIME_DAY_LEN - 1) {
		memcpy(day, text, n);
		memcpy(day + n, "T00:00:00Z", sizeof("T00:00:00Z"));
		t = time_parse(day, TIME_LEN - 1);
	}
	if (t == TIME_NONE && time_span(text) >= 0)
		t = now - time_span(text);
	return t == TIME_NONE ? 1 : changes_since(s, t, seq, why);
}
