#include "front/conf_write.h"

#include <string.h>

static void
quoted(struct buf *b, const char *mark, const char *word)
{
	(void)buf_printf(b, "\"%s", mark);
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			(void)buf_char(b, '\\');
		(void)buf_char(b, *word);
	}
	(void)buf_char(b, '"');
}

void
conf_write_url(struct buf *b, const char *url)
{
	if (strpbrk(url, "\"\\") != NULL)
		quoted(b, "", url);
	else
		(void)buf_str(b, url);
}

void
conf_write_word(struct buf *b, const char *mark, const char *word)
{
	(void)buf_char(b, ' ');
	quoted(b, mark, word);
}
