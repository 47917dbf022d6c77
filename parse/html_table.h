/* html_table: the tags and attributes that sanitised HTML may hold, and what
 * each tag means to the text. */
#ifndef PARSE_HTML_TABLE_H
#define PARSE_HTML_TABLE_H

/* What happens to the tag. */
enum {
	HTML_KEEP = 1,     /* stays in sanitised HTML */
	HTML_VOID = 2,     /* has no content and no closing tag */
	HTML_BLOCK = 4,    /* parts paragraphs of the text */
	HTML_DROP = 8,     /* goes with all its contents, which are not HTML */
	HTML_MUTE = 16,    /* its contents are not in the text */
	HTML_BARRIER = 32, /* a closing tag inside closes nothing outside */
	HTML_ENDS_P = 64   /* opening it ends an open <p> */
};

/* What the tag means to the text beyond breaking it. */
enum html_role {
	HTML_PLAIN, HTML_PARA, HTML_LIST, HTML_NUMBERED, HTML_ITEM, HTML_BREAK, HTML_PRE, HTML_QUOTE,
	HTML_INLINE_QUOTE, HTML_TABLE, HTML_ROW, HTML_CELL, HTML_ANCHOR, HTML_IMAGE, HTML_FRAME, HTML_TERM,
	HTML_OPTION, HTML_SOURCE
};

struct html_tag {
	const char *name;
	unsigned char flags, role;
};

#define HTML_TAGS 160 /* rows at most */

/* Which row it is, from 0. */
int html_table_index(const struct html_tag *tag);

/* The row of a tag, or NULL: unknown, the tag goes and its children stay. */
const struct html_tag *html_table_tag(const char *name);

enum html_attr_kind {
	HTML_NO,           /* goes */
	HTML_EMPTY,        /* stays without its value */
	HTML_AS_IS, HTML_URL, HTML_IMAGE_URL, HTML_SRCSET, HTML_STYLE, HTML_ID, HTML_SIZE
};

/* What to do with an attribute. */
enum html_attr_kind html_table_attr(const char *name);

#endif
