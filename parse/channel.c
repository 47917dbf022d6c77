#include "parse/channel.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"

#define CHANNEL_MEMORY ((size_t)16 << 20) /* bytes of a feed's own strings */
#define WARNING_MAX 300                   /* bytes of one warning */

void
channel_init(struct channel *c)
{
	arena_init(&c->arena, CHANNEL_MEMORY);
	c->doc.updated = c->doc.published = TIME_NONE;
	c->doc.warnings = c->warnings;
	c->doc.skip_hours = c->hours;
	c->doc.skip_days = c->days;
}

void
channel_clear(struct channel *c)
{
	arena_clear(&c->arena);
}

void
channel_title(struct channel *c, const char *title, int rank)
{
	if (title != NULL && rank > c->title_rank) {
		c->doc.title = title;
		c->title_rank = rank;
	}
}

void
channel_home(struct channel *c, const char *url, int rank)
{
	if (url != NULL && rank > c->home_rank) {
		c->doc.home = url;
		c->home_rank = rank;
	}
}

void
channel_icon(struct channel *c, const char *url, int rank)
{
	if (url != NULL && rank > c->icon_rank) {
		c->doc.icon = url;
		c->icon_rank = rank;
	}
}

void
channel_about(struct channel *c, const struct content *what, int rank)
{
	if (what->text != NULL && c->about[rank].text == NULL)
		c->about[rank] = *what;
}

void
channel_hour(struct channel *c, const char *hour)
{
	if (hour != NULL && c->doc.n_skip_hours < 24)
		c->hours[c->doc.n_skip_hours++] = hour;
}

void
channel_day(struct channel *c, const char *day)
{
	if (day != NULL && c->doc.n_skip_days < 7)
		c->days[c->doc.n_skip_days++] = day;
}

void
channel_warn(struct channel *c, const char *fmt, ...)
{
	char text[WARNING_MAX];
	struct buf shown;
	va_list ap;
	const char *s;

	if (c->doc.n_warnings == WF_WARNINGS_MAX)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Names and values in it are the feed's. */
	buf_init(&shown, WARNING_MAX * 8);
	(void)utf8_escape(&shown, text, strlen(text));
	s = arena_strn(&c->arena, buf_get(&shown), shown.n);
	if (s != NULL)
		c->warnings[c->doc.n_warnings++] = s;
	buf_clear(&shown);
}

int
channel_finish(struct channel *c, struct buf *work)
{
	int i;

	for (i = 2; i > 0 && c->about[i].text == NULL; i--)
		continue;
	c->doc.description = c->about[i].text;
	c->doc.description_html = c->about[i].html;
	if (c->period > 0)
		c->doc.period = c->period / (c->frequency > 0 ? c->frequency : 1);
	if (lists_finish(&c->lists, &c->arena, work) != 0)
		return -1;
	c->doc.authors = c->lists.authors;
	c->doc.n_authors = c->lists.n_authors;
	c->doc.extras = c->lists.extras;
	c->doc.n_extras = c->lists.n_extras;
	return 0;
}
