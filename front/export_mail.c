#include "front/export_mail.h"

#include <string.h>

#include "base/time.h"
#include "base/utf8.h"

#define LINE 72      /* of a quoted-printable line; RFC 2045 allows 76 */
#define WORD 45      /* bytes written of one encoded word; RFC 2047 allows 75 with its frame */
#define DAY ((int64_t)86400)

static const char days[] = "ThuFriSatSunMonTueWed"; /* from 1 January 1970 on */
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s > '~' || (*s == '=' && s[1] == '?'))
			return 0;
	return 1;
}

/* A header's text: as it is, or in encoded words that break between characters. */
static void
words(struct buf *b, const char *s)
{
	const char *end = s + strlen(s), *was;
	size_t n = WORD;
	int open = 0;
	uint32_t c;

	while (s < end) {
		was = s;
		c = utf8_next(&s, end);
		if (n + 3 * UTF8_MAX > WORD) {
			(void)buf_str(b, open ? "?=\n =?utf-8?q?" : "=?utf-8?q?");
			open = 1;
			n = 0;
		}
		if (c == ' ' || utf8_control(c)) {
			(void)buf_char(b, '_');
			n++;
		} else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
			(void)buf_char(b, (char)c);
			n++;
		} else {
			for (; was < s; was++, n += 3)
				(void)buf_printf(b, "=%02X", (unsigned)(unsigned char)*was);
		}
	}
	if (open)
		(void)buf_str(b, "?=");
}

static void
header(struct buf *b, const char *name, const char *s)
{
	(void)buf_printf(b, "%s: ", name);
	if (is_plain(s) && strlen(s) < 900)
		(void)buf_str(b, s);
	else
		words(b, s);
	(void)buf_char(b, '\n');
}

/* Quoted-printable; a line that begins with "From " would end the message. */
static void
quoted(struct buf *b, const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++) {
		const unsigned char c = (unsigned char)*s;

		if (c == '\n') {
			(void)buf_char(b, '\n');
			n = 0;
			continue;
		}
		if (n >= LINE) {
			(void)buf_str(b, "=\n");
			n = 0;
		}
		if (c > '~' || c < ' ' || c == '=' || (c == 'F' && n == 0) || (c == '.' && n == 0) ||
		    (c == ' ' && (s[1] == '\n' || s[1] == '\0'))) {
			(void)buf_printf(b, "=%02X", (unsigned)c);
			n += 3;
		} else {
			(void)buf_char(b, (char)c);
			n++;
		}
	}
	(void)buf_char(b, '\n');
}

/* From: a name that is always an encoded or quoted word, and an address that none can answer. */
static void
from(struct buf *b, const struct wf_entry *e)
{
	const char *name = e->n_authors > 0 ? e->authors[0].name : NULL;

	(void)buf_str(b, "From: ");
	words(b, name != NULL ? name : e->feed != NULL ? e->feed : "wirefold");
	(void)buf_str(b, " <wirefold@localhost>\n");
}

void
export_mail_item(struct buf *b, const struct export_item *i)
{
	int64_t t = i->published != TIME_NONE ? i->published : i->line->time;
	int64_t day = t >= 0 ? t / DAY : -((DAY - 1 - t) / DAY);
	const char *weekday = days + 3 * (((day % 7) + 7) % 7), *month;
	struct time_civil c;

	time_to_civil(t, &c);
	month = months + 3 * (c.month - 1);
	(void)buf_printf(b, "From wirefold %.3s %.3s %2d %02d:%02d:%02d %04d\n", weekday, month, c.day, c.hour,
	    c.minute, c.second, c.year);
	from(b, i->entry);
	(void)buf_printf(b, "Date: %.3s, %d %.3s %04d %02d:%02d:%02d +0000\n", weekday, c.day, month, c.year,
	    c.hour, c.minute, c.second);
	header(b, "Subject", i->entry->title != NULL ? i->entry->title : "");
	(void)buf_printf(b, "Message-ID: <%s@wirefold.localhost>\n", i->id);
	(void)buf_str(b, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n");
	if (i->entry->feed != NULL)
		header(b, "X-Wirefold-Feed", i->entry->feed);
	if (i->entry->url != NULL)
		header(b, "X-Wirefold-Url", i->entry->url);
	(void)buf_char(b, '\n');
	quoted(b, i->text);
	(void)buf_char(b, '\n');
}
